"""How well named narratives find their articles, by the threshold: ``python benchmarks/hints.py FILE… --part tuning``.

An analyst names some narratives of a corpus, not all. So a third of a labelled set's names, drawn twenty times, are the
hints; an article of these is to be claimed by its own name, and one of the others by none. The last column is the
threshold that is in use (`LEAST` of ``narrative.cluster.hints``) if marked with a star.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np

from narrative.cluster.features import Features, build_features
from narrative.cluster.hints import LEAST, match_articles, view_hints
from narrative.config import Config, NarrativeHint
from narrative.embed import embed_texts, load_encoder
from narrative.evaluate.adapters import read_group
from narrative.evaluate.halves import Part
from narrative.evaluate.rows import Row
from narrative.evaluate.split import name_set, read_part
from narrative.evaluate.stages.cluster import TASK, _make_raw
from narrative.pipeline.run import Run
from narrative.pipeline.stages import read_claims
from narrative.text.identity import content_id

GRID = (0.1, 0.12, 0.14, 0.16, 0.18, 0.2, 0.22, 0.24, 0.28, 0.32, 0.4)
DRAWS, SHARE, SEED = 20, 1 / 3, 17
NO_NAME = "Other"
NAMED_IN = ("narratives", "main_event", "topic")  # SemEval 2025, BASIL, AllSides


def read_names(row: Row) -> frozenset[str]:
    """Return the names that a row is labelled with, without the code of their field ("URW: …")."""
    said = [row.fields[field] for field in NAMED_IN if row.fields.get(field)]
    given = said[0] if said and isinstance(said[0], list) else [said[0] if said else read_group(row)]
    names = {(str(name).partition(": ")[2] or str(name)).replace("_", " ") for name in given}
    return frozenset(names - {NO_NAME, ""})


def load(path: Path, part: Part, most: int, config: Config) -> tuple[Features, list[frozenset[str]]]:
    """Return what English articles are compared by, and the names of each."""
    rows = [row for row in read_part(path, part) if str(row.fields.get("language") or "en").lower().startswith("en")]
    rows = sorted(rows, key=lambda row: content_id("r", str(row.id)))[:most]
    read = read_claims([_make_raw(TASK.strip(row), n) for n, row in enumerate(rows, 1)], (), config, Run(None))
    articles = {article.id: article for article in read.articles}
    passages = sorted(read.passages, key=lambda passage: passage.id)
    texts = [(item.id, item.span.of(articles[item.article_id].text)) for item in passages]
    vectors = embed_texts(texts, load_encoder(config.embed))
    row_of = {identifier: row for row, identifier in enumerate(vectors.ids)}
    features = build_features(passages, articles, vectors.vectors[[row_of[passage.id] for passage in passages]])
    return features, [read_names(rows[(articles[key].place.record or 0) - 1]) for key in features.article_ids]


def rate(features: Features, names: list[frozenset[str]], config: Config) -> dict[float, tuple[float, float]]:
    """Return precision and recall of claims by threshold, over all draws together."""
    every = sorted(set().union(*names))
    encoder, generator = load_encoder(config.embed), np.random.default_rng(SEED)
    right, claimed, wanted = Counter[float](), Counter[float](), 0
    for _ in range(DRAWS):
        hinted = [every[place] for place in generator.permutation(len(every))[: max(2, round(SHARE * len(every)))]]
        view = view_hints([NarrativeHint(label=name) for name in hinted], features.space, encoder)
        wanted += sum(not told.isdisjoint(hinted) for told in names)
        for least in GRID:
            found = match_articles(features, view, least).tolist()
            claimed[least] += sum(hint >= 0 for hint in found)
            right[least] += sum(hint >= 0 and hinted[hint] in told for hint, told in zip(found, names, strict=True))
    return {least: (right[least] / max(claimed[least], 1), right[least] / max(wanted, 1)) for least in GRID}


def main() -> None:
    """Print a Markdown table per set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--part", default="tuning", choices=[part.value for part in Part])
    parser.add_argument("--most", type=int, default=300, help="articles of a set")
    order = parser.parse_args()
    config = Config()
    for path in order.files:
        features, names = load(path, Part(order.part), order.most, config)
        print(f"{name_set(path)}, {order.part}: {len(names)} articles, {len(set().union(*names))} names")
        print("| threshold | precision | recall | F1 |\n|---|---|---|---|")
        for least, (precision, recall) in rate(features, names, config).items():
            f1 = 2 * precision * recall / max(precision + recall, 1e-9)
            star = " *" if least == LEAST else ""
            print(f"| {least:.2f}{star} | {precision:.3f} | {recall:.3f} | {f1:.3f} |", flush=True)


if __name__ == "__main__":
    main()
