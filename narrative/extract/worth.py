"""Check-worthiness: how much a sentence states that could be checked, by rules; to rank with, never to filter hard."""

from __future__ import annotations

import re
from functools import lru_cache

from narrative.extract.sentences import has_verb
from narrative.text.lexicon import list_words

_FIRST_PERSON = re.compile(r"\b(?:I|I['’]\w{1,2}|we|we['’]\w{1,2}|my|our|us|me)\b", re.IGNORECASE)
_SECOND_PERSON = re.compile(r"\b(?:you|your|you['’]\w{1,2})\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"\W*(?:let['’]s|please|click|read|see|follow|subscribe|sign|join|share|watch|listen|look|imagine|remember|note|thank|go|do\s+not|don['’]t)\b",
    re.IGNORECASE,
)
_PAST = re.compile(r"\b(?:was|were|had|did|[a-z]{3,}ed)\b")
_NUMBER = re.compile(
    r"\d|\b(?:percent|per\s+cent|million|billion|thousand|hundred|half|dozens?|twice|double|doubled|tripled|quarter|most|least|fewer|lower|higher|largest|highest|lowest|record)\b",
    re.IGNORECASE,
)
_STRONG_NUMBER = re.compile(
    r"\d+\s?%|[$€£]\s?\d|\b\d[\d,.]*\s+(?:percent|per\s+cent|million|billion|trillion|thousand)\b|\b(?:million|billion|trillion|percent)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;“\"] )[A-Z][\w.’'-]+")
_YEAR = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:January|February|March|April|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|(?:last|this)\s+(?:week|month|year))\b"
)
_CAUSE = re.compile(
    r"\b(?:voted|vote|votes|law|tax|taxes|budget|jobs|unemployment|deficit|spending|spent|cost|costs|increase[ds]?|decrease[ds]?|cut|cuts|rate|rates|killed|died|troops|signed|passed|supported|opposed|announced|confirmed|because|caused|never|ever|every|only|first)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:said|says|told|according\s+to|announced|reported|confirmed|denied|denies|claims|claimed)\b"
)
_FUTURE = re.compile(r"\b(?:will|shall|going\s+to|gonna|would)\b|['’]ll\b", re.IGNORECASE)
_OPINION = re.compile(r"\b(?:" + "|".join(sorted(list_words("opinion"))) + r")\b", re.IGNORECASE)
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
    causes = min(3, len(_CAUSE.findall(text)))
    return (
        0.16 * bool(_NUMBER.search(text))
        + 0.12 * bool(_STRONG_NUMBER.search(text))
        + 0.05 * names
        + 0.06 * bool(_YEAR.search(text))
        + 0.08 * bool(_PAST.search(text))
        + 0.05 * causes
        + 0.06 * bool(_REPORTED.search(text))
    )


def _score_talk(text: str) -> float:
    opinions = min(3, len(_OPINION.findall(text)))
    return (
        0.3 * text.rstrip(" ”\"’')").endswith("?")
        + 0.1 * text.rstrip(" ”\"’')").endswith("!")
        + 0.06 * bool(_FIRST_PERSON.search(text))
        + 0.06 * bool(_SECOND_PERSON.search(text))
        + 0.2 * bool(_IMPERATIVE.match(text))
        + 0.08 * opinions
        + 0.05 * bool(_FUTURE.search(text))
    )
