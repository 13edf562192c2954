"""Where running text names an outlet as the one that reported something."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

_PLAIN_NOUN = r"(?:newspaper|magazine|weekly|daily|tabloid|broadcaster|news (?:agency|site|outlet|portal|website)|press agency|wire service|newswire)"
_WORD = r"[A-Z][^\W\d_]+(?:['’-][^\W\d_]+)*"
_NAME = rf"{_WORD}(?: {_WORD}){{0,3}}"
# "the German weekly Der Rundblick", "A magazine, The Gull, claims"; a name has four words at most.
# What follows keeps out "daily Covid cases"; after "according to" it may be "Der Rundblick a firm …" as well.
_AFTER_NOUN = re.compile(
    rf"\b{_PLAIN_NOUN},? (?:[Tt]he )?({_NAME})(?=[,.:;)”\"]|$|\n"
    r"| (?:has|had|have|reports?|reported|sa(?:id|ys)|wr(?:ites|ote)|claim(?:s|ed)|quot(?:es|ed)|cit(?:es|ed|ing)|reveal(?:s|ed)"
    r"|publish(?:es|ed)|that|which|on|in|as|and|to)\b)"
    rf"|\b(?:[Aa]ccording to|[Rr]eported by|citing) (?:an? |the )(?:\w+ ){{0,2}}?{_PLAIN_NOUN},? ({_NAME})(?= (?:an?|the|its|some|one|two|\d+)\b)"
)
WIRE = rf"({_WORD}(?: {_WORD}){{0,3}} (?:Wire Service|News Agency|Press Agency|Newswire|News Service))"
"""A wire service that says what it is, as a pattern with the name in a group."""
_WIRE_NAME = re.compile(rf"\b{WIRE}\b")
# "Even Gull Wire Service had to print it": the sentence's first word is no part of the name.
_OPENERS = re.compile(
    r"(?:Even|But|And|Only|According|Meanwhile|Still|Yet|Also|When|While|As|In|By|The|Then|Today|Citing) "
)
# "the magazine said" takes up the outlet that was named last; "according to that article" one named close before it,
# for of a text that names an outlet once, and much later "the article" of a treaty, nobody can tell.
_TAKEN_UP = re.compile(rf"\b[Tt]he (?:same )?(?:paper|{_PLAIN_NOUN})\b")
_ARTICLE_SAYS = re.compile(
    r"\b[Tt]h(?:e|at|is) (?:same )?(?:article|story) (?:also )?(?:sa(?:ys|id)|claim(?:s|ed)|stat(?:es|ed)|add(?:s|ed)|report(?:s|ed)|wrote|quot(?:es|ed)|cit(?:es|ed)|names?|named)\b"
    r"|\b[Aa]ccording to th(?:e|at|is) (?:same )?(?:article|story)\b"
)
_CLOSE = 600
_NO_OUTLET = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
    r"|(?:septem|octo|novem|decem)ber)\b",
    re.IGNORECASE,
)
_REPORTING = r"(?:reports?|reported|wrote|writes|revealed|reveals|published|broke|disclosed|sa(?:id|ys)|claim(?:s|ed)|alleg(?:es|ed))"
_REPORTS = rf"(?:has |had |have |first |also |itself |earlier |on \w+ |was (?:the )?first to )?{_REPORTING}"
# "Even The Anvil, a website that never met a dictator it did not like, reports that …"
_APPOSED = r"(?:, [^,.;:\n]{3,80},|,)?"
_CREDITS_BEFORE = (
    r"(?:[Aa]ccording to|[Aa]s reported by|reported by|reports? (?:from|by|in)|citing|cited by|quoted by|courtesy of"
    r"|(?:first|originally) (?:reported|published|appeared|revealed|disclosed) (?:by|in|on|at)|tells|told|(?:interview|reporting) (?:with|by|from))"
)
# An outlet that neither stands among the sources nor is called a newspaper: a name with a capital article inside a
# sentence ("according to The Anvil", not "according to the Pentagon"), or one that ends as newspapers' names do.
_PAPER = r"(?:Times|Post|Journal|Herald|Tribune|Gazette|Dispatch|Chronicle|Observer|Guardian|Telegraph|Courier|Inquirer|Examiner|Weekly|Daily|News|Magazine|Economist)"
_PRESUMED_NAME = rf"(?:The {_NAME}|(?:the )?(?:{_WORD} ){{0,3}}{_PAPER})(?![\w-]|(?<=Daily) [A-Z])"
_PRESUMED = re.compile(
    rf"\b(?:first|originally) (?:reported|published|revealed|disclosed) (?:by|in) ((?:[Tt]he )?{_NAME})"
    rf"|(?<![\w-])((?:[Tt]he )?{_NAME}) (?:was (?:the )?)?first (?:to )?(?:report|reveal|publish|disclose)(?:ed)?\b"
    rf"|\b{_CREDITS_BEFORE} ({_PRESUMED_NAME})"
    rf"|(?<=[a-z,;] )({_PRESUMED_NAME}){_APPOSED} {_REPORTS}\b"
)
_SOMEBODY = re.compile(
    r"\b(?:He|She|It|They|We|I|Who|Which|This|That|These|Those|Police|Officials?|Ministry|President|Minister)\b"
)
# "The Hill's new show" is the Hill's.
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_ANY_WORD = re.compile(r"[^\W_]+")
# A name of one short word ("Time", "RT") stands in too many sentences to be found by itself.
_SHORTEST_NAME = 4
_LONGEST_NAME = 60

Index = Mapping[str, Sequence[str]]
"""First word of an outlet's name → the names that begin so: a text is searched only for those that it may hold."""


