"""Changes to a folder's state that no batch brings: articles removed, narratives fitted anew, links grouped by another bar."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from narrative.clean import identify
from narrative.config import Config
from narrative.config.reading import change_config
from narrative.correct import Calibration, calibrate_bar, read_corrections
from narrative.data import Batch, Clustering, Findings, Link, Narrative, StageCount
from narrative.engine import open_engine
from narrative.errors import InputError
from narrative.link import group_links
from narrative.pipeline.folder import Outcome, finish, require_folder
from narrative.pipeline.grow import compare_settings
from narrative.pipeline.ids import settle_groups
from narrative.pipeline.publish import CORRECTIONS, judge_added
from narrative.pipeline.run import Run, SilentWatcher, Watcher
from narrative.pipeline.stages import count_findings, find_everything, list_loose
from narrative.pipeline.state import State, is_unfinished, load_raws, load_state, save_state
from narrative.store import Store, lock_folder

CONTINUED = 0.5  # Jaccard of passages from which a narrative of the refit goes on as one that was there


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles to remove: those of a source, one by its id, or those of a batch."""

    source: str | None = None
    article: str | None = None
    batch: int | None = None


def remove_articles(folder: Path, choice: Choice) -> tuple[Outcome, int]:
    """Return the comparison in *folder* without the chosen articles, and how many these were; ids of the rest stay.

    Raises InputError where nothing is chosen, or nothing would be left.
    """
    started = datetime.now(UTC)
    require_folder(folder)
    with lock_folder(folder), Store.open(folder, create=False) as store:
        state = load_state(store)
        if is_unfinished(store):  # the same command was stopped before: what it removed is gone, and the files follow
            finish(store, state, Run(store, watcher=SilentWatcher()), started)
        gone = _choose(state, choice, folder)
        raws = {batch.number: load_raws(store, [batch]) for batch in state.batches if not batch.refitted}
        state = shrink_state(state, gone)
        # Comparing the first inputs again would bring back what was removed: it is to ask for --replace first.
        store.write("inputs", {"current": b"without articles that were removed"})
        left = {number: [raw for raw in read if identify(raw) not in gone] for number, read in raws.items()}
        save_state(store, state, left, anew=True)
        return finish(store, state, Run(store, watcher=SilentWatcher()), started), len(gone)


def refit_folder(folder: Path, watcher: Watcher) -> Outcome:
    """Return the comparison in *folder* with everything fitted anew on all its articles, as a batch of its own.

    A narrative that goes on keeps its id and label; the batch says where the passages of the others went.
    """
    started = datetime.now(UTC)
    require_folder(folder)
    with lock_folder(folder), Store.open(folder, create=False) as store:
        state = load_state(store)
        if is_unfinished(store) and state.batches[-1].refitted:  # stopped before: it is fitted anew already
            return finish(store, state, Run(store, watcher=watcher), started)
        raws = {identify(raw): raw for raw in reversed(load_raws(store, state.batches))}
        rejects = [reject for reject in state.findings.rejects if reject.stage == "ingest"]
        run = Run(store, open_engine(state.config.engine), watcher)
        ordered = sorted(raws.values(), key=lambda raw: (raw.place, raw.key))
        work = find_everything(ordered, rejects, state.config, run)
        clustering, renamed = keep_narrative_ids(state.findings.clustering, work.findings.clustering)
        groups, moved = settle_groups(state.findings, work.findings.groups, work.findings.claims, state.moved)
        findings = replace(work.findings, clustering=clustering, groups=groups)
        batch = Batch(state.batches[-1].number + 1, (), refitted=True, renamed=renamed)
        state = State(findings, work.loose, work.frozen, (*state.batches, batch), state.config, moved)
        save_state(store, state)
        return finish(store, state, run, started)


def calibrate_folder(folder: Path, *, apply: bool) -> Calibration:
    """Return which bar for links fits the analyst's marks best, and what it gains on held-out marks.

    With *apply* the folder's links are grouped by that bar, where it gains anything.
    """
    started = datetime.now(UTC)
    require_folder(folder)
    with lock_folder(folder), Store.open(folder, create=False) as store:
        state = load_state(store)
        if is_unfinished(store):
            finish(store, state, Run(store, watcher=SilentWatcher()), started)
        links = _list_links(state)
        probabilities = {(link.left, link.right): link.probability for link in links}
        constraints = read_corrections(folder / CORRECTIONS)
        calibration = calibrate_bar(constraints, probabilities, state.config.link.min_probability)
        if apply and calibration.gain > 0:
            changed = change_config(state.config, [f"link.min_probability={calibration.bar}"])
            state = _regroup(state, links, changed)
            save_state(store, state)
            finish(store, state, Run(store, watcher=SilentWatcher()), started)
    return calibration


