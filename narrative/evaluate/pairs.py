"""Pairs of texts as claims, and their links: what linking and judging are both measured by.

A text of any length, from a headline to an article, becomes an article with its claims; the claims of a pair are
compared all with all. What stands before a text is read with it, as context: it makes no pair.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from narrative.config import Config, LinkConfig
from narrative.data import Article, Claim, Extracted, Link, Place, Precision, RawArticle, Span
from narrative.evaluate.rows import Couple, Side
from narrative.extract import extract_article, read_claim
from narrative.ingest.dates import settle_day_order
from narrative.link import LinkCorpus, block_claims, measure_corpus, score_pairs, spell_out
from narrative.pipeline.readings import look_again
from narrative.pipeline.run import Run
from narrative.text.dates import read_moment
from narrative.text.identity import content_id

if TYPE_CHECKING:
    from narrative.embed import Encoder

BATCH = 50_000  # pairs of claims scored at once; bounds the memory
MOST_PAIRS = 100_000  # of one row; two books are compared where the pipeline's own blocking sees a chance
BEST = 3  # pairs of a row without any link that are looked at closely, the most promising by the quick features

IndexPair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts of all rows: their articles, every claim in them, and per row its articles and the claims of its sides.

    *claims* hold those of the context too; *sides* are positions in *claims*.
    """

    articles: Mapping[str, Article]
    claims: tuple[Claim, ...]
    owners: tuple[tuple[str, str], ...]
    sides: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class RowLinks:
    """The links of one row, strongest first, and its best pair, which may be no link; None where a text is empty."""

    links: tuple[Link, ...]
    best: Link | None


def read_couples(couples: Sequence[Couple], config: Config, run: Run) -> Reading:
    """Return the texts of *couples* as articles with their claims; each distinct text is read once per side.

    No sentence is left out for being little worth checking, and a text that yields no claim is one claim as a whole.
    """
    moments = _read_moments(couples)
    articles: dict[str, tuple[Article, int]] = {}
    owners = []
    for row, couple in enumerate(couples):
        made = [_make_article(couple, name, moments[row][name == "b"]) for name in ("a", "b")]
        articles.update({article.id: (article, start) for article, start in made})
        owners.append((made[0][0].id, made[1][0].id))
    settings = config.extract.model_copy(update={"min_worth": 0.0})
    whole = [article for article, _ in articles.values()]
    extracted = run.each("extract", partial(extract_article, settings=settings), whole, (settings,), Extracted)
    claims: list[Claim] = []
    places: dict[str, tuple[int, ...]] = {}
    for (article, start), item in zip(articles.values(), extracted, strict=True):
        own = [claim for claim in item.claims if claim.span.start >= start]
        context = [claim for claim in item.claims if claim.span.start < start]
        own = own or ([_make_claim(article, start)] if article.text[start:].strip() else [])
        places[article.id] = tuple(range(len(claims) + len(context), len(claims) + len(context) + len(own)))
        claims += [*context, *own]
    known = {identity: article for identity, (article, _) in articles.items()}
    return Reading(known, tuple(claims), tuple(owners), tuple((places[a], places[b]) for a, b in owners))


def _read_moments(couples: Sequence[Couple]) -> list[tuple[str, str]]:
    """Return the publication stamps of each row's sides, with the order of day and month as the whole file shows it."""
    stamps = [side.published for couple in couples for side in (couple.a, couple.b)]
    raws = [RawArticle(Place("", number), "", None, "", "", published=stamp) for number, stamp in enumerate(stamps, 1)]
    settled = [raw.published or "" for raw in settle_day_order(raws)]
    return list(zip(settled[::2], settled[1::2], strict=True))


def _make_article(couple: Couple, name: str, stamp: str) -> tuple[Article, int]:
    """Return one side as an article, its context in front, and where its own text begins.

    The two sides are two sources whatever they are called: what is measured is how one text relates to the other.
    """
    side: Side = couple.a if name == "a" else couple.b
    lead = "".join(f"{line.strip()}\n" for line in (couple.question, side.before) if line.strip())
    published, precision = (read_moment(stamp) if stamp else None) or _UNKNOWN
    article = Article(
        id=content_id("a", name, lead, side.text, side.title, stamp),
        source=name,
        source_inferred=False,
        title=side.title,
        text=lead + side.text,
        place=Place(name),
        published=published,
        precision=precision,
    )
    return article, len(lead)


_UNKNOWN: tuple[datetime | None, Precision] = (None, Precision.UNKNOWN)


def _make_claim(article: Article, start: int) -> Claim:
    text = article.text[start:]
    return read_claim(article, Span(start + len(text) - len(text.lstrip()), start + len(text.rstrip())))


