"""Soft differences: the same thing by another name, with more doubt, from another mouth."""

from __future__ import annotations

import re

from narrative.data import Claim, Divergence, Modality, Span
from narrative.relate.context import Pair
from narrative.relate.lexicon import map_namings
from narrative.relate.rules.conflict import Conflict, make_conflict, pick_strongest
from narrative.text.cues import find_attribution, find_hedges
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
    """Return two different speakers of the same statement, or None; a pronoun may be anybody."""
    left, right = pair.left.claim, pair.right.claim
    if not left.speaker or not right.speaker:
        return None
    words, others = set(content_words(left.speaker)), set(content_words(right.speaker))
    if not words or not others or words & others:
        return None
    spans = _speaker_span(left), _speaker_span(right)
    return make_conflict(Divergence.ATTRIBUTION, "attribution", spans, _FRAMING)


def _speaker_span(claim: Claim) -> Span:
    found = find_attribution(claim.text, claim.span.start)
    return found.speaker_span if found else claim.span
