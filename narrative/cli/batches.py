"""The commands of a comparison that lives on: adding batches, what they changed, and the health of the folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from narrative.cli.commands import Json, Metadata, Overrides, Quiet, Verbose, app, print_stages, watch

Folder = Annotated[str, typer.Argument(help="A folder that `narrative compare` wrote.")]


@app.command()
def add(
    folder: Folder,
    inputs: Annotated[list[str] | None, typer.Argument(help="Files, folders, globs, or - for JSONL.")] = None,
    overrides: Overrides = None,
    metadata: Metadata = None,
    *,
    refit: Annotated[
        bool, typer.Option("--refit", help="Fit narratives and word counts anew on all articles.")
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Add a batch of articles to a comparison: pays for what is new, keeps ids and labels, says what changed."""
    from narrative.cli.batch_words import summarise_addition
    from narrative.errors import InputError
    from narrative.pipeline import add_inputs
    from narrative.pipeline.folder import Addition
    from narrative.pipeline.reshape import refit_folder

    if not inputs and not refit:
        raise InputError("add", "names no input", "name files or folders, or give --refit")
    with watch(quiet=quiet) as watcher:
        if inputs:
            outcome = add_inputs(Addition(tuple(inputs), metadata, tuple(overrides or ())), Path(folder), watcher)
        if refit:
            outcome = refit_folder(Path(folder), watcher)
    if verbose:
        print_stages(outcome)
    typer.echo(summarise_addition(outcome, as_json=as_json))


@app.command()
def changes(
    folder: Folder,
    since: Annotated[int | None, typer.Option("--since", help="A batch; default: the last but one.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Say what is different from how a comparison stood after an earlier batch."""
    from narrative.cli.batch_words import format_changes
    from narrative.pipeline.run import dump_json
    from narrative.pipeline.upkeep import list_changes

    comparison, found = list_changes(Path(folder), since)
    typer.echo(dump_json(found, indent=1).decode() if as_json else "\n".join(format_changes(comparison, found)))


@app.command()
def verify(folder: Folder) -> None:
    """Check every stored result and every written file of a comparison, and say what to do."""
    from narrative.cli.batch_words import format_health
    from narrative.pipeline.upkeep import verify_folder

    health = verify_folder(Path(folder))
    typer.echo(format_health(folder, health))
    if health.faults:
        raise typer.Exit(1)


@app.command("list")
def list_comparisons(
    root: Annotated[str, typer.Argument(help="Where to look.")] = "reports", *, as_json: Json = False
) -> None:
    """List the comparison folders in a folder and below."""
    from narrative.cli.batch_words import format_overviews
    from narrative.pipeline.run import dump_json
    from narrative.pipeline.upkeep import list_folders

    found = tuple(list_folders(Path(root)))
    typer.echo(dump_json(found, indent=1).decode() if as_json else format_overviews(root, found))


@app.command()
def show(folder: Folder, *, as_json: Json = False) -> None:
    """Show a comparison's batches: counts, sizes, and settings that changed between them."""
    from narrative.cli.batch_words import format_overview
    from narrative.pipeline.run import dump_json
    from narrative.pipeline.upkeep import describe_folder

    overview = describe_folder(Path(folder))
    typer.echo(dump_json(overview, indent=1).decode() if as_json else format_overview(overview))


@app.command()
def remove(
    folder: Folder,
    source: Annotated[str | None, typer.Option("--source", help="All articles of a source.")] = None,
    article: Annotated[str | None, typer.Option("--article", help="One article, by its id.")] = None,
    batch: Annotated[int | None, typer.Option("--batch", help="All articles of a batch.")] = None,
) -> None:
    """Remove articles from a comparison; everything else keeps its ids."""
    from narrative.pipeline.reshape import Choice, remove_articles

    outcome, count = remove_articles(Path(folder), Choice(source, article, batch))
    left = len(outcome.comparison.articles)
    typer.echo(f"removed {count}, {left} left\n{Path(folder) / 'report.html'}")


@app.command()
def calibrate(
    folder: Folder,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="Group the folder's links by the new bar.")] = False,
    as_json: Json = False,
) -> None:
    """Fit the bar for links to the pairs marked same and different in corrections.yaml, and say what it gains."""
    from narrative.cli.batch_words import format_calibration
    from narrative.pipeline.reshape import calibrate_folder
    from narrative.pipeline.run import dump_json

    found = calibrate_folder(Path(folder), apply=apply)
    typer.echo(dump_json(found, indent=1).decode() if as_json else format_calibration(found, applied=apply))
