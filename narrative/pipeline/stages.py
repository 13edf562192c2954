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
from narrative.clean import clean_article, drop_duplicates, find_recurring, identify, name_sources
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
    Place,
    RawArticle,
    Reject,
    Reuse,
    StageCount,
)
from narrative.embed import load_encoder
from narrative.errors import EmptyCorpusError
from narrative.extract import extract_article
from narrative.link import (
    CorpusStatistics,
    LinkCorpus,
    block_claims,
    group_links,
    measure_corpus,
    score_pairs,
    spell_out,
)
from narrative.pipeline.readings import look_again, read_links
from narrative.pipeline.run import Run
from narrative.pipeline.watch import judge_watched
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
    recurring: tuple[tuple[str, str], ...] = ()
    known: tuple[Place, ...] = ()

    @property
    def passages(self) -> tuple[Passage, ...]:
        """All passages, by article id and place."""
        return tuple(passage for item in self.extracted for passage in item.passages)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """All claims, by article id and place."""
        return tuple(claim for item in self.extracted for claim in item.claims)


@dataclass(frozen=True, slots=True)
class Known:
    """What earlier batches brought: their articles, the lines that are boilerplate by key, and some articles as read.

    Of one morning's three articles hardly a line recurs; with *raws* of the same sources beside them it does.
    """

    articles: tuple[Article, ...] = ()
    recurring: frozenset[tuple[str, str]] = frozenset()
    raws: tuple[RawArticle, ...] = ()

    def set_aside(self, raws: Sequence[RawArticle]) -> tuple[tuple[RawArticle, ...], tuple[Place, ...]]:
        """Return the *raws* that are new, and the places of those whose source and text are known."""
        ids = {article.id for article in self.articles}
        new = tuple(raw for raw in raws if identify(raw) not in ids)
        return new, tuple(raw.place for raw in raws if identify(raw) in ids)

    def set_copies_aside(self, articles: Sequence[Article]) -> tuple[tuple[Article, ...], tuple[Place, ...]]:
        """Return the *articles* that are new, and the places of those whose cleaned text their source had before."""
        texts = {(article.source, article.text) for article in self.articles if not article.source_inferred}
        is_new = [article.source_inferred or (article.source, article.text) not in texts for article in articles]
        new = tuple(article for article, fresh in zip(articles, is_new, strict=True) if fresh)
        return new, tuple(article.place for article, fresh in zip(articles, is_new, strict=True) if not fresh)


@dataclass(frozen=True, slots=True)
class Frozen:
    """What the first comparison of a folder measured on its corpus, and later batches go by.

    *recurring* are the (key, line) pairs that are boilerplate, *statistics* how common words and names are in claims,
    *shift* is by how much links are right more often, or less, than where linking was measured.
    """

    recurring: tuple[tuple[str, str], ...]
    statistics: CorpusStatistics
    shift: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """All that the stages before comparing found, the links outside groups, and what later batches go by."""

    findings: Findings
    loose: tuple[Link, ...]
    frozen: Frozen


@dataclass(frozen=True, slots=True)
class Scored:
    """The links that the features find, weak ones among them, out of how many pairs, and how common words and names are."""

    links: tuple[Link, ...]
    candidates: int
    statistics: CorpusStatistics


@dataclass(frozen=True, slots=True)
class Linked:
    """Claim groups, the links that are in none of them (they may be with a later batch), and how they were found."""

    groups: tuple[ClaimGroup, ...]
    loose: tuple[Link, ...]
    candidates: int
    statistics: CorpusStatistics
    shift: float | None = None

    @property
    def inside(self) -> tuple[Link, ...]:
        """The links inside the groups."""
        return tuple(link for group in self.groups for link in group.links)


