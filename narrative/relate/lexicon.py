"""The word lists beside this file (``lexicon.toml``): opposites, words that deny, words that take sides."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from narrative.text.tokens import stem


@lru_cache(maxsize=1)
def _read_lists() -> dict[str, str]:
    lists: dict[str, str] = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    return lists


def list_lines(name: str) -> tuple[str, ...]:
    """Return the entries of the list *name* in their order; a KeyError means that no such list is written.

    >>> "death toll" in list_lines("growing")
    True
    """
    return tuple(line.strip() for line in _read_lists()[name].splitlines() if line.strip())


@lru_cache(maxsize=8)
def list_words(name: str) -> frozenset[str]:
    """Return all words of the list *name*.

    >>> "refused" in list_words("implicit")
    True
    """
    return frozenset(_read_lists()[name].split())


@lru_cache(maxsize=8)
def list_stems(name: str) -> frozenset[str]:
    """Return the stems of all words of the list *name*."""
    return frozenset(stem(word) for word in _read_lists()[name].split())


@lru_cache(maxsize=8)
def compile_phrases(name: str) -> re.Pattern[str]:
    """Return a pattern that finds any entry of the list *name* as whole words in any case, longest first.

    >>> compile_phrases("debunked").search("The tale was a HOAX.").group()
    'HOAX'
    """
    entries = sorted(list_lines(name), key=lambda entry: (-len(entry), entry))
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, entries)) + r")(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def map_opposites() -> dict[str, frozenset[str]]:
    """Return, for each stem that has any, the stems of its opposites; if b is an opposite of a, a is one of b.

    >>> stem("fell") in map_opposites()[stem("rose")]
    True
    """
    opposites: dict[str, set[str]] = {}
    for line in list_lines("antonyms"):
        ones, others = ([stem(word) for word in part.split()] for part in line.split("|"))
        for one in ones:
            opposites.setdefault(one, set()).update(others)
        for other in others:
            opposites.setdefault(other, set()).update(ones)
    return {word: frozenset(found - {word}) for word, found in opposites.items()}


@lru_cache(maxsize=1)
def map_namings() -> dict[str, frozenset[str]]:
    """Return, for each loaded word or phrase, the other names of the same thing.

    >>> "regime" in map_namings()["government"]
    True
    """
    others: dict[str, frozenset[str]] = {}
    for line in list_lines("naming"):
        tones = [frozenset(name.strip() for name in part.split(",")) for part in line.split("|")]
        every = frozenset().union(*tones)
        for tone in tones:
            for name in sorted(tone):
                others[name] = others.get(name, frozenset()) | (every - tone)
    return others


@lru_cache(maxsize=1)
def map_nicknames() -> dict[str, frozenset[str]]:
    """Return, for the stem of each given name with short forms, the stems of the other forms."""
    forms: dict[str, frozenset[str]] = {}
    for line in list_lines("nicknames"):
        stems = frozenset(stem(word) for word in line.split())
        for one in stems:
            forms[one] = forms.get(one, frozenset()) | (stems - {one})
    return forms


@lru_cache(maxsize=1)
def map_countries() -> dict[str, frozenset[str]]:
    """Return, for each country's key in the alias table of names, its capital and seats of government.

    >>> "Caracas" in map_countries()["venezuela"]
    True
    """
    table = tomllib.loads(files("narrative.text").joinpath("aliases.toml").read_text("utf-8"))["countries"]
    return {key: frozenset(seat.strip() for seat in line.split(";")[2].split(",")) for key, line in table.items()}


@lru_cache(maxsize=1)
def map_tallies() -> dict[str, int]:
    """Return, for each stem that tells the fate of people who are counted, the number of its line."""
    lines = enumerate(list_lines("tallies"))
    return {stem(word): number for number, line in lines for word in line.split()}
