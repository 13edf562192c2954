"""What articles are compared by, how high a tree is cut, and how many topics there are."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.cluster.divide import divide_articles, list_counts, measure_width
from narrative.cluster.features import build_features, compare_views, scale
from narrative.cluster.likeness import choose_height, choose_likeness, count_pairs
from narrative.data import Article, Passage, Place, Span

TWINS = json.loads((Path(__file__).parent / "cases" / "cluster" / "twin_events.json").read_text(encoding="utf-8"))


def draw_topics(sizes, seed, spread=0.35):
    generator = np.random.default_rng(seed)
    centres = np.linalg.qr(generator.normal(size=(40, len(sizes))))[0].T
    rows = np.vstack(
        [centre + spread * generator.normal(size=(size, 40)) / 6 for centre, size in zip(centres, sizes, strict=True)]
    )
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), np.repeat(np.arange(len(sizes)), sizes)


@pytest.mark.parametrize("sizes", [(40, 40), (30, 50, 20), (25, 25, 25, 25, 25)])
def test_as_many_topics_are_found_as_there_are(sizes):
    rows, wanted = draw_topics(sizes, 3)

    labels = divide_articles(scale(rows - rows.mean(axis=0)), 17)

    np.testing.assert_array_equal(labels, wanted)


def test_the_same_rows_give_the_same_topics_and_equal_rows_share_one():
    rows, _ = draw_topics((30, 30, 30), 5, spread=1.5)
    doubled = np.vstack([rows, rows])

    labels = divide_articles(doubled, 17)

    np.testing.assert_array_equal(labels, divide_articles(doubled, 17))
    np.testing.assert_array_equal(labels[:90], labels[90:])


@given(st.integers(2, 60), st.integers(1, 6), st.integers(0, 9))
@settings(deadline=None, max_examples=30)
def test_the_width_is_the_mean_silhouette(count, groups, seed):
    from sklearn.metrics import silhouette_samples

    generator = np.random.default_rng(seed)
    rows = generator.normal(size=(count, 6))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    labels = np.unique(generator.integers(0, groups, size=count), return_inverse=True)[1]
    kinds = int(labels.max()) + 1
    if not 1 < kinds < count:
        return

    expected = float(silhouette_samples(rows, labels, metric="cosine").mean())

    assert measure_width(rows, labels) == pytest.approx(expected, abs=2e-4)


@given(st.integers(1, 200_000))
def test_numbers_of_topics_rise_to_one_and_a_half_roots_of_the_articles(articles):
    counts = list_counts(articles)

    assert counts == sorted(set(counts))
    assert counts[0] == 2
    assert counts[-1] <= max(2, 1.5 * articles**0.5)


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_more_articles_are_never_cut_more_finely_and_coarse_never_below_medium(one, other):
    few, many = sorted((one, other))
    for granularity in ("fine", "medium", "coarse"):
        assert choose_height(granularity, few) <= choose_height(granularity, many)
    assert choose_height("medium", one) <= choose_height("coarse", one)


@given(st.text(max_size=200))
@settings(deadline=None)
def test_pairs_are_two_neighbouring_stems(text):
    for pair, count in count_pairs(text).items():
        assert len(pair.split(" ")) == 2
        assert count > 0


@pytest.mark.parametrize("case", TWINS, ids=[case["label"] for case in TWINS])
def test_pairs_of_words_tell_twin_events_apart(case):
    articles, passages = {}, []
    for number, text in enumerate(case["input"]):
        key = f"a{number}"
        articles[key] = Article(key, f"outlet {number}", False, "", text, Place(f"{number}.txt"))
        passages.append(Passage(f"p{number}", key, Span(0, len(text))))
    # Vectors that say nothing: what is left are words, names and pairs.
    features = build_features(passages, articles, np.tile(np.eye(1, 8, dtype=np.float32), (len(passages), 1)))

    likeness = choose_likeness(features, passages, articles, "fine")

    table = compare_views(likeness.articles, likeness.articles)
    np.fill_diagonal(table, -1)
    nearest = [case["expect"][column] for column in table.argmax(axis=1)]
    assert nearest == case["expect"]
    assert Counter(case["expect"]).most_common()[-1][1] > 1
