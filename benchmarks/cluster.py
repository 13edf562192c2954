"""Times clustering and naming on made-up news: ``python benchmarks/cluster.py 1000 10000`` (passages; encoding left out).

Articles of five passages belong to stories of ten; each story has its names, its words and a direction for its vectors,
all drawn from one seed. Timed, in seconds of the processor, is ``cluster_passages``: likeness, tree or k-means,
assignment, labels, map.
"""

from __future__ import annotations

import argparse
import resource
from time import process_time

import numpy as np

from narrative.cluster import cluster_passages
from narrative.config import ClusterConfig
from narrative.data import Article, Embeddings, Passage, Place, Span
from narrative.text.identity import content_id

PASSAGES, STORY, WORDS, DIMENSIONS = 5, 10, 70, 384
SYLLABLES = ("ba", "ren", "to", "mi", "kal", "ve", "dor", "su", "lin", "pa", "gor", "he", "ti", "nas", "ol", "fe")
COMMON = 3000
FUNCTION_SHARE = 0.45
# Real news has them at nearly every second word; without them each run of words is a phrase, four times as many as there.
FUNCTION = ("the", "of", "and", "to", "in", "said", "that", "for", "was", "by", "it", "with", "has", "from")


def draw_word(generator: np.random.Generator) -> str:
    """Return a made-up word of two to four syllables."""
    return "".join(generator.choice(SYLLABLES, size=int(generator.integers(2, 5))))


def make_corpus(passages: int, seed: int) -> tuple[list[Passage], dict[str, Article], Embeddings]:
    """Return *passages* passages with their articles and vectors."""
    generator = np.random.default_rng(seed)
    common = [draw_word(generator) for _ in range(COMMON)]
    found: list[Passage] = []
    articles: dict[str, Article] = {}
    rows: list[np.ndarray] = []
    for number in range(-(-passages // PASSAGES)):
        if number % STORY == 0:
            own = [draw_word(generator) for _ in range(30)]
            names = [draw_word(generator).title() for _ in range(4)]
            centre = generator.normal(size=DIMENSIONS)
        texts = [_write(generator, common, own, names) for _ in range(PASSAGES)]
        text = "\n".join(texts)
        key = content_id("a", str(number), text)
        articles[key] = Article(key, f"outlet {number % 40}", False, "", text, Place(f"{number}.txt"))
        start = 0
        for part in texts:
            found.append(Passage(content_id("p", key, str(start)), key, Span(start, start + len(part))))
            rows.append(centre + 1.2 * generator.normal(size=DIMENSIONS))
            start += len(part) + 1
    vectors = np.array(rows, dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return found, articles, Embeddings(tuple(passage.id for passage in found), vectors, "made up")


def _write(generator: np.random.Generator, common: list[str], own: list[str], names: list[str]) -> str:
    words = []
    for place in range(WORDS):
        pool = (common, common, own, names)[int(generator.integers(4))]
        word = str(pool[int(generator.integers(len(pool)))])
        if generator.random() < FUNCTION_SHARE:
            word = FUNCTION[int(generator.integers(len(FUNCTION)))]
        words.append(word.capitalize() if place % 14 == 0 else word + ("." if place % 14 == 13 else ""))
    return " ".join(words)


def main() -> None:
    """Print a line per size and granularity."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--granularity", nargs="+", default=["fine", "medium", "coarse"])
    order = parser.parse_args()
    for size in order.sizes:
        passages, articles, embeddings = make_corpus(size, 17)
        for granularity in order.granularity:
            began = process_time()
            found = cluster_passages(passages, articles, embeddings, ClusterConfig(granularity=granularity), None)  # type: ignore[arg-type]
            seconds, memory = process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{size} passages, {granularity}: {seconds:.1f} CPU s, {len(found.narratives)} narratives, {memory} MiB"
            )


if __name__ == "__main__":
    main()
