"""Passages and their vectors to narratives: named beforehand where config says so, discovered otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from narrative.cluster.assign import NOWHERE, Assignment, Partition, assign_passages
from narrative.cluster.cut import Labels, cut_articles, renumber
from narrative.cluster.divide import LEAST_ARTICLES, divide_articles, split_giants
from narrative.cluster.features import Features, View, build_features, compare_views
from narrative.cluster.hints import TextEncoder, match_articles, match_passages, view_hints
from narrative.cluster.likeness import choose_height, choose_likeness
from narrative.config import ClusterConfig
from narrative.data import Article, Passage


@dataclass(frozen=True, slots=True, eq=False)
class Discovery:
    """What was found: features, where each passage went, and which numbers stand for narratives named beforehand.

    *likeness* are the features with the rows that passages and articles were compared by.
    """

    features: Features
    likeness: Features
    assignment: Assignment
    named: Mapping[int, str]


class NarrativeClusterer:
    """A clusterer in scikit-learn's manner, made for one set of passages: ``fit`` takes their vectors.

    ``labels_`` are numbers from 0 without gaps, -1 for passages in no narrative; `found_` holds the rest.
    """

    labels_: Labels
    found_: Discovery

    def __init__(
        self,
        passages: Sequence[Passage],
        articles: Mapping[str, Article],
        settings: ClusterConfig,
        encoder: TextEncoder | None,
    ) -> None:
        self.passages, self.articles, self.settings, self.encoder = passages, articles, settings, encoder

    def fit(self, vectors: NDArray[np.float32], y: object = None) -> NarrativeClusterer:  # noqa: ARG002
        """Cluster the passages whose *vectors* these are, row by row."""
        features = build_features(self.passages, self.articles, vectors)
        likeness = choose_likeness(features, self.passages, self.articles, self.settings.granularity)
        start = _find_start(features, likeness, self.settings, self.encoder)
        texts = [passage.span.of(self.articles[passage.article_id].text) for passage in self.passages]
        assignment = assign_passages(likeness, start, texts)
        self.found_ = _close_gaps((features, likeness), assignment, self.settings)
        self.labels_ = self.found_.assignment.labels
        return self


def part_articles(articles: View, settings: ClusterConfig) -> Labels:
    """Return a group number from 0 for each of *articles*: topics where many are wanted coarsely, else by the tree."""
    count = articles.vectors.shape[0]
    if settings.granularity == "coarse" and count >= LEAST_ARTICLES:
        return divide_articles(articles.vectors, settings.seed)
    homes = cut_articles(articles, choose_height(settings.granularity, count), settings.seed)
    return split_giants(homes, articles.vectors, settings.seed) if settings.granularity == "medium" else homes


def _find_start(
    features: Features, likeness: Features, settings: ClusterConfig, encoder: TextEncoder | None
) -> Partition:
    """Return the first partition: hints claim their articles, a tree parts the rest, and hints left over passages."""
    hints = settings.narratives
    if not hints or encoder is None:
        homes = part_articles(likeness.articles, settings)
        return Partition(homes[features.article_of], homes, int(homes.max()) + 1)
    view = view_hints(hints, features.space, encoder)
    homes = match_articles(features, view)
    homes = _add_discovered(likeness.articles, homes, settings)
    labels = homes[features.article_of]
    left_over = sorted(set(range(len(hints))) - set(homes.tolist()))
    if left_over:
        claimed = match_passages(features, view, left_over)
        labels = np.where(claimed >= 0, claimed, labels)
    return Partition(labels, homes, max(len(hints), int(homes.max()) + 1))


def _add_discovered(articles: View, homes: Labels, settings: ClusterConfig) -> Labels:
    """Return *homes* with further numbers for the articles that no hint claimed.

    A cluster of them that is as near to a named narrative as the tree's members are to each other joins it.
    """
    rest = np.flatnonzero(homes < 0)
    if not len(rest):
        return homes
    named, height = len(settings.narratives), choose_height(settings.granularity, len(homes))
    found = part_articles(articles.take(rest), settings)
    completed = homes.copy()
    completed[rest] = named + found
    present = sorted(set(homes[homes >= 0].tolist()))
    for cluster in range(int(found.max()) + 1):
        members = articles.take(rest[found == cluster])
        links = [_average_link(members, articles.take(np.flatnonzero(homes == hint))) for hint in present]
        if links and max(links) >= 1 - height:
            completed[rest[found == cluster]] = present[int(np.argmax(np.round(links, 4)))]
    discovered = completed >= named
    completed[discovered] = named + renumber(completed[discovered])
    return completed


def _average_link(left: View, right: View) -> float:
    return float(compare_views(left, right).mean())


def _close_gaps(rows: tuple[Features, Features], assignment: Assignment, settings: ClusterConfig) -> Discovery:
    """Return the assignment with numbers from 0 for the narratives that have passages."""
    present = sorted(set(assignment.labels.tolist()) - {NOWHERE})
    number = {label: position for position, label in enumerate(present)}
    labels = np.array([number.get(label, NOWHERE) for label in assignment.labels.tolist()], dtype=np.intp)
    nearest = np.array([number.get(label, NOWHERE) for label in assignment.nearest.tolist()], dtype=np.intp)
    named = {number[row]: hint.label for row, hint in enumerate(settings.narratives) if row in number}
    return Discovery(*rows, Assignment(labels, nearest, assignment.similarity), named)
