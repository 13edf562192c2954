"""Texts to unit vectors: the shipped MiniLM, hashed words, or any model that sentence-transformers loads without foreign code."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from narrative.config import EmbedConfig
from narrative.data import Embeddings
from narrative.errors import ModelError

DECIMALS = 6  # single precision holds about seven; the last one differs between processors

WORD_DIMENSIONS = 1024

OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE")


class Encoder(Protocol):
    """Anything that turns texts into vectors."""

    @property
    def name(self) -> str:
        """The encoder's name, as written into the results."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text, in the order given."""


@dataclass(frozen=True, slots=True, eq=False)
class SentenceTransformerEncoder:
    """A model loaded by sentence-transformers: single precision, on the processor, one thread."""

    name: str
    model: Any
    batch_size: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row per text, in the order given; the library sorts by length and batches itself."""
        import torch

        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            vectors = self.model.encode(
                [_make_encodable(text) for text in texts],
                batch_size=self.batch_size,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        finally:
            torch.set_num_threads(threads)
        return np.asarray(vectors, dtype=np.float32).reshape(len(texts), -1)


@dataclass(frozen=True, slots=True)
class WordEncoder:
    """Hashed words and pairs of words, no model and no meaning: the floor that an encoder has to clear."""

    name: str = "words"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit row of 1,024 numbers per text, in the order given; it depends on nothing but the text."""
        from sklearn.feature_extraction.text import HashingVectorizer

        hashing = HashingVectorizer(n_features=WORD_DIMENSIONS, ngram_range=(1, 2), stop_words="english")
        rows = hashing.transform(texts).toarray().astype(np.float32)
        rows[~rows.any(axis=1), 0] = 1.0  # a text of stop words alone: all of them are alike
        return np.asarray(rows, dtype=np.float32)


def load_encoder(settings: EmbedConfig) -> Encoder:
    """Return the encoder that *settings* name: one of `ENCODERS`, a local folder, or a name on the model hub.

    Only a hub name may reach the network. Code that comes with a model is never run, pickled weights never read.
    Raises ModelError where the weights are missing, of another hash, or not to be had.
    """
    load = ENCODERS.get(settings.encoder)
    return load(settings) if load else _load_sentence_transformer(settings)


def embed_texts(items: Sequence[tuple[str, str]], encoder: Encoder) -> Embeddings:
    """Return the vectors of *items*, pairs of id and text, in their order.

    Each distinct text is encoded once, and the encoder gets them in sorted order: the vectors follow from the set of
    texts, not from the order of the items. Rounded to six decimals and brought back to unit length.
    """
    texts = sorted({text for _, text in items})
    row_of = {text: row for row, text in enumerate(texts)}
    encoded = encoder.encode(texts) if texts else np.zeros((0, 0), dtype=np.float32)
    rows = [row_of[text] for _, text in items]
    ids = tuple(identifier for identifier, _ in items)
    return Embeddings(ids, _round_rows(encoded)[rows], encoder.name)


def _round_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    rounded = np.round(vectors.astype(np.float64), DECIMALS)
    lengths = np.linalg.norm(rounded, axis=1, keepdims=True) if rounded.size else np.ones((len(rounded), 1))
    unit: NDArray[np.float32] = (rounded / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return unit


def _load_minilm(_settings: EmbedConfig) -> Encoder:
    from narrative.models.minilm import count_cores, load_minilm

    return load_minilm(threads=count_cores())


ENCODERS: dict[str, Callable[[EmbedConfig], Encoder]] = {"minilm": _load_minilm, "words": lambda _: WordEncoder()}


def _load_sentence_transformer(settings: EmbedConfig) -> Encoder:
    folder = Path(settings.encoder).expanduser()
    is_local = folder.is_dir()
    if is_local:
        # Read when the library is imported: even a complete folder makes it ask the hub for newer files otherwise.
        os.environ.update(dict.fromkeys(OFFLINE, "1"))
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from sentence_transformers import SentenceTransformer

    try:
        model = SentenceTransformer(
            str(folder) if is_local else settings.encoder,
            device="cpu",
            trust_remote_code=False,
            local_files_only=is_local,
            model_kwargs={"use_safetensors": True, "dtype": "float32"},
        )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise ModelError(
            f"embed.encoder {settings.encoder}",
            f"cannot be loaded ({str(error).splitlines()[0] if str(error) else type(error).__name__})",
            "name `minilm`, `words`, a folder with safetensors weights, or a model that the hub has",
        ) from error
    name = _name_folder(folder) if is_local else settings.encoder
    return SentenceTransformerEncoder(name, model.eval(), settings.batch_size)


def _name_folder(folder: Path) -> str:
    """Return the folder's own name and a hash of its weights: no machine path, yet unlike any other model."""
    hasher = blake2b(digest_size=4)
    for path in sorted(folder.glob("**/*.safetensors")):
        hasher.update(path.read_bytes())
    return f"{folder.resolve().name}@{hasher.hexdigest()}"


def _make_encodable(text: str) -> str:
    # Lone surrogates cannot be encoded as UTF-8, and tokenisers refuse them.
    return text.encode("utf-8", "replace").decode("utf-8")
