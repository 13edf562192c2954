"""Source by source: on how many shared claims two of them repeat each other, agree, or contradict each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from narrative.data import Judgement, Relation
from narrative.report.view.index import Index, is_update
from narrative.report.view.nouns import PairCell, Tally
from narrative.report.view.sections import Between
from narrative.report.words import capitalise, count, count_in_words, figure

MOST_SOURCES = 14
# Two sources have one relation in a claim: the first of these that any of their sentences gives.
PRECEDENCE = ("d", "u", "r", "a")
LETTERS = {Relation.DIVERGES: "d", Relation.REPEATS: "r", Relation.AGREES: "a"}
SHOWN = {
    "a": ("corroborates", "claim in agreement"),
    "r": ("repeats", "claim in the same wording"),
    "d": ("diverges", "contradiction"),
}
NOTE = (
    "How many of the claims that two sources share they agree on, word alike, or contradict each other in. "
    "A claim counts once for two sources, as a contradiction where any of their sentences contradict each other. "
    "A number shows its claims."
)

Pair = tuple[str, str]


def relate_sources(group: str, index: Index) -> dict[Pair, str]:
    """Return for each two sources that are judged in *group* one letter: d(iverge), u(pdate), r(epeat) or a(gree)."""
    found: dict[Pair, str] = {}
    for judgement in index.judgements.get(group, ()):
        letter = _letter(judgement)
        if letter and index.crosses(judgement):
            left, right = sorted(index.claims[c].source for c in (judgement.link.left, judgement.link.right))
            found[left, right] = min(letter, found.get((left, right), letter), key=PRECEDENCE.index)
    return found


def _letter(judgement: Judgement) -> str:
    if judgement.relation is None:
        return ""
    return "u" if is_update(judgement) else LETTERS[judgement.relation]


def encode_relations(group: str, index: Index) -> str:
    """Return the relations of *group* for the filters of the page: "0-2a 1-2d", by the places of the sources."""
    coded = sorted(
        (index.places[left], index.places[right], letter)
        for (left, right), letter in relate_sources(group, index).items()
    )
    return " ".join(f"{left}-{right}{letter}" for left, right, letter in coded)


def count_relations(index: Index) -> dict[Pair, Counter[str]]:
    """Return how many shared claims relate each two sources in each way."""
    found: dict[Pair, Counter[str]] = {}
    for group in index.shared:
        for pair, letter in relate_sources(group, index).items():
            found.setdefault(pair, Counter())[letter] += 1
    return found


def build_between(index: Index) -> Between | None:
    """Return the matrix of sources among themselves, None where no two are judged."""
    counted = count_relations(index)
    if not counted:
        return None
    names = _busiest(counted, index)
    rows = tuple((index.label(row), tuple(_cell((row, other), counted, index) for other in names)) for row in names)
    left = len(index.places) - len(names)
    more = (
        f" {capitalise(count_in_words(left, 'source'))} with fewer ties {'is' if left == 1 else 'are'} left out."
        if left
        else ""
    )
    return Between(tuple(index.label(name) for name in names), rows, NOTE + more)


def _busiest(counted: Mapping[Pair, Counter[str]], index: Index) -> list[str]:
    """Return the sources with the most judged claims, in the order of the page."""
    ties: Counter[str] = Counter()
    for pair, letters in counted.items():
        for name in pair:
            ties[name] += letters.total()
    kept = sorted(index.places, key=lambda name: (-ties[name], name))[:MOST_SOURCES]
    return sorted(kept, key=index.places.__getitem__)


def _cell(pair: Pair, counted: Mapping[Pair, Counter[str]], index: Index) -> PairCell:
    row, column = pair
    if row == column:
        return PairCell((), own=True)
    left, right = sorted(pair)
    letters = counted.get((left, right), Counter())
    href = f"#claims?source={index.places[row]}&with={index.places[column]}&relation="
    tallies = tuple(
        Tally(kind, figure(letters[k]), f"{count(letters[k], noun)} between {row} and {column}", href + k)
        for k, (kind, noun) in SHOWN.items()
        if letters[k]
    )
    return PairCell(tallies, own=False)
