"""The command that runs many settings over one input."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from narrative.cli.commands import Json, Quiet, app, watch
from narrative.errors import EngineError

if TYPE_CHECKING:
    from narrative.experiment.results import Results

SHOWN_RUNS = 3


@app.command()
def experiment(
    file: Annotated[str, typer.Argument(help="An experiment: an input, optional gold, and the settings to try.")],
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="Folder; default: reports/experiments/<name>.")
    ] = None,
    *,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run a grid of settings over one input: one table and one page; a run that is done is not done again."""
    from narrative.experiment.plan import read_plan

    plan = read_plan(file)
    root = Path(output) if output else Path("reports") / "experiments" / plan.name
    # Imported after the file was read: a mistyped key is answered in a blink.
    from narrative.experiment.run import run_experiment

    with watch(quiet=quiet) as watcher:
        results = run_experiment(plan, root, watcher)
    typer.echo(summarise_experiment(results, root, as_json=as_json))
    if not results.done:
        error = results.failed[-1][1].error
        raise EngineError(file, f"all {len(results.failed)} runs failed", f"the last because of {error}")


def summarise_experiment(results: Results, root: Path, *, as_json: bool) -> str:
    """Return how many runs are done, which failed and why, the runs of best quality, and where table and page lie."""
    from narrative.experiment.table import write_lines

    if as_json:
        return write_lines(results).decode().rstrip("\n")
    lines = [("Runs", f"{len(results.done)} of {len(results.plan.runs)} done")]
    lines += [("Failed", f"run {run.number}: {record.error}") for run, record in results.failed]
    values = results.values(results.quality) if results.quality else {}
    order = sorted(values, key=lambda number: (-values[number], number))[:SHOWN_RUNS]
    varied = results.plan.varied
    settings = {run.number: ", ".join(f"{key}={run.value(key)}" for key in varied) for run, _ in results.done}
    lines += [("Best", f"{results.quality} {values[number]:g}: run {number} ({settings[number]})") for number in order]
    lines += [("Table", str(root / "runs.csv")), ("Report", str(root / "report.html"))]
    return "\n".join(f"{name:12} {text}" for name, text in lines)