def compare_articles(
    raws: Sequence[RawArticle], rejects: Sequence[Reject] = (), config: Config | None = None, run: Run | None = None
) -> Comparison:
    """Return the comparison of *raws*; *rejects* are those of reading, shown with the others.

    Raises EmptyCorpusError where cleaning leaves no article. *run* carries store, engine and progress; without one
    everything runs here and nothing is kept.
    """
    config, run = config or Config(), run or Run()
    work = find_everything(raws, rejects, config, run)
    return conclude(work.findings, config, run, work.frozen.shift)


def find_everything(raws: Sequence[RawArticle], rejects: Sequence[Reject], config: Config, run: Run) -> Work:
    """Return all that the stages before comparing find in *raws*, and what later batches will go by."""
    read = read_claims(raws, rejects, config, run)
    encoder = load_encoder(config.embed)
    clustering = find_narratives(read, encoder, config, run)
    linked = find_links(read, encoder, config, run)
    reuses, judgements = find_relations(read, linked.inside, config, run)
    findings = Findings(
        articles=read.articles,
        dropped=read.dropped,
        rejects=read.rejects,
        passages=read.passages,
        claims=read.claims,
        clustering=clustering,
        groups=linked.groups,
        judgements=judgements,
        reuses=reuses,
        counts=(*read.counts, *count_findings(len(read.passages), clustering, linked.candidates, judgements)),
        wrong_weekdays=tuple(one for item in read.extracted for one in item.wrong_weekdays),
    )
    return Work(findings, linked.loose, Frozen(read.recurring, linked.statistics, linked.shift))


def conclude(findings: Findings, config: Config, run: Run, shift: float | None = None) -> Comparison:
    """Return what each source does, from all that was found and what the configuration asks about.

    *shift* is that of the corpus' links, by which links to watched claims are weighed too.
    """
    stated = tuple((name, tuple(sorted(keys.items()))) for name, keys in sorted(config.sources.items()))
    findings = replace(findings, watched=judge_watched(findings, config, run, shift), attributes=stated)
    with run.stage("compare", len(findings.groups)) as stage:
        comparison = compare_sources(findings, config.compare)
        stage.given = len(comparison.stands)
    return replace(comparison, version=__version__)


def read_claims(
    raws: Sequence[RawArticle], rejects: Sequence[Reject], config: Config, run: Run, known: Known | None = None
) -> Read:
    """Return the cleaned articles in id order with their passages and claims; those that are *known* already set aside.

    Raises EmptyCorpusError where no article is left and none was known.
    """
    known = known or Known()
    raws, again = known.set_aside(raws)
    recurring = known.recurring | find_recurring((*known.raws, *raws), config.clean)
    clean = partial(clean_article, recurring=recurring, settings=config.clean)
    parameters = (sorted(recurring), config.clean)
    cleaned = run.each("clean", clean, raws, parameters, Cleaned)
    unnamed = [item.article for item in cleaned if item.article]
    # Names given before stay: of two inferred names that are the same the newcomer's alone gets its file's stem.
    named, copies = known.set_copies_aside(name_sources([*known.articles, *unnamed])[len(known.articles) :])
    unique, duplicates = drop_duplicates(named)
    articles = tuple(sorted(unique, key=lambda article: article.id))
    refused = (*(item.reject for item in cleaned if item.reject), *duplicates)
    if not articles and not known.articles:
        raise _empty([*rejects, *refused])
    # Keyed by id, because the lines of a duplicate are not listed a second time.
    lines = {item.article.id: item.dropped for item in cleaned if item.article}
    dropped = tuple(line for article in articles for line in lines[article.id])
    extract = partial(extract_article, settings=config.extract)
    extracted = run.each("extract", extract, articles, (config.extract,), Extracted)
    everything = tuple(sorted((*rejects, *refused), key=lambda reject: (reject.place, reject.stage, reject.reason)))
    counts = (
        _count("ingest", len(raws) + len(rejects), len(raws), Counter(reject.reason for reject in rejects)),
        _count("clean", len(raws) - len(copies), len(articles), Counter(reject.reason for reject in refused)),
        _count_sentences(extracted),
    )
    places = tuple(sorted((*again, *copies)))
    return Read(articles, dropped, everything, extracted, counts, tuple(sorted(recurring)), places)


