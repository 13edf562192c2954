"""Which outlets a text credits: for a claim ("the magazine said"), for a whole article (a wire story), for its wording."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from narrative.data import Article, Claim, Findings, Span
from narrative.text.names import find_names
from narrative.text.sentences import split_sentences

_PLAIN_NOUN = r"(?:newspaper|magazine|weekly|daily|tabloid|broadcaster|news (?:agency|site|outlet|portal|website)|press agency|wire service|newswire)"
_WORD = r"[A-Z][^\W\d_]+(?:['’-][^\W\d_]+)*"
# "the German weekly Der Rundblick", "A magazine, The Gull, claims"; a name has four words at most.
# What follows keeps out "daily Covid cases".
_AFTER_NOUN = re.compile(
    rf"\b{_PLAIN_NOUN},? (?:[Tt]he )?({_WORD}(?: {_WORD}){{0,3}})(?=[,.:;)”\"]|$|\n"
    r"| (?:has|had|have|reports?|reported|sa(?:id|ys)|wr(?:ites|ote)|claim(?:s|ed)|quot(?:es|ed)|cit(?:es|ed|ing)|reveal(?:s|ed)"
    r"|publish(?:es|ed)|that|which|on|in|as|and|to)\b)"
)
_WIRE = rf"({_WORD}(?: {_WORD}){{0,3}} (?:Wire Service|News Agency|Press Agency|Newswire|News Service))"
_WIRE_NAME = re.compile(rf"\b{_WIRE}\b")
_DATELINE = re.compile(rf"[^\n().]{{2,60}}\({_WIRE}\) ?[-–—]")
_BYLINE = re.compile(rf"\W*(?:(?:[Bb]y|[Ww]ith|[Vv]ia|[Ff]rom|[Ss]ource:|©)\b[^\n]{{0,80}}?)?\b{_WIRE}\W*$")
_LONGEST_BYLINE = 160
# "Even Gull Wire Service had to print it": the sentence's first word is no part of the name.
_OPENERS = re.compile(
    r"(?:Even|But|And|Only|According|Meanwhile|Still|Yet|Also|When|While|As|In|By|The|Then|Today|Citing) "
)
# "the magazine said" takes up the outlet that was named last.
_TAKEN_UP = re.compile(rf"\b[Tt]he (?:same )?(?:paper|{_PLAIN_NOUN})\b")
_NO_OUTLET = re.compile(
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august"
    r"|(?:septem|octo|novem|decem)ber)\b",
    re.IGNORECASE,
)
_REPORTS = r"(?:has |had |have |first |also |itself |earlier |on \w+ )?(?:reports?|reported|wrote|writes|revealed|published|broke)"
_CREDITS_BEFORE = (
    r"(?:according to|as reported by|reported by|reports? (?:from|by|in)|citing|cited by|quoted by|courtesy of"
    r"|(?:first|originally) (?:published|appeared) (?:by|in|on|at)|told|(?:interview|reporting) (?:with|by|from))"
)
_AS_WORD = r"(?<![\w/-])(%s)(?![\w/-])"
_ANY_WORD = re.compile(r"[^\W_]+")
# A name of one short word ("Time", "RT") stands in too many sentences to be found by itself.
_SHORTEST_NAME = 4
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Credits:
    """Keys of the outlets credited: *told* by claim id, *whole* by article id, *own* by source; *shown* is how each is written."""

    told: Mapping[str, frozenset[str]]
    whole: Mapping[str, frozenset[str]]
    own: Mapping[str, str]
    shown: Mapping[str, str]

    def of_claim(self, claim: Claim) -> frozenset[str]:
        """Return what is credited for *claim*, in its sentence or for its whole article."""
        return self.told.get(claim.id, frozenset()) | self.whole.get(claim.article_id, frozenset())


def find_credits(findings: Findings) -> Credits:
    """Return the outlets that claims and articles credit.

    A claim's are those named in its sentence, or else in the sentence before it in the same paragraph. An article's are
    those of its dateline, byline or end note: credits that do not stand in its text, or open it as "PORT OSRIC (…) -".
    """
    agencies = {_key(name): name for article in findings.articles for name in article.credits}
    sources = {_key(article.source): article.source for article in findings.articles}
    shown = {**agencies, **sources}
    lines: dict[str, list[str]] = defaultdict(list)
    for dropped in findings.dropped:
        lines[dropped.article_id].append(dropped.line)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in findings.claims:
        claims[claim.article_id].append(claim)
    told: dict[str, frozenset[str]] = {}
    whole: dict[str, frozenset[str]] = {}
    reported = _index_patterns(sources.values())
    for article in findings.articles:
        inside = _find_agencies(article)
        dateline = _DATELINE.match(article.text)
        opening = dateline.end() if dateline else 0
        mentions = [one for one in _find_mentions(article, inside, reported, shown) if one[0] >= opening]
        if mentions:
            told |= _assign(article, mentions, claims[article.id])
        outside = {_key(name) for name in article.credits} - {key for _, key in inside}
        whole[article.id] = frozenset(outside | set(_find_bylines(article, lines[article.id], shown)))
    own = {article.source: _key(article.source) for article in findings.articles}
    return Credits(told, whole, own, shown)


def _find_agencies(article: Article) -> list[tuple[int, str]]:
    """Return (position, key) of the article's credits in its text, whichever way they are written ("Associated Press")."""
    if not article.credits:
        return []
    wanted = {_normal(name): _key(name) for name in article.credits}
    named = [(name.span.start, wanted[name.key]) for name in find_names(article.text) if name.key in wanted]
    exact = re.compile(
        _AS_WORD % "|".join(re.escape(name) for name in sorted(article.credits, key=lambda one: (-len(one), one)))
    )
    return sorted({*named, *((match.start(), _key(match[1])) for match in exact.finditer(article.text))})


