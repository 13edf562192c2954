"""What is checked beside the comparison of sources, against gold: self-contradictions and weekdays."""

from __future__ import annotations

from narrative.data import Comparison, Divergence, WrongWeekday
from narrative.evaluate.gold import Gold, Quote
from narrative.evaluate.measures import Fault, Part, rate
from narrative.evaluate.quotes import ClaimPair, Located, find_quote, index_pairs, order_pair


def score_contradictions(comparison: Comparison, gold: Gold, located: Located) -> Part:
    """Return the row on sources that contradict themselves.

    A figure brought up to date is no contradiction; what two versions of one article differ in is neither right nor
    wrong.
    """
    claims = {claim.id: claim for claim in comparison.claims}
    wanted = index_pairs(gold.contradictions, located)
    given = [pair for pair in _list_contradictions(comparison) if pair not in wanted]
    right = [pair for pair in _list_contradictions(comparison) if pair in wanted]
    found = {told.id for pair in right for told in wanted[pair]}
    faults = [
        *(
            Fault("missed self-contradiction", f"{told.a.file}: {told.a.quote} | {told.b.file}: {told.b.quote}")
            for told in gold.contradictions
            if told.id not in found
        ),
        *(
            Fault("wrong self-contradiction", " | ".join(f"{claims[one].source}: {claims[one].text}" for one in pair))
            for pair in given
        ),
    ]
    row = rate("self-contradictions", len(right), len(right) + len(given), len(found), len(gold.contradictions))
    return Part((row,), tuple(faults))


def _list_contradictions(comparison: Comparison) -> list[ClaimPair]:
    return sorted(
        order_pair(one.first, one.second)
        for one in comparison.self_contradictions
        if one.divergence is not Divergence.UPDATE and not one.revised
    )


def score_weekdays(comparison: Comparison, gold: Gold, located: Located) -> Part:
    """Return the row on weekdays that do not fit their date; one is met where its characters meet the gold's."""
    paths = {article.id: article.place.path for article in comparison.articles}
    met = {
        found: [
            quote for quote in gold.weekdays if quote.file == paths[found.article_id] and _meets(found, quote, located)
        ]
        for found in comparison.wrong_weekdays
    }
    known = {(quote.file, quote.quote) for quotes in met.values() for quote in quotes}
    right = sum(map(bool, met.values()))
    faults = [
        *(
            Fault("missed weekday", f"{quote.file}: {quote.quote}")
            for quote in gold.weekdays
            if (quote.file, quote.quote) not in known
        ),
        *(
            Fault("wrong weekday", f"{paths[found.article_id]}: {found.written}, {found.day}")
            for found, quotes in met.items()
            if not quotes
        ),
    ]
    return Part((rate("weekdays", right, len(met), len(known), len(gold.weekdays)),), tuple(faults))


def _meets(found: WrongWeekday, quote: Quote, located: Located) -> bool:
    span = find_quote(located.articles[quote.file].text, quote.quote)
    return span is not None and span.start < found.span.end and found.span.start < span.end
