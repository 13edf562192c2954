"""Shouting: runs of words in capitals that are no names, as links and labels leave them in scraped text."""

from __future__ import annotations

import re

from narrative.data import Span
from narrative.text.lexicon import list_words

# The first letter stands before its look-behind, so that the search leaps from capital to capital.
_STRETCH = re.compile(
    r"[A-Z](?<![\w.'’-].)(?:[A-Z'’]{1,24}|(?<=[AI]))(?:[ \xa0]{1,2}(?:[A-Z][A-Z'’]{1,24}|[AI])(?![\w'’-])){1,40}"
)
_WORD = re.compile(r"[A-Z]+")
_TELLING = (
    list_words("stop")
    | list_words("finite")
    | list_words("irregular_pasts")
    | list_words("present_verbs")
    | list_words("reporting")
    | list_words("shouted")
)
# These are read as the country, the body, the trade; as words they are rare among capitals.
_NAMES = frozenset({"US", "WHO", "IT", "AM", "MAY"})
_LONGEST_NAME = 4
_LEAST_WORDS = 2
_JOINT = re.compile(r"[,:;'’] ['‘]?")


def find_shouting(text: str) -> tuple[Span, ...]:
    """Return the stretches of two words and more in capitals of which one is a verb, a stop word or a label.

    Five words and more are no name either, nor is what shouting runs on to behind a comma or a colon.

    >>> text = "NEW YORK — CLICK HERE FOR MORE Lee of the BBC left."
    >>> [span.of(text) for span in find_shouting(text)]
    ['CLICK HERE FOR MORE']
    """
    found: list[Span] = []
    for match in _STRETCH.finditer(text):
        words = _WORD.findall(match.group())
        if sum(len(word) > 1 for word in words) < _LEAST_WORDS:
            continue
        runs_on = bool(found) and _JOINT.fullmatch(text, found[-1].end, match.start())
        if runs_on or len(words) > _LONGEST_NAME or any(map(_tells, words)):
            found.append(Span(*match.span()))
    return tuple(found)


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in _NAMES and word.lower() in _TELLING
