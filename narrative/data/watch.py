"""Claims that a fact-checker starts from, and what each source does with them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from narrative.data.verdicts import Divergence, Judgement


class AnswerKind(StrEnum):
    """What one source does with a watched claim; *never_mentioned* where it does not even cover the matter."""

    STATES = "states"
    REPEATS = "repeats"
    AGREES = "agrees"
    DIVERGES = "diverges"
    SILENT = "silent"
    NEVER_MENTIONED = "never_mentioned"


@dataclass(frozen=True, slots=True)
class WatchedClaim:
    """A watched claim and the verdicts on it; it is in no group and no source of the comparison has it.

    In every judgement the left claim is the corpus' and the right one is *claim_id*, with evidence into *text*.
    *near* holds (claim id, probability) of what may be the same claim, certain or not: it tells which matter it is.
    """

    id: str
    label: str
    text: str
    claim_id: str
    judgements: tuple[Judgement, ...]
    near: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source does with a watched claim: the surest verdict, and the claims it rests on, surest first."""

    source: str
    kind: AnswerKind
    divergence: Divergence | None = None
    confidence: float = 0.0
    claim_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """A watched claim with its answers, one per source by name; *narrative_id* is the matter (None: nobody covers it)."""

    id: str
    label: str
    text: str
    claim_id: str
    narrative_id: str | None
    judgements: tuple[Judgement, ...]
    answers: tuple[Answer, ...]
