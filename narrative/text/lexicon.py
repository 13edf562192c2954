"""The word lists beside this file (``lexicon.toml``): closed classes of English and the trade words of news."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _read_lists() -> dict[str, str]:
    lists: dict[str, str] = tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))
    return lists


@lru_cache(maxsize=64)
def list_words(name: str) -> frozenset[str]:
    """Return the words of the list *name*; a KeyError means that no such list is written.

    >>> "whether" in list_words("stop")
    True
    """
    return frozenset(_read_lists()[name].split())


@lru_cache(maxsize=64)
def list_phrases(name: str) -> tuple[str, ...]:
    """Return the entries of the list *name* that are parted by newlines, as written and in their order.

    >>> "according to" in list_phrases("according")
    True
    """
    return tuple(line.strip() for line in _read_lists()[name].splitlines() if line.strip())
