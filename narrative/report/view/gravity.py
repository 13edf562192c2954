"""What contradicts what, and which contradiction matters most."""

from __future__ import annotations

from narrative.data import Divergence, Judgement
from narrative.report.view.index import Index, is_update

# A denial is more than a swapped number: what is at issue is put before how sure the verdict is. Fields not named come last.
GRAVITY = {
    Divergence.NEGATION: 0,
    Divergence.ACTOR: 1,
    Divergence.PLACE: 1,
    Divergence.DATE: 1,
    Divergence.NUMBER: 2,
}
LEAST_GRAVE = 3


def contradicting(index: Index) -> tuple[str, ...]:
    """Return the shared groups whose sources contradict each other, updates apart."""
    return tuple(g for g in index.shared if any(not is_update(j) for j in index.divergences(g)))


def sharpest(group: str, index: Index) -> Judgement:
    """Return the surest contradiction of *group*."""
    return next(j for j in index.divergences(group) if not is_update(j))


def gravest(group: str, index: Index) -> Judgement:
    """Return the contradiction of *group* that matters most: denials first, numbers late, the surest of its field."""
    return min((j for j in index.divergences(group) if not is_update(j)), key=_gravity)


def weigh_field(field: Divergence | None) -> int:
    """Return the rank of a field among contradictions, 0 for the gravest."""
    return GRAVITY.get(field or Divergence.OTHER, LEAST_GRAVE)


def _gravity(judgement: Judgement) -> int:
    return weigh_field(judgement.divergence)


def rank_contradictions(index: Index) -> tuple[str, ...]:
    """Return the contradicted groups: denials, then who, where and when, then numbers, then the rest.

    In each the surest comes first, of those about as sure the one with more sources.
    """

    def key(group: str) -> tuple[int, float, int, float, str]:
        verdict = gravest(group, index)
        sure = verdict.confidence
        return _gravity(verdict), -round(sure, 1), -len(index.speakers(group)), -round(sure, 4), group

    return tuple(sorted(contradicting(index), key=key))
