"""What articles are cut into: passages and claims with what stands in them, and their vectors."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from narrative.data.articles import Span
from narrative.data.checks import WrongWeekday

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Modality(StrEnum):
    """How a claim's content is put forward."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    DENIED = "denied"
    PREDICTED = "predicted"
    ASKED = "asked"


class NameKind(StrEnum):
    """What a name names, as far as the word lists can tell."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DESIGNATOR = "designator"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences of one article on paragraph borders: the unit of clustering."""

    id: str
    article_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text. *low* and *high* bound the value ("about 100": 90 to 110; "more than 100": 100 to inf).

    *unit* is a normal form ("tonne", "percent", "usd", "") and *counted* the stemmed noun that is counted ("soldier").
    """

    value: float
    low: float
    high: float
    unit: str
    counted: str
    approximate: bool
    span: Span


@dataclass(frozen=True, slots=True)
class TimeRef:
    """A date or interval in the text, made absolute where the text or the publication time allows.

    *start* and *end* are ISO days, both inclusive; empty where the reference stays relative. *text* is the normal form.
    """

    text: str
    start: str
    end: str
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name or designator; *key* is its normal form ("moscow", "the Kremlin" and "Russia" share one)."""

    text: str
    key: str
    kind: NameKind
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement worth comparing. ``span.of(article.text) == text``; inner spans point into the article's text too.

    *speaker* is who is said to say it (None: the outlet itself). *worth* is check-worthiness in [0, 1].
    """

    id: str
    article_id: str
    source: str
    span: Span
    text: str
    speaker: str | None = None
    modality: Modality = Modality.ASSERTED
    quantities: tuple[Quantity, ...] = ()
    times: tuple[TimeRef, ...] = ()
    names: tuple[Name, ...] = ()
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Extracted:
    """The passages and claims of one article in text order, and how many sentences became no claim, by reason.

    *wrong_weekdays* are the dates in it that the calendar gives another weekday.
    """

    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    skipped: tuple[tuple[str, int], ...] = ()
    wrong_weekdays: tuple[WrongWeekday, ...] = ()


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Unit vectors, float32, one row per id in order, and the name of the encoder that made them."""

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    encoder: str
