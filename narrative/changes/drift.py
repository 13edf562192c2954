"""How far new passages are from the narratives as they were fitted, and when a refit is worth while."""

from __future__ import annotations

from narrative.data import Comparison, Drift

LEAST_PLACED = 0.5  # of the new passages, in a narrative that was there
LEAST_LIKENESS = 0.8  # of the mean weight of a narrative's members as fitted
GROWTH = 1.0  # articles that came since the fit, for each of the fit


def measure_drift(comparison: Comparison, new: frozenset[str], since_fit: frozenset[str]) -> Drift | None:
    """Return the drift of the *new* articles' passages, None without any; *since_fit* are all that came after the fit."""
    article_of = {passage.id: passage.article_id for passage in comparison.passages}
    passages = sum(article in new for article in article_of.values())
    if not passages:
        return None
    fresh: list[float] = []
    fitted: list[float] = []
    for narrative in comparison.narratives:
        weights = [(article_of[member.passage_id] in new, member.weight) for member in narrative.members]
        if not all(is_new for is_new, _ in weights):
            fresh += [weight for is_new, weight in weights if is_new]
            fitted += [weight for is_new, weight in weights if not is_new]
    placed = round(len(fresh) / passages, 4)
    likeness = round(sum(fresh) / len(fresh), 4) if fresh else None
    before = round(sum(fitted) / len(fitted), 4) if fitted else None
    reasons = []
    if placed < LEAST_PLACED:
        reasons.append("most new passages fit no narrative that was there")
    if likeness is not None and before is not None and likeness < LEAST_LIKENESS * before:
        reasons.append("new passages are less like their narratives than the first ones were")
    articles = len(comparison.articles)
    if len(since_fit) > GROWTH * max(articles - len(since_fit), 1):
        reasons.append("more than half of all articles came after the narratives were made")
    return Drift(placed, likeness, before, tuple(reasons))
