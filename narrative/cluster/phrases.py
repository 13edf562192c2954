"""Phrases that could name a narrative: runs of content words within a sentence, and how a corpus writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from narrative.cluster.background import load_background
from narrative.cluster.features import read_names
from narrative.text.tokens import STOPWORDS, iterate_words, stem

LONGEST = 3  # content words of a phrase
CONNECTORS = frozenset({"of", "to", "in", "for", "on", "against", "with"})
JOINTS = frozenset({" ", "-", "‑", "–", " the "})
LARGE = 5000  # passages; beyond, phrases of a single passage are left out to bound memory
SKETCH = 1 << 24
NEARLY = 0.4

_NUMBER = re.compile(r"\d[\d.,]*(?:['’]?s|st|nd|rd|th|[a-z]{0,3})?", re.IGNORECASE)
_INITIAL = re.compile(r"(?:^|[.!?:;”\"\n“])\s*$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """*key* joins the stems; *text* is as written; it may open a sentence, or stand before a word that it modifies."""

    key: str
    text: str
    is_initial: bool
    is_modifier: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """How a corpus writes each phrase most often, and which phrases mostly stand before a word that they modify."""

    written: Mapping[str, str]
    modifiers: frozenset[str]


def find_phrases(text: str) -> Iterator[Phrase]:
    """Yield the phrases of *text*: one to three content words, at most one preposition between them.

    No stop word or bare number stands at either end, no punctuation inside, and no name is cut in two.

    >>> [phrase.text for phrase in find_phrases("The S-300 missiles near Margarita Island, in May 2019.")]
    ['S-300', 'S-300 missiles', 'missiles', 'Margarita Island']
    """
    inner = _find_name_insides(text)
    for run in _split_runs(text):
        for first in range(len(run)):
            if not run[first].is_connector and run[first].start not in inner:
                yield from _grow(text, run[first:], inner)


@dataclass(frozen=True, slots=True)
class _Word:
    stem: str
    start: int
    end: int
    is_connector: bool


def _find_name_insides(text: str) -> frozenset[int]:
    """Return the offsets strictly inside names: no phrase may begin or end there."""
    return frozenset(offset for name in read_names(text) for offset in range(name.span.start + 1, name.span.end))


def _grow(text: str, run: Sequence[_Word], inner: frozenset[int]) -> Iterator[Phrase]:
    start = run[0].start
    is_initial = bool(_INITIAL.search(text[max(0, start - 3) : start]))
    content = connectors = 0
    for length, word in enumerate(run, 1):
        if word.is_connector:
            connectors += 1
            if connectors > 1:
                return
            continue
        content += 1
        if word.end not in inner:
            surface = " ".join(text[start : word.end].split()).removesuffix("'s").removesuffix("’s")
            is_modifier = length < len(run) and not run[length].is_connector
            yield Phrase("_".join(part.stem for part in run[:length]), surface, is_initial, is_modifier)
        if content == LONGEST:
            return


def _split_runs(text: str) -> Iterator[list[_Word]]:
    """Yield the stretches of words that a phrase may cover."""
    run: list[_Word] = []
    for word, start, end in iterate_words(text):
        lowered = word.lower().replace("’", "'")
        joint = text[run[-1].end : start] if run else " "
        is_connector = lowered in CONNECTORS
        is_wanted = is_connector or _is_content(lowered, word)
        if run and (not is_wanted or joint not in JOINTS or (joint == " the " and not run[-1].is_connector)):
            yield run
            run = []
        if is_wanted:
            run.append(_Word(lowered if is_connector else stem(word), start, end, is_connector))
    if run:
        yield run


def _is_content(lowered: str, word: str) -> bool:
    if word in {"US", "USA", "U.S.", "UN", "UK", "EU"}:
        return True
    return (
        lowered not in STOPWORDS
        and lowered not in load_background().idle
        and not _NUMBER.fullmatch(lowered)
        and len(lowered) > 1
        and "'" not in lowered.removesuffix("'s")
    )


def tabulate(texts: Sequence[str]) -> tuple[tuple[tuple[str, ...], ...], Usage]:
    """Return the phrase keys of each text and how the texts use them.

    A capital at the start of a sentence says little, so such spellings weigh a tenth; ties go to the earlier in order.
    """
    frequent = _sketch(texts) if len(texts) > LARGE else None
    spellings: dict[str, Counter[str]] = {}
    before, total = Counter[str](), Counter[str]()
    keys: list[tuple[str, ...]] = []
    for text in texts:
        found = [phrase for phrase in find_phrases(text) if frequent is None or frequent[_bucket(phrase.key)] > 1]
        for phrase in found:
            spellings.setdefault(phrase.key, Counter())[phrase.text] += 1 if phrase.is_initial else 10
            before[phrase.key] += phrase.is_modifier
            total[phrase.key] += 1
        keys.append(tuple(phrase.key for phrase in found))
    written = {key: _choose_spelling(counts) for key, counts in spellings.items()}
    return tuple(keys), Usage(written, frozenset(key for key, count in before.items() if 2 * count > total[key]))


def _choose_spelling(counts: Counter[str]) -> str:
    """Return the most frequent spelling, but the plural where it is nearly as frequent: it names a narrative better.

    >>> _choose_spelling(Counter({"drone": 30, "drones": 20, "Drones": 1}))
    'drones'
    """
    best = min(counts, key=lambda text: (-counts[text], text))
    plural = f"{best}s"
    return plural if counts[plural] >= NEARLY * counts[best] else best


def _sketch(texts: Iterable[str]) -> np.ndarray:
    """Return in how many texts, at least, the phrases of each bucket stand; two phrases may share a bucket."""
    counts = np.zeros(SKETCH, dtype=np.uint8)
    for text in texts:
        buckets = np.array(sorted({_bucket(phrase.key) for phrase in find_phrases(text)}), dtype=np.intp)
        counts[buckets] = np.minimum(counts[buckets] + 1, 200)
    return counts


def _bucket(key: str) -> int:
    return crc32(key.encode("utf-8", "surrogatepass")) % SKETCH


def is_nominal(phrase: str) -> bool:
    """Return whether *phrase* can stand as a name: no verb in it, and a noun at its end.

    >>> is_nominal("military deployment"), is_nominal("supplying weapons"), is_nominal("closer military")
    (True, False, False)
    >>> is_nominal("Let justice warriors"), is_nominal("Leader Mitch McConnell")
    (False, False)
    """
    table = load_background()
    words = [word for word in re.split(r"[\s–-]+(?![\d])", phrase) if word]
    if len(phrase.split()) == 1 and len(words) > 1 and phrase.islower():
        return False  # "dual-use", "long-range": attributes
    plain = [word for word in words if word.islower()]
    if any(_is_verbal(word) for word in plain):
        return False
    first = words[0].lower()
    if not words[0].islower() and plain and first in table.verbs:
        return False  # a sentence began here
    if first in table.roles and len(words) > 1 and not any(word.islower() for word in words[1:]):
        return False  # who somebody is, not what happened
    last = words[-1]
    if last.islower():
        return last not in table.adjectives and not last.endswith("ly")
    return not last.endswith(("ese", "ish")) and last not in {"Western", "European", "Asian", "American"}


def _is_verbal(word: str) -> bool:
    table = load_background()
    if word in table.verbs:
        return True
    if word.endswith("ing") and len(word) > 5:  # noqa: PLR2004 (thing, king)
        return word not in table.gerunds
    return word.endswith("ed") and len(word) > 4 and word not in table.adjectives  # noqa: PLR2004 (seed, bed)
