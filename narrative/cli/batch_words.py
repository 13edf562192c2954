"""What the command line says of batches: a few lines for a person, or JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from narrative.data import Article, Changes, Claim, Comparison, Correction, Movement

if TYPE_CHECKING:
    from narrative.correct import Calibration
    from narrative.pipeline import Outcome
    from narrative.pipeline.upkeep import Health, Overview

QUOTE_CHARS = 90
SHOWN = 5


def summarise_addition(outcome: Outcome, *, as_json: bool) -> str:
    """Return what the batch brought and changed, and where the report lies."""
    from narrative.pipeline.run import dump_json

    found = outcome.comparison
    if as_json:
        new = {"known": len(outcome.known), "refused": len(outcome.refused), "added": outcome.added or 0}
        record = {"folder": str(outcome.folder), **new, "changes": found.changes}
        return dump_json(record, indent=1).decode()
    lines = format_changes(found, found.changes) if found.changes else ["Nothing was added yet."]
    if outcome.added == 0:
        lines = ["Nothing new: the comparison stands as it did"]
    if outcome.refused:
        reasons = Counter(reject.reason for reject in outcome.refused)
        lines.insert(0, "Not compared: " + ", ".join(f"{reason} {count}" for reason, count in sorted(reasons.items())))
    if outcome.known:
        lines.insert(0, f"{_count(len(outcome.known), 'article')} known already")
    return "\n".join([*lines, f"Report       {outcome.folder / 'report.html'}"])


def format_changes(found: Comparison, changes: Changes) -> list[str]:
    """Return the lines that say what *changes* hold, each kind with its number and its first few."""
    lines = [f"Since batch {changes.since}: {_count(len(changes.articles), 'new article')}"]
    for name, entries in _list_entries(found, changes):
        if entries:
            lines.append(f"{name} ({len(entries)})")
            lines += [f"  {entry}" for entry in entries[:SHOWN]]
            lines += [f"  and {len(entries) - SHOWN} more"] if len(entries) > SHOWN else []
    if changes.drift and changes.drift.reasons:
        lines.append(f"A refit is worth while (`narrative add DIR --refit`): {'; '.join(changes.drift.reasons)}")
    return lines


def format_corrections(corrections: Sequence[Correction]) -> list[str]:
    """Return a line with the number of corrections, and one for each that matches nothing; none where there are none.

    >>> format_corrections([Correction("same", "c1, c2", 4, "no such claim", 0)])
    ['1 correction, of which 1 matches nothing', '  corrections.yaml:4: same c1, c2: no such claim']
    """
    lost = [one for one in corrections if not one.touched]
    more = f", of which {len(lost)} match{'es' if len(lost) == 1 else ''} nothing" if lost else ""
    counted = [_count(len(corrections), "correction") + more] if corrections else []
    return [*counted, *(f"  corrections.yaml:{one.line}: {one.kind} {one.said}: {one.effect}" for one in lost)]


def format_health(folder: str, health: Health) -> str:
    """Return a line for each fault with what to do, or one that says that all is sound."""
    checked = _count(health.results, "stored result")
    if not health.faults:
        return f"{folder}: sound; {checked} checked"
    lines = [f"{folder}: {fault.what}; {fault.do}" for fault in health.faults]
    return "\n".join([*lines, f"{folder}: {_count(len(health.faults), 'fault')}; {checked} checked"])


def format_overviews(root: str, found: Sequence[Overview]) -> str:
    """Return a line for each comparison folder."""
    if not found:
        return f"{root}: no comparison"
    return "\n".join(
        f"{one.folder}  {_count(len(one.batches), 'batch')}, {_count(one.articles, 'article')} from "
        f"{_count(one.sources, 'source')}, {_count(one.narratives, 'narrative')}, {one.megabytes} MB"
        for one in found
    )


def format_overview(one: Overview) -> str:
    """Return what a folder holds, and a line for each batch with the settings that came with it."""
    counts = (
        _count(one.articles, "article") + f" from {_count(one.sources, 'source')}",
        _count(one.narratives, "narrative"),
        _count(one.claims, "claim"),
        _count(one.corrections, "correction"),
        f"{one.megabytes} MB",
    )
    lines = [f"{one.folder}  {', '.join(counts)}"]
    for batch in one.batches:
        words = "fitted anew" if batch.refitted else _count(len(batch.article_ids), "article")
        more = [f"{len(batch.known)} known"] if batch.known else []
        more += [f"{len(batch.revisions)} changed after publication"] if batch.revisions else []
        lines.append(f"  batch {batch.number}: {', '.join([words, *more])}")
        lines += [f"    {key}: {was} → {now}" for key, was, now in batch.settings]
    return "\n".join(lines)


def format_calibration(found: Calibration, *, applied: bool) -> str:
    """Return the bar that fits the marks, what it gains on held-out marks, and whether it is in use."""
    marks = f"{found.same} same and {found.different} different marks"
    measured = f"balanced accuracy on held-out marks {found.accuracy:.3f}, now {found.accuracy_now:.3f}"
    if found.gain <= 0:
        return f"{marks}: no other bar does better than {found.current}; {measured}"
    do = "in use now" if applied else f"use it with --apply, or --set link.min_probability={found.bar}"
    return f"{marks}: link.min_probability {found.bar} fits better than {found.current}; {measured}; {do}"


def _list_entries(found: Comparison, changes: Changes) -> Iterator[tuple[str, list[str]]]:
    articles = {article.id: article for article in found.articles}
    claims = {claim.id: claim for claim in found.claims}
    labels = {narrative.id: narrative.label for narrative in found.narratives}
    first = {group.id: group.claim_ids[0] for group in found.groups}
    named = [
        (one.kind, f"{labels[one.narrative_id]} ({_count(one.articles, 'article')})") for one in changes.narratives
    ]
    yield "New narratives", [line for kind, line in named if kind is Movement.NEW]
    yield "Grown", [line for kind, line in named if kind is Movement.GROWN]
    yield "Faded", [labels[one.narrative_id] for one in changes.narratives if one.kind is Movement.FADED]
    yield "No longer agreed", [f"{_quote(claims, one.left)} / {_quote(claims, one.right)}" for one in changes.flips]
    yield "Changed figures", [f"{one.source}: {one.was} → {one.now}" for one in changes.figures]
    yield "Changed after publication", [_name(articles, one.after) for one in changes.revisions]
    copies = [(one, articles[one.article_id].source, articles[one.of_article].source) for one in changes.copies]
    yield "Copies of older articles", [f"{source} of {other} ({one.share:.0%})" for one, source, other in copies]
    yield "New shared claims", [_quote(claims, first[group]) for group in changes.new_groups]
    yield "Made by further sources", [_quote(claims, first[group]) for group in changes.spread_groups]
    yield "Renumbered narratives", [f"{old} → {', '.join(new) or 'gone'}" for old, new in changes.renamed]
    yield "Corrections that match nothing", list(changes.unmatched)


def _quote(claims: Mapping[str, Claim], claim_id: str) -> str:
    text = claims[claim_id].text
    return f"{claims[claim_id].source}: “{text[:QUOTE_CHARS].rstrip()}{'…' if len(text) > QUOTE_CHARS else ''}”"


def _name(articles: Mapping[str, Article], article_id: str) -> str:
    return f"{articles[article_id].source}: {articles[article_id].title or articles[article_id].url}"


def _count(number: int, noun: str) -> str:
    ending = "" if number == 1 else "es" if noun.endswith("ch") else "s"
    return f"{number:,} {noun}{ending}"
