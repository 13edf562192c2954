"""Coherence and diversity of keywords, ours beside bertopic's defaults: ``python benchmarks/coherence.py FILE… --most 300``.

Both get the same passages and the same vectors in the same run, of the reporting half of each labelled FILE; bertopic as
it comes (UMAP, HDBSCAN, CountVectorizer), but for a seed. Ours at `coarse`, as these sets are measured elsewhere. NPMI
over passages (Bouma 2009) and the share of distinct keywords, both of the first eight keywords of each topic.
"""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

from narrative.cluster import cluster_passages
from narrative.config import Config
from narrative.data import Embeddings, Narrative
from narrative.embed import embed_texts, load_encoder
from narrative.evaluate.halves import Part
from narrative.evaluate.split import name_set, read_part
from narrative.evaluate.stages.cluster import TASK, _make_raw
from narrative.evaluate.topics import rate_keywords
from narrative.ingest.dates import settle_day_order
from narrative.pipeline.run import Run
from narrative.pipeline.stages import Read, read_claims
from narrative.text.identity import content_id
from narrative.text.tokens import content_words

KEYWORDS = 8


def read_passages(path: Path, most: int, config: Config) -> Read:
    """Return what the pipeline reads of up to *most* articles of the reporting half, chosen by the hash of their ids."""
    rows = sorted(read_part(path, Part.REPORTING), key=lambda row: content_id("r", str(row.id)))[:most]
    raws = settle_day_order([_make_raw(TASK.strip(row), number) for number, row in enumerate(rows, 1)])
    return read_claims(raws, (), config, Run(None))


def fit_defaults(texts: list[str], embeddings: Embeddings, seed: int) -> tuple[list[Narrative], float]:
    """Return bertopic's topics as narratives with keywords alone, and the share of passages that it leaves out."""
    from bertopic import BERTopic
    from umap import UMAP

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reduction = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        model = BERTopic(umap_model=reduction)
        topics, _ = model.fit_transform(texts, embeddings.vectors)
    found = [
        Narrative(str(topic), str(topic), "", tuple(word for word, _ in words[:KEYWORDS] if word), (), ())
        for topic, words in sorted(model.get_topics().items())
        if topic >= 0
    ]
    return found, topics.count(-1) / len(topics)


def measure_idle(topics: list[Narrative]) -> float:
    """Return the share of keywords that are stop words alone; NPMI and diversity leave these out."""
    words = [word for topic in topics for word in topic.keywords]
    return sum(not content_words(word) for word in words) / max(len(words), 1)


def main() -> None:
    """Print a line of a Markdown table per set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--most", type=int, default=300, help="articles of a set")
    order = parser.parse_args()
    config = Config()
    settings = config.cluster.model_copy(update={"granularity": "coarse", "keywords": KEYWORDS, "stability_runs": 0})
    encoder = load_encoder(config.embed)
    print("| set (passages) | | topics | NPMI | diversity | stop words | left out |\n|---|---|---|---|---|---|---|")
    for path in order.files:
        read = read_passages(path, order.most, config)
        articles = {article.id: article for article in read.articles}
        texts = [(item.id, item.span.of(articles[item.article_id].text)) for item in read.passages]
        embeddings = embed_texts(texts, encoder)
        found = cluster_passages(read.passages, articles, embeddings, settings, encoder)
        words = [text for _, text in texts]
        left = len(found.unplaced) / len(texts)
        defaults, out = fit_defaults(words, embeddings, settings.seed)
        for name, topics, share in (("ours", list(found.narratives), left), ("bertopic's defaults", defaults, out)):
            coherence, diversity = rate_keywords(topics, words)
            shown = f"{name_set(path)} ({len(texts):,}) | {name} | {len(topics)}"
            idle = measure_idle(topics)
            print(f"| {shown} | {coherence:.3f} | {diversity:.3f} | {idle:.3f} | {share:.3f} |", flush=True)


if __name__ == "__main__":
    main()
