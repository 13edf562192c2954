"""A second opinion on linked claims: a model that reads both sentences together."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from narrative.config import RelateConfig
from narrative.data import Claim, Quantity
from narrative.errors import ModelError

OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
_IN_WORDS = re.compile(r"[A-Za-z]+(?:[- ][A-Za-z]+)*")
LABELS = ("entailment", "contradiction", "neutral")
"""How models of natural language inference call agrees, diverges and neither."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model makes of two sentences: the probabilities that they state one fact, contradict each other, or neither."""

    agrees: float
    diverges: float
    neither: float


class Reader(Protocol):
    """Anything that reads pairs of sentences."""

    @property
    def name(self) -> str:
        """The reader's name, by which its results are kept."""

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Return one row per pair: the probabilities of agrees, diverges and neither."""


Readings = Mapping[tuple[str, str], Reading]
"""By the ids of a link's claims, left and right."""


def write_digits(claim: Claim) -> str:
    """Return the claim's text with numbers in words written in digits: a model takes "twelve" and "12" for two numbers."""
    text, offset = claim.text, claim.span.start
    for quantity in sorted(claim.quantities, key=lambda one: one.span, reverse=True):
        start, end = quantity.span.start - offset, quantity.span.end - offset
        if start >= 0 and _IN_WORDS.fullmatch(text[start:end]) and _is_exact(quantity):
            text = f"{text[:start]}{int(quantity.value)}{text[end:]}"
    return text


def _is_exact(quantity: Quantity) -> bool:
    return not quantity.approximate and quantity.low == quantity.high and quantity.value.is_integer()


def read_pairs(pairs: Sequence[tuple[str, str]], reader: Reader) -> tuple[Reading, ...]:
    """Return what *reader* makes of each pair of sentences, in their order, rounded to four decimals."""
    return tuple(Reading(*row) for row in np.round(reader.read(pairs), 4).tolist()) if pairs else ()


def load_reader(settings: RelateConfig) -> Reader | None:
    """Return the reader that *settings* name: the shipped model, none, a local folder or a name on the model hub.

    Only a hub name may reach the network. Raises ModelError where the weights are missing or of another hash, or where
    a model does not tell entailment, contradiction and neutral apart.
    """
    load = READERS.get(settings.model)
    return load() if load else _load_cross_encoder(settings.model)


class ShippedReader:
    """The model of `narrative.models.relation`; its weights are loaded when the first pair is read."""

    @property
    def name(self) -> str:
        """The model's name with the first digits of its weights' hash."""
        from narrative.models.relation import NAME, SHA256

        return f"{NAME}@{SHA256[:8]}"

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Return one row per pair; neither order nor neighbours change it."""
        from narrative.models.minilm import count_cores
        from narrative.models.relation import load_relation_model

        return load_relation_model(count_cores()).read(pairs)


def _load_nothing() -> None:
    return None


READERS: dict[str, Callable[[], Reader | None]] = {"shipped": ShippedReader, "none": _load_nothing}


@dataclass(frozen=True, slots=True, eq=False)
class CrossEncoderReader:
    """A cross-encoder for natural language inference, loaded by sentence-transformers; *order* finds its classes."""

    name: str
    model: Any
    order: tuple[int, ...]

    def read(self, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
        """Return one row per pair, the mean of both orders: inference looks one way, a shared claim does not."""
        both = [*pairs, *((other, one) for one, other in pairs)]
        rows = np.asarray(self.model.predict(both, apply_softmax=True, show_progress_bar=False), dtype=np.float64)
        mean: NDArray[np.float64] = ((rows[: len(pairs)] + rows[len(pairs) :]) / 2)[:, list(self.order)]
        return mean


def _load_cross_encoder(name: str) -> Reader:
    folder = Path(name).expanduser()
    if folder.is_dir():
        # Read when the library is imported: even a complete folder makes it ask the hub for newer files otherwise.
        os.environ.update(dict.fromkeys(OFFLINE, "1"))
    from sentence_transformers import CrossEncoder

    try:
        model = CrossEncoder(
            str(folder) if folder.is_dir() else name,
            device="cpu",
            trust_remote_code=False,
            local_files_only=folder.is_dir(),
            model_kwargs={"use_safetensors": True},
        )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        do = "name `shipped`, `none`, a folder with safetensors weights, or a model that the hub has"
        raise ModelError(f"relate.model {name}", f"cannot be loaded ({first})", do) from error
    return CrossEncoderReader(name, model, _order_classes(name, model.config.id2label))


def _order_classes(name: str, labels: Mapping[int, str]) -> tuple[int, ...]:
    """Return the columns of entailment, contradiction and neutral.

    >>> _order_classes("x", {0: "CONTRADICTION", 1: "ENTAILMENT", 2: "NEUTRAL"})
    (1, 0, 2)
    """
    column_of = {label.lower(): number for number, label in labels.items()}
    if set(column_of) != set(LABELS):
        found = ", ".join(sorted(column_of)) or "nothing"
        raise ModelError(f"relate.model {name}", f"tells {found} apart", f"name a model for {', '.join(LABELS)}")
    return tuple(column_of[label] for label in LABELS)
