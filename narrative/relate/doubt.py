"""When the model's reading takes a rule's conflict back: in dense news a rule finds differences between two things.

The bars were set on differences that rules found between outlets in AllSides news, each read by hand: of words turned
round that were none, the model reads a contradiction below .4 in fifteen of sixteen, and on the demonstration corpus above
.8 in all six that were one. Of dates it reads one above .9 in all eleven that were one, and below .3 in all ten that were
none; of figures below .3 in fourteen of the sixteen that were none.
"""

from __future__ import annotations

from narrative.data import Divergence, Span
from narrative.relate.context import Pair, Side
from narrative.relate.reader import Reading
from narrative.relate.rules import Conflict

NEAR_COPY = 0.75
"""Part of all words that align from which one sentence is another with a word changed: a figure there needs no second opinion."""

Backing = dict[tuple[str, frozenset[str]], float]
"""By a claim and two values that stand against each other in its links: how surely one of them is a contradiction."""

_TURNED = frozenset({"negation", "denial", "not_done", "opposites"})
_LEAST_DIVERGES = 0.4
_FIGURES = frozenset({Divergence.NUMBER, Divergence.DATE})
_LEAST_BACKED = 0.3
MOST_AGREES = 0.92
"""From where the model is sure of one and the same: then there is no conflict, instead of an open one."""


def needs_reading(pair: Pair, conflict: Conflict) -> bool:
    """Return whether a model is asked for a second opinion: never on headlines, nor on a figure in a near copy."""
    return not pair.has_headline and not (conflict.divergence in _FIGURES and pair.likeness >= NEAR_COPY)


def note_backing(backing: Backing, pair: Pair, conflict: Conflict) -> None:
    """Add to *backing* what the model reads of two figures or dates; in a near copy they are a contradiction as they stand."""
    if conflict.divergence not in _FIGURES:
        return
    reading = pair.background.reading
    surety = 1.0 if pair.likeness >= NEAR_COPY else reading.diverges if reading else 0.0
    values = _read_values(pair, conflict)
    for claim in (pair.left.claim, pair.right.claim):
        backing[claim.id, values] = max(surety, backing.get((claim.id, values), 0.0))


def is_taken_back(pair: Pair, conflict: Conflict, reading: Reading, backing: Backing) -> bool:
    """Return whether *conflict* is none by what the model reads.

    A word turned round needs a model that reads a contradiction, if only perhaps. So does a figure or a date, in this link
    or in another of one of its claims where the same two values meet: the model often does not see that "13,000 trained
    together" and "some 10,000 exercised" are two accounts of one event, but it does in one of their other wordings. An
    update stands, and nothing else against a model that reads one and the same.
    """
    if conflict.divergence is Divergence.UPDATE or not needs_reading(pair, conflict):
        return False  # tallies grow in words that the model takes for two things
    if conflict.divergence in _FIGURES:
        values = _read_values(pair, conflict)
        claims = (pair.left.claim, pair.right.claim)
        return max(backing.get((claim.id, values), 0.0) for claim in claims) < _LEAST_BACKED
    if conflict.evidence.signal in _TURNED and pair.likeness < NEAR_COPY:
        return reading.diverges < _LEAST_DIVERGES
    return reading.agrees >= MOST_AGREES


def _read_values(pair: Pair, conflict: Conflict) -> frozenset[str]:
    sides = ((pair.left, conflict.evidence.left), (pair.right, conflict.evidence.right))
    return frozenset(_read_value(side, span) for side, span in sides if span)


def _read_value(side: Side, span: Span) -> str:
    """Return a figure or a date without its unit: "10,000 soldiers" and "ten thousand troops" are one value."""
    positions = side.words_in(span)
    return side.words[positions.start].stem.split(" ")[0] if positions else ""
