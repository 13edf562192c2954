"""The relation model gives one answer to two sentences, whatever stands beside them, and tells a changed fact from a reworded one."""

from __future__ import annotations

import numpy as np
import pytest
import safetensors.torch

from narrative.errors import ModelError
from narrative.models import relation
from narrative.models.relation import (
    CLASSES,
    RelationModel,
    load_relation_model,
    pack_weights,
    split_members,
    unpack_weights,
)

KEPT = (
    ("The ferry left the harbour at dawn on Monday.", "The ferry left the harbour at dawn on Monday."),
    ("Twelve people were killed when the bridge fell.", "Twelve people were killed when the bridge collapsed."),
    ("The minister said the plant will close in May.", "The plant will close in May, the minister said."),
)
CHANGED = (
    ("The ferry left the harbour at dawn on Monday.", "The ferry did not leave the harbour at dawn on Monday."),
    ("Twelve people were killed when the bridge fell.", "Thirty people were killed when the bridge fell."),
    ("The court rejected the appeal of the two men.", "The court accepted the appeal of the two men."),
)
OTHERS = (
    ("The ferry left the harbour at dawn on Monday.", "Tickets for the ferry cost twelve euros."),
    ("Twelve people were killed when the bridge fell.", "The bridge had been inspected twice last year."),
    ("The court rejected the appeal of the two men.", "The two men had been sentenced in 2019."),
)


@pytest.fixture(scope="module")
def model() -> RelationModel:
    return load_relation_model()


def test_probabilities_of_the_three_classes_sum_to_one(model):
    rows = model.read([*KEPT, *CHANGED])

    assert rows.shape == (len(KEPT) + len(CHANGED), len(CLASSES))
    assert np.allclose(rows.sum(axis=1), 1, atol=2e-4)


def test_another_statement_of_the_same_event_is_neither(model):
    assert (model.read(OTHERS).argmax(axis=1) == CLASSES.index("neither")).all()


def test_a_changed_fact_reads_more_as_a_conflict_than_a_reworded_one(model):
    rows = model.read([*KEPT, *CHANGED])
    conflicts = rows[:, 1] / (rows[:, 0] + rows[:, 1])

    assert conflicts[: len(KEPT)].max() < conflicts[len(KEPT) :].min()


def test_the_order_of_the_two_sentences_does_not_matter(model):
    turned = [(other, one) for one, other in CHANGED]

    assert np.array_equal(model.read(CHANGED), model.read(turned))


def test_a_pair_is_read_alike_alone_and_among_others(model):
    alone = np.vstack([model.read([pair]) for pair in (*KEPT, *CHANGED)])

    assert np.array_equal(alone, model.read([*KEPT, *CHANGED]))


def test_odd_texts_are_read_too(model):
    rows = model.read([("", ""), ("x" * 30_000, "\ud800"), ("word " * 500, "Ülke çapında grev")])

    assert np.isfinite(rows).all()


def test_no_pairs_give_no_rows(model):
    assert model.read([]).shape == (0, len(CLASSES))


def test_packed_weights_come_back_within_half_a_step():
    import torch

    weights = {"encoder.layer.3.x.weight": torch.randn(16, 8), "inner.bias": torch.randn(8)}
    back = unpack_weights(safetensors.torch.load(safetensors.torch.save(pack_weights(weights))))

    for name, values in weights.items():
        step = values.abs().amax(dim=-1, keepdim=True) / 127
        assert ((back[name] - values).abs() <= step / 2 + 1e-6).all()


def test_members_are_told_apart_by_their_number():
    assert split_members({"0.marks": 1, "1.marks": 2, "0.inner.bias": 3}) == (
        {"marks": 1, "inner.bias": 3},
        {"marks": 2},
    )


def test_changed_weights_are_refused(monkeypatch):
    monkeypatch.setattr(relation, "SHA256", "0" * 64)
    load_relation_model.cache_clear()

    with pytest.raises(ModelError, match="has SHA-256"):
        load_relation_model()
