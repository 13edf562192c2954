"""A later batch: its articles through every stage, next to what is known, paying for what is new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrative.cluster import Arrivals, TermCounts, count_holders, place_arrivals
from narrative.config import Config, Section
from narrative.data import Article, Batch, Claim, Clustering, Findings, Judgement, Passage, Reuse, Revision, StageCount
from narrative.embed import load_encoder
from narrative.link import LinkCorpus, block_claims, group_links, measure_corpus, score_pairs, spell_out
from narrative.pipeline.ids import settle_groups
from narrative.pipeline.readings import look_again, read_links
from narrative.pipeline.run import Run
from narrative.pipeline.stages import Frozen, Linked, Read, Scored, count_findings, lighten, list_loose
from narrative.pipeline.state import State
from narrative.relate import RelateCorpus, align_articles, judge_links

if TYPE_CHECKING:
    from narrative.embed import Encoder

YOUNG = 5000  # claims, some 130 articles; below, a batch links all claims anew and counts their words anew


@dataclass(frozen=True)
class _Growth:
    """What is known, what came, and both together, while a batch goes through the stages."""

    state: State
    read: Read
    config: Config
    encoder: Encoder
    articles: dict[str, Article]
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]

    @property
    def fresh(self) -> frozenset[str]:
        """The ids of the new articles."""
        return frozenset(article.id for article in self.read.articles)

    @property
    def is_young(self) -> bool:
        """Whether so few claims were known that word counts taken from them would say little: then nothing is frozen yet."""
        return len(self.state.findings.claims) < YOUNG

    @property
    def key(self) -> object:
        """What the result of a step depends on, apart from its configuration: how the folder came to be, and what came."""
        former = self.state.config.model_dump(mode="json", exclude={"engine", "report"})
        return self.state.batches, former, [article.id for article in self.read.articles]


def grow_state(state: State, read: Read, config: Config, run: Run) -> State:
    """Return *state* with the articles of *read*, at least one, as its next batch.

    What is there keeps its ids, labels and verdicts; new claims are linked with all, by the word counts of the first
    comparison. Old claims are not compared with each other again, unless there are fewer than `YOUNG` of them.
    """
    before = state.findings
    growth = _Growth(
        state,
        read,
        config,
        load_encoder(config.embed),
        {article.id: article for article in sorted((*before.articles, *read.articles), key=lambda one: one.id)},
        tuple(sorted((*before.passages, *read.passages), key=lambda one: (one.article_id, one.span))),
        tuple(sorted((*before.claims, *read.claims), key=lambda one: (one.article_id, one.span))),
    )
    clustering = _place(growth, run)
    linked = _link(growth, run)
    groups, moved = settle_groups(before, linked.groups, growth.claims, state.moved)
    reuses = _align(growth, run)
    judgements = _judge(growth, linked, reuses, run)
    findings = Findings(
        articles=tuple(growth.articles.values()),
        dropped=(*before.dropped, *read.dropped),
        rejects=tuple(
            sorted({*before.rejects, *read.rejects}, key=lambda one: (one.place, one.stage, one.reason, one.detail))
        ),
        passages=growth.passages,
        claims=growth.claims,
        clustering=clustering,
        groups=groups,
        judgements=judgements,
        reuses=reuses,
        counts=_count(growth, clustering, linked, judgements),
        wrong_weekdays=(
            *before.wrong_weekdays,
            *(one for item in read.extracted for one in item.wrong_weekdays),
        ),
    )
    shift = state.frozen.shift if linked.shift is None else linked.shift
    frozen = Frozen(read.recurring, linked.statistics, shift)
    return State(findings, linked.loose, frozen, (*state.batches, _describe(growth)), config, moved)


def find_revisions(before: Sequence[Article], after: Sequence[Article]) -> tuple[Revision, ...]:
    """Return the articles *after* whose source had another text at the same URL before, each with the last of these."""
    known: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in sorted(before, key=lambda one: (str(one.published or ""), one.id)):
        if article.url:
            known[article.source, article.url].append(article)
    return tuple(
        Revision(known[article.source, article.url][-1].id, article.id, article.url)
        for article in after
        if article.url and known.get((article.source, article.url))
    )


def compare_settings(before: Config, after: Config) -> tuple[tuple[str, str, str], ...]:
    """Return the keys that differ, each with the value before and after; how the work is run is no difference.

    >>> compare_settings(Config(), Config(report={"title": "Ports"}))
    (('report.title', '', 'Ports'),)
    >>> [key for key, _, _ in compare_settings(Config(), Config(watch=["The ferry sank."]))]
    ['watch']
    """
    changed = _list_settings(after)
    return tuple((key, value, changed[key]) for key, value in _list_settings(before).items() if value != changed[key])


def _list_settings(config: Config) -> dict[str, str]:
    """Return every key that bears on results with its value as text; a list of the configuration is one key."""
    found: dict[str, str] = {}
    for name, section in config:
        if not isinstance(section, Section):
            found[name] = str(section)
        elif name != "engine":
            found |= {f"{name}.{key}": str(getattr(section, key)) for key in type(section).model_fields}
    return found


def _describe(growth: _Growth) -> Batch:
    state, read = growth.state, growth.read
    return Batch(
        number=state.batches[-1].number + 1,
        article_ids=tuple(article.id for article in read.articles),
        known=read.known,
        revisions=find_revisions(state.findings.articles, read.articles),
        settings=compare_settings(state.config, growth.config),
    )


def _place(growth: _Growth, run: Run) -> Clustering:
    # Of three dozen articles the counts of words say little: a young folder counts them anew with every batch.
    fitted = frozenset(growth.articles) if growth.is_young else _list_fitted(growth.state)
    texts = [(one.id, one.span.of(growth.articles[one.article_id].text)) for one in growth.passages]
    vectors = run.embed(growth.encoder, texts)

    def count() -> TermCounts:
        return count_holders([one for one in growth.passages if one.article_id in fitted], growth.articles)

    terms = run.whole("terms", count, sorted(fitted), TermCounts)

    def place() -> Clustering:
        arrivals = Arrivals(growth.passages, growth.articles, vectors, growth.fresh, terms, growth.encoder)
        return place_arrivals(growth.state.findings.clustering, arrivals, growth.config.cluster)

    return run.whole("cluster", place, (growth.key, growth.config.cluster, growth.encoder.name), Clustering)


def _list_fitted(state: State) -> frozenset[str]:
    """Return the ids of the articles that the narratives were fitted on: the first batch, or all up to the last refit."""
    last = max((batch.number for batch in state.batches if batch.refitted), default=state.batches[0].number)
    known = {article.id for article in state.findings.articles}
    return frozenset(key for batch in state.batches if batch.number <= last for key in batch.article_ids) & known


def _link(growth: _Growth, run: Run) -> Linked:
    settings, claims = growth.config.link, growth.claims
    published = {article.id: article.published for article in growth.articles.values() if article.published}
    vectors = run.embed(growth.encoder, [(claim.id, spell_out(claim)) for claim in claims])
    young, before = growth.is_young, growth.state
    statistics = measure_corpus(claims) if young else before.frozen.statistics

    def score() -> Scored:
        pairs = block_claims(claims, vectors, settings, published, None if young else growth.fresh)
        found = score_pairs(pairs, LinkCorpus(claims, vectors, statistics), settings)
        return Scored(
            found if settings.second_look else lighten(found, settings.min_probability), len(pairs), statistics
        )

    inputs = (growth.key, settings, growth.encoder.name)
    scored = run.whole("link", score, inputs, Scored)
    new, shift = look_again(scored.links, claims, growth.config, run, None if young else before.frozen.shift)

    def group() -> Linked:
        known = (*(link for group in before.findings.groups for link in group.links), *before.loose)
        links = new if young else (*known, *new)
        groups = group_links(claims, links, settings)
        loose = list_loose(links, groups, settings.min_probability)
        return Linked(groups, loose, scored.candidates, statistics, shift)

    return run.whole("group", group, (*inputs, shift), Linked)


def _align(growth: _Growth, run: Run) -> tuple[Reuse, ...]:
    settings = growth.config.relate

    fresh = None if growth.is_young else growth.fresh

    def align() -> tuple[Reuse, ...]:
        return align_articles(tuple(growth.articles.values()), settings, fresh)

    new = run.whole("align", align, (growth.key, settings), tuple[Reuse, ...])
    every = new if growth.is_young else (*growth.state.findings.reuses, *new)
    return tuple(sorted(every, key=lambda one: (one.left_article, one.right_article)))


def _judge(growth: _Growth, linked: Linked, reuses: tuple[Reuse, ...], run: Run) -> tuple[Judgement, ...]:
    """Return a verdict for each link inside a group; one that was given before stands, unless the folder is young."""
    before = () if growth.is_young else growth.state.findings.judgements
    kept = {(one.link.left, one.link.right): one for one in before}
    new = [link for link in linked.inside if (link.left, link.right) not in kept]
    corpus = RelateCorpus({claim.id: claim for claim in growth.claims}, growth.articles, reuses)
    readings = read_links(new, corpus, growth.config, run)
    with run.stage("relate", len(new)) as tally:
        verdicts = judge_links(new, corpus, growth.config.relate, readings)
        given = {(one.link.left, one.link.right): one for one in verdicts}
        tally.given = len(given)
    return tuple((kept | given)[link.left, link.right] for link in linked.inside)


def _count(
    growth: _Growth, clustering: Clustering, linked: Linked, judgements: Sequence[Judgement]
) -> tuple[StageCount, ...]:
    old = {count.stage: count for count in growth.state.findings.counts}
    read = tuple(_add(old[count.stage], count) if count.stage in old else count for count in growth.read.counts)
    candidates = linked.candidates + (old["link"].taken if "link" in old and not growth.is_young else 0)
    return (*read, *count_findings(len(growth.passages), clustering, candidates, judgements))


def _add(one: StageCount, other: StageCount) -> StageCount:
    left_out = Counter(dict(one.left_out)) + Counter(dict(other.left_out))
    return StageCount(one.stage, one.taken + other.taken, one.given + other.given, tuple(sorted(left_out.items())))
