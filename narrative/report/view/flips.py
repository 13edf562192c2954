"""What would have made a link or a verdict come out otherwise."""

from __future__ import annotations

from math import exp, isfinite, log

from narrative.data import Claim, Divergence, Judgement, Link, Quantity, Relation
from narrative.report.view.signals import BASELINE, name_signal
from narrative.report.words import in_hundred, in_quotes

# Sums of log-odds beyond this are certain to every digit that the page shows.
FARTHEST = 30.0
# A verdict less sure than this is near the bar below which none is given.
NARROW = 0.6
CHANGES = {
    Divergence.NUMBER: "the same figure on both sides would make them agree",
    Divergence.DATE: "the same date on both sides would make them agree",
    Divergence.PLACE: "the same place on both sides would make them agree",
    Divergence.ACTOR: "the same actor on both sides would make them agree",
    Divergence.NEGATION: "both saying it, or both denying it, would make them agree",
    Divergence.MODALITY: "the same degree of certainty on both sides would leave nothing to tell apart",
    Divergence.ATTRIBUTION: "the same voice on both sides would leave nothing to tell apart",
    Divergence.NAMING: "the same name on both sides would leave nothing to tell apart",
    Divergence.UPDATE: "the same figure on both sides would make them agree",
}
AGREEING = "another number, date, place or name for the same thing on one side would make them diverge"
REPEATING = "another number, date or name inside the copied words would make them diverge; own words, agree"
CLOSE = "a little less evidence, and there would be no verdict"


def describe_flip(link: Link) -> str:
    """Return how probable *link* would be without the signal that speaks most for it, "" where none does.

    Weights are log-odds, so that taking one away is a subtraction.

    >>> from narrative.data import Signal
    >>> describe_flip(Link("c1", "c2", 0.9, (Signal("baseline", 0.1, -1.0), Signal("names", 1.0, 3.2))))
    'without “names in common” it would be 27 in 100.'
    """
    speaking = [s for s in link.signals if s.name != BASELINE and s.weight > 0]
    if not speaking or not 0 < link.probability < 1:
        return ""
    best = min(speaking, key=lambda s: (-round(s.weight, 4), s.name))
    odds = log(link.probability / (1 - link.probability)) - best.weight
    without = 1 / (1 + exp(-max(-FARTHEST, min(FARTHEST, odds))))
    return f"without {in_quotes(name_signal(best.name))} it would be {in_hundred(without)}."


def describe_change(judgement: Judgement, left: Claim, right: Claim) -> str:
    """Return what in the sentences would have made the verdict another one, "" where that cannot be said."""
    if judgement.divergence is Divergence.NUMBER:
        reach = next((words for claim in (left, right) for words in _reaches(claim, judgement)), "")
        change = reach or CHANGES[Divergence.NUMBER]
    elif judgement.divergence:
        change = CHANGES.get(judgement.divergence, "")
    else:
        change = {Relation.AGREES: AGREEING, Relation.REPEATS: REPEATING}.get(
            judgement.relation or Relation.DIVERGES, ""
        )
    parts = [change] if change else []
    if judgement.confidence < NARROW:
        parts.append(CLOSE)
    return "; ".join(parts) + "." if parts else ""


def is_evidence(quantity: Quantity, judgement: Judgement) -> bool:
    """Whether a verdict rests on *quantity*."""
    return any(quantity.span in (e.left, e.right) for e in judgement.evidence)


def quantity_words(quantity: Quantity, claim: Claim) -> str:
    """Return *quantity* as its sentence has it."""
    start = quantity.span.start - claim.span.start
    return claim.text[start : start + quantity.span.end - quantity.span.start]


def _reaches(claim: Claim, judgement: Judgement) -> list[str]:
    rounded = (q for q in claim.quantities if q.approximate and isfinite(q.low) and isfinite(q.high))
    return [
        f"a figure from {q.low:,.10g} to {q.high:,.10g} would agree with {in_quotes(quantity_words(q, claim))}"
        for q in rounded
        if is_evidence(q, judgement)
    ]
