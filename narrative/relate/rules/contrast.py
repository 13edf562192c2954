"""Opposites in the same place: rise and fall, north and south."""

from __future__ import annotations

from itertools import product

from narrative.data import Divergence
from narrative.relate.context import Pair, Side, compare_rest, share_slot
from narrative.relate.lexicon import list_stems, list_words, map_opposites
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest, rate_match

_ENOUGH = 4  # content words in common from which the rest of two claims is surely about the same
_UNLIKE, _UNLIKE_SHARE = 0.3, 0.6  # with fewer words aligned, the opposites are likely in two statements
_TURNING = frozenset({"not", "no", "never", "cannot", "neither", "nor", "without", "hardly"})
_TURNED_WITHIN = 3  # words before one of the opposites in which a negation makes both say the same


def find_opposites(pair: Pair) -> Conflict | None:
    """Return the surest two words that contradict one another in the same place, or None.

    Opposites of the compass are a conflict of place, all others one of polarity.
    """
    opposites = map_opposites()
    held_left, held_right = ({word.stem for word in side.words} for side in (pair.left, pair.right))
    left = [at for at, word in enumerate(pair.left.words) if word.stem in opposites and word.stem not in held_right]
    right = [at for at, word in enumerate(pair.right.words) if word.stem in opposites and word.stem not in held_left]
    found = []
    for here, there in product(left, right):
        one, other = pair.left.words[here], pair.right.words[there]
        if other.stem not in opposites[one.stem] or _is_turned(pair.left, here) != _is_turned(pair.right, there):
            continue
        around = compare_rest(pair, one.span, other.span)
        kind = Divergence.PLACE if one.stem in list_stems("compass") else Divergence.NEGATION
        strength = 0.7 * rate_match(around, _ENOUGH) + 0.3 * share_slot(pair, one.span, other.span)
        strength *= _UNLIKE_SHARE if pair.likeness < _UNLIKE else 1.0
        found.append(make_conflict(kind, "opposites", (one.span, other.span), strength))
    return pick_strongest(found)


def _is_turned(side: Side, position: int) -> bool:
    """Return whether a negation stands close before the word at *position*."""
    before = side.words[max(0, position - _TURNED_WITHIN) : position]
    return any(_turns(word.text) for word in before)


def _turns(word: str) -> bool:
    return word in _TURNING or word.endswith("n't") or word in list_words("implicit")
