"""Cleaning, refusals, narratives, copied wording, stands, silences and origins against gold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from narrative.data import Block, Comparison, Origin, Relation, Span, StandKind
from narrative.evaluate.gold import Gold, GoldLine, GoldRepeat, Quote
from narrative.evaluate.measures import Fault, Measure, Part, rate
from narrative.evaluate.quotes import Located, find_quote

_MARKS = re.compile(r"^[\s#>*_\-]+|[\s*_]+$")
_FIRST = frozenset({StandKind.ORIGINATES, StandKind.STATES})
FilePair = tuple[str, str]


def score_cleaning(comparison: Comparison, gold: Gold, located: Located) -> Part:
    """Return how well boilerplate was dropped (row *boilerplate*) and text kept (row *kept*, recall only)."""
    paths = {article.id: article.place.path for article in comparison.articles}
    given = {
        (paths[item.article_id], strip_marks(item.line)) for item in comparison.dropped if item.article_id in paths
    }
    wanted, allowed = _read_lines(gold.boilerplate), _read_lines(gold.may_drop)
    given -= allowed - wanted
    files = set(paths.values())
    lost = [
        quote
        for quote in gold.must_keep
        if quote.file not in files or find_quote(located.articles[quote.file].text, quote.quote) is None
    ]
    kept = len(gold.must_keep) - len(lost)
    measures = (
        rate("boilerplate", len(given & wanted), len(given), len(given & wanted), len(wanted)),
        rate("kept", kept, kept, kept, len(gold.must_keep)),
    )
    faults = [
        *(Fault("boilerplate kept", f"{file}: {line}") for file, line in sorted(wanted - given)),
        *(Fault("text dropped", f"{file}: {line}") for file, line in sorted(given - wanted)),
        *(Fault("text lost", f"{quote.file}: {quote.quote}") for quote in lost),
    ]
    return Part(measures, tuple(faults))


def score_claims(gold: Gold, located: Located) -> Part:
    """Return the part of the quotes in the cleaned texts that a claim answers (row *claims*, recall only)."""
    lost = {(quote.file, quote.quote) for quote in located.lost}
    wanted = [quote for quote in gold.quotes if (quote.file, quote.quote) not in lost]
    missed = [quote for quote in wanted if not located.claims_of(quote)]
    met = len(wanted) - len(missed)
    faults = tuple(Fault("no claim there", f"{quote.file}: {quote.quote}") for quote in missed)
    return Part((rate("claims", met, met, met, len(wanted)),), faults)


def strip_marks(line: str) -> str:
    """Return *line* on one line without the Markdown marks around it.

    >>> strip_marks("## *By our   staff* ")
    'By our staff'
    """
    return " ".join(_MARKS.sub("", line).split())


def _read_lines(lines: Iterable[GoldLine]) -> set[tuple[str, str]]:
    return {(line.file, strip_marks(line.line)) for line in lines}


def score_rejects(comparison: Comparison, gold: Gold) -> Part:
    """Return how well files were refused (row *rejects*), and whether for the right reason (row *reject reasons*)."""
    given: dict[str, str] = {}
    for reject in comparison.rejects:
        given.setdefault(reject.place.path, f"{reject.reason} {reject.detail}".casefold())
    wanted = {reject.file: reject.reason.casefold() for reject in gold.rejects}
    met = [file for file in wanted if file in given]
    right = [file for file in met if wanted[file] in given[file]]
    measures = (
        rate("rejects", len(met), len(given), len(met), len(wanted)),
        rate("reject reasons", len(right), len(met), len(right), len(met)),
    )
    faults = [
        *(Fault("not refused", file) for file in wanted if file not in given),
        *(Fault("refused", f"{file}: {given[file]}") for file in given if file not in wanted),
        *(
            Fault("refused for another reason", f"{file}: {given[file]}, not {wanted[file]}")
            for file in met
            if file not in right
        ),
    ]
    return Part(measures, tuple(faults))


def score_narratives(comparison: Comparison, gold: Gold) -> Part:
    """Return B-cubed precision and recall (Bagga and Baldwin 1998) over files by their heaviest narrative.

    A file in no narrative is alone; of two equally heavy narratives the lower id counts.
    """
    labels = {file: label for label, files in gold.narratives.items() for file in files}
    heaviest: dict[str, str] = {}
    for membership in sorted(comparison.memberships, key=lambda item: (-item.weight, item.narrative_id)):
        heaviest.setdefault(membership.article_id, membership.narrative_id)
    paths = {article.place.path: article.id for article in comparison.articles}
    found = {file: heaviest.get(paths.get(file, ""), f"alone {file}") for file in labels}
    names = {narrative.id: narrative.label for narrative in comparison.narratives}
    faults = [
        Fault("narrative", f"{file}: {names.get(found[file], 'none')}, where the gold says {labels[file]}")
        for file in sorted(labels)
        if _is_odd(file, found, labels)
    ]
    return Part((measure_b_cubed("narratives", found, labels),), tuple(faults))


def measure_b_cubed(name: str, found: Mapping[str, str], wanted: Mapping[str, str]) -> Measure:
    """Return the B-cubed row of clusters *found* against those *wanted*; both map the same items.

    >>> row = measure_b_cubed("n", {"a": "1", "b": "1", "c": "1"}, {"a": "x", "b": "x", "c": "y"})
    >>> row.precision, row.recall
    (0.5556, 1.0)
    """
    precisions = [_purity(item, found, wanted) for item in wanted]
    recalls = [_purity(item, wanted, found) for item in wanted]
    return rate(name, sum(precisions), len(precisions), sum(recalls), len(recalls))


def _purity(item: str, clusters: Mapping[str, str], classes: Mapping[str, str]) -> float:
    mates = [other for other in classes if clusters[other] == clusters[item]]
    return sum(classes[other] == classes[item] for other in mates) / len(mates)


def _is_odd(file: str, found: Mapping[str, str], labels: Mapping[str, str]) -> bool:
    """Say whether *file* is not with most of its own: less than half of its narrative's files share its label."""
    mates = [other for other in labels if found[other] == found[file]]
    own = [other for other in labels if labels[other] == labels[file]]
    return 2 * _purity(file, found, labels) <= 1 or (len(mates) == 1 and len(own) > 1)


