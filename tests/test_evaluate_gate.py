"""Floors only rise, unless somebody says why."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from narrative.evaluate.gate import is_small_good, list_falls, make_floor, move_floors

NAMES = st.sampled_from(["link x: overall: AUC", "link x: overall: calibration error", "cluster y: passages unplaced"])
SHARES = st.floats(0, 1)


@given(st.dictionaries(NAMES, SHARES))
def test_what_was_measured_is_never_below_its_own_floor(found: dict[str, float]) -> None:
    floors, lowered = move_floors(found, {})
    assert lowered == ()
    assert list_falls(found, floors) == ()


@given(NAMES, SHARES, SHARES)
def test_a_floor_that_gets_worse_is_named(name: str, before: float, after: float) -> None:
    old, new = make_floor(name, before), make_floor(name, after)
    worse = new > old if is_small_good(name) else new < old
    _, lowered = move_floors({name: after}, {name: old})
    assert [fall.name for fall in lowered] == [name] * worse


def test_a_figure_that_is_gone_is_a_fall() -> None:
    assert [str(fall) for fall in list_falls({}, {"links recall": 0.5})] == [
        "links recall is not measured any more; it must be at least 0.5"
    ]


def test_an_error_that_grows_is_a_fall() -> None:
    assert [str(fall) for fall in list_falls({"false pairs": 0.1}, {"false pairs": 0.0})] == [
        "false pairs is 0.1000; it must be at most 0"
    ]
