"""Check-worthiness: how much a sentence states that could be checked, by rules; to rank with, never to filter hard."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.extract.sentences import has_verb
from narrative.text.dates.months import MONTHS, WEEKDAYS
from narrative.text.lexicon import list_words
from narrative.text.tokens import collect_words

_FIRST_PERSON = frozenset({"i", "we", "my", "our", "us", "me"})
_SECOND_PERSON = frozenset({"you", "your"})
_IMPERATIVE = re.compile(
    r"\W*(?:let['’]s|please|click|read|see|follow|subscribe|sign|join|share|watch|listen|look|imagine|remember|note|thank|go|do\s+not|don['’]t)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_PAST = frozenset({"was", "were", "had", "did"})
_SHORTEST_PAST = 5
_DIGIT = re.compile(r"\d")
_AMOUNTS = frozenset({"million", "billion", "trillion", "percent"})
_NUMBERS = list_words("amount_words")
_PER_CENT = re.compile(r"\bper\s+cent\b", re.IGNORECASE)
_STRONG_NUMBER = re.compile(
    r"\d+\s?%|[$€£]\s?\d|\b\d[\d,.]*\s+(?:percent|per\s+cent|million|billion|trillion|thousand)\b|\b(?:million|billion|trillion|percent)\b",
    re.IGNORECASE,
)
# The capital comes before its look-behind, so that the search leaps from capital to capital.
_NAME = re.compile(r"[A-Z](?<=[a-z,;“\"] .)[\w.’'-]+")
_YEAR = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|(?:last|this)\s+(?:week|month|year))\b"
)
_DATED = frozenset(
    [*(month for month in MONTHS if month != "may"), *WEEKDAYS, "yesterday", "week", "month", "year"],
)
_CAUSES = list_words("public_affairs")
_REPORTED = frozenset(
    ["said", "says", "told", "announced", "reported", "confirmed", "denied", "denies", "claims", "claimed"]
)
_ACCORDING = re.compile(r"\baccording\s+to\b")
_FUTURE = re.compile(r"\b(?:will|shall|going\s+to|gonna|would)\b|['’]ll\b", re.IGNORECASE)
_FUTURES = frozenset({"will", "shall", "going", "gonna", "would", "ll"})
_OPINIONS = list_words("opinion")
_SHORT, _LONG = 8, 16

# Weights by hand: digits and names make a statement checkable, persons and judgements make it talk.
_BASE = 0.3


@lru_cache(maxsize=512)
def score_worth(text: str) -> float:
    """Return the check-worthiness of a sentence in [0, 1], rounded to four decimals.

    Numbers, names, dates, past and reporting verbs raise it; questions, "I" and "you", orders, exclamations, judgements
    and plain future lower it.

    >>> score_worth("Exports fell by 12 percent in March 2018, the ministry said.") > score_worth("I think we should hope!")
    True
    """
    words = len(text.split())
    score = _BASE + _score_facts(text) - _score_talk(text)
    score += 0.06 if words >= _LONG else -0.1 if words < _SHORT else 0.0
    if not has_verb(text):
        score -= 0.15
    return round(min(1.0, max(0.0, score)), 4)


def _score_facts(text: str) -> float:
    names = min(3, len(_NAME.findall(text)))
    written = _WORD.findall(text)
    words = collect_words(text)
    digit = _DIGIT.search(text) is not None
    return (
        0.16 * (digit or not words.isdisjoint(_NUMBERS) or ("cent" in words and bool(_PER_CENT.search(text))))
        + 0.12 * ((digit or not words.isdisjoint(_AMOUNTS)) and bool(_STRONG_NUMBER.search(text)))
        + 0.05 * names
        + 0.06 * ((digit or not words.isdisjoint(_DATED)) and bool(_YEAR.search(text)))
        + 0.08 * (not _PAST.isdisjoint(written) or any(map(_is_past, written)))
        + 0.05 * _count(text, words, _CAUSES)
        + 0.06 * _is_reported(text, written)
    )


def _is_past(word: str) -> bool:
    return word.endswith("ed") and len(word) >= _SHORTEST_PAST and word.isascii() and word.isalpha() and word.islower()


def _is_reported(text: str, written: list[str]) -> bool:
    return not _REPORTED.isdisjoint(written) or ("according" in written and bool(_ACCORDING.search(text)))


def _count(text: str, words: frozenset[str], wanted: frozenset[str]) -> int:
    """Return how often the wanted words stand in *text*, three at most."""
    if words.isdisjoint(wanted):
        return 0
    return min(3, sum(word in wanted for word in _WORD.findall(text.lower())))


def _score_talk(text: str) -> float:
    words = collect_words(text)
    return (
        0.3 * text.rstrip(" ”\"’')").endswith("?")
        + 0.1 * text.rstrip(" ”\"’')").endswith("!")
        + 0.06 * (not words.isdisjoint(_FIRST_PERSON))
        + 0.06 * (not words.isdisjoint(_SECOND_PERSON))
        + 0.2 * bool(_IMPERATIVE.match(text))
        + 0.08 * _count(text, words, _OPINIONS)
        + 0.05 * (not words.isdisjoint(_FUTURES) and bool(_FUTURE.search(text)))
    )
