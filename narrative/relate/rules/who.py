"""Names that take one another's place: another actor, another place."""

from __future__ import annotations

from itertools import product

from narrative.data import Divergence, Name, NameKind
from narrative.relate.context import Pair, Side, compare_rest, share_slot
from narrative.relate.lexicon import list_stems
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest, rate_match
from narrative.text.tokens import find_words, stem

_ENOUGH = 5  # content words in common from which the rest of two claims is surely about the same
_LIKENESS = 0.55  # part of all words that must align: two outlets name other people in a paraphrase without conflict
_ACTORS = (NameKind.PERSON, NameKind.ORGANISATION, NameKind.OTHER, NameKind.PLACE)


def find_name_conflict(pair: Pair) -> Conflict | None:
    """Return the surest pair of names that fill the same place in claims that are otherwise alike, or None."""
    if pair.likeness < _LIKENESS:
        return None
    left, right = pair.left.claim.names, pair.right.claim.names
    lonely_left = [one for one in left if not any(_may_be_same(one, other) for other in right)]
    lonely_right = [one for one in right if not any(_may_be_same(one, other) for other in left)]
    found = []
    for one, other in product(lonely_left, lonely_right):
        if not _is_comparable(one, other) or not share_slot(pair, one.span, other.span):
            continue
        around = compare_rest(pair, one.span, other.span)
        place = (
            NameKind.PLACE in (one.kind, other.kind)
            and _is_locative(pair.left, one)
            and _is_locative(pair.right, other)
        )
        kind = Divergence.PLACE if place else Divergence.ACTOR
        strength = 0.1 + 0.9 * rate_match(around, _ENOUGH)
        found.append(make_conflict(kind, kind.value, (one.span, other.span), strength))
    return pick_strongest(found)


def _is_comparable(one: Name, other: Name) -> bool:
    """Return whether two names can be rivals for one place: of one kind, or of kinds that nobody is sure of."""
    if NameKind.DESIGNATOR in (one.kind, other.kind):
        return one.kind == other.kind
    return one.kind == other.kind or NameKind.OTHER in (one.kind, other.kind)


def _may_be_same(one: Name, other: Name) -> bool:
    """Return whether two names may mean one thing: one key, a word in common, or the initials of the other."""
    if one.key == other.key:
        return True
    words, others = _name_words(one), _name_words(other)
    if words & others or not words or not others:
        return True
    return _initials(one) == _letters(other) or _initials(other) == _letters(one)


def _name_words(name: Name) -> set[str]:
    """Return the stems of a name's words, titles left out."""
    found = {
        stem(word.removesuffix("'s").removesuffix("’s"))
        for text in (name.text, name.key)
        for word, _ in find_words(text)
    }
    return found - list_stems("titles")


def _initials(name: Name) -> str:
    """Return the initials of a name of several words, "" for one word."""
    words = [word for word in name.text.split() if word[:1].isupper()]
    return "".join(word[0] for word in words).lower() if len(words) > 1 else ""


def _letters(name: Name) -> str:
    return "".join(char for char in name.text if char.isalpha()).lower() or "-"


def _is_locative(side: Side, name: Name) -> bool:
    """Return whether the word before *name* places it ("in Caracas")."""
    positions = side.words_in(name.span)
    before = side.words[max(0, positions.start - 2) : positions.start] if positions else ()
    return any(
        word.text in {"in", "at", "near", "on", "from", "to", "into", "outside", "across", "around"} for word in before
    )