def shrink_state(state: State, gone: frozenset[str]) -> State:
    """Return *state* without the articles *gone* and all that hangs on them."""
    found = state.findings
    claims = tuple(one for one in found.claims if one.article_id not in gone)
    kept = {claim.id for claim in claims}
    passages = tuple(one for one in found.passages if one.article_id not in gone)
    judgements = tuple(one for one in found.judgements if {one.link.left, one.link.right} <= kept)
    clustering = _shrink_clustering(found.clustering, {passage.id for passage in passages}, gone)
    groups = []
    for group in found.groups:
        inside = tuple(claim for claim in group.claim_ids if claim in kept)
        if inside:
            links = tuple(link for link in group.links if {link.left, link.right} <= kept)
            groups.append(replace(group, claim_ids=inside, links=links))
    kept_groups, moved = settle_groups(found, groups, claims, state.moved)
    findings = replace(
        found,
        articles=tuple(one for one in found.articles if one.id not in gone),
        dropped=tuple(one for one in found.dropped if one.article_id not in gone),
        passages=passages,
        claims=claims,
        clustering=clustering,
        groups=kept_groups,
        judgements=judgements,
        reuses=tuple(one for one in found.reuses if not {one.left_article, one.right_article} & gone),
        wrong_weekdays=tuple(one for one in found.wrong_weekdays if one.article_id not in gone),
    )
    return replace(
        state,
        findings=replace(findings, counts=_recount(found, findings, len(gone))),
        loose=tuple(link for link in state.loose if {link.left, link.right} <= kept),
        batches=tuple(_shrink_batch(batch, gone) for batch in state.batches),
        moved=moved,
    )


