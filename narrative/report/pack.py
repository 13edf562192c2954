"""What a large page carries compressed, for its script to unpack: articles, rows of claims, figures.

A claim is in the articles, and again in its row. The rows of a large page name it by its place among the claims of the
articles: ids do not compress, and its words need not stand on the page twice.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from gzip import compress
from html import unescape

from narrative.report.view.nouns import ClaimRow
from narrative.report.words import capitalise

# Lone surrogates cannot be written as UTF-8, control characters are not allowed in HTML, and a direction override in
# the name of a source would turn round the rest of the sentence that names it.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# The script finds the claims of the packed articles by the same pattern.
CLAIM = re.compile(r'id="(c[0-9a-f]{16})"[^>]*>([^<]*)')
LINK = re.compile(r'href="#(c[0-9a-f]{16})"')
# What stands for the words of a claim, as they are or with a capital; no text that holds these is packed so.
AS_IT_IS, CAPITAL = "\ue000", "\ue001"
SIGNS = (r"\ue000", r"\ue001")


@dataclass(frozen=True, slots=True)
class Told:
    """The claims of the packed articles: the place of each id, and the words there."""

    places: Mapping[str, int]
    words: Mapping[str, int]


def pack(text: str) -> str:
    """Return *text* compressed, as base64."""
    return b64encode(compress(UNWRITABLE.sub("\ufffd", text).encode(), 9, mtime=0)).decode()


def find_told(bodies: str) -> Told:
    """Return the claims of *bodies* in their order, spaces as a row has them; of the same words the first stands for all.

    >>> find_told('<i id="c0123456789abcdef">The pier &amp; the quay</i>').words
    {'The pier & the quay': 0}
    """
    places: dict[str, int] = {}
    words: dict[str, int] = {}
    for n, found in enumerate(CLAIM.finditer(UNWRITABLE.sub("\ufffd", bodies))):
        places.setdefault(found.group(1), n)
        words.setdefault(" ".join(unescape(found.group(2)).split()), n)
    return Told(places, words)


def refer_words(rows: Sequence[ClaimRow], told: Told) -> tuple[ClaimRow, ...]:
    """Return *rows* with a place instead of the words, where the articles hold these."""
    if any(sign in repr(rows) for sign in SIGNS):
        return tuple(rows)
    large = {capitalise(words): n for words, n in told.words.items()}
    return tuple(_refer(row, told, large) for row in rows)


def refer_links(html: str, told: Told) -> str:
    """Return *html* with a place instead of the id in each link to a claim of the articles."""
    return LINK.sub(lambda m: f'href="#~{told.places[m[1]]};"' if m[1] in told.places else m[0], html)


def _refer(row: ClaimRow, told: Told, large: Mapping[str, int]) -> ClaimRow:
    if row.claim in told.words:
        return replace(row, claim=f"{AS_IT_IS}{told.words[row.claim]};")
    return replace(row, claim=f"{CAPITAL}{large[row.claim]};") if row.claim in large else row
