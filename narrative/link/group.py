"""Links to groups: claims that are one claim, without chaining.

Average-link agglomeration. The two groups with the highest mean probability over *all* their cross pairs merge first,
as long as that mean reaches the bar. A pair that was never linked counts as 0, so one strong link (a bridge) cannot
join two groups whose other members have nothing to do with each other. (UPGMA: Sokal & Michener 1958.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from narrative.config import LinkConfig
from narrative.data import Claim, ClaimGroup, Link
from narrative.text.identity import content_id

SCALE = 10_000  # probabilities count in steps of 1/10,000: integer sums do not depend on their order

# Two claims of one article are never scored. An article seldom says one thing twice, yet a headline and its lead do:
# unknown, but rather not. Counted at this share of the bar, a second claim of an article needs a link well above the bar.
SAME_ARTICLE = 0.6


def group_links(claims: Sequence[Claim], links: Sequence[Link], settings: LinkConfig) -> tuple[ClaimGroup, ...]:
    """Return the groups ordered by id; every claim is in exactly one, alone where nothing links it.

    Only links of at least `settings.min_probability` start a merge and stand in `ClaimGroup.links` (strongest first);
    weaker ones, if given, count at their value in the mean, which must reach `settings.min_group_probability`.
    A group's id is made from its smallest claim id. Neither the order of *claims* nor that of *links* matters.
    """
    forest = _Forest.plant(claims, links, settings)
    forest.grow()
    group_of = {claim: root for root, members in forest.members.items() for claim in members}
    inside: defaultdict[str, list[Link]] = defaultdict(list)
    for link in links:
        if link.probability >= settings.min_probability and group_of[link.left] == group_of[link.right]:
            inside[group_of[link.left]].append(link)
    groups = (
        ClaimGroup(content_id("g", root), tuple(sorted(members)), tuple(sorted(inside[root], key=_rank)))
        for root, members in forest.members.items()
    )
    return tuple(sorted(groups, key=lambda group: group.id))


def _rank(link: Link) -> tuple[float, str, str]:
    return -round(link.probability, 4), link.left, link.right


@dataclass(slots=True)
class _Forest:
    """Groups while they grow, each under its smallest claim id. *sums* holds the scaled probabilities between groups."""

    bar: int
    same_article: int
    members: dict[str, list[str]]
    articles: dict[str, Counter[str]]
    sums: dict[str, dict[str, int]] = field(default_factory=dict)
    heap: list[tuple[int, str, str, int, int]] = field(default_factory=list)
    bound: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def plant(cls, claims: Sequence[Claim], links: Sequence[Link], settings: LinkConfig) -> _Forest:
        """Return the forest of single claims with all candidate merges on the heap."""
        bar = round(settings.min_group_probability * SCALE)
        forest = cls(
            bar=bar,
            same_article=round(bar * SAME_ARTICLE),
            members={claim.id: [claim.id] for claim in claims},
            articles={claim.id: Counter((claim.article_id,)) for claim in claims},
        )
        forest.sums = {claim.id: {} for claim in claims}
        forest.bound = {claim.id: set() for claim in claims}
        for link in links:
            scaled = round(link.probability * SCALE)
            forest.sums[link.left][link.right] = forest.sums[link.right][link.left] = scaled
            if link.probability >= settings.min_probability:
                forest.bound[link.left].add(link.right)
                forest.bound[link.right].add(link.left)
        forest.heap = [
            forest.propose(left, right) for left, others in forest.bound.items() for right in others if left < right
        ]
        heapify(forest.heap)
        return forest

    def propose(self, left: str, right: str) -> tuple[int, str, str, int, int]:
        """Return the heap entry of a merge: strongest first, ties by id; the sizes tell later whether it is stale."""
        left, right = min(left, right), max(left, right)
        return -self.measure(left, right), left, right, len(self.members[left]), len(self.members[right])

    def measure(self, left: str, right: str) -> int:
        """Return the scaled mean probability over all pairs between two groups, rounded down."""
        few, many = sorted((self.articles[left], self.articles[right]), key=len)
        same = sum(count * many[article] for article, count in few.items())
        pairs = len(self.members[left]) * len(self.members[right])
        return (self.sums[left].get(right, 0) + same * self.same_article) // pairs

    def grow(self) -> None:
        """Merge the strongest pair again and again until none reaches the bar."""
        while self.heap:
            strength, left, right, left_size, right_size = heappop(self.heap)
            if -strength < self.bar:
                return
            sizes = (len(self.members.get(left, ())), len(self.members.get(right, ())))
            if sizes == (left_size, right_size):
                self.merge(left, right)

    def merge(self, left: str, right: str) -> None:
        """Move *right* into *left*, whose id is the smaller, and put the new merges on the heap."""
        self.members[left] += self.members.pop(right)
        self.articles[left] += self.articles.pop(right)
        for other, total in self.sums.pop(right).items():
            del self.sums[other][right]
            if other != left:
                self.sums[left][other] = self.sums[other][left] = self.sums[left].get(other, 0) + total
        self.bound[left] |= self.bound.pop(right)
        self.bound[left] -= {left, right}
        for other in self.bound[left]:
            self.bound[other].discard(right)
            self.bound[other].add(left)
            heappush(self.heap, self.propose(left, other))