def find_narratives(read: Read, encoder: Encoder, config: Config, run: Run) -> Clustering:
    """Return the narratives of all passages."""
    articles = {article.id: article for article in read.articles}
    texts = [(item.id, item.span.of(articles[item.article_id].text)) for item in read.passages]
    vectors = run.embed(encoder, texts)

    def cluster() -> Clustering:
        return cluster_passages(read.passages, articles, vectors, config.cluster, encoder)

    inputs = (read.passages, read.articles, config.cluster, encoder.name)
    return run.whole("cluster", cluster, inputs, Clustering)


def find_links(read: Read, encoder: Encoder, config: Config, run: Run) -> Linked:
    """Return the claim groups with the links inside them, the other links, and the number of pairs that were scored."""
    claims = read.claims
    published = {article.id: article.published for article in read.articles if article.published}
    vectors = run.embed(encoder, [(claim.id, spell_out(claim)) for claim in claims])

    def score() -> Scored:
        pairs = block_claims(claims, vectors, config.link, published)
        statistics = measure_corpus(claims)
        links = score_pairs(pairs, LinkCorpus(claims, vectors, statistics), config.link)
        return Scored(
            links if config.link.second_look else lighten(links, config.link.min_probability), len(pairs), statistics
        )

    inputs = (claims, published, config.link, encoder.name)
    scored = run.whole("link", score, inputs, Scored)
    links, shift = look_again(scored.links, claims, config, run)

    def group() -> Linked:
        groups = group_links(claims, links, config.link)
        loose = list_loose(links, groups, config.link.min_probability)
        return Linked(groups, loose, scored.candidates, scored.statistics, shift)

    return run.whole("group", group, (*inputs, shift), Linked)


def list_loose(links: Sequence[Link], groups: Sequence[ClaimGroup], bar: float) -> tuple[Link, ...]:
    """Return the *links* that are in no group; those below *bar* without their signals, which nobody will see."""
    inside = {(link.left, link.right) for group in groups for link in group.links}
    return lighten([link for link in links if (link.left, link.right) not in inside], bar)


def lighten(links: Sequence[Link], bar: float) -> tuple[Link, ...]:
    """Return *links*, those below *bar* without their signals, which nobody will see."""
    return tuple(link if link.probability >= bar else replace(link, signals=()) for link in links)


def find_relations(
    read: Read, links: tuple[Link, ...], config: Config, run: Run
) -> tuple[tuple[Reuse, ...], tuple[Judgement, ...]]:
    """Return the wording that articles share, and a verdict for each link."""

    def align() -> tuple[Reuse, ...]:
        return align_articles(read.articles, config.relate)

    def judge() -> tuple[Judgement, ...]:
        return judge_links(links, corpus, config.relate, readings)

    reuses = run.whole("align", align, (read.articles, config.relate), tuple[Reuse, ...])
    claims = {claim.id: claim for claim in read.claims}
    corpus = RelateCorpus(claims, {article.id: article for article in read.articles}, reuses)
    readings = read_links(links, corpus, config, run)
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


def count_findings(
    passages: int, clustering: Clustering, candidates: int, judgements: Sequence[Judgement]
) -> tuple[StageCount, ...]:
    """Return what went into cluster, link and relate, what came out, and what was left out."""
    undecided = sum(judgement.relation is None for judgement in judgements)
    unplaced = Counter(item.reason for item in clustering.unplaced)
    unlinked = Counter({"below the bar or against the group": candidates - len(judgements)})
    return (
        _count("cluster", passages, passages - unplaced.total(), unplaced),
        _count("link", candidates, len(judgements), unlinked),
        _count("relate", len(judgements), len(judgements) - undecided, +Counter({"undecided": undecided})),
    )
