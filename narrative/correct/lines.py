"""Lines that an analyst wants ignored: what stands in them is no claim and belongs to no narrative."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrative.data import Article, Clustering, Correction, Dropped, Findings, Reuse, Span

REASON = "ignored by a correction"
MOSTLY = 0.5  # part of a claim's or passage's characters in ignored lines, from which it goes with them

Spans = dict[str, list[Span]]


def ignore_lines(findings: Findings, lines: Sequence[tuple[str, int]], done: list[Correction]) -> Findings:
    """Return *findings* without the claims, passages and copied blocks that stand in *lines*; the texts stay whole."""
    ignored: Spans = {}
    dropped: list[Dropped] = []
    for text, line in lines:
        found = [(article.id, span) for article in findings.articles for span in _find(text, article)]
        for article_id, span in found:
            ignored.setdefault(article_id, []).append(span)
        dropped += [Dropped(article_id, text, REASON) for article_id in sorted({key for key, _ in found})]
        effect = "places ignored" if found else "stands in no article"
        done.append(Correction("ignored line", text, line, effect, len(found)))
    if not ignored:
        return findings
    gone = {one.id for one in findings.claims if _is_inside(one.span, ignored.get(one.article_id, ()))}
    lost = {one.id for one in findings.passages if _is_inside(one.span, ignored.get(one.article_id, ()))}
    return replace(
        _forget_claims(findings, gone),
        dropped=(*findings.dropped, *dropped),
        passages=tuple(one for one in findings.passages if one.id not in lost),
        clustering=_forget_passages(findings.clustering, lost),
        reuses=tuple(kept for reuse in findings.reuses if (kept := _cut_blocks(reuse, ignored, findings))),
    )


def _find(text: str, article: Article) -> list[Span]:
    """Return where *text* stands in *article*, however its words are spaced."""
    words = text.split()
    if not words:
        return []
    pattern = r"\s+".join(map(re.escape, words))
    return [Span(match.start(), match.end()) for match in re.finditer(pattern, article.text)]


def _is_inside(span: Span, ignored: Sequence[Span]) -> bool:
    return _overlap(span, ignored) >= MOSTLY * max(span.end - span.start, 1)


def _overlap(span: Span, others: Sequence[Span]) -> int:
    """Return how many characters of *span* the *others* cover."""
    covered, reached = 0, span.start
    for other in sorted(others):
        start, end = max(other.start, reached), min(other.end, span.end)
        covered += max(0, end - start)
        reached = max(reached, end)
    return covered


def _forget_claims(findings: Findings, gone: set[str]) -> Findings:
    groups = []
    for group in findings.groups:
        kept = tuple(claim for claim in group.claim_ids if claim not in gone)
        if kept:
            links = tuple(link for link in group.links if not {link.left, link.right} & gone)
            groups.append(replace(group, claim_ids=kept, links=links))
    return replace(
        findings,
        claims=tuple(one for one in findings.claims if one.id not in gone),
        groups=tuple(groups),
        judgements=tuple(one for one in findings.judgements if not {one.link.left, one.link.right} & gone),
    )


def _forget_passages(clustering: Clustering, lost: set[str]) -> Clustering:
    narratives = []
    for narrative in clustering.narratives:
        members = tuple(member for member in narrative.members if member.passage_id not in lost)
        if members:
            exemplars = tuple(key for key in narrative.exemplars if key not in lost)
            narratives.append(replace(narrative, members=members, exemplars=exemplars or (members[0].passage_id,)))
    present = {narrative.id for narrative in narratives}
    unplaced = (one for one in clustering.unplaced if one.passage_id not in lost)
    return Clustering(
        tuple(sorted(narratives, key=lambda one: (-len(one.members), one.id))),
        tuple(one if one.nearest in present else replace(one, nearest=None) for one in unplaced),
        tuple(point for point in clustering.layout if point.passage_id not in lost),
        clustering.not_found,
        clustering.themes,
        clustering.events,
    )


def _cut_blocks(reuse: Reuse, ignored: Spans, findings: Findings) -> Reuse | None:
    """Return *reuse* without the blocks that stand in ignored lines; None where no block is left."""
    left, right = ignored.get(reuse.left_article, ()), ignored.get(reuse.right_article, ())
    blocks = tuple(one for one in reuse.blocks if not _is_inside(one.left, left) and not _is_inside(one.right, right))
    if len(blocks) == len(reuse.blocks):
        return reuse
    if not blocks:
        return None
    sizes = {article.id: len(article.text) for article in findings.articles}
    return replace(
        reuse,
        blocks=blocks,
        share_left=_share([block.left for block in blocks], sizes[reuse.left_article]),
        share_right=_share([block.right for block in blocks], sizes[reuse.right_article]),
    )


def _share(spans: Sequence[Span], size: int) -> float:
    return round(_overlap(Span(0, size), spans) / max(size, 1), 4)
