"""The machine-readable twins of the page: CSV tables and ``articles.jsonl``, with the ids that the page uses as anchors."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from narrative.data import Comparison, Precision, Stand
from narrative.report.stories import (
    BETWEEN,
    Row,
    format_moment,
    list_events,
    list_narratives,
    list_themes,
    place_claims,
)
from narrative.report.typed import list_typed

# A cell that starts so is run as a formula by spreadsheet programs (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def export_tables(comparison: Comparison, *, parquet: bool = False) -> Iterator[tuple[str, bytes]]:
    """Yield (file name, content) of every twin; columns are those of ``docs/schema.md``, rows are ordered by id."""
    for name, (columns, rows_of) in TABLES.items():
        yield f"{name}.csv", write_csv(columns, rows_of(comparison))
    yield "articles.jsonl", b"".join(_article_line(comparison))
    tables = ((name, (columns, rows_of(comparison))) for name, (columns, rows_of) in TABLES.items())
    yield from list_typed(comparison, tables, parquet=parquet)


def write_csv(columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    r"""Return a CSV file (UTF-8, ``\n``) in which no text cell can act as a spreadsheet formula.

    A text that starts like a formula gets a leading apostrophe, which spreadsheet programs do not show.

    >>> write_csv(["a", "b"], [["=1+1", -1]]).decode()
    "a,b\n'=1+1,-1\n"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8", "replace")


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def _article_line(comparison: Comparison) -> Iterator[bytes]:
    for article in comparison.articles:
        record = {"id": article.id, "source": article.source, "title": article.title, "text": article.text}
        yield json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _articles(comparison: Comparison) -> Iterator[Row]:
    for item in comparison.articles:
        yield (
            item.id,
            item.source,
            item.source_inferred,
            item.title,
            item.url,
            format_moment(item.published, item.precision),
            item.language,
            item.place.path,
            item.place.record,
            len(item.text),
            item.sha256,
        )


def _dropped(comparison: Comparison) -> Iterator[Row]:
    paths = {article.id: article.place.path for article in comparison.articles}
    return ((item.article_id, paths.get(item.article_id, ""), item.line, item.reason) for item in comparison.dropped)


def _rejects(comparison: Comparison) -> Iterator[Row]:
    return ((item.place.path, item.place.record, item.stage, item.reason, item.detail) for item in comparison.rejects)


def _claims(comparison: Comparison) -> Iterator[Row]:
    group_of = {claim_id: group.id for group in comparison.groups for claim_id in group.claim_ids}
    narrative_of = place_claims(comparison)
    for claim in comparison.claims:
        yield (
            claim.id,
            claim.article_id,
            claim.source,
            claim.span.start,
            claim.span.end,
            claim.text,
            claim.speaker,
            claim.modality.value,
            narrative_of.get(claim.id),
            group_of[claim.id],
        )


def _membership(comparison: Comparison) -> Iterator[Row]:
    return ((item.article_id, item.narrative_id, item.weight) for item in comparison.memberships)


def _links(comparison: Comparison) -> Iterator[Row]:
    claims = {claim.id: claim for claim in comparison.claims}
    for item in comparison.judgements:
        left, right = claims[item.link.left], claims[item.link.right]
        yield (
            left.id,
            right.id,
            left.source,
            right.source,
            left.text,
            right.text,
            item.link.probability,
            item.relation.value if item.relation else "",
            item.divergence.value if item.divergence else "",
            item.confidence,
        )


def _repeats(comparison: Comparison) -> Iterator[Row]:
    directions = {(item.left_article, item.right_article): item for item in comparison.directions}
    for item in comparison.reuses:
        way = directions.get((item.left_article, item.right_article))
        for block in item.blocks:
            yield (
                item.left_article,
                block.left.start,
                block.left.end,
                item.right_article,
                block.right.start,
                block.right.end,
                item.kind.value,
                item.share_left,
                item.share_right,
                way.copied_from if way else None,
                way.lag_hours if way else None,
                way.precision.value if way else Precision.UNKNOWN.value,
            )


def _groups(comparison: Comparison) -> Iterator[Row]:
    origins: dict[str, int] = defaultdict(int)
    for origin in comparison.origins:
        origins[origin.group_id] += 1
    for stand in comparison.stands:
        near = (stand.nearest, stand.nearness, stand.doubtful) if stand.nearest else ("", "", "")
        yield (*_stand_cells(stand), origins[stand.group_id], BETWEEN.join(stand.claim_ids), *near)


def _stand_cells(stand: Stand) -> tuple[object, ...]:
    divergence = stand.divergence.value if stand.divergence else ""
    of_source = BETWEEN.join(stand.of_sources)
    return stand.group_id, stand.narrative_id, stand.source, stand.kind.value, of_source, divergence


def _self_contradictions(comparison: Comparison) -> Iterator[Row]:
    claims = {claim.id: claim for claim in comparison.claims}
    for item in comparison.self_contradictions:
        first, second = claims[item.first], claims[item.second]
        yield (
            item.source,
            item.group_id,
            item.first,
            item.second,
            item.ordered,
            item.divergence.value,
            item.confidence,
            first.text,
            second.text,
            item.revised,
        )


