"""The section of silences: who covers a story and leaves out what the others say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from narrative.data import StandKind
from narrative.report.view.index import Index
from narrative.report.view.nouns import Label
from narrative.report.view.sections import Silence, Silences
from narrative.report.words import capitalise, clip, count, count_in_words, figure, in_quotes, join_some

MOST_ROWS = 60
CLAIM_WIDTH = 200
# A silence is worth a line where at least this part of the sources that cover the story speak.
LOUD = 0.5


def loud_silences(index: Index) -> tuple[str, ...]:
    """Return the groups that most of the covering sources speak in and some do not, loudest first."""
    rated = []
    for group in index.shared:
        speaking, covering = base_rate(group, index)
        if speaking < covering and speaking >= LOUD * covering:
            rated.append((-round(speaking / covering, 4), -speaking, -index.strength(group), group))
    return tuple(group for *_, group in sorted(rated))


def base_rate(group: str, index: Index) -> tuple[int, int]:
    """Return how many sources make the claim, and how many of all could have: they and those that cover the story."""
    speaking = len(index.speakers(group))
    return speaking, speaking + len(silent_sources(group, index))


def silent_sources(group: str, index: Index) -> tuple[str, ...]:
    """Return the sources that cover the story of *group* without its claim."""
    return tuple(s.source for s in index.stands.get(group, ()) if s.kind is StandKind.SILENT)


def describe_base_rate(group: str, index: Index) -> str:
    """Return "said by 4 of 5 sources that cover Harbour strike"."""
    speaking, covering = base_rate(group, index)
    narrative = index.narrative_label(index.narrative_of.get(group)).name
    return f"said by {figure(speaking)} of {count(covering, 'source')} that cover {in_quotes(narrative) if narrative else 'the story'}"


def describe_silent(group: str, index: Index) -> str:
    """Return the silent sources, each with how much it has on the story: "Free Lantern (3 articles on it)"."""
    narrative = index.narrative_of.get(group) or ""
    articles = {c.source: c.articles for c in index.coverage.get(narrative, ())}
    named = [_with_articles(source, articles.get(source, 0)) for source in silent_sources(group, index)]
    return join_some(named, 4)


def describe_silences(index: Index) -> str:
    """Return how many silences there are and what that means, in the words of the page and of the command line."""
    groups = loud_silences(index)
    if not groups:
        return "no source leaves out what most of the others that cover the story say"
    sources = len({source for group in groups for source in silent_sources(group, index)})
    left = f"{count(sources, 'source')} {'leaves' if sources == 1 else 'leave'} out"
    return f"{count(len(groups), 'silence')}: claims that at least half of the sources on a story make, and {left}"


def build_silences(index: Index, opened: frozenset[str]) -> Silences:
    """Return the silences, loudest first; *opened* are the groups that have a row in the table of claims."""
    groups = loud_silences(index)
    rows = tuple(_silence(g, index, opened) for g in groups[:MOST_ROWS])
    quiet = sum(1 for g in index.shared if silent_sources(g, index)) - len(groups)
    left = len(groups) - len(rows)
    notes = [f"{capitalise(count_in_words(left, 'more such claim'))} in the table of claims."] if left else []
    if quiet:
        notes.append(
            f"{capitalise(count_in_words(quiet, 'claim'))} that fewer than half of the covering sources make "
            f"{'is' if quiet == 1 else 'are'} not listed: there, silence says little."
        )
    return Silences(_note(index, groups), rows, " ".join(notes), count_by_source(index))


def count_by_source(index: Index) -> tuple[Label, ...]:
    """Return for each source that is silent on shared claims how many they are; each label shows them in the table of claims."""
    silent = Counter(source for group in index.shared for source in silent_sources(group, index))
    return tuple(
        Label(f"{source}: {count(silent[source], 'claim')}", f"#claims?source={place}&stand=q")
        for source, place in index.places.items()
        if silent[source]
    )


def _note(index: Index, groups: Sequence[str]) -> str:
    if len(index.comparison.sources) < 3:  # noqa: PLR2004 (two speak, a third is silent)
        return "Silence needs three sources: two that speak and one that does not."
    told = f"{capitalise(describe_silences(index))}."
    return (
        told
        if not groups
        else f"{told} A source counts as silent only where it covers the story. It may have had no room, or no knowledge."
    )


def _silence(group: str, index: Index, opened: frozenset[str]) -> Silence:
    claim = index.representative(group)
    href = f"#{group}" if group in opened else f"#{claim.id}"
    return Silence(
        claim=Label(capitalise(clip(claim.text, CLAIM_WIDTH)), href),
        narrative=index.narrative_label(index.narrative_of.get(group)),
        said=f"{figure(base_rate(group, index)[0])} of {figure(base_rate(group, index)[1])}",
        silent=describe_silent(group, index),
    )


def _with_articles(source: str, articles: int) -> str:
    return f"{source} ({count(articles, 'article')} on it)" if articles else source