def keep_narrative_ids(
    before: Clustering, after: Clustering
) -> tuple[Clustering, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return *after* with the ids and labels of narratives that go on, and where the passages of each other one went.

    A narrative goes on as the one that shares at least half of all passages of both with it.
    """
    old = {one.id: {member.passage_id for member in one.members} for one in before.narratives}
    labels = {one.id: one.label for one in before.narratives}
    new = {one.id: {member.passage_id for member in one.members} for one in after.narratives}
    kept: dict[str, str] = {}
    for _, was, now in sorted((-_overlap(old[was], new[now]), was, now) for was in old for now in new):
        if _overlap(old[was], new[now]) >= CONTINUED and now not in kept and was not in kept.values():
            kept[now] = was
    taken = {labels[was].casefold() for was in kept.values()}
    narratives = tuple(_continue(one, kept, labels, taken) for one in after.narratives)
    home = {member.passage_id: one.id for one in narratives for member in one.members}
    renamed = []
    for was, passages in sorted(old.items()):
        went = Counter(home[key] for key in passages if key in home)
        if was not in kept.values() or len(went) > 1:
            renamed.append((was, tuple(sorted(went, key=lambda key: (-went[key], key)))))
    unplaced = tuple(replace(one, nearest=kept.get(one.nearest or "", one.nearest)) for one in after.unplaced)
    ordered = tuple(sorted(narratives, key=lambda one: (-len(one.members), one.id)))
    themes = tuple(
        replace(theme, narratives=tuple(kept.get(key, key) for key in theme.narratives)) for theme in after.themes
    )
    events = tuple(
        replace(event, narrative_id=kept.get(event.narrative_id, event.narrative_id)) for event in after.events
    )
    return Clustering(ordered, unplaced, after.layout, after.not_found, themes, events), tuple(renamed)


def _overlap(left: set[str], right: set[str]) -> float:
    return round(len(left & right) / len(left | right), 4)


def _continue(narrative: Narrative, kept: dict[str, str], labels: dict[str, str], taken: set[str]) -> Narrative:
    if narrative.id in kept:
        was = kept[narrative.id]
        return replace(narrative, id=was, label=labels[was])
    # A label that goes on is not given a second time.
    label = f"{narrative.label} (new)" if narrative.label.casefold() in taken else narrative.label
    return replace(narrative, label=label)


def _choose(state: State, choice: Choice, folder: Path) -> frozenset[str]:
    articles = state.findings.articles
    names = {old: new for old, new, _ in read_corrections(folder / CORRECTIONS).aliases}
    batches = {batch.number: set(batch.article_ids) for batch in state.batches}
    rules: list[tuple[str, object, Callable[[str, str], bool]]] = [
        ("source", choice.source, lambda _, source: choice.source in {source, names.get(source)}),
        ("article", choice.article, lambda key, _: key == choice.article),
        ("batch", choice.batch, lambda key, _: key in batches.get(choice.batch or 0, ())),
    ]
    given = [(name, value, rule) for name, value, rule in rules if value is not None]
    if not given:
        raise InputError("remove", "says nothing to remove", "give --source, --article or --batch")
    gone = frozenset(one.id for one in articles if all(rule(one.id, one.source) for _, _, rule in given))
    said = ", ".join(f"{name} {value}" for name, value, _ in given)
    if not gone:
        raise InputError(
            said, "no article of the comparison is that", "articles.csv lists ids and sources, `narrative show` batches"
        )
    if len(gone) == len(articles):
        raise InputError(said, "nothing would be left", "delete the folder instead")
    return gone


def _shrink_clustering(clustering: Clustering, kept: set[str], gone: frozenset[str]) -> Clustering:
    """Return *clustering* of the passages *kept*; an event forgets the articles *gone*, which may come again."""
    narratives = []
    for narrative in clustering.narratives:
        members = tuple(member for member in narrative.members if member.passage_id in kept)
        if members:
            exemplars = tuple(key for key in narrative.exemplars if key in kept) or (members[0].passage_id,)
            cohesion = round(sum(member.weight for member in members) / len(members), 4)
            narratives.append(replace(narrative, members=members, exemplars=exemplars, cohesion=cohesion))
    present = {narrative.id for narrative in narratives}
    unplaced = (one for one in clustering.unplaced if one.passage_id in kept)
    return Clustering(
        tuple(sorted(narratives, key=lambda one: (-len(one.members), one.id))),
        tuple(one if one.nearest in present else replace(one, nearest=None) for one in unplaced),
        tuple(point for point in clustering.layout if point.passage_id in kept),
        clustering.not_found,
        clustering.themes,
        tuple(
            replace(event, articles=tuple(key for key in event.articles if key not in gone))
            for event in clustering.events
            if not gone.issuperset(event.articles)
        ),
    )


def _shrink_batch(batch: Batch, gone: frozenset[str]) -> Batch:
    revisions = tuple(one for one in batch.revisions if not {one.before, one.after} & gone)
    kept = tuple(key for key in batch.article_ids if key not in gone)
    return replace(batch, article_ids=kept, revisions=revisions)


def _recount(before: Findings, after: Findings, articles: int) -> tuple[StageCount, ...]:
    lost: dict[str, int] = defaultdict(int, clean=articles, extract=len(before.claims) - len(after.claims))
    read = [count for count in before.counts if count.stage in {"ingest", "clean", "extract"}]
    candidates = next((count.taken for count in before.counts if count.stage == "link"), 0)
    counted = (
        replace(
            count,
            given=count.given - lost[count.stage],
            left_out=tuple(sorted((Counter(dict(count.left_out)) + Counter(removed=lost[count.stage])).items())),
        )
        for count in read
    )
    return (*counted, *count_findings(len(after.passages), after.clustering, candidates, after.judgements))


def _list_links(state: State) -> Sequence[Link]:
    return (*(link for group in state.findings.groups for link in group.links), *state.loose)


def _regroup(state: State, links: Sequence[Link], config: Config) -> State:
    found = state.findings
    fresh = group_links(found.claims, links, config.link)
    groups, moved = settle_groups(found, fresh, found.claims, state.moved)
    kept = {(one.link.left, one.link.right): one for one in found.judgements}
    inside = [link for group in groups for link in group.links]
    new = judge_added(config, found, [link for link in inside if (link.left, link.right) not in kept])
    kept.update({(one.link.left, one.link.right): one for one in new})
    judgements = tuple(kept[link.left, link.right] for link in inside)
    loose = list_loose(links, groups, config.link.min_probability)
    settings = (*state.batches[-1].settings, *compare_settings(state.config, config))
    batches = (*state.batches[:-1], replace(state.batches[-1], settings=settings))
    return replace(
        state,
        findings=replace(found, groups=groups, judgements=judgements),
        loose=loose,
        batches=batches,
        config=config,
        moved=moved,
    )
