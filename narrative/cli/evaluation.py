"""What `narrative evaluate` was asked for, checked and answered."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from narrative.config import Config
from narrative.errors import InputError

if TYPE_CHECKING:
    from narrative.evaluate.figures import Report
    from narrative.evaluate.measures import Scores
    from narrative.evaluate.survey import Survey
    from narrative.pipeline import Watcher


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line, word for word."""

    stage: str
    data: str
    predictions: str = ""
    pool: str = ""
    part: str = ""
    only: tuple[str, ...] = ()
    most: int | None = None
    keep: str = ""
    write: str = ""
    errors: bool = False


WHOLE, ALL = "whole", "all"
FITS = {
    "predictions": "for one stage",
    "pool": "for one stage",
    "part": "for one stage or all",
    "only": "for all",
    "most": "for all",
    "keep": "for all",
    "write": "for whole and all",
}
"""What each option is for."""


def check_evaluation(asked: Asked) -> None:
    """Raise InputError for a stage that there is not, an option that it has no use for, or a file without its marks."""
    from narrative.evaluate.document import find_tables
    from narrative.evaluate.stages import NAMES

    if asked.stage not in {*NAMES, WHOLE, ALL}:
        raise InputError(
            "evaluate", f"there is no stage {asked.stage!r}", f"choose {', '.join(NAMES)}, {WHOLE} or {ALL}"
        )
    word = asked.stage if asked.stage in {WHOLE, ALL} else "one stage"
    for option, fits in FITS.items():
        if getattr(asked, option) and word not in fits:
            raise InputError("evaluate", f"--{option} is {fits}", f"leave it out for {asked.stage}")
    if asked.write:
        find_tables(asked.write, asked.stage)


def answer_evaluation(asked: Asked, config: Config, watcher: Watcher) -> tuple[Report | Scores | Survey, str]:
    """Return what was measured, and the table that a person reads."""
    if asked.stage == WHOLE:
        return _answer_whole(asked, config, watcher)
    if asked.stage == ALL:
        return _answer_all(asked, config, watcher)
    from narrative.evaluate.halves import Part
    from narrative.evaluate.stage import Order, evaluate_stage
    from narrative.evaluate.table import format_report

    part = Part(asked.part or "all")
    report = evaluate_stage(Order(asked.stage, asked.data, config, asked.predictions, asked.pool, part), watcher)
    return report, format_report(report, errors=asked.errors)


def _answer_whole(asked: Asked, config: Config, watcher: Watcher) -> tuple[Scores, str]:
    from narrative.evaluate.document import describe_whole, write_tables
    from narrative.evaluate.whole import evaluate_whole, format_scores

    scores = evaluate_whole(asked.data, config, watcher)
    if asked.write:
        write_tables(asked.write, WHOLE, describe_whole(scores, config, asked.data))
    return scores, format_scores(scores, errors=asked.errors)


def _answer_all(asked: Asked, config: Config, watcher: Watcher) -> tuple[Survey, str]:
    from narrative.evaluate.document import describe_survey, write_tables
    from narrative.evaluate.halves import Part
    from narrative.evaluate.survey import Plan, survey_sets

    part = Part(asked.part or "reporting")
    plan = Plan(Path(asked.data), config, part, asked.most, asked.keep, asked.only)
    survey = survey_sets(plan, watcher)
    tables = describe_survey(survey, config, _name_command(asked, part))
    if asked.write:
        write_tables(asked.write, ALL, tables)
    return survey, tables


def _name_command(asked: Asked, part: str) -> str:
    """Return what a reader types to have the same again; the folder's own name is nobody's business.

    >>> _name_command(Asked("all", "here", most=50), "reporting")
    'make evaluate DATA=FOLDER MOST=50'
    >>> _name_command(Asked("all", "here", only=("x",)), "tuning")
    'narrative evaluate all FOLDER --part tuning --only x'
    """
    if part == "reporting" and not asked.only:
        return "make evaluate DATA=FOLDER" + (f" MOST={asked.most}" if asked.most else "")
    most = f" --most {asked.most}" if asked.most else ""
    return f"narrative evaluate all FOLDER --part {part}{most}" + "".join(f" --only {name}" for name in asked.only)
