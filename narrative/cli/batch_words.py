"""What the command line says of batches: a few lines for a person, or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from narrative.data import Article, Changes, Claim, Comparison, Movement

if TYPE_CHECKING:
    from narrative.pipeline import Outcome

QUOTE_CHARS = 90
SHOWN = 5


def summarise_addition(outcome: Outcome, *, as_json: bool) -> str:
    """Return what the batch brought and changed, and where the report lies."""
    from narrative.pipeline.run import dump_json

    found = outcome.comparison
    if as_json:
        record = {"folder": str(outcome.folder), "known": len(outcome.known), "changes": found.changes}
        return dump_json(record, indent=1).decode()
    lines = format_changes(found, found.changes) if found.changes else ["Nothing was added yet."]
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
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
