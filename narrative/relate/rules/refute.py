"""A short statement that calls false, or denies in any words, what the other states.

Headlines do not repeat the words that they refute: "No, Paul Rudd wasn't the airport hero", "Castro alive, rumours fake".
In a short statement a word of refutation speaks of the whole of it; in a long sentence, of who knows what.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from narrative.data import Divergence, Modality, Span
from narrative.relate.context import Pair, Side
from narrative.relate.lexicon import compile_phrases, list_words
from narrative.relate.rules.conflict import Conflict, make_conflict
from narrative.text.cues import find_negations

_LONGEST, _LONGEST_NEGATED = 24, 16
"""Words of the longer statement up to which a word of refutation, or a plain negation, is taken for all of it."""

_STRENGTH, _STRENGTH_NEGATED, _STRENGTH_DOUBTED = 0.85, 0.6, 0.4
"""Of pairs of headlines and rumours that a reader took for one claim (Emergent, tuning half), .98 with a word of
refutation on one side are conflicts, and .77 with a negation. A word of doubt settles nothing, and takes from an agreement."""

_FEWEST, _LOOSE_SHARE = 2, 0.7  # with fewer content words in common the refutation may be of something else
_LOST = re.compile(r"\b(?:is|are|was|were|has|have|had|do|does|did|ca|wo|could|would|should)nt\b", re.IGNORECASE)


def find_refutation(pair: Pair) -> Conflict | None:
    """Return what one short statement refutes of the other, or None: both refute, neither does, or one only asks.

    One of them is a headline: of two sentences of articles each may say what the other does not deny. Evidence: the word of refutation, and the whole of the other statement.
    """
    sides = pair.left, pair.right
    if any(side.claim.modality is Modality.ASKED for side in sides) or not pair.has_headline:
        return None
    found = _find_cues(sides, max(len(side.words) for side in sides))
    if found is None:
        return None
    cues, strength = found
    if _count_shared(pair) < _FEWEST:
        strength *= _LOOSE_SHARE
    left, right = (cue or side.claim.span for side, cue in zip(sides, cues, strict=True))
    return make_conflict(Divergence.NEGATION, "refutation", (left, right), strength)


Cues = tuple[Span | None, Span | None]


def _find_cues(sides: tuple[Side, Side], longest: int) -> tuple[Cues, float] | None:
    """Return the cue on the one side that has any, with its strength; longest is the number of words of the longer."""
    strong, plain, doubt = (_find_both(sides, find) for find in (_find_refuting, _find_negation, _find_doubt))
    if longest <= _LONGEST and _is_one(strong):
        # "Is not real", "is a hoax": the other side may refute too, in plain words, or it is itself a negative claim.
        other_negates = any(cue and not own for cue, own in zip(plain, strong, strict=True))
        return strong, _STRENGTH_DOUBTED if other_negates else _STRENGTH
    if longest > _LONGEST_NEGATED or any(strong):
        return None
    if _is_one(plain):
        # "Refused to sign", "did not sign".
        turned = any(_turns(side) for side, cue in zip(sides, plain, strict=True) if not cue)
        return None if turned else (plain, _STRENGTH_NEGATED)
    return (doubt, _STRENGTH_DOUBTED) if _is_one(doubt) else None


def _find_both(sides: tuple[Side, Side], find: Callable[[Side], Span | None]) -> Cues:
    return find(sides[0]), find(sides[1])


def _is_one(cues: Cues) -> bool:
    return bool(cues[0]) != bool(cues[1])


def _count_shared(pair: Pair) -> int:
    """Return how many content words both statements have."""
    stems = [{word.stem for word in side.words if word.content} for side in (pair.left, pair.right)]
    return len(stems[0] & stems[1])


def _find_refuting(side: Side) -> Span | None:
    match = compile_phrases("refuting").search(side.claim.text)
    return _place(side, match) if match else None


def _find_doubt(side: Side) -> Span | None:
    match = compile_phrases("doubting").search(side.claim.text)
    return _place(side, match) if match else None


def _find_negation(side: Side) -> Span | None:
    found = find_negations(side.claim.text, side.claim.span.start)
    if found:
        return found[0]
    match = _LOST.search(side.claim.text)
    return _place(side, match) if match else None


def _place(side: Side, match: re.Match[str]) -> Span:
    offset = side.claim.span.start
    return Span(match.start() + offset, match.end() + offset)


def _turns(side: Side) -> bool:
    return any(word.text in list_words("implicit") for word in side.words)
