"""Links, relations and kinds of divergence against gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from narrative.data import Claim, Comparison, Divergence, Judgement, Relation
from narrative.evaluate.gold import Gold, GoldLink, GoldPair, Quote
from narrative.evaluate.measures import Fault, Measure, Part, rate
from narrative.evaluate.quotes import ClaimPair, Located, index_pairs, order_pair

_SHOWN = 110


@dataclass(frozen=True, slots=True)
class Answers:
    """The gold that each pair of claims answers: links, pairs that may be linked, and pairs that must not be."""

    links: Mapping[ClaimPair, tuple[GoldLink, ...]]
    optional: Collection[ClaimPair]
    not_links: Collection[ClaimPair]

    def counts(self, pair: ClaimPair) -> bool:
        """Say whether *pair* is right or wrong; a pair that one may link or not is neither."""
        return pair in self.links or pair not in self.optional


def score_links(comparison: Comparison, gold: Gold, located: Located) -> tuple[Part, int]:
    """Return the rows on links, relations and kinds, and how many linked pairs the gold calls no links.

    Only links between two sources count. *links* are the judged pairs; *same group* are all pairs that share a
    group. Rows on a relation are taken on the links that the gold knows; rows "whole: …" on all of them.
    """
    claims = {claim.id: claim for claim in comparison.claims}
    answers = Answers(
        index_pairs(gold.links, located),
        frozenset(index_pairs(gold.optional, located)),
        frozenset(index_pairs(gold.not_links, located)),
    )
    judged = {
        order_pair(judgement.link.left, judgement.link.right): judgement
        for judgement in comparison.judgements
        if claims[judgement.link.left].source != claims[judgement.link.right].source
    }
    grouped = frozenset(
        order_pair(one, other)
        for group in comparison.groups
        for one, other in combinations(group.claim_ids, 2)
        if claims[one].source != claims[other].source
    )
    measures = [
        _rate_pairs("links", judged, gold.links, answers),
        _rate_pairs("same group", grouped, gold.links, answers),
        *_rate_relations(judged, gold.links, answers),
        *_rate_kinds(judged, gold.links, answers),
        *_rate_whole(judged, gold.links, answers),
    ]
    faults = (*_list_wrong(judged, answers, claims), *_list_missed(judged, gold.links, answers, located))
    hard = sum(pair in answers.not_links and answers.counts(pair) and pair not in answers.links for pair in judged)
    return Part(tuple(measures), (*faults, *_list_mistaken(judged, answers, claims))), hard


def _rate_pairs(name: str, pairs: Iterable[ClaimPair], links: tuple[GoldLink, ...], answers: Answers) -> Measure:
    given = [pair for pair in pairs if answers.counts(pair)]
    right = [pair for pair in given if pair in answers.links]
    found = {link.id for pair in right for link in answers.links[pair]}
    return rate(name, len(right), len(given), len(found), len(links))


def _rate_relations(
    judged: Mapping[ClaimPair, Judgement], links: tuple[GoldLink, ...], answers: Answers
) -> Iterable[Measure]:
    """Yield accuracy over the links that the gold knows, then precision and recall of each relation on them.

    An undecided judgement counts against recall, not against precision.
    """
    known = {pair: judgement for pair, judgement in judged.items() if pair in answers.links}
    decided = {pair: judgement for pair, judgement in known.items() if judgement.relation}
    right = [pair for pair, judgement in decided.items() if _agrees(judgement, answers.links[pair])]
    yield rate("relations", len(right), len(decided), len(right), len(known))
    met = {link.id for pair in known for link in answers.links[pair]}
    for relation in Relation:
        given = [pair for pair, judgement in known.items() if judgement.relation is relation]
        good = [pair for pair in given if any(link.relation is relation for link in answers.links[pair])]
        wanted = {link.id for link in links if link.relation is relation and link.id in met}
        found = {link.id for pair in good for link in answers.links[pair] if link.relation is relation}
        yield rate(f"relation {relation}", len(good), len(given), len(found), len(wanted))


def _rate_kinds(
    judged: Mapping[ClaimPair, Judgement], links: tuple[GoldLink, ...], answers: Answers
) -> Iterable[Measure]:
    """Yield precision and recall of the kinds where both the output and the gold say that the two diverge."""
    both = {
        pair: judgement.divergence
        for pair, judgement in judged.items()
        if judgement.relation is Relation.DIVERGES and _diverging(answers.links.get(pair, ()))
    }
    met = {link.id for pair in both for link in _diverging(answers.links[pair])}
    right = {pair for pair, kind in both.items() if _knows(_diverging(answers.links[pair]), kind)}
    yield rate("kinds", len(right), len(both), len(right), len(both))
    for kind in Divergence:
        given = [pair for pair, said in both.items() if said is kind]
        good = [pair for pair in given if pair in right]
        wanted = {link.id for link in links if link.divergence == kind and link.id in met}
        found = {link.id for pair in good for link in _diverging(answers.links[pair]) if link.divergence == kind}
        if given or wanted:
            yield rate(f"kind {kind}", len(good), len(given), len(found), len(wanted))


def _rate_whole(
    judged: Mapping[ClaimPair, Judgement], links: tuple[GoldLink, ...], answers: Answers
) -> Iterable[Measure]:
    """Yield precision and recall of each relation from text to verdict: a wrong or missing link counts too."""
    for relation in Relation:
        given = [pair for pair, judged_as in judged.items() if judged_as.relation is relation and answers.counts(pair)]
        answered: dict[str, list[ClaimPair]] = defaultdict(list)
        for pair in given:
            for link in answers.links.get(pair, ()):
                if link.relation is relation:
                    answered[link.id].append(pair)
        right = {pair for pairs in answered.values() for pair in pairs}
        wanted = sum(link.relation is relation for link in links)
        yield rate(f"whole: {relation}", len(right), len(given), len(answered), wanted)


def _agrees(judgement: Judgement, links: Iterable[GoldLink]) -> bool:
    return any(link.relation is judgement.relation for link in links)


def _diverging(links: Iterable[GoldLink]) -> tuple[GoldLink, ...]:
    return tuple(link for link in links if link.relation is Relation.DIVERGES)


def _knows(links: Iterable[GoldLink], kind: Divergence | None) -> bool:
    return any(kind == link.divergence or kind in link.also for link in links)


def _list_wrong(
    judged: Mapping[ClaimPair, Judgement], answers: Answers, claims: Mapping[str, Claim]
) -> Iterable[Fault]:
    for pair, judgement in sorted(judged.items(), key=lambda item: (-item[1].link.probability, item[0])):
        if pair not in answers.links and answers.counts(pair):
            kind = "wrong link, a trap" if pair in answers.not_links else "wrong link"
            yield Fault(kind, f"{judgement.link.probability:.2f} {_show_pair(pair, claims)}")


def _list_missed(
    judged: Collection[ClaimPair], links: tuple[GoldLink, ...], answers: Answers, located: Located
) -> Iterable[Fault]:
    found = {link.id for pair in judged for link in answers.links.get(pair, ())}
    for link in links:
        if link.id not in found:
            kind = "missed link" if located.pairs_of(link) else "missed link, no claim there"
            yield Fault(kind, f"{link.id} {_show_gold(link)}")


def _list_mistaken(
    judged: Mapping[ClaimPair, Judgement], answers: Answers, claims: Mapping[str, Claim]
) -> Iterable[Fault]:
    for pair, judgement in sorted(judged.items()):
        links = answers.links.get(pair, ())
        if not links:
            continue
        if not _agrees(judgement, links):
            said = _name_verdict(judgement.relation, judgement.divergence)
            right = " or ".join(sorted({_name_verdict(link.relation, link.divergence) for link in links}))
            yield Fault("wrong relation", f"{said}, not {right}: {_show_pair(pair, claims)}")
        elif judgement.relation is Relation.DIVERGES and not _knows(_diverging(links), judgement.divergence):
            right = " or ".join(sorted({str(link.divergence) for link in _diverging(links)}))
            yield Fault("wrong kind", f"{judgement.divergence}, not {right}: {_show_pair(pair, claims)}")


def _name_verdict(relation: Relation | None, divergence: Divergence | str | None) -> str:
    named = str(relation) if relation else "undecided"
    return f"{named} ({divergence})" if divergence else named


def _show_pair(pair: ClaimPair, claims: Mapping[str, Claim]) -> str:
    return " | ".join(f"{claims[one].source}: {_shorten(claims[one].text)}" for one in pair)


def _show_gold(pair: GoldPair) -> str:
    return " | ".join(_show_quote(quote) for quote in (pair.a, pair.b))


def _show_quote(quote: Quote) -> str:
    return f"{quote.file}: {_shorten(quote.quote)}"


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else f"{flat[: _SHOWN - 1].rstrip()}…"
