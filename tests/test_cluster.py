"""Narratives from passages: the same for any order, none lost, named as a person would, on anything from 0 to 40."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from narrative.cluster import cluster_passages, phrases
from narrative.cluster.assign import assign_passages
from narrative.cluster.centres import find_centres, measure_separation
from narrative.cluster.cut import _group_beforehand, average_rows, cut_articles, cut_tree, renumber
from narrative.cluster.divide import split_giants
from narrative.cluster.features import Features, View, build_features, compare_views, scale
from narrative.cluster.layout import lay_out
from narrative.config import ClusterConfig, EmbedConfig, NarrativeHint
from narrative.data import Article, Passage, Place, Span
from narrative.embed import embed_texts, load_encoder
from narrative.errors import ConfigError
from narrative.text.identity import content_id

CASES = Path(__file__).parent / "cases" / "cluster"
CORPUS = json.loads((CASES / "three_stories.json").read_text(encoding="utf-8"))
DEGENERATE = json.loads((CASES / "degenerate.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def encoder():
    return load_encoder(EmbedConfig())


def make_articles(entries):
    articles = {}
    for number, entry in enumerate(entries):
        text = "\n".join(entry["paragraphs"])
        identifier = content_id("a", str(number), text)
        articles[identifier] = Article(
            identifier,
            entry.get("source", f"outlet {number}"),
            False,
            entry.get("title", ""),
            text,
            Place(f"{number}.txt"),
        )
    return articles


def make_passages(articles):
    passages = []
    for article in articles.values():
        start = 0
        for paragraph in article.text.split("\n"):
            span = Span(start, start + len(paragraph))
            passages.append(Passage(content_id("p", article.id, str(start)), article.id, span))
            start += len(paragraph) + 1
    return passages


def run(articles, encoder, config=None):
    passages = make_passages(articles)
    embeddings = embed_texts([(p.id, p.span.of(articles[p.article_id].text)) for p in passages], encoder)
    return passages, cluster_passages(passages, articles, embeddings, config or ClusterConfig(), encoder)


def check_invariants(passages, clustering):
    members = [member.passage_id for narrative in clustering.narratives for member in narrative.members]
    left_out = [unplaced.passage_id for unplaced in clustering.unplaced]
    ids = {narrative.id for narrative in clustering.narratives}
    assert sorted(members + left_out) == sorted(passage.id for passage in passages)
    assert sorted(point.passage_id for point in clustering.layout) == sorted(passage.id for passage in passages)
    assert all(-1 <= point.x <= 1 and -1 <= point.y <= 1 for point in clustering.layout)
    assert len({narrative.label.casefold() for narrative in clustering.narratives}) == len(ids)
    for narrative in clustering.narratives:
        inside = {member.passage_id for member in narrative.members}
        assert [member.passage_id for member in narrative.members] == sorted(inside)
        assert all(0 < member.weight <= 1 for member in narrative.members)
        assert set(narrative.exemplars) <= inside
        assert narrative.label.strip()
    for unplaced in clustering.unplaced:
        assert unplaced.nearest is None or unplaced.nearest in ids
        assert 0 <= unplaced.distance <= 2
        assert unplaced.reason


def group_sources(articles, clustering):
    article_of = {passage.id: passage.article_id for passage in make_passages(articles)}
    return {
        frozenset(articles[article_of[member.passage_id]].title for member in narrative.members)
        for narrative in clustering.narratives
    }


@pytest.fixture(scope="session")
def three_stories(encoder):
    articles = make_articles(CORPUS["articles"])
    return articles, *run(articles, encoder)


def test_three_stories_give_three_narratives(three_stories):
    articles, passages, clustering = three_stories

    check_invariants(passages, clustering)
    assert group_sources(articles, clustering) == {frozenset(group) for group in CORPUS["expect"]}


def test_labels_are_phrases_of_the_corpus_without_outlets_or_idle_ends(three_stories):
    articles, _, clustering = three_stories
    everything = "\n".join(f"{article.title}\n{article.text}" for article in articles.values()).lower()
    for narrative in clustering.narratives:
        words = narrative.label.replace("–", " ").lower().split()
        assert all(word in everything for word in words)
        assert not {words[0], words[-1]} & {"the", "of", "and", "to", "said"}
        assert not any(article.source.lower() in narrative.label.lower() for article in articles.values())
        assert len(narrative.keywords) > 3
        assert narrative.headline.lower() in everything


def test_any_order_of_the_passages_gives_the_same_clustering(three_stories, encoder):
    articles, passages, clustering = three_stories
    shuffled = passages.copy()
    random.Random(3).shuffle(shuffled)
    embeddings = embed_texts([(p.id, p.span.of(articles[p.article_id].text)) for p in shuffled], encoder)

    again = cluster_passages(shuffled, dict(reversed(articles.items())), embeddings, ClusterConfig(), encoder)

    assert again == clustering


def test_larger_narratives_come_first(three_stories):
    _, _, clustering = three_stories
    sizes = [len(narrative.members) for narrative in clustering.narratives]

    assert sizes == sorted(sizes, reverse=True)


def test_stability_is_a_share_and_absent_for_few_articles(three_stories, encoder):
    articles, _, clustering = three_stories
    few = dict(list(articles.items())[:2])

    assert all(0 <= narrative.stability <= 1 for narrative in clustering.narratives)
    assert all(narrative.stability is None for narrative in run(few, encoder)[1].narratives)


def test_named_narratives_take_their_passages_and_the_rest_is_discovered(three_stories, encoder):
    articles, _, _ = three_stories
    named = (
        NarrativeHint(
            label="The quarrel over the dam", hints=("the Varda dam floods the valley", "villagers resettled")
        ),
        NarrativeHint(label="Football transfers", hints=("clubs pay record fees for strikers",)),
    )

    passages, clustering = run(articles, encoder, ClusterConfig(narratives=named))

    check_invariants(passages, clustering)
    by_label = {narrative.label: narrative for narrative in clustering.narratives}
    assert by_label["The quarrel over the dam"].named_by == "config"
    assert {narrative.named_by for narrative in clustering.narratives} == {"config", "corpus"}
    assert clustering.not_found == ("Football transfers",)
    assert group_sources(articles, clustering) == {frozenset(group) for group in CORPUS["expect"]}


def test_a_group_that_holds_most_of_many_articles_is_parted_into_its_topics() -> None:
    generator = np.random.default_rng(3)
    topics = np.repeat(np.eye(8)[:3], 40, axis=0) + generator.normal(0, 0.05, (120, 8)) + 1.0
    small = scale(np.eye(8)[7:] - 1.0).repeat(9, axis=0)
    homes = np.array([0] * 120 + [1] * 9)

    parted = split_giants(homes, scale(np.vstack([topics, small])), seed=17)

    assert len(set(parted[:40])) == len(set(parted[40:80])) == len(set(parted[80:120])) == 1
    assert len(set(parted.tolist())) == 4
    assert split_giants(homes[:30], scale(topics[:30]), seed=17).tolist() == [0] * 30


REPRESENTATION = """
from bertopic.representation import BaseRepresentation

