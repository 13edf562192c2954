"""The command line: the only room that prints."""

from narrative.cli import batches, experiments  # each registers its commands
from narrative.cli.commands import app, main

__all__ = ["app", "batches", "experiments", "main"]
