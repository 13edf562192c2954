"""Claims that are the same claim, wording that articles share, and the verdicts on both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from narrative.data.articles import Span


class Relation(StrEnum):
    """What two linked claims do to each other; an undecided link has none."""

    REPEATS = "repeats"
    AGREES = "agrees"
    DIVERGES = "diverges"


class Divergence(StrEnum):
    """The field on which two linked claims differ."""

    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    ACTOR = "actor"
    NEGATION = "negation"
    MODALITY = "modality"
    ATTRIBUTION = "attribution"
    NAMING = "naming"
    UPDATE = "update"
    OTHER = "other"


class ReuseKind(StrEnum):
    """How closely a later text follows an earlier one."""

    VERBATIM = "verbatim"
    LIGHT_EDIT = "light_edit"
    REWRITE = "rewrite"


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for or against a link: its measured value and what it adds to the log-odds."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims that are the same claim with this probability. *left* < *right* (claim ids)."""

    left: str
    right: str
    probability: float
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims that are one claim. Groups partition the claims; *links* are those inside, strongest first."""

    id: str
    claim_ids: tuple[str, ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A passage of the left article aligned with one of the right; *similarity* in [0, 1] of their words."""

    left: Span
    right: Span
    similarity: float


@dataclass(frozen=True, slots=True)
class Reuse:
    """Wording that two articles share. *share_left* is the part of the left article's characters inside the blocks."""

    left_article: str
    right_article: str
    blocks: tuple[Block, ...]
    share_left: float
    share_right: float
    kind: ReuseKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a verdict was given: the signal, the characters on both sides that show it, and its strength in [0, 1]."""

    signal: str
    left: Span | None
    right: Span | None
    score: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on a link. No evidence, no verdict: *relation* is None where the signals do not reach the bar."""

    link: Link
    relation: Relation | None
    divergence: Divergence | None
    confidence: float
    evidence: tuple[Evidence, ...] = ()
