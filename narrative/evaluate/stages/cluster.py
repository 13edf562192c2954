"""Narratives against groups of articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from narrative.clean import clean_article, find_recurring
from narrative.config import Config
from narrative.data import Article, Clustering, Place, RawArticle, Span
from narrative.embed import load_encoder
from narrative.errors import EmptyCorpusError
from narrative.evaluate.adapters import read_group
from narrative.evaluate.figures import (
    OVERALL,
    Answer,
    Fault,
    Figure,
    Key,
    Scored,
    count_plainly,
    measure,
    rank_faults,
    shorten,
)
from narrative.evaluate.metrics import (
    encode,
    harmonise,
    rate_items,
    rate_partition,
    rate_purity,
)
from narrative.evaluate.rows import Row, Story, strip_story
from narrative.evaluate.stages.base import Line, Predicted, Task
from narrative.evaluate.topics import rate_keywords
from narrative.ingest.dates import settle_day_order
from narrative.pipeline.run import Run
from narrative.pipeline.stages import Read, find_narratives, read_claims

if TYPE_CHECKING:
    from narrative.evaluate.figures import Rows

FILE = "rows"
WITHOUT_GOLD = "without gold"


def predict(stories: Sequence[Story], config: Config, run: Run) -> Predicted:
    """Return ``{id, cluster}`` per article: its heaviest narrative, None where it is in none or was rejected.

    A second copy of an article, which the pipeline leaves out, is where the first is.
    """
    raws = settle_day_order([_make_raw(story, number) for number, story in enumerate(stories, 1)])
    try:
        read = read_claims(raws, (), config, run)
    except EmptyCorpusError:
        return Predicted(tuple({"id": story.id, "cluster": None} for story in stories))
    clustering = find_narratives(read, load_encoder(config.embed), config, run)
    heaviest = choose_narratives(read, clustering)
    article_of = _place_articles(read, raws, config)
    lines = tuple(
        {"id": story.id, "cluster": heaviest.get(article_of.get(number, ""))} for number, story in enumerate(stories, 1)
    )
    return Predicted(lines, _measure_narratives(read, clustering, lines))


def _make_raw(story: Story, number: int) -> RawArticle:
    """Return the article as reading the rows of a file would give it."""
    return RawArticle(
        Place(FILE, number),
        story.source or FILE,
        story.source or None,
        story.title,
        story.text,
        published=story.published or None,
    )


def choose_narratives(read: Read, clustering: Clustering) -> dict[str, str]:
    """Return the narrative that holds most of each article's text, by article id; ties go to the larger narrative.

    A passage counts by its length, split over its narratives by their weights.
    """
    passages = {passage.id: passage for passage in read.passages}
    sums: dict[str, dict[str, float]] = {}
    totals: dict[str, float] = {}
    for narrative in clustering.narratives:
        for member in narrative.members:
            totals[member.passage_id] = totals.get(member.passage_id, 0.0) + member.weight
    for narrative in clustering.narratives:
        for member in narrative.members:
            passage = passages[member.passage_id]
            share = member.weight / totals[member.passage_id] * _count_characters(passage.span)
            weights = sums.setdefault(passage.article_id, {})
            weights[narrative.id] = weights.get(narrative.id, 0.0) + share
    # ``max`` keeps the first of equals, and narratives come largest first.
    return {article: max(weights, key=lambda name: round(weights[name], 4)) for article, weights in sums.items()}


def _count_characters(span: Span) -> int:
    return span.end - span.start


def _place_articles(read: Read, raws: Sequence[RawArticle], config: Config) -> dict[int, str]:
    """Return the id of the article that each row, counted from 1, became, or whose copy it is."""
    found = {article.place.record: article.id for article in read.articles}
    copies = {reject.place.record for reject in read.rejects if reject.reason == "duplicate"}
    if not copies:
        return found
    first = {_name_text(article): article.id for article in reversed(read.articles)}
    recurring = find_recurring(raws, config.clean)
    for number in sorted(copies):
        article = clean_article(raws[number - 1], recurring, config.clean).article
        identity = first.get(_name_text(article)) if article else None
        if identity:
            found[number] = identity
    return found


def _name_text(article: Article) -> tuple[str, str]:
    # An inferred name may have had a stem added since; rows without a source are of one file.
    return "" if article.source_inferred else article.source, article.text


def _measure_narratives(read: Read, clustering: Clustering, lines: Sequence[Line]) -> tuple[Figure, ...]:
    """Return what needs no gold: how coherent and how different the keywords are, and what was left out."""
    texts = {article.id: article.text for article in read.articles}
    words = [item.span.of(texts[item.article_id]) for item in read.passages]
    coherence, diversity = rate_keywords(clustering.narratives, words)
    unplaced, passages = len(clustering.unplaced), len(read.passages)
    missing = sum(line["cluster"] is None for line in lines)
    return (
        count_plainly(WITHOUT_GOLD, "narratives", len(clustering.narratives), len(lines)),
        count_plainly(WITHOUT_GOLD, "articles unplaced", missing / len(lines), len(lines)),
        count_plainly(WITHOUT_GOLD, "passages unplaced", unplaced / max(passages, 1), passages),
        count_plainly(WITHOUT_GOLD, "topic coherence (NPMI)", coherence, passages),
        count_plainly(WITHOUT_GOLD, "topic diversity", diversity, passages),
    )


def read_gold(rows: Sequence[Row]) -> list[str | None]:
    """Return the group of each article, None where it has none."""
    return [read_group(row) or None for row in rows]


def score(answers: Sequence[Answer], _config: Config, _probes: Sequence[Line]) -> Scored:
    """Return B-cubed, ARI and NMI; an article in no narrative is a group of its own.

    A resample takes whole gold groups. ARI and NMI count each row of it once: drawn twice it would agree with itself.
    """
    import numpy as np

    named = [answer.said["cluster"] or f"\0{row}" for row, answer in enumerate(answers)]
    said, gold = encode(named), encode([answer.gold for answer in answers])
    precise, recalled = rate_items(said, gold) if len(answers) else (np.zeros(0), np.zeros(0))
    placed = np.array([answer.said["cluster"] is not None for answer in answers], dtype=np.bool_)

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        once = np.unique(rows)
        precision, recall = float(precise[rows].mean()), float(recalled[rows].mean())
        ari, nmi = rate_partition(said[once], gold[once])
        values = {
            "B-cubed precision": precision,
            "B-cubed recall": recall,
            "B-cubed F1": harmonise(precision, recall),
            "ARI": ari,
            "NMI": nmi,
            "purity": rate_purity(said[once], gold[once]),
            "share unplaced": 1 - float(placed[rows].mean()),
        }
        return {(OVERALL, name): (value, len(rows)) for name, value in values.items()}

    figures = measure(compute, [answer.gold for answer in answers])
    rates = (precise + recalled) / 2
    return Scored(figures, None, _list_faults(answers, rates.tolist()))


def _list_faults(answers: Sequence[Answer], rates: Sequence[float]) -> tuple[Fault, ...]:
    together: dict[str, list[Answer]] = {}
    for answer in answers:
        together.setdefault(answer.said["cluster"] or "", []).append(answer)
    faults = [
        Fault(answer.id, round(1 - rate, 4), _describe(answer, together))
        for answer, rate in zip(answers, rates, strict=True)
    ]
    return rank_faults([fault for fault in faults if fault.badness > 0])


def _describe(answer: Answer, together: Mapping[str, Sequence[Answer]]) -> str:
    text = shorten(answer.given.title or answer.given.text, 70)
    cluster = answer.said["cluster"]
    if cluster is None:
        return f"{answer.gold}: unplaced: {text}"
    others = [other for other in together[cluster] if other is not answer]
    same = sum(other.gold == answer.gold for other in others)
    return f"{answer.gold}: with {same} of its group and {len(others) - same} others: {text}"


def _strip(row: Row) -> Story:
    story = strip_story(row)
    return replace(story, source=" ".join(story.source.split()), title=" ".join(story.title.split()))


TASK = Task("cluster", _strip, predict, read_gold, score)
