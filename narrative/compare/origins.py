"""How many independent origins a claim has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from narrative.compare.camps import join_all
from narrative.compare.credits import Credits
from narrative.compare.stands import Scene
from narrative.compare.ties import Ties
from narrative.compare.timing import find_first, read_time
from narrative.data import Claim, ClaimGroup, Origin


def find_origins(scene: Scene, groups: Sequence[ClaimGroup], ties: Ties, credits_: Credits) -> tuple[Origin, ...]:
    """Return the origins of each group, in the order of *groups*, then by their first source.

    Sources are one origin where copied wording or a credit of the same outlet ties them.
    """
    found = []
    for group in groups:
        by_source: dict[str, list[Claim]] = defaultdict(list)
        for claim_id in sorted(group.claim_ids):
            by_source[scene.claims[claim_id].source].append(scene.claims[claim_id])
        tied = (*ties.wording.get(group.id, ()), *ties.credit.get(group.id, ()))
        pairs = [(scene.claims[left].source, scene.claims[right].source) for left, right in tied]
        for sources in join_all(by_source, pairs):
            claims = [claim for source in sources for claim in by_source[source]]
            first = _find_earliest(scene, claims)
            found.append(Origin(group.id, sources, first, _find_credit(claims, credits_)))
    return tuple(found)


def _find_earliest(scene: Scene, claims: Sequence[Claim]) -> str | None:
    """Return the claim that certainly stood in print before those in other articles, the first of its own article.

    None where its own time is not known, or where the times do not tell.
    """
    ordered = sorted(claims, key=lambda claim: (claim.article_id, claim.span, claim.id))
    dated = [claim for claim in ordered if read_time(scene.articles[claim.article_id])]
    if len({claim.article_id for claim in claims}) == 1:
        return dated[0].id if dated else None
    first = find_first(dated, claims, scene.precedes)
    return first.id if first else None


def _find_credit(claims: Sequence[Claim], credits_: Credits) -> str | None:
    """Return the outlet that most of the sources credit for the claim, None for none; the smaller name in a tie.

    What an article credits as a whole counts only where it ties two sources: of a text "with Gull Wire Service" nobody
    can tell which sentences are the agency's.
    """
    single = len({claim.source for claim in claims}) == 1
    votes: dict[str, set[str]] = defaultdict(set)
    for claim in claims:
        for key in sorted(credits_.told.get(claim.id, ()) if single else credits_.of_claim(claim)):
            votes[key].add(claim.source)
    best = min(votes, key=lambda key: (-len(votes[key]), key), default=None)
    return credits_.shown[best] if best else None
