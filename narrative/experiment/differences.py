"""What changed between two runs: narratives, links, verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from narrative.data import Comparison
from narrative.evaluate.metrics import encode, rate_partition
from narrative.experiment.measure import judgements_across, name_verdict

# Two narratives of two runs are the same one where their passages overlap by at least this much (Jaccard).
SAME = 0.5


@dataclass(frozen=True, slots=True)
class Pair:
    """A link between two sources and the verdict on it."""

    left: str
    right: str
    probability: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of a comparison as comparing runs takes; everything ordered by id.

    *homes* are (passage, narrative), the narrative that holds most of it and "" for none; *labels* (narrative, label);
    *claims* (claim, source, text) of the claims in *links*.
    """

    homes: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    links: tuple[Pair, ...]
    claims: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What the second of two runs has that the first has not, and the other way round.

    *agreement* is the adjusted Rand index of the narratives over the passages that both have (None: none in common).
    *narratives* are phrases for a person. *changed* are pairs with the verdict before and after.
    """

    agreement: float | None
    narratives: tuple[str, ...]
    lost: tuple[Pair, ...]
    gained: tuple[Pair, ...]
    changed: tuple[tuple[Pair, Pair], ...]
    kept: int

    @property
    def overlap(self) -> float:
        """The part of all links that both runs have (Jaccard); 1 where neither has any."""
        together = self.kept + len(self.lost) + len(self.gained)
        return round(self.kept / together, 4) if together else 1.0


def outline_comparison(found: Comparison) -> Outline:
    """Return the outline of *found*."""
    homes = {passage.id: ("", 0.0) for passage in found.passages}
    for narrative in found.narratives:
        for member in narrative.members:
            if member.weight > homes[member.passage_id][1]:
                homes[member.passage_id] = (narrative.id, member.weight)
    links = []
    for judged in judgements_across(found):
        verdict = name_verdict(judged) + (f": {judged.divergence.value}" if judged.divergence else "")
        links.append(Pair(judged.link.left, judged.link.right, judged.link.probability, verdict))
    linked = {claim for link in links for claim in (link.left, link.right)}
    claims = sorted((claim.id, claim.source, claim.text) for claim in found.claims if claim.id in linked)
    return Outline(
        tuple(sorted((passage, home) for passage, (home, _) in homes.items())),
        tuple(sorted((narrative.id, narrative.label) for narrative in found.narratives)),
        tuple(sorted(links, key=lambda link: (link.left, link.right))),
        tuple(claims),
    )


def find_differences(one: Outline, other: Outline) -> Difference:
    """Return what changed from *one* to *other*; links that came or went are ordered by probability, the surest first."""
    mine = {(link.left, link.right): link for link in one.links}
    theirs = {(link.left, link.right): link for link in other.links}
    both = sorted(mine.keys() & theirs.keys())
    changed = [(mine[key], theirs[key]) for key in both if mine[key].verdict != theirs[key].verdict]
    return Difference(
        rate_homes(one, other),
        tuple(_list_narratives(one, other)),
        _rank(mine[key] for key in mine.keys() - theirs.keys()),
        _rank(theirs[key] for key in theirs.keys() - mine.keys()),
        tuple(sorted(changed, key=lambda pair: (-pair[1].probability, pair[1].left, pair[1].right))),
        len(both),
    )


def rate_homes(one: Outline, other: Outline) -> float | None:
    """Return the adjusted Rand index of two runs' narratives over the passages that both have.

    A passage in no narrative is a narrative of its own. None where the runs have no passage in common, as where they
    cut the articles differently.
    """
    mine, theirs = dict(one.homes), dict(other.homes)
    both = sorted(mine.keys() & theirs.keys())
    if not both:
        return None
    codes = (encode([homes[passage] or passage for passage in both]) for homes in (mine, theirs))
    return round(rate_partition(*codes)[0], 4)


def _rank(links: Iterable[Pair]) -> tuple[Pair, ...]:
    return tuple(sorted(links, key=lambda link: (-link.probability, link.left, link.right)))


def _list_narratives(one: Outline, other: Outline) -> list[str]:
    """Return what became of the narratives of *one* in *other*, in phrases."""
    mine, theirs = _gather(one), _gather(other)
    labels, new_labels = dict(one.labels), dict(other.labels)
    twins = {narrative: _find_twin(members, theirs) for narrative, members in mine.items()}
    phrases = []
    for narrative, twin in twins.items():
        if twin is None:
            phrases.append(f"“{labels[narrative]}” has no counterpart")
        elif new_labels[twin] != labels[narrative]:
            phrases.append(f"“{labels[narrative]}” is called “{new_labels[twin]}”")
        elif mine[narrative] != theirs[twin]:
            count = len(mine[narrative] ^ theirs[twin])
            phrases.append(f"“{labels[narrative]}” differs by {count} {'passage' if count == 1 else 'passages'}")
    known = set(twins.values())
    phrases += [f"“{new_labels[narrative]}” is new" for narrative in theirs if narrative not in known]
    return phrases


def _gather(outline: Outline) -> dict[str, frozenset[str]]:
    """Return the passages of each narrative, the largest narrative first."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for passage, home in outline.homes:
        if home:
            members[home].add(passage)
    ordered = sorted(members.items(), key=lambda item: (-len(item[1]), item[0]))
    return {narrative: frozenset(passages) for narrative, passages in ordered}


def _find_twin(members: frozenset[str], others: Mapping[str, frozenset[str]]) -> str | None:
    """Return the narrative of *others* that overlaps most with *members*, None where none reaches ``SAME``."""
    overlaps = {name: len(members & other) / len(members | other) for name, other in others.items()}
    best = max(overlaps, key=lambda name: (overlaps[name], name), default=None)
    return best if best is not None and overlaps[best] >= SAME else None
