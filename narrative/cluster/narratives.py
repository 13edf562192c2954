"""The whole stage: passages and vectors in, narratives with names, members and a map out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.assign import NOWHERE, Assignment
from narrative.cluster.centres import find_centres, measure_separation, weigh_members
from narrative.cluster.corpus import Corpus, read_corpus
from narrative.cluster.cut import Labels
from narrative.cluster.discover import Discovery, NarrativeClusterer
from narrative.cluster.events import find_events
from narrative.cluster.features import Features, Floats, View
from narrative.cluster.headlines import find_headline
from narrative.cluster.hints import TextEncoder
from narrative.cluster.labels import Words, choose_keywords, choose_label
from narrative.cluster.layout import lay_out
from narrative.cluster.relevance import order_labels
from narrative.cluster.representation import Representation, load_representation
from narrative.cluster.stability import measure_stability
from narrative.cluster.themes import find_themes, lengthen_label
from narrative.cluster.topics import Known, Topics, fit_topics
from narrative.config import ClusterConfig
from narrative.data import Article, Clustering, Embeddings, Member, Narrative, Passage, Point, Unplaced
from narrative.text.identity import content_id

Rows = NDArray[np.intp]


def cluster_passages(
    passages: Sequence[Passage],
    articles: Mapping[str, Article],
    embeddings: Embeddings,
    settings: ClusterConfig,
    encoder: TextEncoder,
) -> Clustering:
    """Return the narratives of *passages*, largest first, whatever order they come in.

    *articles* holds their articles by id, *embeddings* their vectors (among others perhaps); *encoder* is asked only
    for the hints in *settings*. Every passage is a member of one narrative or listed as unplaced.
    """
    if not passages:
        return Clustering((), not_found=tuple(hint.label for hint in settings.narratives))
    corpus = read_corpus(passages, articles)
    row_of = {identifier: row for row, identifier in enumerate(embeddings.ids)}
    vectors = embeddings.vectors[[row_of[passage.id] for passage in corpus.passages]]
    clusterer = NarrativeClusterer(corpus.passages, articles, settings, encoder)
    topics = fit_topics(corpus, vectors, clusterer, _find_representation(settings))
    found = clusterer.found_
    narratives = _build_narratives(corpus, found, topics, settings, encoder)
    return Clustering(
        tuple(sorted(narratives, key=lambda narrative: (-len(narrative.members), narrative.id))),
        tuple(_list_unplaced(corpus, found, narratives)),
        _draw_map(corpus, found, settings.seed),
        tuple(hint.label for hint in settings.narratives if hint.label not in found.named.values()),
        find_themes(corpus, (found.features, found.assignment.labels), narratives, encoder),
        find_events(corpus, (found.features, found.assignment.labels), narratives, settings),
    )


def _find_representation(settings: ClusterConfig) -> Representation | None:
    return load_representation(settings.representation) if settings.representation else None


@dataclass(frozen=True, slots=True, eq=False)
class _Group:
    """The rows of a narrative with their weights, the same nearest first, and what it can be named with."""

    rows: Rows
    weights: Floats
    nearest: Rows
    words: Words


def _build_narratives(
    corpus: Corpus, found: Discovery, topics: Topics, settings: ClusterConfig, encoder: TextEncoder | None
) -> tuple[Narrative, ...]:
    """Return the narratives in the order of their numbers."""
    labels = found.assignment.labels
    count = int(labels.max()) + 1
    if count == 0:
        return ()
    stability = measure_stability(found.likeness, labels, settings)
    centres = find_centres(found.features, labels, count)
    separation = measure_separation(found.features, labels, centres)
    groups = [_gather(corpus, found, topics.ranked.get(number, ()), centres, number) for number in range(count)]
    proposed = order_labels([group.words for group in groups], corpus, (centres, found.features), encoder)
    keywords = [choose_keywords(group.words, corpus.outlets, settings.keywords) for group in groups]
    named = _name(groups, proposed, keywords, found.named, topics.suggested)
    return tuple(
        Narrative(
            id=content_id("n", *(corpus.passages[row].id for row in group.rows)),
            label=label,
            headline=find_headline(corpus, found.features, group.nearest, centres.take([number])),
            keywords=keywords[number],
            members=tuple(
                Member(corpus.passages[row].id, float(weight))
                for row, weight in zip(group.rows, group.weights, strict=True)
            ),
            exemplars=tuple(corpus.passages[row].id for row in group.nearest[: settings.exemplars]),
            stability=None if stability is None else stability[number],
            cohesion=round(float(group.weights.mean()), 4),
            named_by=namer,
            separation=None if separation is None else separation[number],
        )
        for number, (group, (label, namer)) in enumerate(zip(groups, named, strict=True))
    )


def _gather(
    corpus: Corpus, found: Discovery, ranked: Sequence[tuple[str, float]], centres: View, number: int
) -> _Group:
    rows = np.flatnonzero(found.assignment.labels == number)
    weights = weigh_members(found.features, rows, centres.take([number]))
    nearest = rows[np.lexsort((rows, -weights))]
    return _Group(rows, weights, nearest, Words(ranked, corpus.usage, [corpus.texts[row] for row in nearest]))


def _name(
    groups: Sequence[_Group],
    proposed: Sequence[Sequence[str]],
    keywords: Sequence[Sequence[str]],
    given: Mapping[int, str],
    suggested: Mapping[int, str],
) -> list[tuple[str, str]]:
    """Return the label of each group and who gave it: the analyst, a model or the corpus.

    The largest is named first, so it gets the plainest label.
    """
    taken = {label.casefold() for label in given.values()}
    named: dict[int, tuple[str, str]] = {}
    for number in sorted(range(len(groups)), key=lambda number: (-len(groups[number].rows), number)):
        if number in given:
            named[number] = given[number], "config"
        elif (label := suggested.get(number, "")) and label.casefold() not in taken:
            named[number] = label, "model"
        else:
            label = choose_label(proposed[number], groups[number].words, frozenset(taken))
            named[number] = lengthen_label(label, keywords[number]), "corpus"
        taken.add(named[number][0].casefold())
    return [named[number] for number in range(len(groups))]


def name_narratives(
    corpus: Corpus,
    found: tuple[Features, Labels],
    named: Mapping[int, str],
    settings: ClusterConfig,
    encoder: TextEncoder | None,
) -> tuple[Narrative, ...]:
    """Return the narratives of *corpus* that are not *named* yet, with names that set them apart from those that are.

    *found* are the features of the passages, in order of their ids, and the narrative of each. No stability is
    measured.
    """
    features, labels = found
    numbers = sorted(set(labels.tolist()))
    place_of = {number: place for place, number in enumerate(numbers)}
    closed = np.array([place_of[label] for label in labels.tolist()], dtype=np.intp)
    vectors = features.passages.vectors.astype(np.float32)
    topics = fit_topics(corpus, vectors, Known(closed), _find_representation(settings))
    taken = {place_of[number]: label for number, label in named.items() if number in place_of}
    discovery = Discovery(features, features, Assignment(closed, closed, np.ones(len(closed))), taken)
    built = _build_narratives(corpus, discovery, topics, settings.model_copy(update={"stability_runs": 0}), encoder)
    return tuple(one for place, one in enumerate(built) if place not in taken)


def _list_unplaced(corpus: Corpus, found: Discovery, narratives: Sequence[Narrative]) -> Iterator[Unplaced]:
    assignment = found.assignment
    for row in np.flatnonzero(assignment.labels == NOWHERE):
        has_words = found.features.passages.words[int(row)].getnnz() > 0
        near = int(assignment.nearest[row])
        yield Unplaced(
            corpus.passages[row].id,
            narratives[near].id if near >= 0 else None,
            round(1.0 - float(assignment.similarity[row]), 4),
            "far from every narrative" if has_words else "no words to place it by",
        )


def _draw_map(corpus: Corpus, found: Discovery, seed: int) -> tuple[Point, ...]:
    points = lay_out(found.features.passages.vectors, found.assignment.labels, seed)
    return tuple(Point(passage.id, float(x), float(y)) for passage, (x, y) in zip(corpus.passages, points, strict=True))
