"""The alias table beside this package (``aliases.toml``), read into one index of word sequences."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from narrative.data import NameKind


@dataclass(frozen=True, slots=True)
class Entry:
    """What an alias stands for."""

    key: str
    kind: NameKind


_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[A-Z]\.)+[A-Z]?")
_SHORTEST_SHOUT = 4
_NO_PLURAL = ("ese", "sh", "ch", "s", "men", "hman", "chman", "x", "z")


@lru_cache(maxsize=8192)
def normalise_token(token: str) -> str:
    """Return *token* without possessive ending, with straight apostrophes and without the dots of initials.

    >>> normalise_token("U.S.’s"), normalise_token("China’s"), normalise_token("Gen.")
    ('US', 'China', 'Gen')
    """
    bare = _POSSESSIVE.sub("", token).replace("’", "'")
    return bare.replace(".", "") if _INITIALS.fullmatch(bare) else bare.rstrip(".")


def _list_countries(table: dict[str, str]) -> Iterator[tuple[str, Entry]]:
    for key, line in table.items():
        names, demonyms, seats = ([part.strip() for part in field.split(",")] for field in line.split(";"))
        plurals = [f"{demonym}s" for demonym in demonyms if demonym and not demonym.endswith(_NO_PLURAL)]
        for alias in (*names, *demonyms, *plurals, *seats):
            if alias:
                yield alias, Entry(key, NameKind.PLACE)


@lru_cache(maxsize=1)
def list_seats() -> frozenset[str]:
    """Return the capitals and seats that speak for a government.

    >>> sorted(list_seats() & {"Beijing", "Kremlin", "Lyon", "Paris"})
    ['Beijing', 'Kremlin', 'Paris']
    """
    table = tomllib.loads(files("narrative.text").joinpath("aliases.toml").read_text("utf-8"))["countries"]
    parts = [[part.strip() for part in field.split(",")] for line in table.values() for field in line.split(";")[::2]]
    names = {name for part in parts[::2] for name in part}
    return frozenset(seat for part in parts[1::2] for seat in part if seat and seat not in names)


@lru_cache(maxsize=1)
def _load_index() -> tuple[dict[str, tuple[tuple[tuple[str, ...], Entry], ...]], dict[str, Entry]]:
    """Return the aliases by first word, longest first, and the first halves of compounds."""
    tables = tomllib.loads(files("narrative.text").joinpath("aliases.toml").read_text("utf-8"))
    entries = dict(_list_countries(tables["countries"]))
    for key, line in tables["organisations"].items():
        entries.update((alias.strip(), Entry(key, NameKind.ORGANISATION)) for alias in line.split(","))
    for table, kind in (("places", NameKind.PLACE), ("others", NameKind.OTHER)):
        for word in tables[table]["self"].split():
            alias = word.replace("~", " ")
            entries.setdefault(alias, Entry(alias.lower(), kind))
    by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for alias, entry in entries.items():
        words = tuple(normalise_token(word) for word in alias.split())
        by_first.setdefault(words[0], []).append((words, entry))
    index = {
        first: tuple(sorted(found, key=lambda item: (-len(item[0]), item[0]))) for first, found in by_first.items()
    }
    prefixes = {
        prefix.strip(): Entry(key, NameKind.PLACE)
        for key, line in tables["prefixes"].items()
        for prefix in line.split(",")
    }
    return index, prefixes


@lru_cache(maxsize=8192)
def soften_capitals(word: str) -> str:
    """Return "Moscow" for "MOSCOW" where only the former is known, as datelines shout; else the *word*.

    >>> soften_capitals("MOSCOW"), soften_capitals("NATO")
    ('Moscow', 'NATO')
    """
    index, _ = _load_index()
    if len(word) < _SHORTEST_SHOUT or not word.isupper() or word in index:
        return word
    return word.capitalize() if word.capitalize() in index else word


def match_alias(tokens: Sequence[str], start: int) -> tuple[int, Entry] | None:
    """Return how many of the normal *tokens* from *start* the longest alias takes, and what it stands for.

    >>> match_alias(("South", "Korea"), 0)
    (2, Entry(key='south korea', kind=<NameKind.PLACE: 'place'>))
    """
    index, _ = _load_index()
    for words, entry in index.get(tokens[start], ()):
        if tuple(tokens[start : start + len(words)]) == words:
            return len(words), entry
    return None


def match_part(part: str) -> Entry | None:
    """Return what one half of a hyphen compound stands for ("Sino" in "Sino-Russian"), or None.

    >>> match_part("Sino").key
    'china'
    """
    index, prefixes = _load_index()
    if part in prefixes:
        return prefixes[part]
    return next((entry for words, entry in index.get(part, ()) if len(words) == 1), None)