def score_repeats(comparison: Comparison, gold: Gold) -> Part:
    """Return rows on pairs of files with copied wording, their kinds, and the copied passages."""
    articles = {article.id: article for article in comparison.articles}
    wanted = {_order(repeat.a, repeat.b): repeat for repeat in gold.repeats}
    given = {}
    blocks: dict[FilePair, list[tuple[str, Span]]] = defaultdict(list)
    for reuse in comparison.reuses:
        left, right = articles[reuse.left_article], articles[reuse.right_article]
        if left.source == right.source:
            continue
        pair = _order(left.place.path, right.place.path)
        given[pair] = reuse.kind
        blocks[pair] += _sides(reuse.blocks, left.place.path, right.place.path)
    met = [pair for pair in sorted(wanted) if pair in given]
    kinds = [pair for pair in met if given[pair] is wanted[pair].kind]
    texts = {article.place.path: article.text for article in comparison.articles}
    measures = (
        rate("repeats", len(met), len(given), len(met), len(wanted)),
        rate("repeat kinds", len(kinds), len(met), len(kinds), len(met)),
        _rate_passages(wanted, blocks, texts),
    )
    faults = [
        *(Fault("missed repeat", f"{pair[0]} | {pair[1]}") for pair in sorted(wanted) if pair not in given),
        *(
            Fault("wrong repeat", f"{pair[0]} | {pair[1]}: {given[pair]}")
            for pair in sorted(given)
            if pair not in wanted
        ),
        *(
            Fault("wrong kind of repeat", f"{pair[0]} | {pair[1]}: {given[pair]}, not {wanted[pair].kind}")
            for pair in met
            if pair not in kinds
        ),
    ]
    return Part(measures, tuple(faults))


def _sides(blocks: Sequence[Block], left: str, right: str) -> list[tuple[str, Span]]:
    return [side for block in blocks for side in ((left, block.left), (right, block.right))]


def _rate_passages(
    wanted: Mapping[FilePair, GoldRepeat],
    given: Mapping[FilePair, Sequence[tuple[str, Span]]],
    texts: Mapping[str, str],
) -> Measure:
    """Return precision and recall in characters of the copied passages, both sides counted."""
    gold: set[tuple[FilePair, str, int]] = set()
    for pair, repeat in wanted.items():
        for quotes in repeat.blocks:
            for file, quote in zip((repeat.a, repeat.b), quotes, strict=True):
                span = find_quote(texts.get(file, ""), quote)
                gold |= {(pair, file, at) for at in range(span.start, span.end)} if span else set()
    found = {
        (pair, file, at) for pair, sides in given.items() for file, span in sides for at in range(span.start, span.end)
    }
    return rate("copied characters", len(gold & found), len(found), len(gold & found), len(gold))


