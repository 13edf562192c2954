"""Which outlets a text credits: for a claim ("the magazine said"), for a whole article (a wire story), for its wording."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from narrative.compare.outlets import (
    WIRE,
    Index,
    find_credited,
    find_outlets,
    find_taken_up,
    index_outlets,
    key_outlet,
    strip_opener,
)
from narrative.data import Article, Claim, Findings, Span
from narrative.text.names import find_names
from narrative.text.sentences import split_sentences

_DATELINE = re.compile(rf"[^\n().]{{2,60}}\({WIRE}\) ?[-–—]")
_BYLINE = re.compile(rf"\W*(?:(?:[Bb]y|[Ww]ith|[Vv]ia|[Ff]rom|[Ss]ource:|©)\b[^\n]{{0,80}}?)?\b{WIRE}\W*$")
_LONGEST_BYLINE = 160
_AS_WORD = r"(?<![\w/-])(%s)(?![\w/-])"


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
    agencies = {key_outlet(name): name for article in findings.articles for name in article.credits}
    sources = {key_outlet(article.source): article.source for article in findings.articles}
    shown = {**agencies, **sources}
    lines: dict[str, list[str]] = defaultdict(list)
    for dropped in findings.dropped:
        lines[dropped.article_id].append(dropped.line)
    claims: dict[str, list[Claim]] = defaultdict(list)
    for claim in findings.claims:
        claims[claim.article_id].append(claim)
    told: dict[str, frozenset[str]] = {}
    whole: dict[str, frozenset[str]] = {}
    outlets = {article.id: tuple(find_outlets(article.text)) for article in findings.articles}
    for article in findings.articles:
        for _, name in outlets[article.id]:
            shown.setdefault(key_outlet(name), name)
    # An outlet that one text shows to be one ("the weekly Der Spaten") is one in the others too ("Der Spaten reports").
    known = index_outlets(shown.values())
    for article in findings.articles:
        inside = _find_agencies(article)
        found = [(at, key_outlet(name)) for at, name in outlets[article.id]]
        dateline = _DATELINE.match(article.text)
        opening = dateline.end() if dateline else 0
        mentions = [one for one in _find_mentions(article, [*inside, *found], known) if one[0] >= opening]
        if mentions:
            told |= _assign(article, mentions, claims[article.id])
        outside = {key_outlet(name) for name in article.credits} - {key for _, key in inside}
        whole[article.id] = frozenset(outside | set(_find_bylines(article, lines[article.id], shown)))
    own = {article.source: key_outlet(article.source) for article in findings.articles}
    return Credits(told, whole, own, shown)


def _find_agencies(article: Article) -> list[tuple[int, str]]:
    """Return (position, key) of the article's credits in its text, whichever way they are written ("Associated Press")."""
    if not article.credits:
        return []
    wanted = {_normal(name): key_outlet(name) for name in article.credits}
    named = [(name.span.start, wanted[name.key]) for name in find_names(article.text) if name.key in wanted]
    exact = re.compile(
        _AS_WORD % "|".join(re.escape(name) for name in sorted(article.credits, key=lambda one: (-len(one), one)))
    )
    return sorted({*named, *((match.start(), key_outlet(match[1])) for match in exact.finditer(article.text))})


def _normal(name: str) -> str:
    return next((found.key for found in find_names(name)), key_outlet(name))


def _find_bylines(article: Article, dropped: Iterable[str], shown: dict[str, str]) -> Iterator[str]:
    """Yield the keys of wire services that a dateline in the text or a dropped byline names."""
    dateline = _DATELINE.match(article.text)
    bylines = [match for line in dropped if len(line) <= _LONGEST_BYLINE and (match := _BYLINE.match(line))]
    for match in (dateline, *bylines):
        if match:
            name = strip_opener(match[1])
            shown.setdefault(key_outlet(name), name)
            yield key_outlet(name)


def credits_source(article: Article, source: str) -> bool:
    """Return whether *article* credits *source*, an outlet: among its credits or in its text."""
    if key_outlet(source) in {key_outlet(name) for name in article.credits}:
        return True
    return any(find_credited(article.text, index_outlets([source])))


def _find_mentions(article: Article, named: Sequence[tuple[int, str]], known: Index) -> list[tuple[int, str]]:
    """Return (position, key) of each outlet that the text names as a source, in order; it credits itself for nothing."""
    own = key_outlet(article.source)
    found = sorted(one for one in {*named, *find_credited(article.text, known)} if one[1] != own)
    return sorted({*found, *find_taken_up(article.text, found)})


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
