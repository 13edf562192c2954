"""Comparisons written by hand for the tests of the report: a JSON case lists articles, claims and what they do."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from narrative.data import (
    Article,
    Block,
    Claim,
    ClaimGroup,
    Comparison,
    Contrast,
    Coverage,
    Direction,
    Divergence,
    Dropped,
    Evidence,
    Judgement,
    Link,
    Member,
    Membership,
    Modality,
    Narrative,
    Origin,
    Passage,
    Place,
    Point,
    Precision,
    Reject,
    Relation,
    Reuse,
    ReuseKind,
    Signal,
    Source,
    Span,
    StageCount,
    Stand,
    StandKind,
    Unplaced,
)
from narrative.text.identity import content_id

CASES = Path(__file__).parent / "cases" / "report"


def load_case(name: str) -> dict[str, Any]:
    """Return the JSON case *name*."""
    found: dict[str, Any] = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return found


def build_comparison(case: dict[str, Any]) -> Comparison:
    """Return the comparison that *case* describes; absent keys are empty."""
    return Builder(case).build()


class Builder:
    """Turns short names of a case into the ids of a comparison."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.articles: dict[str, Article] = {}
        self.passages: dict[str, list[Passage]] = {}
        self.claims: dict[str, Claim] = {}
        self.groups: dict[str, list[str]] = {}
        self.narratives = {n["key"]: content_id("n", n["label"]) for n in case.get("narratives", ())}
        for record in case.get("articles", ()):
            self._add_article(record)

    def build(self) -> Comparison:
        case = self.case
        groups = {key: content_id("g", *ids) for key, ids in self.groups.items()}
        judgements = tuple(self._judgement(j) for j in case.get("judgements", ()))
        names = sorted({a.source for a in self.articles.values()})
        inferred = set(case.get("inferred", ()))
        return Comparison(
            version=case.get("version", "0.1.0"),
            sources=tuple(Source(n, n in inferred) for n in names),
            articles=tuple(sorted(self.articles.values(), key=lambda a: a.id)),
            dropped=tuple(Dropped(self.articles[d[0]].id, d[1], d[2]) for d in case.get("dropped", ())),
            rejects=tuple(Reject(Place(r[0], r[1]), r[2], r[3], r[4]) for r in case.get("rejects", ())),
            passages=tuple(p for ps in self.passages.values() for p in ps),
            claims=tuple(sorted(self.claims.values(), key=lambda c: c.id)),
            narratives=tuple(self._narrative(n) for n in case.get("narratives", ())),
            memberships=tuple(self._memberships()),
            unplaced=tuple(self._unplaced()),
            not_found=tuple(case.get("not_found", ())),
            layout=tuple(self._layout()),
            groups=tuple(
                ClaimGroup(groups[k], tuple(sorted(ids)), self._links(ids, judgements))
                for k, ids in self.groups.items()
            ),
            judgements=judgements,
            reuses=tuple(self._reuse(r) for r in case.get("reuses", ())),
            directions=tuple(self._direction(d) for d in case.get("directions", ())),
            stands=tuple(self._stands(groups)),
            origins=tuple(
                Origin(groups[o["group"]], tuple(o["sources"]), None, o.get("credit")) for o in case.get("origins", ())
            ),
            coverage=tuple(self._coverage()),
            contrasts=tuple(
                Contrast(self.narratives[c[0]], c[1], c[2], c[3], c[4], c[5], c[6], 0.01)
                for c in case.get("contrasts", ())
            ),
            counts=tuple(StageCount(c[0], c[1], c[2], tuple((r, n) for r, n in c[3])) for c in case.get("counts", ())),
        )

    def _add_article(self, record: dict[str, Any]) -> None:
        text = "\n".join(
            "".join(piece if isinstance(piece, str) else piece["text"] for piece in p) for p in record["text"]
        )
        stamp = record.get("published")
        article = Article(
            id=content_id("a", record["source"], text, record["key"]),
            source=record["source"],
            source_inferred=record["source"] in self.case.get("inferred", ()),
            title=record.get("title", ""),
            text=text,
            place=Place(f"{record['key']}.txt"),
            url=record.get("url"),
            published=datetime.fromisoformat(stamp).replace(tzinfo=UTC) if stamp else None,
            precision=Precision(record.get("precision", "minute" if stamp else "unknown")),
            language="en",
            fixes=tuple(record.get("fixes", ())),
            credits=tuple(record.get("credits", ())),
        )
        self.articles[record["key"]] = article
        at = 0
        self.passages[record["key"]] = []
        for paragraph in record["text"]:
            start = at
            for piece in paragraph:
                if isinstance(piece, dict):
                    self._add_claim(article, piece, at)
                at += len(piece if isinstance(piece, str) else piece["text"])
            passage = Passage(content_id("p", article.id, str(start)), article.id, Span(start, at))
            self.passages[record["key"]].append(passage)
            at += 1

    def _add_claim(self, article: Article, piece: dict[str, Any], at: int) -> None:
        claim = Claim(
            id=content_id("c", article.id, str(at)),
            article_id=article.id,
            source=article.source,
            span=Span(at, at + len(piece["text"])),
            text=piece["text"],
            speaker=piece.get("speaker"),
            modality=Modality(piece.get("modality", "asserted")),
            worth=piece.get("worth", 0.5),
        )
        self.claims[claim.id] = claim
        self.groups.setdefault(piece.get("group", claim.id), []).append(claim.id)

    def _claim(self, group: str, source: str) -> Claim:
        return next(self.claims[c] for c in self.groups[group] if self.claims[c].source == source)

    def _judgement(self, record: dict[str, Any]) -> Judgement:
        left, right = (self._claim(record["group"], s) for s in record["between"])
        evidence = record.get("evidence", ())
        if right.id < left.id:
            left, right = right, left
            evidence = [[e[0], e[2], e[1], *e[3:]] for e in evidence]
        signals = tuple(Signal(*s) for s in record.get("signals", (("meaning", 0.8, 2.0), ("names", 0.5, 0.9))))
        link = Link(left.id, right.id, record.get("probability", 0.9), signals)
        relation = Relation(record["relation"]) if record.get("relation") else None
        divergence = Divergence(record["divergence"]) if record.get("divergence") else None
        found = tuple(
            Evidence(e[0], _find(left, e[1]), _find(right, e[2]), e[3], e[4] if len(e) > 4 else "") for e in evidence
        )
        return Judgement(link, relation, divergence, record.get("confidence", 0.8), found)

    def _links(self, ids: list[str], judgements: tuple[Judgement, ...]) -> tuple[Link, ...]:
        links = [j.link for j in judgements if j.link.left in ids and j.link.right in ids]
        return tuple(sorted(links, key=lambda k: (-k.probability, k.left, k.right)))

    def _narrative(self, record: dict[str, Any]) -> Narrative:
        members = sorted((p for key in record["articles"] for p in self.passages[key]), key=lambda p: p.id)
        return Narrative(
            id=self.narratives[record["key"]],
            label=record["label"],
            headline=record.get("headline", ""),
            keywords=tuple(record.get("keywords", ())),
            members=tuple(Member(p.id, 1.0) for p in members),
            exemplars=(),
            stability=record.get("stability"),
            cohesion=0.5,
            named_by=record.get("named_by", "corpus"),
        )

    def _memberships(self) -> list[Membership]:
        return [
            Membership(self.articles[key].id, self.narratives[n["key"]], 1.0)
            for n in self.case.get("narratives", ())
            for key in n["articles"]
        ]

    def _coverage(self) -> list[Coverage]:
        rows = []
        for n in self.case.get("narratives", ()):
            total = sum(len(self.passages[key]) for key in n["articles"])
            for source in sorted({self.articles[key].source for key in n["articles"]}):
                mine = [key for key in n["articles"] if self.articles[key].source == source]
                passages = sum(len(self.passages[key]) for key in mine)
                rows.append(
                    Coverage(self.narratives[n["key"]], source, len(mine), passages, round(passages / total, 4))
                )
        return rows

    def _stands(self, groups: dict[str, str]) -> list[Stand]:
        rows = []
        for key, claims in self.groups.items():
            record = self.case.get("groups", {}).get(key, {})
            narrative = self.narratives.get(record.get("narrative") or self._narrative_of(claims[0]) or "")
            speaking = {self.claims[c].source for c in claims}
            stands = record.get("stands", {})
            for source in sorted(speaking | set(stands)):
                kind, of, divergence = ([*stands.get(source, ["states"]), [], None, None])[:3]
                nearest, nearness, doubtful = record.get("nearest", {}).get(source, (None, 0.0, False))
                mine = tuple(c for c in claims if self.claims[c].source == source)
                rows.append(
                    Stand(
                        groups[key],
                        narrative,
                        source,
                        StandKind(kind),
                        tuple(of or ()),
                        Divergence(divergence) if divergence else None,
                        mine,
                        self._claim(nearest, source).id if nearest else None,
                        nearness,
                        doubtful,
                    )
                )
        return rows

    def _narrative_of(self, claim: str) -> str | None:
        article = self.claims[claim].article_id
        for n in self.case.get("narratives", ()):
            if article in {self.articles[key].id for key in n["articles"]}:
                return str(n["key"])
        return None

    def _reuse(self, record: dict[str, Any]) -> Reuse:
        left, right = self.articles[record["between"][0]], self.articles[record["between"][1]]
        blocks = [(_span(left.text, b[0]), _span(right.text, b[1]), b[2]) for b in record["blocks"]]
        shares = record["shares"]
        if right.id < left.id:
            left, right = right, left
            blocks = [(b, a, s) for a, b, s in blocks]
            shares = shares[::-1]
        return Reuse(
            left.id,
            right.id,
            tuple(Block(a, b, s) for a, b, s in blocks),
            shares[0],
            shares[1],
            ReuseKind(record["kind"]),
        )

    def _direction(self, record: dict[str, Any]) -> Direction:
        left, right = sorted(self.articles[key].id for key in record["between"])
        source = record.get("from")
        return Direction(
            left,
            right,
            self.articles[source].id if source else None,
            record.get("lag"),
            Precision(record.get("precision", "minute")),
            record.get("reason", ""),
        )

    def _unplaced(self) -> list[Unplaced]:
        return [
            Unplaced(p.id, self.narratives.get(u.get("nearest", "")), u["distance"], u["reason"])
            for u in self.case.get("unplaced", ())
            for p in self.passages[u["article"]]
        ]

    def _layout(self) -> list[Point]:
        if not self.case.get("layout"):
            return []
        flat = [p for ps in self.passages.values() for p in ps]
        return [Point(p.id, (n * 7 % 11) / 3 + n // 5, (n * 5 % 7) / 2 - n // 5) for n, p in enumerate(flat)]


def _find(claim: Claim, words: str | None) -> Span | None:
    if not words:
        return None
    at = claim.text.index(words) + claim.span.start
    return Span(at, at + len(words))


def _span(text: str, words: str) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))
