"""The command line: the only room that prints."""

from narrative.cli.commands import main

__all__ = ["main"]