def key_outlet(name: str) -> str:
    """Return the form in which two spellings of an outlet's name are equal.

    >>> key_outlet("The Anvil") == key_outlet("the Anvil")
    True
    """
    return _bare(name).casefold()


@lru_cache(maxsize=4096)
def credit_pattern(outlet: str) -> re.Pattern[str] | None:
    """Return a pattern that finds a credit of *outlet* in running text, None for a name that cannot be told from words.

    >>> bool(credit_pattern("The Harbour Bell").search("the strike, the Harbour Bell reported, is over"))
    True
    >>> bool(credit_pattern("The Harbour Bell").search("beside the harbour bell they met"))
    False
    """
    name = _bare(outlet)
    if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME or not name[0].isupper():
        return None
    exact = rf"(?:[Tt]he )?{re.escape(name)}"
    return re.compile(
        rf"\b{_CREDITS_BEFORE} {exact}(?![\w-])|(?<![\w-]){exact}{_APPOSED} {_REPORTS}\b"
        rf"|(?<![\w-]){exact}['’]s (?:report|account|reporting|article|story)\b|\({exact}\)|^{exact}:",
        re.MULTILINE,
    )


def index_outlets(outlets: Iterable[str]) -> Index:
    """Return *outlets* without their article, by the first word of their names.

    >>> dict(index_outlets(["The Gull", "Gull Weekly"]))
    {'Gull': ['Gull', 'Gull Weekly']}
    """
    found: dict[str, list[str]] = defaultdict(list)
    for name in sorted({_bare(outlet) for outlet in outlets}):
        words = _ANY_WORD.findall(name)
        if words:
            found[words[0]].append(name)
    return found


def find_outlets(text: str) -> Iterator[tuple[int, str]]:
    """Yield (position, name) of each outlet that *text* itself shows to be one.

    >>> list(find_outlets("The ferry sank, according to The Gull. A magazine, Der Spaten, claims the same."))
    [(51, 'Der Spaten'), (29, 'The Gull')]
    """
    for pattern in (_AFTER_NOUN, _WIRE_NAME, _PRESUMED):
        for match in pattern.finditer(text):
            group = match.lastindex or 1
            name = _POSSESSIVE.sub("", match[group].removeprefix("the "))
            name = name if pattern is _PRESUMED else strip_opener(name)
            if not _NO_OUTLET.match(name) and not (pattern is _PRESUMED and _SOMEBODY.search(name)):
                yield match.start(group), name


def find_credited(text: str, known: Index) -> Iterator[tuple[int, str]]:
    """Yield (position, key) of each credit of an outlet that is *known*."""
    for word in sorted(known.keys() & set(_ANY_WORD.findall(text))):
        for name in known[word]:
            pattern = credit_pattern(name) if name in text else None
            if pattern:
                yield from ((match.start(), key_outlet(name)) for match in pattern.finditer(text))


def find_taken_up(text: str, named: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield (position, key) where *text* takes up an outlet of *named*, which is in order: "the magazine said"."""
    starts = [at for at, _ in named]
    for pattern, reach in ((_TAKEN_UP, len(text)), (_ARTICLE_SAYS, _CLOSE)):
        for match in pattern.finditer(text):
            before = bisect_right(starts, match.start())
            if before and match.start() - starts[before - 1] <= reach:
                yield match.start(), named[before - 1][1]


def strip_opener(name: str) -> str:
    """Return *name* without a word that only opens the sentence.

    >>> strip_opener("Even Gull Wire Service")
    'Gull Wire Service'
    """
    return _OPENERS.sub("", name, count=1) if _OPENERS.match(name) else name


def _bare(name: str) -> str:
    return re.sub(r"^[Tt]he ", "", name.strip())
