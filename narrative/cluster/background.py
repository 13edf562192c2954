"""What news English looks like in general: how many articles hold a word, and which words are hardly ever nouns.

Five articles cannot tell a rare word from a common one: each word stands in one or two of them. So document
frequencies are counted as if `PSEUDO_ARTICLES` further articles had been read whose shares are known; in a large
corpus they weigh next to nothing.

The shares in ``background.txt`` were counted over 4,161 articles of AllSides' list (ramybaly/Article-Bias-Prediction,
Apache-2.0) and 587 of ECB+ (CC BY 3.0), English, 2008 to 2020; the word classes by textblob's lexicon over 900 of them.
Counts of single words only: no text of theirs is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PSEUDO_ARTICLES = 300


@dataclass(frozen=True, slots=True)
class Background:
    """*shares* of articles by term, in [0, 1]; the words in lower case.

    *verbs* and *adjectives* are hardly ever nouns, *gerunds* are the words in -ing that are, *idle* words say when or
    how many and name nothing, *roles* say who speaks and not what about.
    """

    shares: Mapping[str, float]
    verbs: frozenset[str]
    adjectives: frozenset[str]
    gerunds: frozenset[str]
    idle: frozenset[str]
    roles: frozenset[str]


@lru_cache(maxsize=1)
def load_background() -> Background:
    """Return the table that ships with the package.

    >>> load_background().shares["presid"] > load_background().shares["militari"] > 0.1
    True
    >>> "deploy" in load_background().verbs, "deployment" in load_background().verbs
    (True, False)
    """
    parts: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in Path(__file__).with_name("background.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = parts.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            lines.append(line)
    shares = {}
    for line in parts["documents"]:
        per_mille, terms = line.split("\t")
        shares.update(dict.fromkeys(terms.split(), int(per_mille) / 1000))
    lists = (_list_words(parts[name]) for name in ("verbs", "adjectives", "gerunds", "idle", "roles"))
    return Background(shares, *lists)


def _list_words(lines: list[str]) -> frozenset[str]:
    return frozenset(" ".join(lines).split())
