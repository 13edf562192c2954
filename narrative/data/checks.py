"""What is checked beside the comparison of sources: a source against itself, a weekday against its date."""

from __future__ import annotations

from dataclasses import dataclass

from narrative.data.articles import Span
from narrative.data.verdicts import Divergence, Evidence


@dataclass(frozen=True, slots=True)
class SelfContradiction:
    """Two claims of one source that a verdict sets against each other, neither of them another speaker's word.

    *first* is the claim that was certainly published earlier where *ordered*, else the one with the smaller id. Evidence
    has *first* on the left. A divergence ``update`` is a later figure that replaces an earlier one, no contradiction;
    nor is one that is *revised*: the claims stand in two versions of one article, which was changed after publication.
    """

    source: str
    group_id: str
    first: str
    second: str
    ordered: bool
    divergence: Divergence
    confidence: float
    evidence: tuple[Evidence, ...]
    revised: bool = False


@dataclass(frozen=True, slots=True)
class WrongWeekday:
    """A date whose weekday is another than the text says: *written* and *actual* are weekdays, *day* is ISO.

    *year_from* is ``text``, or ``publication`` where the text leaves the year out and no near year fits.
    """

    article_id: str
    span: Span
    written: str
    actual: str
    day: str
    year_from: str
