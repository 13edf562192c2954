"""The section of silences: who covers a story and leaves out what the others say."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from narrative.data import Stand
from narrative.report.view.index import Index
from narrative.report.view.narratives import count_covering
from narrative.report.view.nouns import Label
from narrative.report.view.sections import Quiet, Silence, Silences
from narrative.report.view.voices import describe_voices, is_silent
from narrative.report.words import capitalise, clip, count, count_in_words, in_quotes, join_some, spell

MOST_ROWS = 60
CLAIM_WIDTH = 200
NEAREST_WIDTH = 150
# Beneath, the nearest sentence shares the story and nothing else: "None showed a picture." for images of launchers (.13).
WORTH_SHOWING = 0.14
# A silence is worth a line where at least this part of the sources that cover the story speak.
LOUD = 0.5


def loud_silences(index: Index) -> tuple[str, ...]:
    """Return the groups that most of the covering sources speak in and some surely do not, loudest first."""
    return _rank([group for group in index.shared if silent_sources(group, index)], index)


def doubtful_silences(index: Index) -> tuple[str, ...]:
    """Return the groups that most speak in and some perhaps do, in a sentence that was not taken as the same claim."""
    return _rank([group for group in index.shared if any(s.doubtful for s in index.stands[group])], index)


def rank_silent(index: Index) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return every shared group that some source is silent on with these sources, those that most others speak in first."""
    rated = []
    for group in index.shared:
        sources = silent_sources(group, index)
        if sources:
            share = rate_share(len(index.speakers(group)), len(index.stands[group]))
            rated.append((-share, -len(index.speakers(group)), group, sources))
    return tuple((group, sources) for *_, group, sources in sorted(rated))


def silent_sources(group: str, index: Index) -> tuple[str, ...]:
    """Return the sources that are silent on *group* beyond doubt."""
    return tuple(stand.source for stand in index.stands.get(group, ()) if is_silent(stand))


def _rank(groups: Sequence[str], index: Index) -> tuple[str, ...]:
    """Return those of *groups* that at least half of the covering sources speak in, loudest first."""
    rated = []
    for group in groups:
        speaking, covering = len(index.speakers(group)), len(index.stands[group])
        if speaking >= LOUD * covering:
            rated.append((-rate_share(speaking, covering), -speaking, -index.strength(group), group))
    return tuple(group for *_, group in sorted(rated))


def rate_share(speaking: int, covering: int) -> float:
    """Return the least share of speakers that so few sources let one be sure of (Wilson 1927, 95 %).

    So 6 of 9 come before 3 of 4, whose share is larger.

    >>> rate_share(6, 9), rate_share(3, 4), rate_share(8, 9)
    (0.3542, 0.3006, 0.565)
    """
    z = 1.96
    share, spread = speaking / covering, z * z / covering
    middle = share + spread / 2
    return round((middle - z * math.sqrt((share * (1 - share) + spread / 4) / covering)) / (1 + spread), 4)


def describe_silent(group: str, index: Index) -> str:
    """Return the silent sources, each with how much it has on the story: "Free Lantern (3 articles on it)"."""
    quiet = [_quiet(stand, index) for stand in index.stands.get(group, ()) if is_silent(stand)]
    return join_some([f"{one.source.name}{f' ({one.articles})' if one.articles else ''}" for one in quiet], 4)


def describe_silences(index: Index) -> str:
    """Return how many silences there are and what that means, in the words of the page and of the command line."""
    groups = loud_silences(index)
    doubtful = len(doubtful_silences(index))
    perhaps = f"; on {spell(doubtful)} more some source is perhaps silent" if doubtful else ""
    if not groups:
        return f"no source leaves out what most of the others that cover the story say{perhaps}"
    sources = len({source for group in groups for source in silent_sources(group, index)})
    left = f"{count(sources, 'source')} {'leaves' if sources == 1 else 'leave'} out"
    return f"{count(len(groups), 'silence')}: claims that at least half of the sources on a story make, and {left}{perhaps}"


def build_silences(index: Index, opened: frozenset[str]) -> Silences:
    """Return the silences, loudest first, and apart those in doubt; *opened* are the groups with a row in the table."""
    groups, doubtful = loud_silences(index), doubtful_silences(index)
    quiet = sum(1 for g in index.shared if silent_sources(g, index)) - len(groups)
    notes = [_more(len(groups) - MOST_ROWS)]
    if quiet:
        notes.append(
            f"{capitalise(count_in_words(quiet, 'claim'))} that fewer than half of the covering sources make "
            f"{'is' if quiet == 1 else 'are'} not listed: there, silence says little."
        )
    return Silences(
        note=_note(index, groups),
        rows=tuple(_silence(g, index, opened, doubtful=False) for g in groups[:MOST_ROWS]),
        more=" ".join(note for note in notes if note),
        perhaps=tuple(_silence(g, index, opened, doubtful=True) for g in doubtful[:MOST_ROWS]),
        perhaps_more=_more(len(doubtful) - MOST_ROWS),
        by_source=count_by_source(index),
    )


def count_by_source(index: Index) -> tuple[Label, ...]:
    """Return for each source that is silent on shared claims how many they are; each label shows them in the table of claims."""
    silent = Counter(source for group in index.shared for source in silent_sources(group, index))
    return tuple(
        Label(f"{source}: {count(silent[source], 'claim')}", f"#claims?source={place}&stand=q")
        for source, place in index.places.items()
        if silent[source]
    )


def _more(left: int) -> str:
    return f"{capitalise(count_in_words(left, 'more such claim'))} in the table of claims." if left > 0 else ""


def _note(index: Index, groups: Sequence[str]) -> str:
    if len(index.comparison.sources) < 3:  # noqa: PLR2004 (two speak, a third is silent)
        return "Silence needs three sources: two that speak and one that does not."
    told = f"{capitalise(describe_silences(index))}."
    return (
        told
        if not groups
        else f"{told} A source counts as silent only where it covers the story. It may have had no room, or no knowledge. "
        "Below each stands what it says nearest, if anything comes near; none of these was taken as the same claim, so judge for yourself."
    )


def _silence(group: str, index: Index, opened: frozenset[str], *, doubtful: bool) -> Silence:
    claim = index.representative(group)
    href = f"#{group}" if group in opened else f"#{claim.id}"
    stands = [s for s in index.stands.get(group, ()) if (s.doubtful if doubtful else is_silent(s))]
    return Silence(
        claim=Label(capitalise(clip(index.say(claim), CLAIM_WIDTH)), href),
        narrative=index.narrative_label(index.narrative_of.get(group)),
        said=capitalise(describe_voices(group, index)),
        silent=tuple(_quiet(stand, index) for stand in stands),
    )


def _quiet(stand: Stand, index: Index) -> Quiet:
    covered = index.coverage.get(stand.narrative_id or "", ())
    articles = next((count_covering(one, index) for one in covered if one.source == stand.source), 0)
    nearest = index.claims.get(stand.nearest or "") if stand.nearness >= WORTH_SHOWING else None
    return Quiet(
        source=index.label(stand.source),
        articles=f"{count(articles, 'article')} on it" if articles else "",
        nearest=Label(in_quotes(clip(index.say(nearest), NEAREST_WIDTH)), f"#{nearest.id}") if nearest else Label(""),
    )
