"""The sentence around a claim: what it says before the claim begins and after it ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from narrative.data import Article, Claim, Span
from narrative.report.view.nouns import Mark, Piece
from narrative.text.sentences import split_sentences

# Characters of the rest of a sentence that are shown on either side.
REST_WIDTH = 160
KEPT_TEXTS = 1024


def find_rest(claim: Claim, article: Article) -> tuple[str, str]:
    """Return what the sentence of *claim* says before and after it, "" where that holds no word.

    >>> from narrative.data import Place, Precision
    >>> text = "The pier was closed, and boats were sent to Port Sable."
    >>> claim = Claim("c", "a", "S", Span(25, 54), text[25:54])
    >>> article = Article("a", "S", False, "", text, None, None, Precision.UNKNOWN, "en", (), Place("x", None))
    >>> find_rest(claim, article)
    ('The pier was closed, and ', '')
    """
    sentences = _split(article.text)
    first, last = _within(sentences, claim.span.start), _within(sentences, claim.span.end - 1)
    before = article.text[first.start : claim.span.start] if first else ""
    after = article.text[claim.span.end : last.end] if last else ""
    return before if _has_words(before) else "", after if _has_words(after) else ""


def surround(pieces: Sequence[Piece], claim: Claim, article: Article, width: int = REST_WIDTH) -> tuple[Piece, ...]:
    """Return the *pieces* of a quote of *claim* with the rest of its sentence around them, as far as it has *width*.

    A side that was cut short already stays as it is.
    """
    before, after = find_rest(claim, article)
    shown = list(pieces)
    if before and not shown[0].text.startswith("…"):
        shown.insert(0, Piece(_cut_start(before, width), Mark.REST))
    if after and not shown[-1].text.endswith("…"):
        shown.append(Piece(_cut_end(after, width), Mark.REST))
    return tuple(shown)


def begin_sentence(claim: Claim, article: Article, width: int = REST_WIDTH) -> str:
    """Return the start of the sentence that *claim* only goes on with, "" for a claim that can stand as one itself."""
    before, _ = find_rest(claim, article)
    letter = next((c for c in claim.text if c.isalnum()), "")
    return _cut_start(before, width) if before and letter.islower() else ""


def _within(sentences: Sequence[Span], at: int) -> Span | None:
    place = bisect_right([s.start for s in sentences], at) - 1
    return sentences[place] if place >= 0 and at < sentences[place].end else None


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _cut_start(text: str, width: int) -> str:
    return text if len(text) <= width else "…" + text[-width:].split(" ", 1)[-1]


def _cut_end(text: str, width: int) -> str:
    return text if len(text) <= width else text[:width].rsplit(" ", 1)[0] + "…"


@lru_cache(maxsize=KEPT_TEXTS)
def _split(text: str) -> tuple[Span, ...]:
    return split_sentences(text)
