"""The commands: parse, call, print."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from narrative import __version__
from narrative.errors import NarrativeError

if TYPE_CHECKING:
    from narrative.pipeline import Outcome, Watcher

app = typer.Typer(
    name="narrative",
    help="Compare what several sources say: narratives, shared claims, who agrees, diverges, repeats or stays silent.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Inputs = Annotated[list[str], typer.Argument(help="Files, folders, globs, or - for JSONL on standard input.")]
ConfigFile = Annotated[
    str | None, typer.Option("--config", "-c", help="A YAML file with differences from the defaults.")
]
Overrides = Annotated[list[str] | None, typer.Option("--set", help="One setting: section.key=value; may be repeated.")]
Metadata = Annotated[
    str | None, typer.Option("--metadata", help="A CSV: file, source, published, url, title, language.")
]
ExcerptsOnly = Annotated[
    bool,
    typer.Option("--excerpts-only", help="Leave the full texts out of the page: quoted sentences only, for sharing."),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say how long each stage took.")]


def main() -> None:
    """Run the command line; a foreseen failure is one line on standard error and exit code 1."""
    try:
        app()
    except NarrativeError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        sys.stderr.write("\ninterrupted; the same command goes on from here\n")
        raise SystemExit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


@app.callback(invoke_without_command=True)
def _root(
    *, version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False
) -> None:
    if version:
        typer.echo(f"narrative {__version__}")
        raise typer.Exit


@app.command()
def compare(
    inputs: Inputs,
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Folder; default: reports/<name of input>.")
    ] = None,
    config: ConfigFile = None,
    overrides: Overrides = None,
    metadata: Metadata = None,
    *,
    excerpts_only: ExcerptsOnly = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace a comparison of other inputs.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Compare articles and write a comparison folder: report.html and its machine-readable twins."""
    from narrative.config.reading import read_config

    resolved = read_config(config, [*(overrides or ()), *(["report.excerpts_only=true"] if excerpts_only else [])])
    folder = Path(output) if output else _default_folder(inputs)
    # Imported after the configuration was read: a mistyped key is answered in a blink.
    from narrative.pipeline import compare_inputs
    from narrative.pipeline.folder import Order

    with watch(quiet=quiet) as watcher:
        order = Order(tuple(inputs), metadata, resolved, replace=replace)
        outcome = compare_inputs(order, folder, watcher)
    if verbose:
        print_stages(outcome)
    _print_outcome(outcome, as_json=as_json)


@app.command()
def inspect(
    inputs: Inputs,
    config: ConfigFile = None,
    overrides: Overrides = None,
    metadata: Metadata = None,
    write_metadata: Annotated[str | None, typer.Option("--write-metadata", help="Write a CSV to correct.")] = None,
    *,
    as_json: Json = False,
) -> None:
    """Read only: what would be compared, what rejected and why, sources, dates, and the lines that cleaning drops."""
    from narrative.cli.summary import format_inspection
    from narrative.config.reading import read_config
    from narrative.pipeline.inspection import inspect_inputs, write_metadata_table

    inspection = inspect_inputs(inputs, metadata, read_config(config, overrides or ()))
    if write_metadata:
        write_metadata_table(inspection, Path(write_metadata))
    typer.echo(format_inspection(inspection, as_json=as_json))


@app.command()
def report(
    folder: Annotated[str, typer.Argument(help="A folder that `narrative compare` wrote.")],
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A narrative, by label or id; may be repeated.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help="A source; may be repeated.")] = None,
    max_claims: Annotated[int, typer.Option("--max-claims", min=0, help="Rows of shared claims, at most; 0: all.")] = 0,
    *,
    excerpts_only: ExcerptsOnly = False,
) -> None:
    """Write the page and its twins again from the store, without loading any model.

    With an option a page of that part is written beside the page of the whole, under a name of its own.
    """
    from narrative.cli.batch_words import format_corrections
    from narrative.pipeline.folder import render_folder
    from narrative.pipeline.selection import PageOrder, render_selection
    from narrative.report.narrow import Selection

    order = PageOrder(Selection(tuple(only or ()), tuple(source or ())), max_claims, excerpts_only)
    if order.part:
        typer.echo(str(render_selection(Path(folder), order)))
        return
    for line in format_corrections(render_folder(Path(folder)).corrections):
        typer.echo(line)
    typer.echo(str(Path(folder) / "report.html"))


