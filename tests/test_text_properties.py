"""What holds for any text, and how long hostile text may take."""

from __future__ import annotations

import gc
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.data import Span
from narrative.text.cues import find_attribution, find_denials, find_hedges, find_negations, find_predictions
from narrative.text.dates import find_times, read_moment
from narrative.text.names import find_names
from narrative.text.numbers import find_quantities
from narrative.text.sentences import split_sentences
from narrative.text.tokens import find_words, stem

WORDS = ["Gen.", "U.S.", "Orlov", "the", "12", "said", "“", "”", '"', ".", ",", "\n", " ", "March", "2019", "two", "million",
         "S-300", "on", "Saturday", "Sino-Russian", "of", "$", "%", "-", "and", "about", "\u2028", "\ud800", "’s", "ago", "last"]  # fmt: skip
TEXTS = st.one_of(st.text(max_size=120), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join))
DAY = date(2022, 8, 17)


@given(TEXTS)
def test_sentences_lose_nothing_but_white_space(text: str) -> None:
    last = 0
    for span in split_sentences(text):
        assert not text[last : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        assert not set("\n\r\x0b\x0c\x85\u2028\u2029") & set(span.of(text))
        last = span.end
    assert not text[last:].strip()


@settings(deadline=None)
@given(TEXTS, st.integers(0, 1000))
def test_an_offset_moves_every_span_and_nothing_else(text: str, offset: int) -> None:
    assert [span.start - offset for _, span in find_words(text, offset)] == [span.start for _, span in find_words(text)]
    for find in (find_quantities, find_names, lambda part, shift=0: find_times(part, DAY, shift)):
        for moved, still in zip(find(text, offset), find(text), strict=True):
            assert moved.span == Span(still.span.start + offset, still.span.end + offset)


@settings(deadline=None)
@given(TEXTS)
def test_what_is_found_lies_in_the_text_and_in_order(text: str) -> None:
    for found in (find_quantities(text), find_names(text), find_times(text, DAY)):
        starts = [item.span.start for item in found]
        assert starts == sorted(starts)
        assert all(0 <= item.span.start < item.span.end <= len(text) for item in found)
    assert all(name.span.of(text) == name.text for name in find_names(text))
    assert all(quantity.low <= quantity.value <= quantity.high for quantity in find_quantities(text))
    assert all(item.start <= item.end for item in find_times(text, DAY))
    found = find_attribution(text)
    assert found is None or found.speaker_span.of(text) == found.speaker


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_stamp_never_raises_and_is_always_utc(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or moment[0].utcoffset().total_seconds() == 0


@pytest.mark.parametrize(
    "unit",
    ["a", "(", "1", "“", '"', ".", "A ", "1 ", "1,", "1-", "a'", "X said ", "not ", "May 1 ", "A of ", "U.S. ", "two ", "hundred ", "A-"],
)  # fmt: skip
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    def measure(length: int) -> float:
        text = (unit * length)[:length]
        gc.collect()  # of what other tests left, or its time would be counted here
        start = time.process_time()
        for find in (split_sentences, find_words, find_quantities, find_names, find_negations, find_denials,
                     find_hedges, find_predictions, find_attribution, lambda part: find_times(part, DAY)):  # fmt: skip
            find(text)
        return time.process_time() - start

    measure(100)
    short, long = (min(measure(length) for _ in range(2)) for length in (4_000, 32_000))
    # Eight times the text may take eight times as long; sixty-four times would be quadratic.
    assert long < 24 * short + 0.3


def test_one_line_of_a_megabyte_is_read() -> None:
    start = time.process_time()
    for unit in ("a", "(", "1", "“"):
        text = unit * 1_000_000
        assert len(split_sentences(text)) == 1
        assert find_quantities(text) == ()
        assert find_names(text) == ()
        assert find_times(text, DAY) == ()
    assert time.process_time() - start < 40


def test_threads_do_not_mix_up_their_stems() -> None:
    words = [
        f"{'deploy' * (number % 5 + 1)}{number % 7 * 'ment'}{letter}ings"
        for number in range(400)
        for letter in "abcdefgh"
    ]
    bare = stem.__wrapped__  # what the cache would hide: only a new word reaches the stemmer
    alone = [bare(word) for word in words]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(max_workers=8) as pool:
            together = [list(pool.map(bare, words)) for _ in range(3)]
    finally:
        sys.setswitchinterval(before)
    assert together == [alone] * 3
