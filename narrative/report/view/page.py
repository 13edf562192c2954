"""The page, section by section."""

from __future__ import annotations

from dataclasses import replace

from narrative.config import ReportConfig
from narrative.data import Comparison
from narrative.report.charts import build_explorations
from narrative.report.view.articles import build_articles
from narrative.report.view.attributes import build_attributes, describe_absent
from narrative.report.view.between import build_between
from narrative.report.view.changes import build_changes, build_corrected
from narrative.report.view.checks import build_checks
from narrative.report.view.claims import build_claims, order_rows
from narrative.report.view.divergences import build_divergences
from narrative.report.view.excerpts import build_excerpts
from narrative.report.view.findings import build_cards
from narrative.report.view.index import build_index
from narrative.report.view.lede import build_counts, build_kicker, build_lede
from narrative.report.view.method import build_method
from narrative.report.view.narratives import (
    build_front,
    build_matrix,
    build_narratives,
    describe_placement,
    title_from_narratives,
)
from narrative.report.view.repeats import BLOCK_WIDTH, EXCERPT_WIDTH, build_repeats
from narrative.report.view.sections import Page
from narrative.report.view.silences import build_silences
from narrative.report.view.sources import build_sources
from narrative.report.view.themes import build_themes
from narrative.report.view.vocabulary import build_words, describe_words
from narrative.report.view.watch import build_watch
from narrative.text.identity import content_id


def build_page(comparison: Comparison, config_yaml: str, settings: ReportConfig) -> Page:
    """Return all that the page of *comparison* shows; the same comparison and settings give the same page."""
    index = build_index(comparison)
    rows = order_rows(index)
    listed = frozenset(rows[: min(settings.list_claims, settings.max_claims)])
    several = len(comparison.sources) > 1
    front, whole = build_front(index)
    page = Page(
        fingerprint=content_id("m", *(a.id for a in comparison.articles)),
        title=settings.title or title_from_narratives(index),
        kicker=build_kicker(index),
        lede=build_lede(index),
        counts=build_counts(index),
        cards=build_cards(index, settings.max_findings, listed) if several else (),
        watch=build_watch(index),
        narratives_note=describe_placement(index),
        narratives=build_narratives(index),
        front=front,
        matrix=None if whole else build_matrix(index),
        between=build_between(index),
        explorations=build_explorations(index) if settings.plotly else (),
        claims=build_claims(index, settings),
        repeats=build_repeats(index, EXCERPT_WIDTH if settings.excerpts_only else BLOCK_WIDTH),
        divergences=build_divergences(index),
        checks=build_checks(index),
        attributes=build_attributes(index),
        attributes_note=describe_absent(index),
        silences=build_silences(index, listed),
        words_note=describe_words(index),
        words=build_words(index),
        articles=() if settings.excerpts_only else build_articles(index, listed),
        excerpts_only=settings.excerpts_only,
        method=build_method(index),
        config_yaml=config_yaml,
        changes=build_changes(index, listed),
        corrected=build_corrected(index),
        themes=build_themes(index),
        sources=build_sources(index, listed),
    )
    return replace(page, articles=build_excerpts(page, index)) if settings.excerpts_only else page
