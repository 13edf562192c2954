"""The relation model: whether two sentences state the same fact, contradict one another, or neither.

The layers of MiniLM, trained further by this project, read both sentences together, over its word pieces as they were
published; every piece is told which sentence it is of and whether the other has it too. Two members, trained apart, add up
their logits. Weights are kept as whole numbers from -127 to 127 with one scale a row; models/relation.md is the card.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from narrative.models.minilm import MiniLM, load_minilm, look_up, run_layers, single_threaded
from narrative.models.weights import read_checked

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

SHA256 = "e1349696e70ec00375e708697b3ca33f5f3a532a016fc5c2540742b651f7132a"
NAME = "relation-3"
CLASSES = ("agrees", "diverges", "neither")
MAX_PIECES = 112
"""Word pieces of a sentence that are read; the model was trained on no more."""

BATCH_TOKENS = 512
LENGTH_STEP = 16
"""Padded lengths of a sentence are multiples of this: few pairs share a batch, and an empty row costs as much as a full one."""

COMMON = ". , ' \" - the a of to in"
DECIMALS = 4
SMALL = ("marks", "outer.weight")
"""Matrices of a few rows, kept as they are."""


@dataclass(frozen=True, slots=True, eq=False)
class RelationModel:
    """The trained layers over the shipped encoder's word pieces. Thread-safe, holds no state."""

    encoder: MiniLM
    members: Sequence[Mapping[str, Tensor]]
    common: frozenset[int]
    threads: int = 1
    name: str = NAME

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Return one row per pair, the probabilities of `CLASSES` rounded to four decimals.

        A row does not depend on the other pairs, on *threads*, nor on which sentence of a pair comes first.
        """
        ordered = [(min(pair), max(pair)) for pair in pairs]
        distinct = sorted(set(ordered))
        pieces = {text: self._split(text) for text in sorted({text for pair in distinct for text in pair})}
        batches = list(_plan([(len(pieces[one]), len(pieces[other])) for one, other in distinct]))
        found = np.zeros((len(distinct), len(CLASSES)))
        with single_threaded(), ThreadPoolExecutor(max_workers=self.threads) as pool:
            rows = pool.map(lambda batch: self._read_batch([distinct[place] for place in batch], pieces), batches)
            for batch, probabilities in zip(batches, rows, strict=True):
                found[batch] = probabilities
        place_of = {pair: place for place, pair in enumerate(distinct)}
        places = [place_of[pair] for pair in ordered]
        return np.round(found, DECIMALS)[places] if places else found

    def _split(self, text: str) -> list[int]:
        readable = text[: MAX_PIECES * 40].encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self.encoder.tokenizer.encode(readable).ids
        return ids if len(ids) <= MAX_PIECES else [*ids[: MAX_PIECES - 1], ids[-1]]

    def _read_batch(self, batch: Sequence[tuple[str, str]], pieces: Mapping[str, list[int]]) -> NDArray[np.float64]:
        import torch

        sides = [[pieces[pair[side]] for pair in batch] for side in (0, 1)]
        lengths = [_pad(max(map(len, side))) for side in sides]
        rows = _count_rows(*lengths)
        with torch.inference_mode():
            entered = [self._enter(sides[side], sides[1 - side], (rows, lengths[side]), side) for side in (0, 1)]
            logits = torch.stack([_add_up(entered, weights) for weights in self.members]).sum(0)
            probabilities: NDArray[np.float64] = torch.softmax(logits, dim=1)[: len(batch)].double().numpy()
        return probabilities

    def _enter(
        self, own: Sequence[list[int]], other: Sequence[list[int]], shape: tuple[int, int], side: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return the first states of one sentence of each pair, which mark each piece bears, and which pieces are real."""
        import torch

        ids, marks = torch.zeros(shape, dtype=torch.long), torch.full(shape, 2 * side)
        mask = torch.zeros(shape, dtype=torch.bool)
        mask[:, 0] = True  # a filling row needs one visible token, or its attention would be undefined
        for row, (mine, theirs) in enumerate(zip(own, other, strict=True)):
            held = set(theirs) - self.common
            ids[row, : len(mine)] = torch.tensor(mine)
            marks[row, : len(mine)] += torch.tensor([int(piece in held) for piece in mine])
            mask[row, : len(mine)] = True
        return look_up(ids, self.encoder.weights), marks, mask


