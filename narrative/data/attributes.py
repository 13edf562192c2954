"""Sources compared by what is known of them: country, group, ownership or any other attribute."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """The sources with one value of an attribute (``""``: not given), on how many claims they speak and are silent.

    A claim counts once, spoken where one of them makes it, silent where all of them that cover the story leave it out.
    """

    key: str
    value: str
    sources: tuple[str, ...]
    claims: int
    silences: int


@dataclass(frozen=True, slots=True)
class AttributePair:
    """How many shared claims relate two sources, one with the value *left* and another with *right* (left ≤ right).

    A claim counts once: as a contradiction where any such two contradict each other, else as an update, a repeat or an
    agreement.
    """

    key: str
    left: str
    right: str
    repeats: int
    agrees: int
    diverges: int
    updates: int


@dataclass(frozen=True, slots=True)
class AttributeCoverage:
    """How much the sources with one value give one narrative: articles, passages, share of its passages."""

    key: str
    value: str
    narrative_id: str
    articles: int
    passages: int
    share: float
