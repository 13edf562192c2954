"""Reading without comparing: what is there, what is refused, what cleaning would drop."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from narrative.clean import clean_article, drop_duplicates, find_recurring, name_sources
from narrative.config import Config
from narrative.data import Article, Dropped, Reject
from narrative.ingest import read_articles
from narrative.store import write_files

COLUMNS = ("file", "source", "published", "title", "url", "language")


@dataclass(frozen=True, slots=True)
class Inspection:
    """The articles that would be compared, the lines cleaning would drop from them, and what would be refused."""

    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    rejects: tuple[Reject, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of the sources in order."""
        return tuple(sorted({article.source for article in self.articles}))


def inspect_inputs(inputs: Sequence[str], metadata: str | None, config: Config) -> Inspection:
    """Return what reading and cleaning make of *inputs*, ordered by place; nothing is compared or written."""
    ingested = read_articles(inputs, metadata, config.ingest)
    recurring = find_recurring(ingested.articles, config.clean)
    cleaned = [clean_article(raw, recurring, config.clean) for raw in ingested.articles]
    named = name_sources([item.article for item in cleaned if item.article])
    articles, duplicates = drop_duplicates(named)
    lines = {item.article.id: item.dropped for item in cleaned if item.article}
    ordered = sorted(articles, key=lambda article: article.place)
    refused = [*ingested.rejects, *(item.reject for item in cleaned if item.reject), *duplicates]
    return Inspection(
        tuple(ordered),
        tuple(line for article in ordered for line in lines[article.id]),
        tuple(sorted(refused, key=lambda reject: (reject.place, reject.reason))),
    )


def write_metadata_table(inspection: Inspection, path: Path) -> None:
    """Write the table that ``--metadata`` reads back: a row per article, to be corrected by hand."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for article in inspection.articles:
        day = article.published.isoformat() if article.published else ""
        writer.writerow((article.place.path, article.source, day, article.title, article.url or "", article.language))
    write_files(path.parent, [(path.name, buffer.getvalue().encode("utf-8", "replace"))])
