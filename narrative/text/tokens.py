"""Words with offsets, stems and stop words."""

from __future__ import annotations

import re
from functools import lru_cache
from threading import local
from typing import TYPE_CHECKING, Protocol

from narrative.data import Span
from narrative.text.lexicon import list_words

if TYPE_CHECKING:
    from collections.abc import Iterator

# Designators come before plain words, so that "S-300" and "An-124" stay whole while "Sino-Russian" gives two words.
_WORD = re.compile(
    r"""
    (?:[^\W\d_]{1,10}-\d[^\W_]*(?:['’]s\b)?)        # S-300, An-124, COVID-19, F-16s
    | (?:\d+(?:[.,]\d+)*[^\W_]*(?:['’]s\b)?)        # 2,500  1.5  35kg  9S32ME
    | (?:(?<![^\W_])(?:[^\W\d_]\.){2,}(?:['’]s\b)?) # U.S.
    | (?:[^\W_]+(?:['’][^\W\d_]+)*)                 # don't, China's
    """,
    re.VERBOSE,
)

_RUN = re.compile(r"\w+")

# "US" lower-cased would be the pronoun, and lost among the stop words.
_UNITED_STATES = frozenset({"US", "U.S.", "USA", "U.S.A.", "US's", "U.S.'s"})

_LONGEST_STEMMED = 40

STOPWORDS: frozenset[str] = list_words("stop")


class _Stemmer(Protocol):
    """What is used of a Snowball stemmer."""

    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the library's spelling)


class _PerThread(local):
    """A stemmer for each thread: it keeps the word it is at, and two threads at one would mix their words up."""

    def __init__(self) -> None:
        import snowballstemmer

        self.stemmer: _Stemmer = snowballstemmer.stemmer("english")


@lru_cache(maxsize=1)
def _load_stemmers() -> _PerThread:
    return _PerThread()


def iterate_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each word as written with its start and end, in order.

    >>> [word for word, _, _ in iterate_words("35kg, An-124 and Sino-Russian")]
    ['35kg', 'An-124', 'and', 'Sino', 'Russian']
    """
    for match in _WORD.finditer(text):
        yield match.group(), match.start(), match.end()


def find_words(text: str, offset: int = 0) -> tuple[tuple[str, Span], ...]:
    """Return each word in lower case with its span; *offset* is added to the spans.

    Designators, contractions and numbers stay whole, other hyphen compounds fall apart; curly apostrophes become
    straight; "US" and "USA" become "u.s.", which no pronoun can be taken for.

    >>> [word for word, _ in find_words("The S-300 didn’t reach US soil: 2,500 km.")]
    ['the', 's-300', "didn't", 'reach', 'u.s.', 'soil', '2,500', 'km']
    """
    return tuple((lower_word(word), Span(start + offset, end + offset)) for word, start, end in iterate_words(text))


def lower_words(text: str) -> list[str]:
    """Return the words of `find_words` without their spans, in a third of the time.

    >>> lower_words("The S-300 didn’t reach US soil.")
    ['the', 's-300', "didn't", 'reach', 'u.s.', 'soil']
    """
    return [lower_word(word) for word in _WORD.findall(text)]


@lru_cache(maxsize=64)
def collect_words(text: str) -> frozenset[str]:
    r"""Return the runs of letters and digits of *text* in lower case, to tell quickly that a pattern cannot match.

    What ``\bword\b`` can match is among them, so that a pattern without any of its words here need not be tried.

    >>> sorted(collect_words("It’s a 1.5 km An-124"))
    ['1', '124', '5', 'a', 'an', 'it', 'km', 's']
    """
    return frozenset(_RUN.findall(text.lower()))


def match_from(start: re.Pattern[str], pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield what ``pattern.finditer`` would where each match begins with one of *start*, a single character.

    A pattern that opens with a look-behind is tried at every place; one that opens with a character set leaps.

    >>> [match.group() for match in match_from(re.compile("[A-Z]"), re.compile("(?<!x)[A-Z]+"), "xAB CD e")]
    ['B', 'CD']
    """
    found = start.search(text)
    while found:
        match = pattern.match(text, found.start())
        if match:
            yield match
        found = start.search(text, match.end() if match else found.end())


def lower_word(word: str) -> str:
    """Return *word* in lower case, its apostrophe straight; "US" and "USA" become "u.s."."""
    if word in _UNITED_STATES:
        return "u.s."
    return word.lower().replace("’", "'")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the Snowball (English) stem of *word*, lower-cased; a number loses its thousands separators.

    Words beyond 40 characters are cut, not stemmed: no such word is English, and the stemmer is slow on them.

    >>> stem("Deployments"), stem("2,500"), stem("China's"), stem("S-300")
    ('deploy', '2500', 'china', 's-300')
    """
    lowered = lower_word(word)
    if lowered[:1].isdigit():
        return lowered.removesuffix("'s").replace(",", "")[:_LONGEST_STEMMED]
    if len(lowered) > _LONGEST_STEMMED:
        return lowered[:_LONGEST_STEMMED]
    return _load_stemmers().stemmer.stemWord(lowered.removesuffix("'s"))


@lru_cache(maxsize=1 << 17)
def content_words(text: str) -> tuple[str, ...]:
    """Return the stems of the words of *text* that are no stop words, in order, repetitions kept.

    >>> content_words("The troops were landing in Caracas, and the troops stayed.")
    ('troop', 'land', 'caraca', 'troop', 'stay')
    """
    return tuple(stem(word) for word in lower_words(text) if word not in STOPWORDS)
