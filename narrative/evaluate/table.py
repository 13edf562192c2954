"""A report as a table for a person."""

from __future__ import annotations

from collections.abc import Iterator

from narrative.evaluate.figures import Figure, Matrix, Report

WORST = 20
COUNTED = frozenset({"narratives"})
_WIDTH = 34
_CELL = 10


def format_report(report: Report, *, errors: bool = False) -> str:
    """Return the figures section by section, the confusion matrix and the notes; with *errors* the worst 20 rows.

    >>> figure = Figure("overall", "AUC", 0.9, 0.85, 0.94, 12)
    >>> print(format_report(Report("link", "pairs.jsonl", 12, 12, (figure,), None, (), ())))
    link on pairs.jsonl: 12 rows, 12 with gold
    <BLANKLINE>
    overall                              value   95 % interval    rows
      AUC                                0.900  0.850 to 0.940      12
    """
    return "\n".join(_list_lines(report, errors=errors))


def _list_lines(report: Report, *, errors: bool) -> Iterator[str]:
    yield f"{report.stage} on {report.file}: {report.rows:,} rows, {report.gold_rows:,} with gold"
    section = None
    for figure in report.figures:
        if figure.section != section:
            section = figure.section
            yield ""
            yield f"{section:{_WIDTH}} {'value':>7}   95 % interval  {'rows':>6}"
        yield _format_figure(figure)
    if report.matrix:
        yield ""
        yield from _format_matrix(report.matrix)
    if report.notes:
        yield ""
        yield from (f"note: {note}" for note in report.notes)
    if errors:
        yield ""
        yield f"worst {min(WORST, len(report.faults))} of {len(report.faults)} rows with a fault"
        yield from (f"  {fault.badness:.2f}  {fault.id}: {fault.line}" for fault in report.faults[:WORST])


def _format_figure(figure: Figure) -> str:
    value = "–" if figure.value is None else f"{figure.value:.{0 if figure.name in COUNTED else 3}f}"
    low, high = figure.low, figure.high
    interval = "" if low is None or high is None else f"{low:.3f} to {high:.3f}"
    return f"  {figure.name:{_WIDTH - 2}} {value:>7}  {interval:>14}  {figure.rows:>6,}".rstrip()


def _format_matrix(matrix: Matrix) -> Iterator[str]:
    yield f"{'gold, and what was said':26}" + "".join(f"{name:>{_CELL}}" for name in matrix.said) + f"{'rows':>{_CELL}}"
    for name, counts in zip(matrix.gold, matrix.counts, strict=True):
        cells = "".join(f"{count:>{_CELL},}" for count in (*counts, sum(counts)))
        yield f"  {name:24}{cells}"
