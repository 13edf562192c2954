"""What the command line says of a result: ten lines for a person, or JSON."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from narrative.data import Comparison, Divergence, Judgement, Relation, StandKind, Watched

if TYPE_CHECKING:
    from narrative.pipeline import Outcome
    from narrative.pipeline.inspection import Inspection

QUOTE_CHARS = 90
SHOWN_LABELS = 5


def summarise(outcome: Outcome) -> str:
    """Return what was found, in ten lines (one more where claims are watched), and where the report lies."""
    found = outcome.comparison
    lines = [
        ("Read", _read_line(found)),
        ("Cleaned", _count(len(found.dropped), "line") + " of boilerplate dropped, each kept with its reason"),
        ("Narratives", _narrative_line(found)),
        ("Claims", _claim_line(found)),
        ("Agreements", _agreement_line(found)),
        ("Divergences", _divergence_line(found)),
        ("Sharpest", _sharpest_line(found)),
        ("Repeats", _repeat_line(found)),
        ("Silences", _silence_line(found)),
        *((("Watched", _watch_line(found)),) if found.watched else ()),
        ("Report", str(outcome.folder / "report.html")),
    ]
    return "\n".join(f"{name:12} {text}" for name, text in lines)


def summarise_json(outcome: Outcome) -> str:
    """Return counts and paths as one JSON object."""
    from narrative.report.view.index import build_index
    from narrative.report.view.silences import loud_silences

    found = outcome.comparison
    kinds = Counter(stand.kind.value for stand in found.stands)
    summary = {
        "folder": str(outcome.folder),
        "report": str(outcome.folder / "report.html"),
        "articles": len(found.articles),
        "sources": len(found.sources),
        "rejects": len(found.rejects),
        "dropped": len(found.dropped),
        "narratives": [item.label for item in found.narratives],
        "claims": len(found.claims),
        "shared_claims": len(_shared_groups(found)),
        "links": len(found.judgements),
        "relations": dict(sorted(_relations(found).items())),
        "divergences": dict(sorted(_divergences(found).items())),
        "reuses": len(found.reuses),
        "stands": dict(sorted(kinds.items())),
        "silences": len(loud_silences(build_index(found))),
        "unplaced": len(found.unplaced),
        "watched": {item.id: dict(sorted(_answers(item).items())) for item in found.watched},
        "comparison_hash": outcome.manifest.comparison_hash,
    }
    return json.dumps(summary, ensure_ascii=False, indent=1)


def format_inspection(inspection: Inspection, *, as_json: bool) -> str:
    """Return what would be read, article by article, then what would not, and what cleaning would drop."""
    if as_json:
        from narrative.pipeline.run import dump_json

        return dump_json(inspection, indent=1).decode()
    lines = [f"{_count(len(inspection.articles), 'article')} from {_count(len(inspection.sources), 'source')}"]
    for article in inspection.articles:
        inferred = " (inferred)" if article.source_inferred else ""
        day = article.published.strftime("%Y-%m-%d") if article.published else "no date"
        lines.append(
            f"  {article.place.path}  {article.source}{inferred}  {day}  {article.language}  {article.title[:60]}"
        )
    lines.append(f"{_count(len(inspection.rejects), 'reject')}")
    for reject in inspection.rejects:
        record = f":{reject.place.record}" if reject.place.record else ""
        detail = f" ({reject.detail})" if reject.detail else ""
        lines.append(f"  {reject.place.path}{record}  {reject.reason}{detail}")
    lines.append(f"{_count(len(inspection.dropped), 'line')} that cleaning drops")
    paths = {article.id: article.place.path for article in inspection.articles}
    lines += [f"  {paths[item.article_id]}  {item.reason}: {item.line[:QUOTE_CHARS]}" for item in inspection.dropped]
    return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _tally(counter: Counter[str]) -> str:
    return ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in sorted(counter.items()))


def _read_line(found: Comparison) -> str:
    line = f"{_count(len(found.articles), 'article')} from {_count(len(found.sources), 'source')}"
    inferred = sum(source.inferred for source in found.sources)
    if inferred:
        line += f" ({inferred} named by inference)"
    if found.rejects:
        line += f"; not compared: {_tally(Counter(reject.reason for reject in found.rejects))}"
    if found.revisions:
        line += f"; changed after publication: {_count(len(found.revisions), 'article')}"
    return line


def _narrative_line(found: Comparison) -> str:
    articles = Counter(item.narrative_id for item in found.memberships)
    labels = [f"{item.label} ({_count(articles[item.id], 'article')})" for item in found.narratives[:SHOWN_LABELS]]
    more = len(found.narratives) - SHOWN_LABELS
    unplaced = f"; {_count(len(found.unplaced), 'passage')} unplaced" if found.unplaced else ""
    return f"{len(found.narratives)}: " + ", ".join(labels) + (f" and {more} more" if more > 0 else "") + unplaced


def _shared_groups(found: Comparison) -> set[str]:
    speaking = (stand for stand in found.stands if stand.kind is not StandKind.SILENT)
    return {group for group, number in Counter(stand.group_id for stand in speaking).items() if number > 1}


def _claim_line(found: Comparison) -> str:
    shared = len(_shared_groups(found))
    return f"{len(found.claims):,}, of which {shared:,} {'is' if shared == 1 else 'are'} made by two or more sources"


def _across(found: Comparison) -> list[Judgement]:
    """Return the judgements between different sources."""
    source_of = {claim.id: claim.source for claim in found.claims}
    return [item for item in found.judgements if source_of[item.link.left] != source_of[item.link.right]]


def _relations(found: Comparison) -> Counter[str]:
    return Counter(item.relation.value if item.relation else "undecided" for item in _across(found))


def _divergences(found: Comparison) -> Counter[str]:
    hard = (item for item in _across(found) if item.relation is Relation.DIVERGES)
    return Counter((item.divergence or Divergence.OTHER).value for item in hard)


def _agreement_line(found: Comparison) -> str:
    relations = _relations(found)
    undecided = f", {relations['undecided']} left undecided" if relations["undecided"] else ""
    return f"{_count(relations['agrees'], 'pair')} of claims agree in their own words{undecided}"


def _divergence_line(found: Comparison) -> str:
    kinds = _divergences(found)
    return f"{_count(kinds.total(), 'pair')} of claims diverge" + (f" ({_tally(kinds)})" if kinds else "")


def _sharpest_line(found: Comparison) -> str:
    """Return the two sides of the contradiction that the page puts first; a later figure that replaces one is none."""
    from narrative.report.view.gravity import gravest, rank_contradictions
    from narrative.report.view.index import build_index

    index = build_index(found)
    ranked = rank_contradictions(index)
    if not ranked:
        return "no two sources contradict each other"
    top = gravest(ranked[0], index)
    sides = (index.claims[top.link.left], index.claims[top.link.right])
    return " / ".join(f"{claim.source}: “{_shorten(claim.text)}”" for claim in sides)


def _shorten(text: str) -> str:
    return text if len(text) <= QUOTE_CHARS else text[:QUOTE_CHARS].rsplit(" ", 1)[0] + " …"


def _repeat_line(found: Comparison) -> str:
    known = sum(item.copied_from is not None for item in found.directions)
    kinds = _tally(Counter(item.kind.value for item in found.reuses))
    line = f"{_count(len(found.reuses), 'pair')} of articles share wording"
    return line + (f" ({kinds}); who came first is known for {known}" if found.reuses else "")


def _silence_line(found: Comparison) -> str:
    """Return the number that the page gives, in the words of the page."""
    from narrative.report.view.index import build_index
    from narrative.report.view.silences import describe_silences

    return describe_silences(build_index(found))


def _answers(watched: Watched) -> Counter[str]:
    return Counter(answer.kind.value for answer in watched.answers)


def _watch_line(found: Comparison) -> str:
    told = [f"{_shorten(item.label or item.text)} ({_tally(_answers(item))})" for item in found.watched[:SHOWN_LABELS]]
    more = len(found.watched) - SHOWN_LABELS
    return "; ".join(told) + (f"; and {more} more" if more > 0 else "")
