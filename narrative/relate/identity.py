"""Whether two names may mean one thing, and whether they may be rivals for one place in a sentence."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import combining, normalize

from rapidfuzz import fuzz

from narrative.data import Name, NameKind
from narrative.relate.lexicon import list_stems, map_countries, map_nicknames
from narrative.text.tokens import lower_words, stem

_LONG_WORD, _SPELLING = 6, 75  # letters and likeness from which two words are spellings of one name

_LONGEST_NAME = 5  # words; what is longer is a headline or a button in capitals


def may_be_same(one: Name, other: Name) -> bool:
    """Return whether two names may mean one thing: one key, one inside the other, other spelling, initials.

    Two full names with one surname are two people unless the given names may be forms of one.
    """
    words, others = _name_words(one), _name_words(other)
    if one.key == other.key:
        return not (one.kind == other.kind == NameKind.PERSON) or _share_given(words, others)
    here, there = set(words), set(others)
    if not here or not there or here <= there or there <= here:
        return True
    if _initials(one) == _letters(other) or _initials(other) == _letters(one):
        return True
    left, right = here - there, there - here
    if here & there:
        return len(left) != 1 or len(right) != 1 or _may_be_forms(min(left), min(right))
    return any(_may_be_forms(word, rival) for word in words for rival in others)


def may_be_rivals(one: Name, other: Name, *, placed: bool) -> bool:
    """Return whether two different names can fill one place: of one kind, or of kinds that nobody is sure of.

    A country and a city or a region never are: the one may lie in the other. *placed* says that both tell where.
    """
    if NameKind.DESIGNATOR in (one.kind, other.kind):
        return one.kind == other.kind
    if max(len(one.text.split()), len(other.text.split())) > _LONGEST_NAME:
        return False
    if one.kind != other.kind and NameKind.OTHER not in (one.kind, other.kind):
        return False
    countries = map_countries()
    known = one.key in countries, other.key in countries
    if placed and one.kind == other.kind == NameKind.PLACE:
        return _is_country(one) == _is_country(other)
    return known[0] == known[1] or one.kind != NameKind.PLACE or other.kind != NameKind.PLACE


def _is_country(name: Name) -> bool:
    """Return whether a country itself is named, not its capital."""
    return name.key in map_countries() and name.text not in map_countries()[name.key]


@lru_cache(maxsize=8192)
def _name_words(name: Name) -> tuple[str, ...]:
    """Return the stems of a name's words, titles left out; those of its key where nothing else is left."""
    found = [stem(word.removesuffix("'s").removesuffix("’s")) for word in lower_words(_write_plain(name.text))]
    kept = tuple(word for word in found if word not in list_stems("titles"))
    return kept or tuple(stem(word) for word in lower_words(name.key))


def _write_plain(text: str) -> str:
    """Return *text* without points and accents.

    >>> _write_plain("Kevin de León Jr.")
    'Kevin de Leon Jr'
    """
    return "".join(sign for sign in normalize("NFD", text) if not combining(sign) and sign != ".")


def _share_given(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether two people of one surname may be one: a given name is missing on a side, or may be the other's."""
    if len(one) == 1 or len(other) == 1:
        return True
    return _may_be_forms(one[0], other[0]) or bool(set(one[:-1]) & set(other[:-1]))


def _may_be_forms(one: str, other: str) -> bool:
    """Return whether two words are forms of one name: an initial, a short form, a nickname, another spelling.

    >>> _may_be_forms("gadhafi", "gaddafi"), _may_be_forms("iran", "iraq"), _may_be_forms("bob", "robert")
    (True, False, True)
    """
    if one.startswith(other) or other.startswith(one):
        return True
    if other in map_nicknames().get(one, ()):
        return True
    return min(len(one), len(other)) >= _LONG_WORD and fuzz.ratio(one, other) >= _SPELLING


@lru_cache(maxsize=8192)
def _initials(name: Name) -> str:
    """Return the initials of a name of several words, "" for one word."""
    words = [word for word in name.text.split() if word[:1].isupper()]
    return "".join(word[0] for word in words).lower() if len(words) > 1 else ""


@lru_cache(maxsize=8192)
def _letters(name: Name) -> str:
    return "".join(char for char in name.text if char.isalpha()).lower() or "-"
