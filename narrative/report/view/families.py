"""What goes back to one text: the articles that share its wording, the widest first, and where the text came from.

Three things are easily taken for one another, and only the first is a repeat: wording that articles share; a paper or
agency that several sources name as where they have a claim from, in whatever words; and who was the first to say it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from narrative.data import Claim, Direction, Origin, Reuse, Span, StandKind
from narrative.report.view.choose import weigh_flaws
from narrative.report.view.copying import SHARED_CREDIT, pair_anchor
from narrative.report.view.index import Index
from narrative.report.words import clip, count_in_words, day, in_quotes, join_some, lag, percent, spell

BLOCK_WIDTH = 200
CARRIED = 0.8  # of a sentence that lies in a shared passage, from which the sentence is shared


@dataclass(frozen=True, slots=True)
class Family:
    """Articles of several sources with the wording of one text: *first* is the article that had it, or *credit* is whose it is.

    Neither is known where the times do not tell and nobody is credited. *sources* begin with that of *first*.
    """

    sources: tuple[str, ...]
    first: str
    credit: str
    reuses: tuple[Reuse, ...]


def share(reuse: Reuse) -> float:
    """Return the part of the more copied of two articles that they share."""
    return round(max(reuse.share_left, reuse.share_right), 4)


def find_families(index: Index) -> tuple[Family, ...]:
    """Return what goes back to one text, the most sources first, then the largest shares; one for each set of sources."""
    gathered: defaultdict[tuple[str, str], list[Reuse]] = defaultdict(list)
    for reuse in index.comparison.reuses:
        if len(_sources(reuse, index)) > 1:
            direction = index.directions.get((reuse.left_article, reuse.right_article))
            gathered[_origin(reuse, direction)].append(reuse)
    found = [_family(first, credit, reuses, index) for (first, credit), reuses in gathered.items()]
    found.sort(key=lambda f: (-len(f.sources), -sum(share(r) for r in f.reuses), pair_anchor(f.reuses[0])))
    kept: dict[frozenset[str], Family] = {}
    for family in found:
        kept.setdefault(frozenset(family.sources), family)
    return tuple(kept.values())


def _origin(reuse: Reuse, direction: Direction | None) -> tuple[str, str]:
    """Return the article that had the wording first and "", or "" and the agency that both credit, or the pair itself."""
    if direction and direction.copied_from:
        return direction.copied_from, ""
    if direction and direction.reason.startswith(SHARED_CREDIT):
        return "", direction.reason.removeprefix(SHARED_CREDIT)
    return pair_anchor(reuse), "?"


def _family(first: str, credit: str, reuses: Sequence[Reuse], index: Index) -> Family:
    known = index.articles.get(first)
    names = {source for reuse in reuses for source in _sources(reuse, index)}
    head = (known.source,) if known else ()
    rest = tuple(sorted(names - set(head)))
    return Family((*head, *rest), first if known else "", "" if credit == "?" else credit, tuple(reuses))


def _sources(reuse: Reuse, index: Index) -> frozenset[str]:
    return frozenset(index.articles[key].source for key in (reuse.left_article, reuse.right_article))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of one article of a family, and the pairs of articles that share it."""

    quote: str
    reuses: tuple[Reuse, ...]

    @property
    def anchor(self) -> str:
        """The anchor of the closest of its pairs among the repeats."""
        return pair_anchor(min(self.reuses, key=lambda r: (-share(r), r.left_article, r.right_article)))


def find_example(family: Family, index: Index) -> Example:
    """Return the sentence that shows the family, one that stands in the shared passages of as many of its articles as can be.

    Of the article that had the wording first where it is known; where no claim was copied whole, the longest shared passage,
    cut short.
    """
    carried: defaultdict[str, list[Reuse]] = defaultdict(list)
    for reuse in family.reuses:
        for article, spans in _list_shared(reuse):
            if family.first in ("", article):
                for claim in index.claims_of.get(article, ()):
                    if _covered(claim.span, spans) >= CARRIED:
                        carried[claim.id].append(reuse)

    def key(claim: Claim) -> tuple[int, float, float, str]:
        reached = {source for reuse in carried[claim.id] for source in _sources(reuse, index)}
        return -len(reached), weigh_flaws(claim), -round(claim.worth, 4), claim.id

    if carried:
        claim = min((index.claims[id_] for id_ in carried), key=key)
        return Example(index.say(claim), tuple(carried[claim.id]))
    block, reuse = max(
        ((block, reuse) for reuse in family.reuses for block in reuse.blocks),
        key=lambda one: one[0].left.end - one[0].left.start,
    )
    return Example(clip(block.left.of(index.articles[reuse.left_article].text), BLOCK_WIDTH), (reuse,))


