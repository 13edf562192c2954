"""The word lists beside this file (``lexicon.toml``): closed classes of English and the trade words of news."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=1)
def _read_file() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("lexicon.toml").read_text("utf-8"))


def _read_lists() -> dict[str, str]:
    return {name: value for name, value in _read_file().items() if isinstance(value, str)}


def _read_tables() -> dict[str, dict[str, str]]:
    return {name: value for name, value in _read_file().items() if isinstance(value, dict)}


@lru_cache(maxsize=64)
def list_words(name: str) -> frozenset[str]:
    """Return the words of the list *name*; a KeyError means that no such list is written.

    >>> "whether" in list_words("stop")
    True
    """
    return frozenset(_read_lists()[name].split())


@lru_cache(maxsize=16)
def map_words(name: str) -> Mapping[str, str]:
    """Return, for the table *name*, each word with the normal form that it stands under.

    >>> map_words("units")["tons"]
    'tonne'
    """
    table = _read_tables()[name]
    return {word: key for key, words in table.items() for word in words.split()}