class Nearest(BaseRepresentation):
    def extract_topics(self, topic_model, documents, c_tf_idf, topics):
        docs, _, _, _ = topic_model._extract_representative_docs(c_tf_idf, documents, topics, 500, 2)
        return {topic: [(f'"{words[0][0]}: {docs[topic][0][:12]}."', 1.0)] for topic, words in topics.items()}

class Same(BaseRepresentation):
    def extract_topics(self, topic_model, documents, c_tf_idf, topics):
        return {topic: [("One and the same", 1.0)] for topic in topics}

nearest, same, nothing = Nearest(), Same(), 3
"""


def test_a_configured_representation_model_labels_from_phrases_and_texts_as_written(three_stories, encoder, tmp_path):
    articles, passages, plain = three_stories
    file = tmp_path / "labels.py"
    file.write_text(REPRESENTATION, encoding="utf-8")

    found, clustering = run(articles, encoder, ClusterConfig(representation=f"{file}:nearest"))

    check_invariants(found, clustering)
    assert {narrative.named_by for narrative in clustering.narratives} == {"model"}
    texts = {passage.id: passage.span.of(articles[passage.article_id].text) for passage in passages}
    for narrative, before in zip(clustering.narratives, plain.narratives, strict=True):
        phrase, opening = narrative.label.split(": ")
        assert (narrative.id, narrative.keywords) == (before.id, before.keywords)
        assert any(phrase.lower() in texts[member.passage_id].lower() for member in narrative.members)
        assert any(texts[member.passage_id].startswith(opening) for member in narrative.members)


def test_a_label_that_a_model_gives_twice_is_used_once(three_stories, encoder, tmp_path):
    file = tmp_path / "labels.py"
    file.write_text(REPRESENTATION, encoding="utf-8")

    _, clustering = run(three_stories[0], encoder, ClusterConfig(representation=f"{file}:same"))

    assert sorted(narrative.named_by for narrative in clustering.narratives) == ["corpus", "corpus", "model"]
    assert len({narrative.label for narrative in clustering.narratives}) == len(clustering.narratives)


@pytest.mark.parametrize("place", ["labels.py", "no_such.py:model", "labels.py:nothing", "labels.py:missing"])
def test_a_representation_model_that_cannot_be_had_is_refused_with_what_to_write(
    place, three_stories, encoder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labels.py").write_text(REPRESENTATION, encoding="utf-8")

    with pytest.raises(ConfigError, match=r"cluster\.representation: .*; (?:write it as|name an object)"):
        run(three_stories[0], encoder, ClusterConfig(representation=place))


def test_an_article_about_two_stories_is_in_both(encoder):
    dam, ferry = CORPUS["articles"][0], CORPUS["articles"][2]
    digest = {"title": "The week in brief", "paragraphs": [dam["paragraphs"][1], ferry["paragraphs"][1]]}
    mixed = make_articles([*CORPUS["articles"], digest])

    _, clustering = run(mixed, encoder)

    brief = next(article for article in mixed.values() if article.title == "The week in brief")
    article_of = {passage.id: passage.article_id for passage in make_passages(mixed)}
    homes = [n.id for n in clustering.narratives if any(article_of[m.passage_id] == brief.id for m in n.members)]
    assert len(homes) == 2


def test_equal_passages_land_together(encoder):
    copied = "The Varda dam will flood the upper valley, and nine villages have to move, the water ministry said."
    entries = [{"paragraphs": [copied, *entry["paragraphs"]]} for entry in CORPUS["articles"]]

    passages, clustering = run(make_articles(entries), encoder)

    check_invariants(passages, clustering)
    firsts = {passage.id for passage in passages if passage.span.start == 0}
    assert sum(any(m.passage_id in firsts for m in n.members) for n in clustering.narratives) == 1


@pytest.mark.parametrize("count", [0, 1, 2, 3, 5, 11, 40])
def test_any_small_number_of_passages_works(count, encoder):
    paragraphs = [text for entry in CORPUS["articles"] for text in entry["paragraphs"]]
    chosen = [f"{paragraphs[n % len(paragraphs)]} Again {n}." for n in range(count)]

    passages, clustering = run(make_articles([{"paragraphs": [text]} for text in chosen]), encoder)

    check_invariants(passages, clustering)
    assert bool(clustering.narratives) == bool(count)


@pytest.mark.parametrize("case", DEGENERATE, ids=[case["label"] for case in DEGENERATE])
def test_a_degenerate_corpus_loses_nothing(case, encoder):
    passages, clustering = run(make_articles([{"paragraphs": texts} for texts in case["input"]]), encoder)

    check_invariants(passages, clustering)
    if case["expect"] is not None:
        assert len(clustering.narratives) == case["expect"]


def test_no_passages_report_every_named_narrative_as_not_found(encoder):
    config = ClusterConfig(narratives=(NarrativeHint(label="Anything"),))

    assert run({}, encoder, config)[1].not_found == ("Anything",)


def test_coarser_never_gives_more_narratives(encoder):
    articles = make_articles(CORPUS["articles"])

    counts = [
        len(run(articles, encoder, ClusterConfig(granularity=g, stability_runs=0))[1].narratives)
        for g in ("fine", "medium", "coarse")
    ]

    assert counts == sorted(counts, reverse=True)


def test_groups_made_beforehand_keep_the_stories_apart(three_stories):
    articles, passages, _ = three_stories
    ordered = sorted(passages, key=lambda passage: passage.id)
    vectors = embed_texts(
        [(p.id, p.span.of(articles[p.article_id].text)) for p in ordered], load_encoder(EmbedConfig())
    )
    features = build_features(ordered, articles, vectors.vectors)
    direct = cut_articles(features.articles, 0.66, 17)

    groups = _group_beforehand(features.articles, 0.66, 17)
    units = average_rows(features.articles, groups)
    joined = renumber(cut_tree(compare_views(units, units), 0.66)[groups])

    np.testing.assert_array_equal(direct, joined)


@given(st.integers(0, 60), st.integers(1, 20), st.integers(0, 5))
@settings(deadline=None, max_examples=40)
def test_the_map_stays_in_its_square_and_repeats(rows, groups, seed):
    generator = np.random.default_rng(seed)
    vectors = generator.normal(size=(rows, 12))
    labels = generator.integers(-1, groups, size=rows)

    points = lay_out(vectors, labels, 17)

    assert points.shape == (rows, 2)
    assert np.all(np.abs(points) <= 1)
    np.testing.assert_array_equal(points, lay_out(vectors, labels, 17))


@given(st.integers(1, 12), st.integers(0, 9))
@settings(deadline=None, max_examples=60)
def test_equal_rows_are_never_parted_by_the_cut(rows, seed):
    generator = np.random.default_rng(seed)
    base = generator.normal(size=(rows, 5))
    base /= np.linalg.norm(base, axis=1, keepdims=True)
    doubled = np.vstack([base, base])

    labels = cut_tree(np.round(doubled @ doubled.T, 4), 0.66)

    np.testing.assert_array_equal(labels[:rows], labels[rows:])


@given(st.text(max_size=300))
@settings(deadline=None)
def test_phrases_stand_in_the_text_and_have_no_idle_ends(text):
    plain = " ".join(text.split())
    for phrase in phrases.find_phrases(text):
        assert phrase.text.split()[0] in plain
        assert phrase.key


def test_a_large_corpus_forgets_phrases_of_one_passage(monkeypatch):
    monkeypatch.setattr(phrases, "LARGE", 1)

    keys, usage = phrases.tabulate(["grain ship sails", "grain ship sinks"])

    assert sorted(usage.written.values()) == ["grain", "grain ship", "ship"]
    assert keys[0] == keys[1]


def test_importing_the_room_loads_no_heavy_library_and_running_it_no_compiler():
    code = (
        "import sys, narrative.cluster; heavy = ('bertopic', 'sklearn', 'pandas', 'torch', 'umap', 'numba');"
        "print([m for m in heavy if m in sys.modules]);"
        "from narrative.cluster.topics import _light_imports\n"
        "with _light_imports():\n    import bertopic\n"
        "print([m for m in ('umap', 'numba', 'transformers') if m in sys.modules])"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert shown.split("\n")[:2] == ["[]", "[]"]


def test_a_passage_far_from_everything_is_listed_with_its_nearest(three_stories, encoder):
    articles, _, _ = three_stories
    first = next(iter(articles.values()))
    odd = replace(first, text=f"{first.text}\n!!! ??? ...")

    passages, clustering = run({**articles, first.id: odd}, encoder)

    check_invariants(passages, clustering)
    assert [unplaced.reason for unplaced in clustering.unplaced] == ["no words to place it by"]
    assert clustering.unplaced[0].nearest is not None


def test_the_rule_that_fitted_places_the_same_passages_again(three_stories, encoder):
    articles, passages, _ = three_stories
    ordered = sorted(passages, key=lambda passage: passage.id)
    texts = [passage.span.of(articles[passage.article_id].text) for passage in ordered]
    vectors = embed_texts([(p.id, text) for p, text in zip(ordered, texts, strict=True)], encoder).vectors
    from narrative.cluster.assign import Partition

    features = build_features(ordered, articles, vectors)
    homes = cut_articles(features.articles, 0.66, 17)
    once = assign_passages(features, Partition(homes[features.article_of], homes, int(homes.max()) + 1), texts)
    twice = assign_passages(features, Partition(once.nearest, homes, int(homes.max()) + 1), texts)

    np.testing.assert_array_equal(once.labels, twice.labels)


def test_separation_is_low_where_narratives_run_into_each_other(three_stories):
    clustering = three_stories[2]
    assert all(0 < narrative.separation <= 1 for narrative in clustering.narratives)
    rows = np.array([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]])
    words = csr_matrix((4, 1))
    apart, mixed = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    view = View(scale(rows), words, 1.0)
    features = Features((), np.arange(4), view, view, None)
    far, near = (measure_separation(features, labels, find_centres(features, labels, 2)) for labels in (apart, mixed))
    assert min(far) > 0.9
    assert max(near) < 0.2
    assert measure_separation(features, apart * 0, find_centres(features, apart * 0, 1)) is None
