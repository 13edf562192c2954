"""Which label comes nearest to what its narrative is about, by the encoder that the passages were read with.

What c-TF-IDF puts first is often true of a part only ("absentee ballots" of a narrative on voting, "death toll" of one on
a hurricane). So its best phrases, with and without the names that go with them, compete by their meaning too.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from narrative.cluster.corpus import Corpus
from narrative.cluster.features import Features, Floats, View, scale
from narrative.cluster.hints import TextEncoder
from narrative.cluster.labels import Proposal, Words, propose_labels

COMMON = 0.5  # what a label shares with the whole corpus counts half against it
EXPONENT = 0.25  # of the share of the best phrase's score; a phrase with a tenth of it keeps more than half
LEAST = 0.02
SHAPES = {1: 0.75, 2: 1.0, 3: 1.05, 4: 0.95}  # by words; one word alone says too little
LONGER = 0.85


def order_labels(
    words: Sequence[Words], corpus: Corpus, found: tuple[View, Features], encoder: TextEncoder | None
) -> list[list[str]]:
    """Return the labels that each narrative could have, best first, for what it can be named with (*words*).

    *found* are the centres of the narratives and the features of the *corpus*.
    """
    centres, features = found
    proposals = [propose_labels(one, corpus.outlets, corpus.shares) for one in words]
    mean = scale(features.passages.vectors.mean(axis=0, keepdims=True))
    return rank_proposals(proposals, np.vstack([centres.vectors, mean]), encoder)


def rank_proposals(
    proposals: Sequence[Sequence[Proposal]], centres: Floats, encoder: TextEncoder | None
) -> list[list[str]]:
    """Return the labels proposed for each narrative, best first; without an *encoder* as they are.

    Row i of *centres*, of unit length, is the direction of narrative i; the last row is that of the whole corpus.
    """
    texts = sorted({one.label for group in proposals for one in group})
    if encoder is None or not texts:
        return [[one.label for one in group] for group in proposals]
    rows = dict(zip(texts, encoder.encode(texts).astype(np.float64), strict=True))
    rated = [_rate(group, rows, centre, centres[-1]) for group, centre in zip(proposals, centres[:-1], strict=True)]
    return [sorted(group, key=lambda label: (-group[label], label)) for group in rated]


def _rate(group: Sequence[Proposal], rows: dict[str, Floats], centre: Floats, corpus: Floats) -> dict[str, float]:
    best = max((one.score for one in group), default=0.0) or 1.0
    rated = {}
    for one in group:
        near = float(rows[one.label] @ centre - COMMON * (rows[one.label] @ corpus))
        shape = SHAPES.get(len(one.label.replace("–", " ").split()), LONGER)
        rated[one.label] = round(max(near, LEAST) * shape * max(one.score / best, LEAST) ** EXPONENT, 4)
    return rated
