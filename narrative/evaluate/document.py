"""Measurements as the tables of ``docs/evaluation.md``, put between two marks of a file that is written by hand otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from narrative.config import Config
from narrative.errors import InputError
from narrative.evaluate.figures import OVERALL
from narrative.evaluate.measures import Measure, Scores
from narrative.evaluate.sets import Shown
from narrative.evaluate.stages import NAMES
from narrative.evaluate.survey import Line, Measured, Survey
from narrative.pipeline.run import dump_json
from narrative.store import hash_bytes

WHOLE, SETS = "whole", "all"
HEAD = "| set (rows) | measure | figure (95 %) | floor | published by others | aim |\n|---|---|---|---|---|---|"
MARKED = {name: (f"<!-- narrative evaluate {name}: begin -->", f"<!-- end: {name} -->") for name in (WHOLE, SETS)}
ABOUT = {
    "clean": "Cleaning: the article's words, without the page around them",
    "cluster": "Narratives: are articles on the same thing together, and others apart",
    "claims": "Claims: is a sentence worth checking",
    "link": "Links: do two texts make the same claim",
    "relate": "Relations: does a linked pair repeat, agree or diverge",
    "reuse": "Repeats: which characters were copied",
}
ROWS = {
    "links": "links between sources",
    "decided": "links with a verdict",
    "same group": "pairs in one group",
    "relations": "relations on known links",
    "kinds": "kinds of divergence",
    "repeats": "shared wording, pairs of articles",
    "repeat kinds": "– kinds",
    "copied characters": "shared wording, characters",
    "narratives": "narratives (B-cubed by article)",
    "stands but first": "stands, first tellers left out",
    "boilerplate": "boilerplate lines",
    "kept": "sentences that must stay",
    "claims": "quotes that a claim answers",
    "rejects": "files refused",
    "reject reasons": "– for the right reason",
}
"""What the rows of a whole comparison are called on the page, where their own name is too short to be understood."""

FLOORS = {"tfidf": "TF-IDF", "most": "always the most frequent", "tags": "the page without tags", "": ""}


def write_tables(path: str | Path, name: str, tables: str) -> None:
    """Put *tables* between the marks of *name* in the file at *path*. Raises InputError where it has no such marks."""
    begin, end = MARKED[name]
    before, after = find_tables(path, name)
    try:
        Path(path).write_text(f"{before}{begin}\n\n{tables.strip()}\n\n{end}{after}", encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(str(path), f"cannot be written ({error.strerror})", "name another file") from error


def find_tables(path: str | Path, name: str) -> tuple[str, str]:
    """Return what stands before and after the tables of *name* in the file at *path*.

    Raises InputError where the file cannot be read or has no such marks: asked before the work, which takes minutes.
    """
    begin, end = MARKED[name]
    try:
        text = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(str(path), f"cannot be read ({error.strerror})", "name another file") from error
    found = re.search(f"{re.escape(begin)}\n.*?{re.escape(end)}", text, re.DOTALL)
    if not found:
        raise InputError(str(path), f"has no marks {begin} and {end}", "write both, each on a line of its own")
    return text[: found.start()], text[found.end() :]


def describe_whole(scores: Scores, config: Config, gold: str) -> str:
    """Return the tables of a whole comparison."""
    head = "| what | precision | recall | F1 | right of given | found of wanted |\n|---|---|---|---|---|---|"
    rows = [f"| {_name_row(measure.name)} | {_format_measure(measure)} |" for measure in scores.measures]
    traps = f"Traps linked: {scores.hard_negatives} of {scores.hard_negatives_wanted}."
    return "\n".join([_sign(f"narrative evaluate whole {gold}", config), "", head, *rows, "", traps])


def _name_row(name: str) -> str:
    """Return what the row *name* is called on the page.

    >>> _name_row("links"), _name_row("relation agrees"), _name_row("whole: agrees")
    ('links between sources', '– agrees', 'end to end: agrees')
    """
    for start in ("relation ", "kind "):
        if name.startswith(start):
            return f"– {name.removeprefix(start)}"
    return ROWS.get(name, name.replace("whole:", "end to end:"))


def _format_measure(measure: Measure) -> str:
    rates = " | ".join(f"{rate:.2f}" for rate in (measure.precision, measure.recall, measure.f1))
    return f"{rates} | {measure.right:g}/{measure.given} | {measure.found:g}/{measure.wanted}"


def _sign(command: str, config: Config) -> str:
    day = date.today().isoformat()  # noqa: DTZ011 (the day on the wall is what a reader means)
    return (
        f"Measured on {day} by `{command}`; settings {hash_bytes(dump_json(config))[:16]} (the defaults unless said)."
    )


def describe_survey(survey: Survey, config: Config, command: str) -> str:
    """Return a table per stage, what each set is and where it comes from, and what was not measured.

    *command* is what a reader types to have the same again.
    """
    return "\n".join(_list_lines(survey, _sign(command, config)))


def _list_lines(survey: Survey, signed: str) -> Iterator[str]:
    yield signed
    for stage in NAMES:
        of_stage = [one for one in survey.measured if one.use.stage == stage]
        yield from ("", f"### {ABOUT[stage]}", "")
        if of_stage:
            yield HEAD
            yield from (_format_line(line, one) for one in of_stage for line in one.lines)
        else:
            yield "No set was measured."
    yield from ("", "### The sets", "")
    yield "| set, stage | from | settings | rows in this half | of them measured | hash of the files | seconds |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_format_set(one) for one in survey.measured)
    if survey.missing:
        yield from ("", "Not measured:", "")
        yield from (f"- {name}: {why}" for name, why in survey.missing)


def _format_line(line: Line, measured: Measured) -> str:
    figure, shown = line.figure, line.shown
    name = shown.name if shown.section == OVERALL else f"{shown.section}: {shown.name}"
    value = "–" if figure.value is None else _format_number(figure.value)
    if figure.low is not None and figure.high is not None:
        value += f" ({_format_number(figure.low)} to {_format_number(figure.high)})"
    floor = "" if line.floor is None else f"{_format_number(line.floor)} {_name_floor(shown)}".strip()
    cells = (f"{measured.known.name} ({figure.rows:,})", name, value, floor, shown.published, _format_aim(line))
    return f"| {' | '.join(cells)} |"


def _name_floor(shown: Shown) -> str:
    return FLOORS.get(shown.floor, "") if isinstance(shown.floor, str) else "all unrelated"


def _format_aim(line: Line) -> str:
    if not line.shown.bar or line.figure.value is None:
        return ""
    sign, number = line.shown.bar.split()
    words = {">=": "at least", "<=": "at most", ">": "above"}
    reached = line.shown.reaches(line.figure.value)
    return f"{words[sign]} {_format_number(float(number))}: {'reached' if reached else '**not reached**'}"


def _format_number(value: float) -> str:
    """Return *value* with three decimals, without the zero in front.

    >>> _format_number(0.5), _format_number(-0.25), _format_number(1.0)
    ('.500', '-.250', '1.000')
    """
    return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.3f}"


def _format_set(one: Measured) -> str:
    settings = ", ".join(f"`{key}: {value}`" for key, value in one.use.set.items())
    cells = (f"{one.known.name}, {one.use.stage}", one.known.origin, settings, f"{one.rows:,}", f"{one.report.rows:,}")
    return f"| {' | '.join(cells)} | {one.data} | {one.seconds:.0f} |"
