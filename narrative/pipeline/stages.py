"""Every stage, in order.

files → ingest → clean → extract → embed → { cluster, link } → relate → compare → report
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from narrative import __version__
from narrative.clean import clean_article, drop_duplicates, find_recurring, name_sources
from narrative.cluster import cluster_passages
from narrative.compare import compare_sources
from narrative.config import Config
from narrative.data import (
    Article,
    Claim,
    ClaimGroup,
    Cleaned,
    Clustering,
    Comparison,
    Dropped,
    Extracted,
    Findings,
    Judgement,
    Link,
    Passage,
    RawArticle,
    Reject,
    Reuse,
    StageCount,
)
from narrative.embed import load_encoder
from narrative.errors import EmptyCorpusError
from narrative.extract import extract_article
from narrative.link import LinkCorpus, block_claims, group_links, measure_corpus, score_pairs, spell_out
from narrative.pipeline.run import Run
from narrative.relate import RelateCorpus, align_articles, judge_links

if TYPE_CHECKING:
    from narrative.embed import Encoder


@dataclass(frozen=True, slots=True)
class Read:
    """What cleaning and extracting leave to compare, with everything that was left out on the way."""

    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    rejects: tuple[Reject, ...]
    extracted: tuple[Extracted, ...]
    counts: tuple[StageCount, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, by article id and place."""
        return tuple(passage for item in self.extracted for passage in item.passages)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, by article id and place."""
        return tuple(claim for item in self.extracted for claim in item.claims)


def compare_articles(
    raws: Sequence[RawArticle], rejects: Sequence[Reject] = (), config: Config | None = None, run: Run | None = None
) -> Comparison:
    """Return the comparison of *raws*; *rejects* are those of reading, shown with the others.

    Raises EmptyCorpusError where cleaning leaves no article. *run* carries store, engine and progress; without one
    everything runs here and nothing is kept.
    """
    config, run = config or Config(), run or Run()
    read = read_claims(raws, rejects, config, run)
    encoder = load_encoder(config.embed)
    clustering = find_narratives(read, encoder, config, run)
    groups, links, candidates = find_links(read, encoder, config, run)
    reuses, judgements = find_relations(read, links, config, run)
    findings = Findings(
        articles=read.articles,
        dropped=read.dropped,
        rejects=read.rejects,
        passages=read.passages,
        claims=read.claims,
        clustering=clustering,
        groups=groups,
        judgements=judgements,
        reuses=reuses,
        counts=(*read.counts, *_count_findings(read, clustering, candidates, judgements)),
        wrong_weekdays=tuple(one for item in read.extracted for one in item.wrong_weekdays),
    )
    with run.stage("compare", len(groups)) as stage:
        comparison = compare_sources(findings, config.compare)
        stage.given = len(comparison.stands)
    return replace(comparison, version=__version__)


def read_claims(raws: Sequence[RawArticle], rejects: Sequence[Reject], config: Config, run: Run) -> Read:
    """Return the cleaned articles in id order with their passages and claims."""
    recurring = find_recurring(raws, config.clean)
    clean = partial(clean_article, recurring=recurring, settings=config.clean)
    parameters = (sorted(recurring), config.clean)
    cleaned = run.each("clean", clean, raws, parameters, Cleaned)
    unnamed = [item.article for item in cleaned if item.article]
    named, duplicates = drop_duplicates(name_sources(unnamed))
    articles = tuple(sorted(named, key=lambda article: article.id))
    if not articles:
        raise _empty([*rejects, *(item.reject for item in cleaned if item.reject), *duplicates])
    # Keyed by id, because the lines of a duplicate are not listed a second time.
    lines = {item.article.id: item.dropped for item in cleaned if item.article}
    dropped = tuple(line for article in articles for line in lines[article.id])
    extract = partial(extract_article, settings=config.extract)
    extracted = run.each("extract", extract, articles, (config.extract,), Extracted)
    refused = (*(item.reject for item in cleaned if item.reject), *duplicates)
    everything = tuple(sorted((*rejects, *refused), key=lambda reject: (reject.place, reject.stage, reject.reason)))
    counts = (
        _count("ingest", len(raws) + len(rejects), len(raws), Counter(reject.reason for reject in rejects)),
        _count("clean", len(raws), len(articles), Counter(reject.reason for reject in refused)),
        _count_sentences(extracted),
    )
    return Read(articles, dropped, everything, extracted, counts)


def find_narratives(read: Read, encoder: Encoder, config: Config, run: Run) -> Clustering:
    """Return the narratives of all passages."""
    articles = {article.id: article for article in read.articles}
    texts = [(item.id, item.span.of(articles[item.article_id].text)) for item in read.passages]
    vectors = run.embed(encoder, texts)

    def cluster() -> Clustering:
        return cluster_passages(read.passages, articles, vectors, config.cluster, encoder)

    inputs = (read.passages, read.articles, config.cluster, encoder.name)
    return run.whole("cluster", cluster, inputs, Clustering)


def find_links(
    read: Read, encoder: Encoder, config: Config, run: Run
) -> tuple[tuple[ClaimGroup, ...], tuple[Link, ...], int]:
    """Return the claim groups, the links inside them, and the number of pairs that were scored."""
    claims = read.claims
    published = {article.id: article.published for article in read.articles if article.published}
    vectors = run.embed(encoder, [(claim.id, spell_out(claim)) for claim in claims])

    def link() -> tuple[tuple[ClaimGroup, ...], int]:
        pairs = block_claims(claims, vectors, config.link, published)
        links = score_pairs(pairs, LinkCorpus(claims, vectors, measure_corpus(claims)), config.link)
        return group_links(claims, links, config.link), len(pairs)

    inputs = (claims, published, config.link, encoder.name)
    groups, candidates = run.whole("link", link, inputs, tuple[tuple[ClaimGroup, ...], int])
    return groups, tuple(link for group in groups for link in group.links), candidates


def find_relations(
    read: Read, links: tuple[Link, ...], config: Config, run: Run
) -> tuple[tuple[Reuse, ...], tuple[Judgement, ...]]:
    """Return the wording that articles share, and a verdict for each link."""

    def align() -> tuple[Reuse, ...]:
        return align_articles(read.articles, config.relate)

    def judge() -> tuple[Judgement, ...]:
        claims = {claim.id: claim for claim in read.claims}
        articles = {article.id: article for article in read.articles}
        return judge_links(links, RelateCorpus(claims, articles, reuses), config.relate)

    reuses = run.whole("align", align, (read.articles, config.relate), tuple[Reuse, ...])
    inputs = (links, read.claims, read.articles, reuses, config.relate)
    return reuses, run.whole("relate", judge, inputs, tuple[Judgement, ...])


def _empty(rejects: Sequence[Reject]) -> EmptyCorpusError:
    reasons = Counter(reject.reason for reject in rejects)
    listed = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items())) or "no file was found"
    return EmptyCorpusError("input", f"nothing is left to compare ({listed})", "see `narrative inspect`")


def _count(stage: str, taken: int, given: int, left_out: Counter[str] | None = None) -> StageCount:
    return StageCount(stage, taken, given, tuple(sorted((left_out or Counter()).items())))


def _count_sentences(extracted: Sequence[Extracted]) -> StageCount:
    skipped: Counter[str] = Counter()
    for item in extracted:
        skipped.update(dict(item.skipped))
    claims = sum(len(item.claims) for item in extracted)
    return _count("extract", claims + skipped.total(), claims, skipped)


def _count_findings(
    read: Read, clustering: Clustering, candidates: int, judgements: Sequence[Judgement]
) -> tuple[StageCount, ...]:
    undecided = sum(judgement.relation is None for judgement in judgements)
    unplaced = Counter(item.reason for item in clustering.unplaced)
    unlinked = Counter({"below the bar or against the group": candidates - len(judgements)})
    return (
        _count("cluster", len(read.passages), len(read.passages) - unplaced.total(), unplaced),
        _count("link", candidates, len(judgements), unlinked),
        _count("relate", len(judgements), len(judgements) - undecided, +Counter({"undecided": undecided})),
    )
