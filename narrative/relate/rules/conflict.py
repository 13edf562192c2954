"""What a rule finds: a difference of one kind, its evidence and how strongly it speaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from narrative.data import Divergence, Evidence, Span
from narrative.relate.context import Surroundings

_FEWEST = 2  # content words in common that are never too few where a claim has no more
_NEAR = 0.4  # weight of the words near a difference against all others


@dataclass(frozen=True, slots=True)
class Conflict:
    """A difference between two claims. ``evidence.score`` is its strength in [0, 1]."""

    divergence: Divergence
    evidence: Evidence


def make_conflict(divergence: Divergence, signal: str, spans: tuple[Span, Span], strength: float) -> Conflict:
    """Return the difference shown by *spans* (left, right), its strength clipped to [0, 1] and rounded."""
    strength = round(min(1.0, max(0.0, strength)), 4)
    return Conflict(divergence, Evidence(signal, spans[0], spans[1], strength))


def pick_strongest(conflicts: Iterable[Conflict]) -> Conflict | None:
    """Return the strongest conflict; ties go to the one that stands first on the left, then on the right."""
    ranked = sorted(conflicts, key=lambda found: (-found.evidence.score, found.evidence.left, found.evidence.right))
    return ranked[0] if ranked else None


def rate_match(around: Surroundings, enough: int) -> float:
    """Return in [0, 1] how surely two differing words fill the same place: alike near by, alike in the rest.

    *enough* content words in common carry full weight; with fewer the match may be chance, unless a claim has no more.
    """
    enough = min(enough, max(around.smaller, _FEWEST))
    return (_NEAR * around.near + (1 - _NEAR) * around.rest) * min(1.0, around.shared / enough)
