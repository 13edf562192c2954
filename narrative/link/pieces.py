"""The word pieces of claims as the shipped MiniLM sees them in their sentence."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from narrative.data import Claim
from narrative.link.measure import CorpusStatistics
from narrative.link.reading import spell_out

# The encoder gives one vector per text; what it makes of each piece on the way lies one call deeper.
from narrative.models.minilm import (
    BATCH_TOKENS,
    MAX_CHARACTERS,
    MiniLM,
    count_cores,
    load_minilm,
    look_up,
    pad_length,
    plan_batches,
    run_layers,
    single_threaded,
)
from narrative.text.tokens import STOPWORDS, find_words, stem

STOP_SHARE = 0.3  # of its surprise, which a stop word keeps: "not" and "after" count, a little
LEVELS = 127  # steps of a component on each side of zero: one byte holds it, a claim takes 11 kB instead of 46


@dataclass(frozen=True, slots=True)
class Pieces:
    """The word pieces of one claim: unit vectors in bytes with a scale per row, and what each piece weighs (sum 1)."""

    levels: NDArray[np.int8]
    scales: NDArray[np.float32]
    weights: NDArray[np.float32]

    def unpack(self) -> NDArray[np.float32]:
        """Return the vectors, one row per piece."""
        return self.levels.astype(np.float32) * self.scales[:, None]


def read_pieces(claims: Sequence[Claim], statistics: CorpusStatistics) -> list[Pieces]:
    """Return the pieces of each claim, in order. Raises ModelError where the shipped weights are missing."""
    readings = [spell_out(claim) for claim in claims]
    texts = sorted(set(readings))
    model = _load_model()
    encodings = [model.tokenizer.encode(_make_readable(text)) for text in texts]
    batches = list(plan_batches([len(encoding.ids) for encoding in encodings]))

    def make(batch: Sequence[int]) -> list[Pieces]:
        # Packed at once: the states of all claims together would take four times the memory.
        states = _run_batch(model, [encodings[place].ids for place in batch])
        weights = [_weigh_pieces(texts[place], encodings[place].offsets[1:-1], statistics) for place in batch]
        return [_make_pieces(vectors[1:-1], shares) for vectors, shares in zip(states, weights, strict=True)]

    made: dict[str, Pieces] = {}
    with single_threaded(), ThreadPoolExecutor(max_workers=count_cores()) as pool:
        for batch, found in zip(batches, pool.map(make, batches), strict=True):
            made.update(zip((texts[place] for place in batch), found, strict=True))
    return [made[reading] for reading in readings]


def _weigh_pieces(text: str, offsets: Sequence[tuple[int, int]], statistics: CorpusStatistics) -> NDArray[np.float32]:
    """Return the weight of each piece: that of the word it is part of; punctuation weighs next to nothing."""
    at = np.zeros(len(text) + 1, dtype=np.float32)
    for word, span in find_words(text):
        surprise = statistics.weigh_stem(stem(word))
        at[span.start : span.end] = surprise * (STOP_SHARE if word in STOPWORDS else 1.0)
    weights = np.array([at[start] for start, _ in offsets] or [1.0], dtype=np.float32) + np.float32(1e-3)
    shares: NDArray[np.float32] = weights / weights.sum()
    return shares


def _make_pieces(vectors: NDArray[np.float32], weights: NDArray[np.float32]) -> Pieces:
    if not len(vectors):  # a text of nothing the tokeniser knows
        vectors = np.zeros((1, vectors.shape[1]), dtype=np.float32)
    lengths = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    unit = vectors / lengths
    scales = np.maximum(np.abs(unit).max(axis=1), 1e-6) / LEVELS
    return Pieces(np.round(unit / scales[:, None]).astype(np.int8), scales.astype(np.float32), weights)


@lru_cache(maxsize=1)
def _load_model() -> MiniLM:
    return load_minilm()


def _make_readable(text: str) -> str:
    # As for sentence vectors; of the same length, so that offsets stay right.
    return "".join("?" if "\ud800" <= character <= "\udfff" else character for character in text[:MAX_CHARACTERS])


def _run_batch(model: MiniLM, pieces: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
    import torch

    length = pad_length(max(map(len, pieces)))
    ids = torch.zeros((BATCH_TOKENS // length, length), dtype=torch.long)
    mask = torch.zeros_like(ids, dtype=torch.bool)
    mask[:, 0] = True  # a filling row needs one visible token, or its attention would be undefined
    for row, tokens in enumerate(pieces):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        mask[row, : len(tokens)] = True
    with torch.inference_mode():
        hidden = run_layers(look_up(ids, model.weights), mask, model.weights)
    # Copied, or each claim would keep its whole batch in memory.
    return [hidden[row, : len(tokens)].numpy().copy() for row, tokens in enumerate(pieces)]
