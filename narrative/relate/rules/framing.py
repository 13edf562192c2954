"""Soft differences: the same thing by another name, with more doubt, from another mouth."""

from __future__ import annotations

import re
from collections.abc import Sequence

from narrative.data import Claim, Divergence, Modality, Name, Span
from narrative.relate.context import Pair
from narrative.relate.lexicon import list_stems, map_namings
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest
from narrative.text.cues import find_attribution, find_hedges
from narrative.text.names import find_names
from narrative.text.tokens import content_words

_FRAMING = 0.6  # strength of a soft difference: it never turns a verdict, it is only shown


def find_naming(pair: Pair) -> Conflict | None:
    """Return two names for one thing, of which each claim uses only one ("government", "regime"), or None."""
    left, right = _find_loaded(pair.left.claim), _find_loaded(pair.right.claim)
    found = [
        make_conflict(Divergence.NAMING, "naming", (left[one], right[other]), _FRAMING)
        for one in left
        for other in right
        if other in map_namings()[one] and one not in right and other not in left
    ]
    return pick_strongest(found)


def _find_loaded(claim: Claim) -> dict[str, Span]:
    """Return the loaded words of a claim with the place where each stands first."""
    found: dict[str, Span] = {}
    text = claim.text.lower()
    for name in sorted(map_namings()):
        if name in text and (match := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)):
            found[name] = Span(claim.span.start + match.start(), claim.span.start + match.end())
    return found


def find_hedging(pair: Pair) -> Conflict | None:
    """Return the doubt that one claim voices and the other does not, or None; both sides' claims are shown."""
    left, right = pair.left.claim, pair.right.claim
    if {left.modality, right.modality} != {Modality.HEDGED, Modality.ASSERTED}:
        return None
    spans = tuple(_first_hedge(claim) if claim.modality == Modality.HEDGED else claim.span for claim in (left, right))
    return make_conflict(Divergence.MODALITY, "hedging", (spans[0], spans[1]), _FRAMING)


def _first_hedge(claim: Claim) -> Span:
    hedges = find_hedges(claim.text, claim.span.start)
    return hedges[0] if hedges else claim.span


def find_attribution_shift(pair: Pair) -> Conflict | None:
    """Return two different speakers of the same statement, or None.

    A pronoun or "the article" may be anybody, and a capital speaks for all who speak for its country.
    """
    left, right = pair.left.claim, pair.right.claim
    if not left.speaker or not right.speaker or _may_be_one(left.speaker, right.speaker):
        return None
    spans = _speaker_span(left), _speaker_span(right)
    return make_conflict(Divergence.ATTRIBUTION, "attribution", spans, _FRAMING)


def _may_be_one(speaker: str, other: str) -> bool:
    """Return whether two names of speakers may stand for one.

    >>> _may_be_one("the magazine", "Der Rundblick"), _may_be_one("Beijing", "China's foreign ministry")
    (True, True)
    >>> _may_be_one("the mayor", "the police"), _may_be_one("a Chinese blogger", "China's foreign ministry")
    (False, False)
    """
    words, others = set(content_words(speaker)), set(content_words(other))
    anybody = list_stems("anybody")
    if words <= anybody or others <= anybody or words & others:
        return True
    names, named = find_names(speaker), find_names(other)
    keys, known = {name.key for name in names}, {name.key for name in named}
    return bool(keys & known) and (_is_bare(words, names) or _is_bare(others, named))


def _is_bare(words: set[str], names: Sequence[Name]) -> bool:
    """Return whether a speaker is a name and nothing more: "Moscow", not "a diplomat in Moscow"."""
    return words <= {word for name in names for word in content_words(name.text)}


def _speaker_span(claim: Claim) -> Span:
    found = find_attribution(claim.text, claim.span.start)
    return found.speaker_span if found else claim.span