def _revisions(comparison: Comparison) -> Iterator[Row]:
    sources = {article.id: article.source for article in comparison.articles}
    for item in comparison.revisions:
        yield sources[item.after], item.url, item.before, item.after


def _wrong_weekdays(comparison: Comparison) -> Iterator[Row]:
    articles = {item.id: item for item in comparison.articles}
    for item in comparison.wrong_weekdays:
        article = articles[item.article_id]
        text = item.span.of(article.text)
        place = (article.source, item.span.start, item.span.end)
        yield item.article_id, *place, text, item.written, item.actual, item.day, item.year_from


def _watch(comparison: Comparison) -> Iterator[Row]:
    """Yield a row per watched claim and source, and one per sentence where the source has some."""
    texts = {claim.id: claim.text for claim in comparison.claims}
    for item in comparison.watched:
        verdicts = {judgement.link.left: judgement for judgement in item.judgements}
        for answer in item.answers:
            shown = (item.id, item.label, item.text, answer.source, answer.kind.value)
            for claim_id in answer.claim_ids:
                one = verdicts[claim_id]
                relation = one.relation.value if one.relation else ""
                divergence = one.divergence.value if one.divergence else ""
                yield *shown, claim_id, texts[claim_id], relation, divergence, one.confidence, one.link.probability
            if not answer.claim_ids:
                yield *shown, "", "", "", "", "", ""


def _attributes(comparison: Comparison) -> Iterator[Row]:
    for item in comparison.attribute_values:
        yield item.key, item.value, BETWEEN.join(item.sources), item.claims, item.silences


def _attribute_pairs(comparison: Comparison) -> Iterator[Row]:
    for item in comparison.attribute_pairs:
        yield item.key, item.left, item.right, item.repeats, item.agrees, item.diverges, item.updates


def _attribute_coverage(comparison: Comparison) -> Iterator[Row]:
    for item in comparison.attribute_coverage:
        yield item.key, item.value, item.narrative_id, item.articles, item.passages, item.share


TABLES: dict[str, tuple[Sequence[str], Callable[[Comparison], Iterator[Row]]]] = {
    "articles": (
        [
            "id",
            "source",
            "source_inferred",
            "title",
            "url",
            "published",
            "language",
            "path",
            "record",
            "chars",
            "sha256",
        ],
        _articles,
    ),
    "dropped": (["article_id", "path", "line", "reason"], _dropped),
    "rejects": (["path", "record", "stage", "reason", "detail"], _rejects),
    "claims": (
        ["id", "article_id", "source", "start", "end", "text", "speaker", "modality", "narrative_id", "group_id"],
        _claims,
    ),
    "narratives": (
        [
            "id",
            "label",
            "headline",
            "keywords",
            "articles",
            "claims",
            "sources",
            "first_seen",
            "last_seen",
            "stability",
            "theme_id",
            "cohesion",
            "separation",
        ],
        list_narratives,
    ),
    "themes": (
        ["id", "label", "keywords", "narratives", "articles", "claims", "sources", "first_seen", "last_seen"],
        list_themes,
    ),
    "events": (
        ["id", "narrative_id", "headline", "articles", "sources", "first_seen", "last_seen", "article_ids"],
        list_events,
    ),
    "membership": (["article_id", "narrative_id", "weight"], _membership),
    "links": (
        [
            "left_claim",
            "right_claim",
            "left_source",
            "right_source",
            "left_text",
            "right_text",
            "probability",
            "relation",
            "divergence",
            "confidence",
        ],
        _links,
    ),
    "repeats": (
        [
            "left_article",
            "left_start",
            "left_end",
            "right_article",
            "right_start",
            "right_end",
            "kind",
            "share_left",
            "share_right",
            "copied_from",
            "lag_hours",
            "precision",
        ],
        _repeats,
    ),
    "groups": (
        [
            "group_id",
            "narrative_id",
            "source",
            "stand",
            "of_source",
            "divergence",
            "origins",
            "claim_ids",
            "nearest_claim",
            "nearness",
            "doubtful",
        ],
        _groups,
    ),
    "self_contradictions": (
        [
            "source",
            "group_id",
            "first",
            "second",
            "ordered",
            "divergence",
            "confidence",
            "first_text",
            "second_text",
            "revised",
        ],
        _self_contradictions,
    ),
    "revisions": (["source", "url", "before", "after"], _revisions),
    "wrong_weekdays": (
        ["article_id", "source", "start", "end", "text", "written", "actual", "day", "year_from"],
        _wrong_weekdays,
    ),
    "watch": (
        [
            "watch_id",
            "label",
            "watched_text",
            "source",
            "answer",
            "claim_id",
            "claim_text",
            "relation",
            "divergence",
            "confidence",
            "probability",
        ],
        _watch,
    ),
    "attributes": (["key", "value", "sources", "claims", "silences"], _attributes),
    "attribute_pairs": (["key", "left", "right", "repeats", "agrees", "diverges", "updates"], _attribute_pairs),
    "attribute_coverage": (["key", "value", "narrative_id", "articles", "passages", "share"], _attribute_coverage),
}
