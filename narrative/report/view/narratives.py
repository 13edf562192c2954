"""The section of narratives: what each is about, who carries it, how sure it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from narrative.data import Coverage, Narrative
from narrative.report.view.events import build_events, describe_events
from narrative.report.view.index import Index, source_anchor
from narrative.report.view.lanes import articles_of, draw_chart
from narrative.report.view.nouns import Cell, Label, Share
from narrative.report.view.sections import Matrix, NarrativeView
from narrative.report.view.vocabulary import find_places, spell_as_written
from narrative.report.words import (
    capitalise,
    count,
    count_in_words,
    figure,
    join,
    join_some,
    percent,
    plural,
    spell,
    spell_opening,
)

MOST_KEYWORDS = 8
MOST_LINKS = 8
MOST_COLUMNS = 12
# The matrix beside the opening has room for so many.
FRONT_ROWS, FRONT_COLUMNS = 8, 4
MOST_ALONE, ALONE_WORDS = 3, 5
SHADES = 5
MATRIX_NOTE = (
    "The darker a cell, the larger the part of that source’s passages. A number opens the list of its passages."
)
VERY_STABLE, STABLE = 0.85, 0.6
# Read off two corpora: of a year of news the two narratives that hold everything else had .03 and .06, single stories
# .2 and more; cohesion fell below .3 where a narrative was a bag of several.
CLEARLY_APART, APART = 0.25, 0.1
CLOSE_KNIT, KNIT = 0.4, 0.3
STABILITY_MEANS = "how much of it is found again without a fifth of the articles, over ten tries; from 0 to 1"
COHESION_MEANS = "how like its passages are to each other, from 0 to 1"
SEPARATION_MEANS = "how much liker its passages are to each other than to the nearest other narrative, from −1 to 1"


def build_narratives(index: Index) -> tuple[NarrativeView, ...]:
    """Return the narratives, largest first."""
    return tuple(_narrative(n, index) for n in index.comparison.narratives)


def build_front(index: Index) -> tuple[Matrix | None, bool]:
    """Return the small matrix beside the opening, of the largest narratives and sources, and whether it is the whole one."""
    articles = count_by_source(index)
    sources = sorted(index.places, key=lambda name: (-articles[name], name))[:FRONT_ROWS]
    whole = len(sources) == len(index.places) and len(index.comparison.narratives) <= FRONT_COLUMNS
    matrix = build_matrix(index, FRONT_COLUMNS, sorted(sources, key=index.places.__getitem__))
    if matrix is None or whole:
        return matrix, whole
    return replace(
        matrix, note="The largest narratives and the sources with the most articles; all of them below."
    ), False


def build_matrix(index: Index, columns: int = MOST_COLUMNS, names: Sequence[str] = ()) -> Matrix | None:
    """Return source × narrative in passages; a cell's shade is its part of the source's passages. None without two of each."""
    narratives = index.comparison.narratives[:columns]
    sources = [s for s in index.comparison.sources if not names or s.name in names]
    if not narratives or len(sources) * len(narratives) <= 1:
        return None
    found = {(c.source, c.narrative_id): c for rows in index.coverage.values() for c in rows}
    rows, held = [], count_by_source(index)
    for source in sources:
        mine = [found.get((source.name, n.id)) for n in narratives]
        total = sum(c.passages for c in mine if c)
        cells = tuple(_cell(c, total) for c in mine)
        rows.append((index.label(source.name), cells, figure(held[source.name])))
    left = len(index.comparison.narratives) - len(narratives)
    more = (
        f" {capitalise(count_in_words(left, 'smaller narrative'))} {'is' if left == 1 else 'are'} left out here."
        if left
        else ""
    )
    return Matrix(tuple(index.narrative_label(n.id) for n in narratives), tuple(rows), MATRIX_NOTE + more)


def count_by_source(index: Index) -> Counter[str]:
    """Return how many articles each source has; the versions of one article count once."""
    return Counter({key: index.count_articles(ids) for key, ids in _ids_by_source(index).items()})


def _ids_by_source(index: Index) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for article in index.comparison.articles:
        found.setdefault(article.source, []).append(article.id)
    return found


def count_covering(row: Coverage, index: Index) -> int:
    """Return by how many articles a source covers a narrative; the versions of one article count once."""
    return index.count_articles(a.id for a in articles_of(row, index))


def describe_placement(index: Index) -> str:
    """Return how many passages are in no narrative: "every passage placed", "4 of 212 passages in no narrative"."""
    unplaced, total = len(index.comparison.unplaced), len(index.comparison.passages)
    if not total or not index.comparison.narratives:
        return ""
    if not unplaced:
        return "every passage placed"
    return f"{figure(unplaced)} of {count(total, 'passage')} in no narrative"


def describe_stability(narrative: Narrative) -> str:
    """Return how well a narrative holds together when it is found again from parts of the texts."""
    if narrative.stability is None:
        return "too few passages to test how stable it is"
    word = (
        "very stable"
        if narrative.stability >= VERY_STABLE
        else "stable"
        if narrative.stability >= STABLE
        else "unsettled"
    )
    return f"{word}: compared anew without a fifth of the articles, {percent(narrative.stability)} of it comes out the same"


def describe_shape(narrative: Narrative) -> str:
    """Return how close the passages of a narrative are to each other and how far from the other narratives, in words."""
    held = narrative.cohesion
    knit = "close-knit" if held >= CLOSE_KNIT else "fairly close-knit" if held >= KNIT else "loosely knit"
    if narrative.separation is None:
        return f"its passages are {knit}"
    far = narrative.separation
    apart = "clearly apart from" if far >= CLEARLY_APART else "apart from" if far >= APART else "hardly apart from"
    return f"its passages are {knit} and {apart} those of the other narratives"


def list_measures(narrative: Narrative) -> tuple[tuple[str, str], ...]:
    """Return the figures behind the words on how sure a narrative is, each with what it measures."""
    found = (
        (narrative.stability, "Stability", STABILITY_MEANS),
        (narrative.cohesion, "Cohesion", COHESION_MEANS),
        (narrative.separation, "Separation", SEPARATION_MEANS),
    )
    return tuple((f"{name} {value:.2f}", means) for value, name, means in found if value is not None)


def _narrative(narrative: Narrative, index: Index) -> NarrativeView:
    rows = sorted(index.coverage.get(narrative.id, ()), key=lambda c: (-c.passages, c.source))
    articles = sum(count_covering(c, index) for c in rows)
    versions = sum(len(articles_of(c, index)) for c in rows) - articles
    changed = f" ({spell(versions)} in another version too)" if versions else ""
    numbers = f"{count(articles, 'article')}{changed} from {count(len(rows), 'source')}, {count(len(narrative.members), 'passage')}"
    named = {"config": "named by your settings · ", "model": "named by a model · "}.get(narrative.named_by, "")
    return NarrativeView(
        id=narrative.id,
        label=capitalise(narrative.label),
        headline=narrative.headline,
        numbers=named + numbers,
        certainty=describe_stability(narrative),
        shape=describe_shape(narrative),
        measures=list_measures(narrative),
        keywords=", ".join(narrative.keywords[:MOST_KEYWORDS]),
        alone=_alone(narrative, index),
        chart=draw_chart(narrative, index),
        shares=tuple(_share(row, index) for row in rows),
        events=build_events(narrative, index),
        events_note=describe_events(narrative, index),
    )


def _alone(narrative: Narrative, index: Index) -> tuple[tuple[Label, str], ...]:
    """Return the words that one source alone uses for the narrative, of the sources with the most such words."""
    found: dict[str, list[str]] = {}
    for contrast in index.comparison.contrasts:
        if contrast.narrative_id == narrative.id and not contrast.rate_elsewhere:
            found.setdefault(contrast.source, []).append(contrast.word)
    ranked = sorted(found, key=lambda source: (-len(found[source]), source))[:MOST_ALONE]
    return tuple((index.label(source), _write(found[source], narrative.id, source, index)) for source in ranked)


def _write(words: Sequence[str], narrative: str, source: str, index: Index) -> str:
    places = find_places(narrative, source, index)
    return join_some([spell_as_written(word, places, index) for word in words], ALONE_WORDS)


def _share(row: Coverage, index: Index) -> Share:
    narrative = index.narratives[row.narrative_id]
    mine = {a.id for a in articles_of(row, index)}
    members = [index.passages[m.passage_id] for m in narrative.members]
    members = sorted((p for p in members if p.article_id in mine), key=lambda p: (p.article_id, p.span))
    links = tuple(Label(str(n), "#" + p.id) for n, p in enumerate(members[:MOST_LINKS], 1))
    left = len(members) - len(links)
    return Share(
        anchor=f"{row.narrative_id}-{source_anchor(row.source)}",
        source=index.label(row.source),
        words=f"{percent(row.share)} of the story, {count(row.passages, 'passage')} in {count(index.count_articles(mine), 'article')}",
        width=round(100 * row.share, 1),
        passages=links,
        more=f"and {spell(left)} more" if left else "",
    )


def _cell(row: Coverage | None, total: int) -> Cell:
    if row is None or not row.passages:
        return Cell("", 0, "")
    level = min(SHADES, 1 + int(SHADES * row.passages / total))
    return Cell(figure(row.passages), level, f"#{row.narrative_id}-{source_anchor(row.source)}")


def title_from_narratives(index: Index) -> str:
    """Return the page's title: the labels of the largest narratives, as one phrase."""
    narratives = index.comparison.narratives
    labels = [n.label for n in narratives[:3]]
    if not labels:
        sources = len(index.comparison.sources)
        if not sources:
            return "Nothing to compare"
        return f"{spell_opening(sources)} {plural(sources, 'source')} compared" if sources > 1 else "A single source"
    phrases = [labels[0], *(_within_sentence(label, index) for label in labels[1:])]
    return join(phrases)


def _within_sentence(label: str, index: Index) -> str:
    """Return *label* as it stands inside a sentence: its first word small, unless the texts write it large there."""
    first, _, rest = label.partition(" ")
    if not (first.isalpha() and first.istitle()):
        return label
    inside = re.compile(rf"[a-z,] {re.escape(first)}\b")
    proper = any(inside.search(article.text) for article in index.comparison.articles)
    return label if proper else f"{first.lower()} {rest}".strip()
