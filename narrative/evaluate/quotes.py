"""From the quotes of the gold to the articles and claims of a comparison."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from narrative.data import Article, Claim, Comparison, Span
from narrative.evaluate.gold import Gold, GoldPair, Quote

# Cleaning may straighten quotation marks and dashes or not; a quote is found either way. One character for one.
_FOLDED = str.maketrans("‘’‚′“”„″–—−\u2011\u00a0\u202f\u2009", "''''\"\"\"\"----   ")

ClaimPair = tuple[str, str]
Pair = TypeVar("Pair", bound=GoldPair)


@dataclass(frozen=True, slots=True)
class Located:
    """Where the gold's quotes lie in a comparison: *claims* per (file, words), and the quotes that were not *found*."""

    articles: Mapping[str, Article]
    claims: Mapping[tuple[str, str], frozenset[str]]
    lost: tuple[Quote, ...]

    def claims_of(self, quote: Quote) -> frozenset[str]:
        """Return the ids of the claims that *quote* covers; none where it is lost."""
        return self.claims.get((quote.file, quote.quote), frozenset())

    def pairs_of(self, pair: GoldPair) -> frozenset[ClaimPair]:
        """Return every pair of claims, lower id first, that *pair* stands for."""
        return frozenset(order_pair(left, right) for left in self.claims_of(pair.a) for right in self.claims_of(pair.b))


def order_pair(one: str, other: str) -> ClaimPair:
    """Return the two ids, the lower first.

    >>> order_pair("c2", "c1")
    ('c1', 'c2')
    """
    return (one, other) if one <= other else (other, one)


def find_quote(text: str, quote: str) -> Span | None:
    r"""Return where *quote* stands in *text*, whatever its white space, dashes and quotation marks; None: nowhere.

    >>> find_quote("He said:\n“No  more.”", 'said: "No more."')
    Span(start=3, end=20)
    """
    folded, wanted = text.translate(_FOLDED), quote.translate(_FOLDED)
    start = folded.find(wanted)
    if start >= 0:
        return Span(start, start + len(wanted))
    words = wanted.split()
    found = re.search(r"\s+".join(map(re.escape, words)), folded) if words else None
    return Span(*found.span()) if found else None


def covers(quote: Span, claim: Span) -> bool:
    """Say whether the two overlap by more than half of the shorter one.

    >>> covers(Span(0, 10), Span(4, 40)), covers(Span(0, 10), Span(5, 40))
    (True, False)
    """
    shared = min(quote.end, claim.end) - max(quote.start, claim.start)
    return 2 * shared > min(quote.end - quote.start, claim.end - claim.start)


def locate_quotes(comparison: Comparison, gold: Gold) -> Located:
    """Return where every quote of *gold* lies. Files are known by their path relative to the input."""
    articles = {article.place.path: article for article in comparison.articles}
    by_article: dict[str, list[Claim]] = defaultdict(list)
    for claim in comparison.claims:
        by_article[claim.article_id].append(claim)
    claims: dict[tuple[str, str], frozenset[str]] = {}
    lost = []
    for quote in gold.quotes:
        article = articles.get(quote.file)
        span = find_quote(article.text, quote.quote) if article else None
        if article is None or span is None:
            lost.append(quote)
            continue
        claims[quote.file, quote.quote] = frozenset(
            claim.id for claim in by_article[article.id] if covers(span, claim.span)
        )
    return Located(articles, claims, tuple(lost))


def index_pairs(pairs: Iterable[Pair], located: Located) -> dict[ClaimPair, tuple[Pair, ...]]:
    """Return, for each pair of claims, the gold pairs that it answers, in the order of the gold."""
    found: dict[ClaimPair, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for claims in sorted(located.pairs_of(pair)):
            found[claims].append(pair)
    return {claims: tuple(answers) for claims, answers in found.items()}
