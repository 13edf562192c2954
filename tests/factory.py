"""Findings built from a compact description, for every test that needs articles, claims and verdicts without a model.

A description is a dictionary (JSON in ``tests/cases/compare``); only ``articles`` is required::

    {
      "articles": [
        {"key": "h1", "source": "Harbour Bell", "published": "2031-05-06T08:15", "credits": ["Kestrel Wire"],
         "title": "Ferry late", "inferred": false,
         "text": ["strike| The quay was calm. [ferry: The ferry left with eleven crew.]", "Weather: fair."]}
      ],
      "narratives": {"strike": {"label": "Ferry strike", "keywords": ["ferry"]}},
      "claims": {"h1.ferry": {"speaker": "the pilot", "modality": "denied"}},
      "links": [["h1.ferry", "w1.ferry", "diverges", "number", {"evidence": [["number", "eleven", "nine"]]}]],
      "reuses": [["h1", "w1", "verbatim", [["left words", "right words"]]]],
      "dropped": [["h1", "Share this", "share bar"]],
      "rejects": [["notes.bin", 0, "ingest", "not text", ""]],
      "reasons": {"w1/1": "too far from every narrative"}, "not_found": ["A label of the config"]
    }

*text* is a list of paragraphs; each is one passage. ``strike|`` in front places the passage in that narrative, with a
weight as ``strike 0.6|``; without it the passage is unplaced. ``[ferry: …]`` marks a claim of the group *ferry*; its key
is ``h1.ferry``, and a second one of the same group in one article is written ``[ferry#2: …]`` (``h1.ferry#2``).
*published* with a time has the precision ``minute``, without one ``day``, absent ``unknown``. A link's third item is a
relation or ``undecided``; evidence is the whole of both claims unless given as (signal, words left, words right).
Blocks are words as they stand in the two texts. Offsets, ids, shares and every order are computed.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from narrative.data import (
    Article,
    Block,
    Claim,
    ClaimGroup,
    Clustering,
    Divergence,
    Dropped,
    Evidence,
    Findings,
    Judgement,
    Link,
    Member,
    Modality,
    Narrative,
    Passage,
    Place,
    Point,
    Precision,
    Reject,
    Relation,
    Reuse,
    ReuseKind,
    Signal,
    Span,
    StageCount,
    Unplaced,
)
from narrative.text.identity import content_id

CASES = Path(__file__).parent / "cases" / "compare"
_PARAGRAPH = re.compile(r"^(?:(?P<narrative>[\w-]+)(?: (?P<weight>[\d.]+))?\| ?)?(?P<marked>.*)$", re.DOTALL)
_CLAIM = re.compile(r"\[(?P<key>[\w-]+(?:#\d+)?): (?P<text>[^\[\]]*)\]")


def example_findings() -> Findings:
    """Return the findings of twelve invented articles of six invented sources with every verdict there is."""
    return build_findings(json.loads((CASES / "example.json").read_text("utf-8")))


def build_findings(description: Mapping[str, Any]) -> Findings:
    """Return the findings that *description* describes, every tuple in the order that the pipeline gives."""
    return _Builder(description).build()


def claim_ids(description: Mapping[str, Any]) -> dict[str, str]:
    """Return the id of each claim of *description* by its key."""
    return {key: claim.id for key, claim in _Builder(description).claims.items()}


def group_ids(description: Mapping[str, Any]) -> dict[str, str]:
    """Return the id of each group of *description* by its key."""
    return {key: content_id("g", *sorted(ids)) for key, ids in _Builder(description).groups.items()}


def article_ids(description: Mapping[str, Any]) -> dict[str, str]:
    """Return the id of each article of *description* by its key."""
    return {key: article.id for key, article in _Builder(description).articles.items()}


@dataclass
class _Text:
    """A text without its marks, and what the marks said."""

    text: str = ""
    passages: list[tuple[Span, str, float]] = field(default_factory=list)
    claims: list[tuple[str, Span]] = field(default_factory=list)


def _read_marks(paragraphs: Sequence[str]) -> _Text:
    read = _Text()
    for paragraph in paragraphs:
        match = _PARAGRAPH.match(paragraph)
        assert match is not None, paragraph
        read.text += "\n" if read.text else ""
        start, at, marked = len(read.text), 0, match["marked"]
        for claim in _CLAIM.finditer(marked):
            read.text += marked[at : claim.start()]
            read.claims.append((claim["key"], Span(len(read.text), len(read.text) + len(claim["text"]))))
            read.text += claim["text"]
            at = claim.end()
        read.text += marked[at:]
        weight = float(match["weight"] or 1)
        read.passages.append((Span(start, len(read.text)), match["narrative"] or "", weight))
    return read


class _Builder:
    """Turns the short keys of a description into ids."""

    def __init__(self, description: Mapping[str, Any]) -> None:
        self.description = description
        self.articles: dict[str, Article] = {}
        self.passages: dict[str, Passage] = {}
        self.placed: dict[str, list[Member]] = defaultdict(list)
        self.claims: dict[str, Claim] = {}
        self.groups: dict[str, list[str]] = defaultdict(list)
        for record in description["articles"]:
            self._add_article(record)

    def build(self) -> Findings:
        judgements = tuple(sorted(self._judgements(), key=lambda one: (one.link.left, one.link.right)))
        articles = tuple(sorted(self.articles.values(), key=lambda article: article.id))
        clustering = self._clustering()
        return Findings(
            articles=articles,
            dropped=tuple(Dropped(self.articles[key].id, line, why) for key, line, why in self._rows("dropped")),
            rejects=tuple(sorted(self._rejects(), key=lambda one: (one.place, one.stage, one.reason))),
            passages=tuple(sorted(self.passages.values(), key=lambda one: (one.article_id, one.span))),
            claims=tuple(sorted(self.claims.values(), key=lambda one: (one.article_id, one.span))),
            clustering=clustering,
            groups=tuple(sorted(self._groups(judgements), key=lambda group: group.id)),
            judgements=judgements,
            reuses=tuple(sorted(self._reuses(), key=lambda reuse: (reuse.left_article, reuse.right_article))),
            counts=(
                StageCount("clean", len(articles), len(articles)),
                StageCount("link", len(judgements), len(judgements)),
            ),
        )

    def _rows(self, key: str) -> list[Any]:
        return list(self.description.get(key, ()))

    def _add_article(self, record: Mapping[str, Any]) -> None:
        read = _read_marks(record["text"])
        stamp = record.get("published")
        article = Article(
            id=content_id("a", record["source"], record["key"], read.text),
            source=record["source"],
            source_inferred=record.get("inferred", False),
            title=record.get("title", ""),
            text=read.text,
            place=Place(f"{record['key']}.txt"),
            url=record.get("url"),
            published=datetime.fromisoformat(stamp).replace(tzinfo=UTC) if stamp else None,
            precision=(Precision.MINUTE if "T" in stamp else Precision.DAY) if stamp else Precision.UNKNOWN,
            language="en",
            fixes=tuple(record.get("fixes", ())),
            credits=tuple(record.get("credits", ())),
            sha256=content_id("", read.text) * 4,
        )
        self.articles[record["key"]] = article
        for number, (span, narrative, weight) in enumerate(read.passages):
            passage = Passage(content_id("p", article.id, str(span.start)), article.id, span)
            self.passages[f"{record['key']}/{number}"] = passage
            if narrative:
                self.placed[narrative].append(Member(passage.id, weight))
        for key, span in read.claims:
            self._add_claim(f"{record['key']}.{key}", article, span)

    def _add_claim(self, key: str, article: Article, span: Span) -> None:
        assert key not in self.claims, f"{key} is marked twice"
        details = self.description.get("claims", {}).get(key, {})
        claim = Claim(
            id=content_id("c", article.id, str(span.start)),
            article_id=article.id,
            source=article.source,
            span=span,
            text=span.of(article.text),
            speaker=details.get("speaker"),
            modality=Modality(details.get("modality", "asserted")),
            worth=details.get("worth", 0.5),
        )
        self.claims[key] = claim
        self.groups[key.split(".", 1)[1].split("#", maxsplit=1)[0]].append(claim.id)

    def _clustering(self) -> Clustering:
        described = self.description.get("narratives", {})
        members = {key: sorted(self.placed[key], key=lambda one: one.passage_id) for key in self.placed}
        narratives = [
            _make_narrative(key, described.get(key, {}), tuple(found)) for key, found in members.items() if found
        ]
        narratives.sort(key=lambda one: (-len(one.members), one.id))
        taken = {member.passage_id for found in members.values() for member in found}
        reasons = self.description.get("reasons", {})
        nearest = narratives[0].id if narratives else None
        unplaced = [
            Unplaced(passage.id, nearest, 0.8, reasons.get(key, "too far from every narrative"))
            for key, passage in self.passages.items()
            if passage.id not in taken
        ]
        places = enumerate(sorted(passage.id for passage in self.passages.values()))
        return Clustering(
            narratives=tuple(narratives),
            unplaced=tuple(sorted(unplaced, key=lambda one: one.passage_id)),
            layout=tuple(Point(id_, float(at % 7), float(at // 7)) for at, id_ in places),
            not_found=tuple(self.description.get("not_found", ())),
        )

    def _judgements(self) -> Iterator[Judgement]:
        for left_key, right_key, relation, *rest in self._rows("links"):
            divergence = next((item for item in rest if isinstance(item, str)), None)
            more = next((item for item in rest if isinstance(item, dict)), {})
            left, right = self.claims[left_key], self.claims[right_key]
            evidence = [
                Evidence(signal, _find(words, left.span, left.text), _find(other, right.span, right.text), 0.9)
                for signal, words, other in more.get("evidence", [[relation, left.text, right.text]])
            ]
            if right.id < left.id:
                left, right = right, left
                evidence = [Evidence(one.signal, one.right, one.left, one.score) for one in evidence]
            link = Link(left.id, right.id, more.get("probability", 0.9), (Signal("meaning", 0.8, 1.5),))
            yield Judgement(
                link=link,
                relation=None if relation == "undecided" else Relation(relation),
                divergence=Divergence(divergence) if divergence else None,
                confidence=more.get("confidence", 0.4 if relation == "undecided" else 0.8),
                evidence=tuple(evidence),
            )

    def _groups(self, judgements: Sequence[Judgement]) -> Iterator[ClaimGroup]:
        group_of = {id_: key for key, ids in self.groups.items() for id_ in ids}
        inside: dict[str, list[Link]] = defaultdict(list)
        for one in judgements:
            if group_of[one.link.left] == group_of[one.link.right]:
                inside[group_of[one.link.left]].append(one.link)
        for key, ids in self.groups.items():
            links = sorted(inside[key], key=lambda link: (-link.probability, link.left, link.right))
            yield ClaimGroup(content_id("g", *sorted(ids)), tuple(sorted(ids)), tuple(links))

    def _reuses(self) -> Iterator[Reuse]:
        for left_key, right_key, kind, pairs in self._rows("reuses"):
            left, right = self.articles[left_key], self.articles[right_key]
            blocks = [
                Block(_find(one, Span(0, 0), left.text), _find(other, Span(0, 0), right.text), 0.95)
                for one, other in pairs
            ]
            if right.id < left.id:
                left, right = right, left
                blocks = [Block(block.right, block.left, block.similarity) for block in blocks]
            share_left = sum(block.left.end - block.left.start for block in blocks) / len(left.text)
            share_right = sum(block.right.end - block.right.start for block in blocks) / len(right.text)
            yield Reuse(left.id, right.id, tuple(blocks), round(share_left, 4), round(share_right, 4), ReuseKind(kind))

    def _rejects(self) -> Iterator[Reject]:
        for path, record, stage, reason, detail in self._rows("rejects"):
            yield Reject(Place(path, record), stage, reason, detail)


def _make_narrative(key: str, record: Mapping[str, Any], members: tuple[Member, ...]) -> Narrative:
    label = record.get("label", key)
    return Narrative(
        id=content_id("n", label),
        label=label,
        headline=record.get("headline", ""),
        keywords=tuple(record.get("keywords", ())),
        members=members,
        exemplars=tuple(member.passage_id for member in members[:3]),
        stability=record.get("stability"),
        cohesion=record.get("cohesion", 0.5),
        named_by=record.get("named_by", "corpus"),
    )


def _find(words: str, span: Span, text: str) -> Span:
    at = text.find(words)
    assert at >= 0, f"{words!r} does not stand in {text[:80]!r}"
    return Span(span.start + at, span.start + at + len(words))