def link_rows(reading: Reading, encoder: Encoder, config: Config, run: Run) -> tuple[RowLinks, ...]:
    """Return the links of each row: its claims all with all, scored among the claims of all rows, which are one corpus.

    Where no pair reaches the bar, the best of the most promising pairs is the row's best, below the bar.
    """
    vectors = run.embed(encoder, [(claim.id, spell_out(claim)) for claim in reading.claims])
    corpus = LinkCorpus(reading.claims, vectors, measure_corpus(reading.claims))
    pairs = [_pair_claims(sides, corpus, config.link) for sides in reading.sides]
    found: list[RowLinks] = []
    with run.stage("link", len(pairs)) as tally:
        for rows in _batch(pairs):
            found += _link_batch(rows, corpus, config.link)
            run.watcher.advance(len(rows))
        tally.given = len(found)
    return _look_again(found, reading.claims, config, run)


def _look_again(rows: Sequence[RowLinks], claims: Sequence[Claim], config: Config, run: Run) -> tuple[RowLinks, ...]:
    """Return *rows* after the second look at their links. A best pair that was none stays none, however it reads."""
    bar = config.link.min_probability
    listed = sorted({link for row in rows for link in (*row.links, row.best) if link}, key=_name)
    again, _ = look_again(listed, claims, config, run)
    seen = {_name(link): link for link in again}
    return tuple(_settle([seen[_name(link)] for link in row.links or (row.best,) if link], bar) for row in rows)


def _name(link: Link) -> tuple[str, str]:
    return link.left, link.right


def _settle(links: Sequence[Link], bar: float) -> RowLinks:
    ranked = sorted(links, key=_rank)
    return RowLinks(tuple(link for link in ranked if link.probability >= bar), ranked[0] if ranked else None)


def _pair_claims(
    sides: tuple[Sequence[int], Sequence[int]], corpus: LinkCorpus, settings: LinkConfig
) -> tuple[IndexPair, ...]:
    left, right = sides
    first = frozenset(left)
    if len(left) * len(right) <= MOST_PAIRS:
        return tuple((one, other) for one in left for other in right)
    chosen = [*left, *right]
    blocked = block_claims([corpus.claims[index] for index in chosen], corpus.embeddings, settings)
    across = ((chosen[one], chosen[other]) for one, other in blocked)
    return tuple((one, other) if one in first else (other, one) for one, other in across)


def _batch(rows: Sequence[tuple[IndexPair, ...]]) -> Iterator[list[tuple[IndexPair, ...]]]:
    """Yield the rows in portions of about `BATCH` pairs."""
    portion: list[tuple[IndexPair, ...]] = []
    size = 0
    for row in rows:
        if portion and size + len(row) > BATCH:
            yield portion
            portion, size = [], 0
        portion.append(row)
        size += len(row)
    if portion:
        yield portion


def _link_batch(rows: Sequence[tuple[IndexPair, ...]], corpus: LinkCorpus, settings: LinkConfig) -> Iterable[RowLinks]:
    found = _score(rows, corpus, settings)
    linked = [sorted((found[pair] for pair in row if pair in found), key=_rank) for row in rows]
    unlinked = [() if links else row for row, links in zip(rows, linked, strict=True)]
    # No bar, no screen: every pair comes back. First by the quick features alone, then the few best in full.
    bare = settings.model_copy(update={"min_probability": 0.0})
    quick = _score(unlinked, corpus, bare.model_copy(update={"align_words": False}))
    hopeful = [sorted(row, key=lambda pair: _rank(quick[pair]))[:BEST] for row in unlinked]
    weak = _score(hopeful, corpus, bare)
    for links, pairs in zip(linked, hopeful, strict=True):
        if links:
            yield RowLinks(tuple(links), links[0])
        else:
            yield RowLinks((), min((weak[pair] for pair in pairs), key=_rank) if pairs else None)


def _score(rows: Sequence[Sequence[IndexPair]], corpus: LinkCorpus, settings: LinkConfig) -> dict[IndexPair, Link]:
    return score_index_pairs(sorted({pair for row in rows for pair in row}), corpus, settings)


def score_index_pairs(pairs: Sequence[IndexPair], corpus: LinkCorpus, settings: LinkConfig) -> dict[IndexPair, Link]:
    """Return the links among *pairs* of positions in ``corpus.claims``, by these pairs."""
    place_of = {}
    for one, other in pairs:
        ids = sorted((corpus.claims[one].id, corpus.claims[other].id))
        place_of[ids[0], ids[1]] = one, other
    return {place_of[link.left, link.right]: link for link in score_pairs(pairs, corpus, settings)}


def _rank(link: Link) -> tuple[float, str, str]:
    return -link.probability, link.left, link.right
