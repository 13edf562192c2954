"""A place for each source: what it alone says, what it is silent on, whom it copies and who copies it, whom it contradicts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from narrative.data import Judgement, Relation
from narrative.report.view.between import count_relations
from narrative.report.view.claims import rank_single_by_source
from narrative.report.view.copying import Path, describe_lag, find_paths, largest_pair, pair_anchor
from narrative.report.view.gravity import contradicting
from narrative.report.view.index import Index, is_update, surest
from narrative.report.view.marks import evidence_phrases
from narrative.report.view.narratives import count_by_source
from narrative.report.view.nouns import Label
from narrative.report.view.sections import SourceList, SourceView
from narrative.report.view.silences import rank_silent
from narrative.report.words import capitalise, clip, count, figure, in_quotes

MOST_LINES = 4
CLAIM_WIDTH, VALUE_WIDTH = 140, 40
Pair = tuple[str, str]


def build_sources(index: Index, opened: frozenset[str]) -> tuple[SourceView, ...]:
    """Return what each source does, in the order of the page; *opened* are the groups with a row in the table of claims."""
    if len(index.places) < 2:  # noqa: PLR2004 (with one source there is nothing to say of it that the page does not)
        return ()
    articles = count_by_source(index)
    claims = Counter(c.source for c in index.comparison.claims)
    alone = {one.source.name: one for one in rank_single_by_source(index, MOST_LINES)}
    known = {s.name: ", ".join(f"{key} {value}" for key, value in s.attributes) for s in index.comparison.sources}
    silent = _gather_silent(index)
    paths, relations, verdicts = find_paths(index), count_relations(index), _gather_verdicts(index)
    found = []
    for name in index.places:
        label = index.label(name)
        single = alone.get(name)
        lists = (
            SourceList(
                "It alone says",
                single.claims if single else (),
                Label(f"all {single.words}", f"{label.href}-alone") if single and single.more else None,
            ),
            _list_silent(name, silent.get(name, ()), index, opened),
            SourceList("It copies", tuple(_copies(p, p.first) for p in paths if p.known and p.later == name)),
            SourceList("It is copied by", tuple(_copies(p, p.later) for p in paths if p.known and p.first == name)),
            SourceList(
                "Same wording, order not known",
                tuple(_copies(p, p.later if p.first == name else p.first) for p in paths if _is_open(p, name)),
            ),
            _list_opponents(name, relations, verdicts, index),
        )
        numbers = f"{count(articles[name], 'article')}, {count(claims[name], 'claim')}"
        kept = tuple(one for one in lists if one.lines)
        sums = _sum_up(name, silent, paths, relations)
        found.append(SourceView(label, numbers, sums, kept, f"{label.href}-texts", known.get(name, "")))
    return tuple(found)


def _gather_silent(index: Index) -> Mapping[str, Sequence[str]]:
    """Return for each source the groups that it is silent on, those that most others speak in first."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for group, sources in rank_silent(index):
        for source in sources:
            found[source].append(group)
    return found


def _list_silent(name: str, groups: Sequence[str], index: Index, opened: frozenset[str]) -> SourceList:
    lines = []
    for group in groups[:MOST_LINES]:
        claim = index.representative(group)
        said = f"{figure(len(index.speakers(group)))} others speak of it"
        href = f"#{group}" if group in opened else f"#{claim.id}"
        lines.append(Label(f"{capitalise(clip(index.say(claim), CLAIM_WIDTH))} ({said})", href))
    everything = Label(f"all {count(len(groups), 'claim')}", f"#claims?source={index.places[name]}&stand=q")
    return SourceList("It is silent on", tuple(lines), everything if len(groups) > MOST_LINES else None)


def _is_open(path: Path, name: str) -> bool:
    return not path.known and name in (path.first, path.later)


def _copies(path: Path, other: str) -> Label:
    middle = describe_lag(path.lags)
    lag = f", {middle if middle == 'the same day' else f'{middle} apart'}" if middle else ""
    return Label(
        f"{other}: {count(len(path.reuses), 'pair')} of articles{lag}", f"#{pair_anchor(largest_pair(path.reuses))}"
    )


def _gather_verdicts(index: Index) -> Mapping[Pair, Judgement]:
    """Return for every two sources that contradict each other, in their order, the surest verdict."""
    found: dict[Pair, Judgement] = {}
    for group in contradicting(index):
        for judgement in surest(
            j for j in index.judgements[group] if j.relation is Relation.DIVERGES and not is_update(j)
        ):
            names = sorted(index.claims[c].source for c in (judgement.link.left, judgement.link.right))
            if names[0] != names[1]:
                known = found.get((names[0], names[1]))
                if known is None or judgement.confidence > known.confidence:
                    found[names[0], names[1]] = judgement
    return found


def _list_opponents(
    name: str, relations: Mapping[Pair, Counter[str]], verdicts: Mapping[Pair, Judgement], index: Index
) -> SourceList:
    rated = sorted((-letters["d"], pair) for pair, letters in relations.items() if name in pair and letters["d"])
    lines = []
    for number, pair in rated:
        other = pair[1] if pair[0] == name else pair[0]
        href = f"#claims?source={index.places[name]}&with={index.places[other]}&relation=d"
        lines.append(Label(f"{other} on {count(-number, 'claim')}{_values(name, verdicts.get(pair), index)}", href))
    return SourceList("It contradicts", tuple(lines))


def _values(name: str, verdict: Judgement | None, index: Index) -> str:
    """Return what stands against what: ": “13,000” against “nearly 10,000”", "" where the verdict points at no words."""
    if verdict is None:
        return ""
    left, right = index.claims[verdict.link.left], index.claims[verdict.link.right]
    mine, theirs = evidence_phrases(verdict, left, right)
    if right.source == name:
        mine, theirs = theirs, mine
    if not (mine and theirs):
        return ""
    return f": {in_quotes(clip(mine, VALUE_WIDTH))} against {in_quotes(clip(theirs, VALUE_WIDTH))}"


def _sum_up(
    name: str, silent: Mapping[str, Sequence[str]], paths: Sequence[Path], relations: Mapping[Pair, Counter[str]]
) -> str:
    """Return what a source does in a few words: "silent on 5, copies 1 source, is copied by 2, contradicts 3"."""
    copies = sum(p.known and p.later == name for p in paths)
    copied = sum(p.known and p.first == name for p in paths)
    against = sum(name in pair and bool(letters["d"]) for pair, letters in relations.items())
    parts = (
        (len(silent.get(name, ())), "silent on {}", "claim"),
        (copies, "copies {}", "source"),
        (copied, "is copied by {}", ""),
        (against, "contradicts {}", ""),
    )
    return ", ".join(words.format(count(n, noun) if noun else figure(n)) for n, words, noun in parts if n)
