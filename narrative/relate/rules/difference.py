"""Where two claims differ, whatever the difference is: words that fill the same place and are not the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from narrative.data import Claim, Divergence, NameKind, Span
from narrative.relate.context import Pair, Side
from narrative.relate.rules.conflict import Conflict, make_conflict
from narrative.relate.rules.who import is_locative
from narrative.text.cues import find_negations

_ALIKE = 0.6  # part of all words that must align, or the model takes two things in like words for a conflict
_LONGEST = 3  # content words on one side of a difference; more are another way of saying it all
_TELLING = ("place", "actor", "negation", "other")  # what a reader would point at first
_SHORTEST = 3  # words in which one side negates what the other leaves as it is


def find_difference(pair: Pair, strength: float = 0.0) -> Conflict | None:
    """Return the most telling place in which the claims differ, with the given strength, or None.

    Both sides fill the place with few words, or one of them negates there what the other leaves as it is. Numbers and
    dates are no such place: rules know which of them agree. Claims that hardly align have none.
    """
    if pair.likeness < _ALIKE:
        return None
    found = sorted(_list_differences(pair), key=lambda one: _TELLING.index(one[0].value))
    return make_conflict(found[0][0], "difference", found[0][1], strength) if found else None


def _list_differences(pair: Pair) -> Iterator[tuple[Divergence, tuple[Span, Span]]]:
    for left, right in pair.slots:
        here, there = _cover(pair.left, left), _cover(pair.right, right)
        if here and there and not _measures(pair.left.claim, here) and not _measures(pair.right.claim, there):
            yield _name_kind(pair, here, there), (here, there)
        elif len(left) + len(right) <= _SHORTEST and _negates(pair.left, left) != _negates(pair.right, right):
            yield Divergence.NEGATION, (_widen(pair.left, left), _widen(pair.right, right))


def _cover(side: Side, positions: range) -> Span | None:
    """Return the characters from the first content word at *positions* to the last, None where there is none or too many."""
    content = [side.words[at] for at in positions if side.words[at].content]
    if not content or len(content) > _LONGEST:
        return None
    return Span(content[0].span.start, content[-1].span.end)


def _widen(side: Side, positions: range) -> Span:
    """Return the characters at *positions* with the word that follows, so that an empty place can be shown."""
    last = min(positions.stop, len(side.words) - 1)
    first = min(positions.start, last)
    return Span(side.words[first].span.start, side.words[last].span.end)


def _negates(side: Side, positions: range) -> bool:
    return bool(positions) and any(_overlap(cue, _widen(side, positions)) for cue in _list_cues(side.claim))


def _list_cues(claim: Claim) -> tuple[Span, ...]:
    return find_negations(claim.text, claim.span.start)


def _measures(claim: Claim, at: Span) -> bool:
    """Return whether a number or a date stands at *at*."""
    return _touches([*(one.span for one in claim.quantities), *(one.span for one in claim.times)], at)


def _name_kind(pair: Pair, here: Span, there: Span) -> Divergence:
    left, right = pair.left.claim, pair.right.claim
    if _touches(_list_cues(left), here) != _touches(_list_cues(right), there):
        return Divergence.NEGATION
    one = next((name for name in left.names if _overlap(name.span, here)), None)
    other = next((name for name in right.names if _overlap(name.span, there)), None)
    if one is None or other is None:
        return Divergence.OTHER
    placed = is_locative(pair.left, one) and is_locative(pair.right, other)
    return Divergence.PLACE if placed and NameKind.PERSON not in (one.kind, other.kind) else Divergence.ACTOR


def _touches(spans: Sequence[Span], at: Span) -> bool:
    return any(_overlap(span, at) for span in spans)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
