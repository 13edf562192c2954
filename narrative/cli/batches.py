"""The commands of a comparison that lives on: adding batches, what they changed, and the health of the folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from narrative.cli.commands import Inputs, Json, Metadata, Overrides, Quiet, Verbose, app, print_stages, watch

Folder = Annotated[str, typer.Argument(help="A folder that `narrative compare` wrote.")]


@app.command()
def add(
    folder: Folder,
    inputs: Inputs,
    overrides: Overrides = None,
    metadata: Metadata = None,
    *,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Add a batch of articles to a comparison: pays for what is new, keeps ids and labels, says what changed."""
    from narrative.cli.batch_words import summarise_addition
    from narrative.pipeline import add_inputs
    from narrative.pipeline.folder import Addition

    with watch(quiet=quiet) as watcher:
        outcome = add_inputs(Addition(tuple(inputs), metadata, tuple(overrides or ())), Path(folder), watcher)
    if verbose:
        print_stages(outcome)
    typer.echo(summarise_addition(outcome, as_json=as_json))
