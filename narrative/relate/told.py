"""Values that both articles tell, each in its place: two blasts in two cities are no conflict about one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from narrative.data import Claim, Evidence, Span
from narrative.text.tokens import content_words

Siblings = Mapping[str, tuple[Claim, ...]]
"""The claims of each article, by its id."""

_ABOUT = 0.4  # part of the content words, of the shorter claim, from which another claim speaks of the same matter


def index_claims(claims: Iterable[Claim]) -> Siblings:
    """Return *claims* by their article, in the order of the text."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for claim in sorted(claims, key=lambda one: (one.article_id, one.span, one.id)):
        found[claim.article_id].append(claim)
    return {article: tuple(own) for article, own in found.items()}


def is_told_by_both(evidence: Evidence, left: Claim, right: Claim, siblings: Siblings) -> bool:
    """Return whether the article of one claim tells, in another claim on the matter, the value that the other claim has.

    "A bomb went off near San Antonio" and "a bomb was found near Austin" conflict only as long as neither article tells
    of both. A value is a number with its unit, a date or a name; words and whole statements are none.
    """
    if evidence.left is None or evidence.right is None:
        return False
    return _tells(left, right, evidence.right, siblings) or _tells(right, left, evidence.left, siblings)


def _tells(own: Claim, other: Claim, value: Span, siblings: Siblings) -> bool:
    wanted = _list_values(other, value)
    if not wanted:
        return False
    matter = set(content_words(other.text))
    return any(
        claim.id != own.id and not wanted.isdisjoint(_list_values(claim, claim.span)) and _is_about(claim, matter)
        for claim in siblings.get(own.article_id, ())
    )


def _is_about(claim: Claim, matter: set[str]) -> bool:
    words = set(content_words(claim.text))
    return len(words & matter) >= _ABOUT * max(1, min(len(words), len(matter)))


def _list_values(claim: Claim, within: Span) -> set[str]:
    """Return the numbers, dates and names of *claim* that touch *within*, as keys."""
    found = [(one.span, f"# {one.value:g} {one.unit}") for one in claim.quantities]
    found += [(one.span, f"@ {one.start or one.text}") for one in claim.times]
    found += [(one.span, f"= {one.key}") for one in claim.names]
    return {key for span, key in found if span.start < within.end and within.start < span.end}
