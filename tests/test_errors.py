"""Errors read as one line and form one tree."""

from __future__ import annotations

import inspect

import pytest

from narrative import errors


@pytest.mark.parametrize("name", [name for name, _ in inspect.getmembers(errors, inspect.isclass)])
def test_every_error_is_a_narrative_error_and_stands_in_the_tree(name: str) -> None:
    assert issubclass(getattr(errors, name), errors.NarrativeError)
    assert name in errors.__doc__


def test_an_error_is_one_line_whatever_it_carries() -> None:
    assert "\n" not in str(errors.InputError("a\nb", "what\tis\n wrong", "do it"))


def test_an_error_survives_the_way_back_from_a_worker() -> None:
    import pickle

    error = errors.InputError("a.txt", "is broken", "mend it")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
