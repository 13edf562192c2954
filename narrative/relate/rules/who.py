"""Names that take one another's place: another actor, another place."""

from __future__ import annotations

import re
from itertools import product

from narrative.data import Divergence, Name, NameKind
from narrative.relate.context import Pair, Side, compare_rest, find_leading, share_slot
from narrative.relate.identity import may_be_rivals, may_be_same
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest, rate_match
from narrative.text.cues import find_negations

_ENOUGH = 4  # content words in common from which the rest of two claims is surely about the same
_LIKENESS = 0.65  # part of all words that must align: two outlets name other people in a paraphrase without conflict
_NEAR_COPY = 0.75  # from which a sentence is another with a word changed
_SAME_HEAD, _HEAD = 0.25, 2  # what a common noun before two places adds, and how many words before them it stands
_INSIDE_BRACKETS = re.compile(r"\[[^\]]*$")
_LEAST_NEAR, _LOOSE_SHARE = 0.3, 0.6  # with fewer of the words next to both in common, they are placed apart
_LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "on",
        "from",
        "to",
        "into",
        "outside",
        "across",
        "around",
        "inside",
        "over",
        "off",
        "along",
        "towards",
        "toward",
        "via",
        "through",
        "beyond",
    ]
)


def find_name_conflict(pair: Pair) -> Conflict | None:
    """Return the surest pair of names that fill the same place in claims that are otherwise alike, or None."""
    left, right = pair.left.claim.names, pair.right.claim.names
    lonely_left = [one for one in left if not any(may_be_same(one, other) for other in right)]
    lonely_right = [one for one in right if not any(may_be_same(one, other) for other in left)]
    if pair.likeness < _NEAR_COPY and all(find_negations(side.claim.text) for side in (pair.left, pair.right)):
        # "Did not mention Orr", "did not mention Bell": both may hold.
        return None
    found = []
    for one, other in product(lonely_left, lonely_right):
        placed = is_locative(pair.left, one) and is_locative(pair.right, other)
        headed = placed and _share_head(pair, one, other)
        if _is_aside(pair.left, one) or _is_aside(pair.right, other):
            continue
        if not may_be_rivals(one, other, placed=placed) or not (headed or share_slot(pair, one.span, other.span)):
            continue
        if pair.likeness < _LIKENESS and not (placed and one.kind == other.kind == NameKind.PLACE):
            continue
        around = compare_rest(pair, one.span, other.span)
        kind = Divergence.PLACE if placed and NameKind.PERSON not in (one.kind, other.kind) else Divergence.ACTOR
        strength = 0.1 + 0.9 * rate_match(around, _ENOUGH) + _SAME_HEAD * headed
        if around.near < _LEAST_NEAR:
            strength *= _LOOSE_SHARE
        found.append(make_conflict(kind, kind.value, (one.span, other.span), strength))
    return pick_strongest(found)


def _is_aside(side: Side, name: Name) -> bool:
    """Return whether *name* says nothing of the event: who was told or says so, the outlet itself, an editor's brackets."""
    if not {"told", "accord"}.isdisjoint(find_leading(side, name.span, 3)) or _INSIDE_BRACKETS.search(
        side.before(name.span)
    ):
        return True
    own = {word.casefold() for word in side.claim.source.split()}
    return {word.casefold() for word in name.text.split()} <= own


def _share_head(pair: Pair, one: Name, other: Name) -> bool:
    """Return whether one and the same noun is placed by both names: "an air base in Guárico", "an air base in Aragua"."""
    heads = [find_leading(side, name.span, _HEAD) for side, name in ((pair.left, one), (pair.right, other))]
    return bool(heads[0] & heads[1])


def is_locative(side: Side, name: Name) -> bool:
    """Return whether one of the two words before *name* places it ("in Caracas", "in the Gulf")."""
    positions = side.words_in(name.span)
    before = [word.text for word in side.words[max(0, positions.start - 3) : positions.start]] if positions else []
    return "according" not in before and not _LOCATIVE.isdisjoint(before[-2:])