def _add_up(entered: Sequence[tuple[Tensor, Tensor, Tensor]], weights: Mapping[str, Tensor]) -> Tensor:
    """Return what one member makes of the pairs of a batch, as logits."""
    import torch

    hidden = torch.cat([states + weights["marks"][marks] for states, marks, _ in entered], dim=1)
    mask = torch.cat([seen for _, _, seen in entered], dim=1)
    hidden = run_layers(hidden, mask, weights)
    return _classify(hidden, mask, entered[0][0].shape[1], weights)


def _classify(hidden: Tensor, mask: Tensor, second: int, weights: Mapping[str, Tensor]) -> Tensor:
    import torch
    from torch.nn import functional

    real = mask[:, :, None].to(hidden.dtype)
    mean = (hidden * real).sum(1) / real.sum(1)
    both = torch.cat([hidden[:, 0], hidden[:, second], mean], dim=1)
    inner = functional.gelu(functional.linear(both, weights["inner.weight"], weights["inner.bias"]))
    logits = functional.linear(inner, weights["outer.weight"], weights["outer.bias"])
    return logits[:, : len(CLASSES)]  # a last one, whether the two are one claim at all, served training only


def _plan(lengths: Sequence[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the positions of the pairs that share a batch: both sides of one padded length each."""
    alike: dict[tuple[int, int], list[int]] = {}
    for position, (one, other) in enumerate(lengths):
        alike.setdefault((_pad(one), _pad(other)), []).append(position)
    for padded, positions in sorted(alike.items()):
        rows = _count_rows(*padded)
        for start in range(0, len(positions), rows):
            yield positions[start : start + rows]


def _pad(pieces: int) -> int:
    return -(-pieces // LENGTH_STEP) * LENGTH_STEP


def _count_rows(one: int, other: int) -> int:
    return max(1, BATCH_TOKENS // (one + other))


@lru_cache(maxsize=1)
def load_relation_model(threads: int = 1) -> RelationModel:
    """Return the shipped model. Raises ModelError where its weights, or the encoder's, are missing or of another hash."""
    import safetensors.torch

    path = Path(str(files("narrative.models").joinpath("relation.safetensors")))
    stored = safetensors.torch.load(read_checked(path, SHA256))
    encoder = load_minilm()
    common = frozenset(encoder.tokenizer.encode(COMMON).ids)
    return RelationModel(encoder, split_members(unpack_weights(stored)), common, threads)


def split_members(weights: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], ...]:
    """Return the weights of each member by name, of names that begin with the member's number."""
    numbers = sorted({name.split(".", 1)[0] for name in weights})
    return tuple(
        {name.split(".", 1)[1]: one for name, one in weights.items() if name.startswith(f"{number}.")}
        for number in numbers
    )


def pack_weights(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return *weights* with each matrix as whole numbers from -127 to 127 and one scale a row; vectors stay as they are."""
    import torch

    packed: dict[str, Tensor] = {}
    for name, values in sorted(weights.items()):
        if values.ndim == 1 or name.endswith(SMALL):
            packed[name] = values.float().contiguous()
            continue
        scales = values.abs().amax(dim=1).clamp(min=1e-8) / 127
        packed[name] = torch.round(values / scales[:, None]).to(torch.int8).contiguous()
        packed[f"{name}.scales"] = scales.float().contiguous()
    return packed


def unpack_weights(packed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the weights that `pack_weights` packed, in single precision."""
    return {
        name: values.float() * packed[f"{name}.scales"][:, None] if f"{name}.scales" in packed else values
        for name, values in packed.items()
        if not name.endswith(".scales")
    }
