"""Small words that turn a statement: negation, denial, doubt, forecast."""

from __future__ import annotations

import re

from narrative.data import Span
from narrative.text.lexicon import list_words
from narrative.text.tokens import collect_words

_NEGATION = re.compile(
    r"""
    \b(?: not (?!\s+(?:only|just|merely|least|to\s+mention)\b) | cannot | [a-z]+n['’]t
        | no (?! \.\s*\d | \s+(?:less|fewer|doubt|sooner|matter)\b) | never | neither | nor | none | nobody | nothing (?!\s+but\b)
        | nowhere | without | hardly | scarcely | barely
        | den(?:y|ies|ied|ying) | refus(?:e|es|ed|ing) | reject(?:s|ed|ing)? | refut(?:e|es|ed|ing)
        | fail(?:s|ed|ing)?\s+to | unable | lack(?:s|ed|ing)? | absence\s+of | ruled?\s+out | rul(?:es|ing)\s+out
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_CLAIMED = r"(?:\W+\w+){0,4}?\W+(?:claims?|allegations?|accusations?|reports?|charges?|suggestions?|rumou?rs?|that|assertions?|criticism|idea|notion)"
_DENIAL = re.compile(
    rf"""
    \b(?: den(?:y|ies|ied|ying) (?!\s+(?:\w+\s+){{0,2}}?(?:bail|access|entry|permission|visas?|service|treatment|coverage|protection|asylum|rights?|care|benefits|funding|citizenship|admission)\b)
        | denials? | refut(?:e|es|ed|ing) | debunk(?:s|ed|ing)? | disavow(?:s|ed)? | rebuff(?:s|ed) | rebut(?:s|ted)
        | (?: reject(?:s|ed|ing)? | disput(?:e|es|ed|ing) | dismiss(?:es|ed|ing)? | contradict(?:s|ed)? ) {_CLAIMED}\b
        | dismiss(?:es|ed|ing)? (?:\W+\w+){{1,8}}? \W+as
        | no\s+truth | (?:is|are|was|were)\s+(?:simply\s+|completely\s+|entirely\s+|totally\s+)?(?:false|untrue|baseless|unfounded|a\s+lie|fake)
        | (?:call(?:s|ed|ing)|brand(?:s|ed)) (?:\W+\w+){{1,8}}? \W+(?:false|untrue|baseless|fake|fabricated|nonsense|lies|a\s+lie)
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Without one of its words a pattern cannot match, and most sentences have none.
_DENYING = list_words("denying")
_HEDGING = list_words("hedging")
# "said" and "reported" hedge only in "is said to".
_SAID_TO = frozenset({"said", "reported"})
_TO_BE = frozenset({"is", "are", "was", "were", "been"})
_FORETELLING = frozenset(
    ["will", "shall", "won", "ll", "forecast", "forecasts", "predict", "predicts", "predicted", "going", "expected"]
    + ["due", "set", "scheduled", "slated", "poised", "about", "likely", "planning", "projected"]
    + [
        verb + ending
        for verb in ("plan", "intend", "aim", "expect", "hope", "vow", "pledge", "promise", "threaten")
        for ending in ("", "s", "ed", "ned")
    ]
)

_HEDGE = re.compile(
    r"""
    \b(?: may (?!\s+\d) | might | could | reportedly | allegedly | apparently | possibly | perhaps | probably | (?:un)?likely
        | purportedly | supposedly | presumably | potentially | conceivably | alleged | suspected | purported | unconfirmed
        | rumou?red | unclear | uncertain | seems? | seemed | appears?\s+(?:to|that) | appeared\s+(?:to|that)
        | (?:is|are|was|were|been)\s+(?:\w+ly\s+)?(?:believed|thought|said|reported|understood|suspected|alleged)\s+to
        | (?:it\s+(?:is|was))\s+(?:believed|thought|alleged|rumou?red)
    )\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# "Could hardly be simpler", "you could see the tail above the roof": no doubt, and what somebody was able to.
_NO_DOUBT = re.compile(
    r"(?:may|might|could)\s+(?:hardly|scarcely|(?:see|hear|feel|smell|be\s+(?:seen|heard|made\s+out))\b)", re.IGNORECASE
)
# Behind three words of a main clause: "the two harbours where a ship of any size could tie up".
_IN_RELATIVE = re.compile(
    r"(?:\w+\W+){3}(?:where|who|whom|whose|which|whichever|so\s+that)\s[^,;:.?!“”\"()—–]{0,120}$", re.IGNORECASE
)
_MODALS = frozenset({"may", "might", "could"})
# "May" with a capital is the month, unless it opens a question or a wish.
_MONTH_MAY = re.compile(r"May\b")

_PREDICTION = re.compile(
    r"""
    \b(?: will | shall | won['’]t | [a-z]+['’]ll | (?:is|are|was|were|'s|'re|’s|’re)\s+(?:\w+\s+)?going\s+to
        | (?:is|are|was|were|be|been)\s+(?:\w+ly\s+)?(?:expected|due|set|scheduled|slated|poised|about|likely|planning|forecast|projected)\s+to
        | (?<!a\ )(?<!the\ )(?<!his\ )(?<!her\ )(?<!its\ )(?<!their\ )(?:plan|intend|aim|expect|hope|vow|pledge|promise|threaten)(?:s|ed|ned)?\s+to | planned\s+to
        | forecasts?\s+that | predict(?:s|ed)?
    )\b
    """,
    re.VERBOSE,
)


def _find_spans(pattern: re.Pattern[str], text: str, offset: int) -> tuple[Span, ...]:
    return tuple(Span(match.start() + offset, match.end() + offset) for match in pattern.finditer(text))


def find_negations(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the words that negate, *offset* added; "not only", "no less than" and "No. 5" negate nothing.

    >>> text = "No less than 5 tanks did not come."
    >>> [span.of(text) for span in find_negations(text)]
    ['not']
    """
    return _find_spans(_NEGATION, text, offset)


def find_denials(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the words that deny what somebody else says, *offset* added.

    >>> text = "The ministry denied the report and dismissed it as a rumour; he was denied bail."
    >>> [span.of(text) for span in find_denials(text)]
    ['denied', 'dismissed it as a rumour']
    """
    return () if _DENYING.isdisjoint(collect_words(text)) else _find_spans(_DENIAL, text, offset)


def denies_at(text: str, start: int) -> bool:
    """Return whether a denial begins at *start*."""
    return _DENIAL.match(text, start) is not None


def find_hedges(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the words that put a statement in doubt, *offset* added; the month of May is none.

    Nor are "may", "might" and "could" of a relative clause, which say nothing of the statement around it.

    >>> text = "In May the fleet may have reportedly left."
    >>> [span.of(text) for span in find_hedges(text)]
    ['may', 'reportedly']
    >>> find_hedges("Nobody landed at the two harbours where a ship could tie up.")
    ()
    """
    words = collect_words(text)
    if _HEDGING.isdisjoint(words) and ("to" not in words or _SAID_TO.isdisjoint(words) or _TO_BE.isdisjoint(words)):
        return ()
    spans = _find_spans(_HEDGE, text, offset)
    return tuple(span for span in spans if _is_doubt(text, Span(span.start - offset, span.end - offset)))


def _is_doubt(text: str, span: Span) -> bool:
    if _MONTH_MAY.match(text, span.start) and span.start:
        return False
    if span.of(text).lower() not in _MODALS:
        return True
    return not _NO_DOUBT.match(text, span.start) and not _IN_RELATIVE.search(text[: span.start])


def find_predictions(text: str, offset: int = 0) -> tuple[Span, ...]:
    """Return the words that speak of the future, *offset* added.

    >>> text = "Peru will vote in May and is expected to win."
    >>> [span.of(text) for span in find_predictions(text)]
    ['will', 'is expected to']
    """
    return () if _FORETELLING.isdisjoint(collect_words(text)) else _find_spans(_PREDICTION, text, offset)