def _order(one: str, other: str) -> FilePair:
    return (one, other) if one <= other else (other, one)


def score_stands(comparison: Comparison, gold: Gold, located: Located) -> Part:
    """Return rows on stands and silences, each in the group of a quoted claim.

    Whoever stands alone originates, so the row *stands but first* leaves out those who come first. A silence in doubt is
    no silence here.
    """
    group_of = {claim: group.id for group in comparison.groups for claim in group.claim_ids}
    kinds: dict[tuple[str, str], set[StandKind]] = defaultdict(set)
    for stand in (stand for stand in comparison.stands if not stand.doubtful):
        kinds[stand.group_id, stand.source].add(stand.kind)

    def said(quote: Quote, source: str) -> set[StandKind]:
        groups = sorted({group_of[claim] for claim in located.claims_of(quote) if claim in group_of})
        return {kind for group in groups for kind in kinds.get((group, source), ())}

    answers = [(stand, said(stand, stand.source) - {StandKind.SILENT}) for stand in gold.stands]
    right = sum(stand.stand in kind for stand, kind in answers)
    heard = [silence for silence in gold.silences if said(silence, silence.source) != {StandKind.SILENT}]
    silent = len(gold.silences) - len(heard)
    untrue = [stand for stand in gold.stands if said(stand, stand.source) == {StandKind.SILENT}]
    later = [(stand, kind) for stand, kind in answers if stand.stand not in _FIRST]
    followed = sum(stand.stand in kind for stand, kind in later)
    measures = (
        rate("stands", right, sum(bool(kind) for _, kind in answers), right, len(answers)),
        rate("stands but first", followed, sum(bool(kind) for _, kind in later), followed, len(later)),
        rate("silences", silent, silent + len(untrue), silent, len(gold.silences)),
    )
    faults = [
        *(
            Fault(
                "wrong stand",
                f"{stand.source} {' and '.join(sorted(kind)) or 'none'}, not {stand.stand}: {stand.quote}",
            )
            for stand, kind in answers
            if stand.stand not in kind
        ),
        *(Fault("missed silence", f"{silence.source}: {silence.quote}") for silence in heard),
        *(Fault("wrong silence", f"{stand.source}, {stand.stand}: {stand.quote}") for stand in untrue),
    ]
    return Part(measures, tuple(faults))


def score_origins(comparison: Comparison, gold: Gold, located: Located) -> Part:
    """Return the row on the number of independent origins of a quoted claim's group.

    A group that lacks one of the gold's sources is wrong whatever its number: alone, every source is one origin.
    """
    group_of = {claim: group.id for group in comparison.groups for claim in group.claim_ids}
    origins: dict[str, list[Origin]] = defaultdict(list)
    for origin in comparison.origins:
        origins[origin.group_id].append(origin)
    right, given, faults = 0, 0, []
    for wanted in gold.origins:
        groups = sorted({group_of[claim] for claim in located.claims_of(wanted) if claim in group_of})
        met = [group for group in groups if set(wanted.sources) <= _tellers(origins[group])]
        given += bool(met)
        if any(len(origins[group]) == wanted.origins for group in met):
            right += 1
        else:
            found = [f"{len(origins[group])} of {', '.join(sorted(_tellers(origins[group])))}" for group in groups]
            faults.append(Fault("wrong origins", f"{'; '.join(found) or 'none'}, not {wanted.origins}: {wanted.quote}"))
    return Part((rate("origins", right, given, right, len(gold.origins)),), tuple(faults))


def _tellers(origins: Iterable[Origin]) -> set[str]:
    return {source for origin in origins for source in origin.sources}


def count_undecided(comparison: Comparison) -> Measure:
    """Return the row on judgements with a relation: how many of all links between two sources are decided."""
    sources = {claim.id: claim.source for claim in comparison.claims}
    links = [item for item in comparison.judgements if sources[item.link.left] != sources[item.link.right]]
    decided = sum(item.relation in set(Relation) for item in links)
    return rate("decided", decided, decided, decided, len(links))