def _list_shared(reuse: Reuse) -> tuple[tuple[str, list[Span]], ...]:
    """Return either article with the characters in it that the other shares."""
    return (
        (reuse.left_article, [block.left for block in reuse.blocks]),
        (reuse.right_article, [block.right for block in reuse.blocks]),
    )


def _covered(span: Span, shared: Sequence[Span]) -> float:
    """Return the part of *span* that lies in *shared*.

    >>> _covered(Span(0, 10), [Span(0, 4), Span(8, 20)])
    0.6
    """
    inside = sum(max(0, min(span.end, one.end) - max(span.start, one.start)) for one in shared)
    return inside / (span.end - span.start)


def describe_family(family: Family, example: Example, index: Index) -> str:
    """Return how wide a repeat is, where its wording comes from, how much later it was copied, and how much of the text."""
    parts = [f"the same wording in {count_in_words(len(family.sources), 'source')}"]
    here = {source for reuse in example.reuses for source in _sources(reuse, index)}
    if len(here) < len(family.sources):
        parts.append(f"this sentence in {spell(len(here))} of them")
    if family.first:
        parts.append(f"origin: {family.sources[0]}, then {join_some(family.sources[1:], 4)}{_lags(family, index)}")
    elif family.credit:
        parts.append(f"origin: {family.credit}, which all of them credit ({join_some(family.sources, 4)})")
    else:
        parts.append(f"{join_some(family.sources, 4)}; which of them had it first is not known")
    shares = sorted(share(reuse) for reuse in family.reuses)
    low, high = percent(shares[0]), percent(shares[-1])
    return " · ".join([*parts, f"{high if low == high else f'{low} to {high}'} of the text shared"])


def _lags(family: Family, index: Index) -> str:
    directions = [index.directions[r.left_article, r.right_article] for r in family.reuses]
    lags = sorted((abs(d.lag_hours), lag(d.lag_hours, d.precision)) for d in directions if d.lag_hours is not None)
    if not lags:
        return ""
    first, last = lags[0][1], lags[-1][1]
    words = first if first == last else f"{first} to {last}"
    return f", {words}" if words == "the same day" else f", {words} later"


def describe_widest(index: Index) -> str:
    """Return the answer to "what is repeated most widely, and where does it come from?", "" where nothing is repeated."""
    families = find_families(index)
    if not families:
        return ""
    widest, others = families[0], len(families[0].sources) - 1
    if widest.first:
        article = index.articles[widest.first]
        when = f" of {day(article.published)}" if article.published else ""
        stands = f"its wording stands in {count_in_words(others, 'other source')}"
        return f"The widest repeat is that of an article in {article.source}{when}: {stands}."
    named = join_some(widest.sources, 4)
    if widest.credit:
        return f"The widest repeat goes back to {widest.credit}, which {named} credit and print in the same wording."
    return f"The widest repeat is the wording that {named} share; which of them had it first is not known."


def find_credited(index: Index) -> Origin | None:
    """Return the claim that most sources have from one paper or agency by their own word, None where no two have."""
    places: Mapping[str, int] = {group: n for n, group in enumerate(index.shared)}
    found = [
        (-len(o.sources), places[group], o.credit, o)
        for group in index.shared
        for o in index.origins.get(group, ())
        if o.credit and len(set(o.sources) - {o.credit}) > 1
    ]
    return min(found, key=lambda one: one[:3])[-1] if found else None


def describe_credit(origin: Origin, index: Index) -> str:
    """Return how many sources have a claim from whom, and how many of them in the same wording."""
    copying = sum(s.kind is StandKind.REPEATS and s.source in origin.sources for s in index.stands[origin.group_id])
    wording = f"{spell(copying)} of them in copied wording" if copying else "each in its own words"
    return f"{spell(len(origin.sources))} sources go back to {origin.credit} for it, {wording}"


def describe_credited(index: Index) -> str:
    """Return the same as a sentence of the opening that tells credit and repeat apart, "" where nobody is credited."""
    origin = find_credited(index)
    if origin is None:
        return ""
    quoted = in_quotes(clip(index.say(index.representative(origin.group_id)), BLOCK_WIDTH).rstrip("."))
    claim = "the claim that most sources make" if origin.group_id == index.shared[0] else quoted
    return f"Credit is another matter than wording: {spell(len(origin.sources))} sources go back to {origin.credit} for {claim}."