@app.command()
def evaluate(
    stage: Annotated[
        str,
        typer.Argument(help="clean, cluster, claims, link, relate, reuse; `whole`; or `all` known sets of a folder."),
    ],
    data: Annotated[
        str,
        typer.Argument(help="Rows as JSONL (.gz too), gold in them or not; for `whole` the gold, for `all` a folder."),
    ],
    config: ConfigFile = None,
    overrides: Overrides = None,
    *,
    predictions: Annotated[str, typer.Option("--predictions", help="Write one prediction a line to this file.")] = "",
    pool: Annotated[
        str, typer.Option("--pool", help="For link: the texts among which each row looks for its own.")
    ] = "",
    part: Annotated[
        Literal["", "all", "tuning", "reporting"],
        typer.Option(
            "--part", help="Which half of the rows, parted by hash: to tune on, or (`all`'s own) to report on."
        ),
    ] = "",
    only: Annotated[list[str] | None, typer.Option("--only", help="For `all`: this set; may be repeated.")] = None,
    most: Annotated[int | None, typer.Option("--most", min=1, help="For `all`: rows of each set at most.")] = None,
    keep: Annotated[str, typer.Option("--keep", help="For `all`: a folder for what a killed run goes on from.")] = "",
    write: Annotated[
        str, typer.Option("--write", help="For `whole` and `all`: put the tables between their marks in this file.")
    ] = "",
    errors: Annotated[bool, typer.Option("--errors", help="List the worst rows; for `whole` every fault.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Measure one stage on labelled rows, `whole` comparisons against a reader's gold, or `all` known sets of a folder."""
    from narrative.cli.evaluation import Asked, answer_evaluation, check_evaluation
    from narrative.config.reading import read_config

    asked = Asked(stage, data, predictions, pool, part, tuple(only or ()), most, keep, write, errors=errors)
    check_evaluation(asked)
    resolved = read_config(config, overrides or ())
    with watch(quiet=quiet) as watcher:
        found, table = answer_evaluation(asked, resolved, watcher)
    if as_json:
        from narrative.pipeline.run import dump_json

        table = dump_json(found, indent=1).decode()
    typer.echo(table)


@app.command("config")
def show_config(config: ConfigFile = None, overrides: Overrides = None) -> None:
    """Print the resolved configuration with a comment on each key."""
    from narrative.config.reading import read_config, write_config

    typer.echo(write_config(read_config(config, overrides or ())), nl=False)


@app.command()
def init(path: Annotated[str, typer.Argument(help="The file to write.")] = "narrative.yaml") -> None:
    """Write a starting configuration, every key commented."""
    from narrative.config import Config
    from narrative.config.reading import write_config
    from narrative.errors import InputError

    target = Path(path)
    if target.exists():
        raise InputError(path, "exists already", "name another file")
    try:
        target.write_text(write_config(Config()), encoding="utf-8")
    except OSError as error:
        raise InputError(path, f"cannot be written ({error.strerror})", "name another file") from error
    typer.echo(path)


def _default_folder(inputs: list[str]) -> Path:
    """Return reports/<name of the input>, reports/comparison for several inputs or standard input."""
    if len(inputs) == 1 and inputs[0] != "-" and "*" not in inputs[0]:
        path = Path(inputs[0]).resolve()
        return Path("reports") / ((path.name if path.is_dir() else path.name.split(".")[0]) or "comparison")
    return Path("reports") / "comparison"


def _fail(line: str) -> NoReturn:
    sys.stderr.write(f"error: {line}\n")
    raise SystemExit(1)


@contextmanager
def watch(*, quiet: bool) -> Iterator[Watcher]:
    """Give a watcher that draws a bar per stage on standard error where that is a terminal, one line a stage elsewhere."""
    from narrative.pipeline import SilentWatcher

    if quiet or not sys.stderr.isatty():
        yield SilentWatcher()
        return
    from narrative.cli.progress import BarWatcher

    with BarWatcher() as watcher:
        yield watcher


def print_stages(outcome: Outcome) -> None:
    """Say on standard error how long each stage took."""
    for record in outcome.manifest.stages:
        reused = f", {record.reused} reused" if record.reused else ""
        typer.echo(f"{record.stage:9} {record.seconds:8.2f} s  {record.taken} in, {record.given} out{reused}", err=True)


def _print_outcome(outcome: Outcome, *, as_json: bool) -> None:
    from narrative.cli.summary import summarise, summarise_json

    if as_json:
        typer.echo(summarise_json(outcome))
    else:
        typer.echo(summarise(outcome))