def _normal(name: str) -> str:
    return next((found.key for found in find_names(name)), _key(name))


def _find_bylines(article: Article, dropped: Iterable[str], shown: dict[str, str]) -> Iterator[str]:
    """Yield the keys of wire services that a dateline in the text or a dropped byline names."""
    dateline = _DATELINE.match(article.text)
    bylines = [match for line in dropped if len(line) <= _LONGEST_BYLINE and (match := _BYLINE.match(line))]
    for match in (dateline, *bylines):
        if match:
            name = _strip_opener(match[1])
            shown.setdefault(_key(name), name)
            yield _key(name)


def credits_source_pattern(source: str) -> re.Pattern[str] | None:
    """Return a pattern that finds a credit of *source* in running text, None for a name that cannot be told from words.

    >>> bool(credits_source_pattern("The Harbour Bell").search("the strike, the Harbour Bell reported, is over"))
    True
    >>> bool(credits_source_pattern("The Harbour Bell").search("beside the harbour bell they met"))
    False
    """
    name = _bare(source)
    if not _SHORTEST_NAME <= len(name) <= _LONGEST_NAME or not name[0].isupper():
        return None
    exact = rf"(?:[Tt]he )?{re.escape(name)}"
    return re.compile(
        rf"\b{_CREDITS_BEFORE} {exact}(?![\w-])|(?<![\w-]){exact},? {_REPORTS}\b|\({exact}\)|^{exact}:", re.MULTILINE
    )


def _index_patterns(sources: Iterable[str]) -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return first word of a source's name → (source, pattern): a text is searched only for the names it may hold."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for source in sorted(set(sources)):
        pattern = credits_source_pattern(source)
        words = _ANY_WORD.findall(_bare(source))
        if pattern and words:
            found[words[0]].append((source, pattern))
    return found


def _strip_opener(name: str) -> str:
    return _OPENERS.sub("", name, count=1) if _OPENERS.match(name) else name


def _bare(name: str) -> str:
    return re.sub(r"^[Tt]he ", "", name.strip())


def _key(name: str) -> str:
    return _bare(name).casefold()


def credits_source(article: Article, source: str) -> bool:
    """Return whether *article* credits *source*, an outlet: among its credits or in its text."""
    if _key(source) in {_key(name) for name in article.credits}:
        return True
    pattern = credits_source_pattern(source) if _bare(source) in article.text else None
    return pattern is not None and pattern.search(article.text) is not None


def _find_mentions(
    article: Article,
    agencies: Sequence[tuple[int, str]],
    reported: Mapping[str, Sequence[tuple[str, re.Pattern[str]]]],
    shown: dict[str, str],
) -> list[tuple[int, str]]:
    """Return (position, key) of each outlet that the text names as a source, in order; new names go into *shown*."""
    found = [*_find_described(article.text, shown), *agencies]
    for word in sorted(reported.keys() & set(_ANY_WORD.findall(article.text))):
        for source, pattern in reported[word]:
            if source != article.source:
                found += [(match.start(), _key(source)) for match in pattern.finditer(article.text)]
    found.sort()
    starts = [at for at, _ in found]
    taken_up = [
        (match.start(), found[before - 1][1])
        for match in _TAKEN_UP.finditer(article.text)
        if (before := bisect_right(starts, match.start()))
    ]
    return sorted({*found, *taken_up})


def _find_described(text: str, shown: dict[str, str]) -> Iterator[tuple[int, str]]:
    for pattern in (_AFTER_NOUN, _WIRE_NAME):
        for match in pattern.finditer(text):
            name = _strip_opener(match[1])
            if not _NO_OUTLET.match(name):
                shown.setdefault(_key(name), name)
                yield match.start(1), _key(name)


def _assign(article: Article, mentions: list[tuple[int, str]], claims: Iterable[Claim]) -> dict[str, frozenset[str]]:
    """Return claim id → keys of the outlets in its sentence, or else in the sentence before in the same paragraph."""
    sentences = split_sentences(article.text)
    starts = [span.start for span in sentences]
    found = {}
    for claim in claims:
        at = max(0, bisect_right(starts, claim.span.start) - 1)
        keys = _between(mentions, sentences[at]) if sentences else frozenset()
        if not keys and at and "\n" not in article.text[sentences[at - 1].start : claim.span.start]:
            keys = _between(mentions, sentences[at - 1])
        if keys:
            found[claim.id] = keys
    return found


def _between(mentions: list[tuple[int, str]], span: Span) -> frozenset[str]:
    return frozenset(key for at, key in mentions if span.start <= at < span.end)
