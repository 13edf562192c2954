"""Each distinct text is encoded once, in sorted order; models from elsewhere load without foreign code or network."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from narrative.config import EmbedConfig
from narrative.embed import embed_texts, load_encoder
from narrative.errors import ModelError
from narrative.models.minilm import find_model_folder


class RecordingEncoder:
    """Wraps the real encoder and keeps what it was asked."""

    def __init__(self, encoder):
        self.encoder, self.asked = encoder, []
        self.name = encoder.name

    def encode(self, texts: Sequence[str]):
        self.asked.append(list(texts))
        return self.encoder.encode(texts)


@pytest.fixture(scope="module")
def encoder():
    return load_encoder(EmbedConfig())


def test_equal_texts_are_encoded_once_and_in_sorted_order(encoder):
    recording = RecordingEncoder(encoder)

    embeddings = embed_texts([("c2", "storm"), ("c1", "harbour"), ("c3", "storm")], recording)

    assert recording.asked == [["harbour", "storm"]]
    assert embeddings.ids == ("c2", "c1", "c3")
    np.testing.assert_array_equal(embeddings.vectors[0], embeddings.vectors[2])


def test_the_order_of_the_items_changes_no_vector(encoder):
    items = [("a", "A strike closed the port."), ("b", "Rain fell."), ("c", "The port reopened on Monday.")]

    forward, backward = embed_texts(items, encoder), embed_texts(items[::-1], encoder)

    np.testing.assert_array_equal(forward.vectors, backward.vectors[::-1])


def test_vectors_have_unit_length_and_name_their_encoder(encoder):
    embeddings = embed_texts([("a", "Rain fell."), ("b", "")], encoder)

    assert embeddings.encoder == "minilm"
    assert embeddings.vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings.vectors, axis=1), 1.0, atol=1e-6)


def test_nothing_to_embed_gives_nothing(encoder):
    embeddings = embed_texts([], encoder)

    assert embeddings.ids == ()
    assert len(embeddings.vectors) == 0


def test_a_local_folder_loads_offline_and_names_no_path(encoder, tmp_path):
    folder = tmp_path / "my-encoder"
    shutil.copytree(find_model_folder(), folder)

    local = load_encoder(EmbedConfig(encoder=str(folder)))

    assert local.name.startswith("my-encoder@")
    assert "/" not in local.name
    np.testing.assert_allclose(local.encode(["Rain fell."]), encoder.encode(["Rain fell."]), atol=2e-6)


def test_a_folder_without_weights_is_a_foreseen_error(tmp_path):
    (tmp_path / "config.json").write_text("{}")

    with pytest.raises(ModelError, match=r"embed\.encoder"):
        load_encoder(EmbedConfig(encoder=str(tmp_path)))


def test_pickled_weights_are_refused(tmp_path):
    folder = tmp_path / "pickled"
    shutil.copytree(find_model_folder(), folder, ignore=shutil.ignore_patterns("*.safetensors"))
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04N.")

    with pytest.raises(ModelError):
        load_encoder(EmbedConfig(encoder=str(folder)))


def test_importing_the_room_loads_no_heavy_library():
    code = "import sys, narrative.embed; print([m for m in ('torch', 'sentence_transformers', 'transformers') if m in sys.modules])"

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert shown.strip() == "[]"


def test_the_shipped_encoder_needs_no_sentence_transformers():
    code = (
        "import sys; from narrative.config import EmbedConfig; from narrative.embed import load_encoder;"
        "load_encoder(EmbedConfig()).encode(['a']); print('transformers' in sys.modules)"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert shown.strip() == "False"


def test_hashed_words_need_no_model_and_follow_from_the_text_alone() -> None:
    encoder = load_encoder(EmbedConfig(encoder="words"))
    texts = ["The harbour was closed.", "Closed was the harbour!", "An apple harvest failed.", "of the and", ""]
    rows = encoder.encode(texts)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert rows[0] @ rows[1] > 0.3 > rows[0] @ rows[2]
    assert np.array_equal(rows[2], encoder.encode([texts[2]])[0])
