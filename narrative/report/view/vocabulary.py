"""The section of words: which words set a source apart within one narrative."""

from __future__ import annotations

from collections import defaultdict

from narrative.data import Contrast
from narrative.report.view.index import Index
from narrative.report.view.nouns import Word
from narrative.report.view.sections import Vocabulary
from narrative.report.words import figure


def build_words(index: Index) -> tuple[Vocabulary, ...]:
    """Return the contrasting words by narrative, largest first, then source."""
    found: defaultdict[tuple[str, str], list[Contrast]] = defaultdict(list)
    for contrast in index.comparison.contrasts:
        found[contrast.narrative_id, contrast.source].append(contrast)
    order = [(n.id, s.name) for n in index.comparison.narratives for s in index.comparison.sources]
    return tuple(
        Vocabulary(index.narrative_label(narrative), index.label(source), _words(found[narrative, source]))
        for narrative, source in order
        if (narrative, source) in found
    )


def describe_words(index: Index) -> str:
    """Return how to read the table, or why there is none."""
    if len(index.comparison.sources) < 2:  # noqa: PLR2004
        return "Words set a source apart only from other sources."
    if not index.comparison.contrasts:
        return "No word sets a source apart more than chance would have it; short texts seldom do."
    return "Words that one source uses for a story more often than the others do, beyond what chance would give."


def _words(contrasts: list[Contrast]) -> tuple[Word, ...]:
    ordered = sorted(contrasts, key=lambda c: (-round(c.z, 4), c.word))
    return tuple(
        Word(c.word, figure(c.count), f"{c.rate:.1f}", f"{c.rate_elsewhere:.1f}" if c.rate_elsewhere else "none")
        for c in ordered
    )
