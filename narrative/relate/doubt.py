"""When the model's reading takes a rule's conflict back: in dense news a rule finds differences between two things.

The bars were set on differences that rules found between outlets in AllSides news, each read by hand: of words turned
round that were none, the model reads a contradiction below .4 in fifteen of sixteen, and on the demonstration corpus above
.8 in all six that were one.
"""

from __future__ import annotations

from narrative.data import Divergence
from narrative.relate.context import Pair
from narrative.relate.reader import Reading
from narrative.relate.rules import Conflict

NEAR_COPY = 0.75
"""Part of all words that align from which one sentence is another with a word changed: there rules need no second opinion."""

_TURNED = frozenset({"negation", "denial", "not_done", "opposites"})
_LEAST_DIVERGES = 0.4
_FIGURES = frozenset({Divergence.NUMBER, Divergence.DATE})
# Where the link is surer, half of what the model calls two things are two accounts of one: "13,000 soldiers trained
# together in Ningxia", "some 10,000 of their soldiers exercised in the region of Ningxia" (.94).
_MOST_NEITHER, _UNSURE_LINK = 0.75, 0.8
_MOST_AGREES = 0.92


def needs_reading(pair: Pair) -> bool:
    """Return whether a model is asked for a second opinion on a conflict: never on headlines and near copies."""
    return not pair.has_headline and pair.likeness < NEAR_COPY


def is_taken_back(conflict: Conflict, reading: Reading, probability: float) -> bool:
    """Return whether *conflict* of a link of this *probability* is none by what the model reads.

    A word turned round needs a model that reads a contradiction, if only perhaps; a figure or a date stands unless the
    model reads two things and the link is not sure; an update stands, and nothing else against a model that reads one
    and the same.

    >>> from narrative.data import Evidence, Span
    >>> turned = Conflict(Divergence.NEGATION, Evidence("negation", Span(0, 1), Span(0, 1), 0.8))
    >>> is_taken_back(turned, Reading(0.3, 0.1, 0.6), 0.9), is_taken_back(turned, Reading(0.3, 0.5, 0.2), 0.9)
    (True, False)
    """
    if conflict.divergence is Divergence.UPDATE:  # tallies grow in words that the model takes for two things
        return False
    if reading.agrees >= _MOST_AGREES:
        return True
    if conflict.evidence.signal in _TURNED:
        return reading.diverges < _LEAST_DIVERGES
    return conflict.divergence in _FIGURES and reading.neither >= _MOST_NEITHER and probability < _UNSURE_LINK
