"""A whole comparison against gold: ``narrative evaluate whole tests/seeds_gold.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from narrative.config import Config
from narrative.data import Comparison
from narrative.evaluate.checks import score_contradictions, score_weekdays
from narrative.evaluate.gold import Gold, read_gold
from narrative.evaluate.links import score_links
from narrative.evaluate.measures import Fault, Measure, Scores
from narrative.evaluate.quotes import locate_quotes
from narrative.evaluate.rest import (
    count_undecided,
    score_claims,
    score_cleaning,
    score_narratives,
    score_origins,
    score_rejects,
    score_repeats,
    score_stands,
)

if TYPE_CHECKING:
    from narrative.pipeline import Watcher

__all__ = ["evaluate_whole", "format_scores", "read_gold", "score_comparison"]

_WIDTH = 20


def evaluate_whole(gold_path: str, config: Config | None = None, watcher: Watcher | None = None) -> Scores:
    """Return the scores of a fresh comparison of the input that the gold file names; nothing is stored.

    Raises InputError for a gold file or input that cannot be read, EmptyCorpusError where nothing is left to compare.
    """
    from narrative.ingest import read_articles
    from narrative.pipeline import Run, SilentWatcher, compare_articles

    config, gold = config or Config(), read_gold(gold_path)
    ingested = read_articles((gold.input,), None, config.ingest)
    run = Run(watcher=watcher or SilentWatcher())
    return score_comparison(compare_articles(ingested.articles, ingested.rejects, config, run), gold)


def score_comparison(comparison: Comparison, gold: Gold) -> Scores:
    """Return how well *comparison* matches *gold*.

    A claim answers a quote when their characters overlap by more than half of the shorter one. Links inside one
    source are not counted, neither are those that the gold calls optional.
    """
    located = locate_quotes(comparison, gold)
    links, hard = score_links(comparison, gold, located)
    parts = (
        links,
        score_repeats(comparison, gold),
        score_narratives(comparison, gold),
        score_stands(comparison, gold, located),
        score_origins(comparison, gold, located),
        score_contradictions(comparison, gold, located),
        score_weekdays(comparison, gold, located),
        score_cleaning(comparison, gold, located),
        score_claims(gold, located),
        score_rejects(comparison, gold),
    )
    lost = tuple(Fault("quote not in the text", f"{quote.file}: {quote.quote}") for quote in located.lost)
    measures = [measure for part in parts for measure in part.measures]
    measures.insert(2, count_undecided(comparison))
    faults = (*lost, *(fault for part in parts for fault in part.faults))
    return Scores(tuple(measures), hard, len(gold.not_links), faults)


def format_scores(scores: Scores, *, errors: bool = False) -> str:
    """Return the scores as a table for a person; with *errors*, every fault below it, by kind.

    >>> from narrative.evaluate.measures import rate
    >>> print(format_scores(Scores((rate("links", 3, 4, 3, 6),), 1, 9, ())))
                          precision  recall      F1   right/given  found/wanted
    links                     0.750   0.500   0.600           3/4           3/6
    traps linked: 1 of 9
    """
    head = f"{'':{_WIDTH}}  precision  recall      F1   right/given  found/wanted"
    lines = [head, *(_format_row(measure) for measure in scores.measures)]
    lines.append(f"traps linked: {scores.hard_negatives} of {scores.hard_negatives_wanted}")
    if errors:
        kinds: dict[str, list[str]] = {}
        for fault in scores.faults:
            kinds.setdefault(fault.kind, []).append(fault.line)
        for kind, found in kinds.items():
            lines += ["", f"{kind} ({len(found)})", *(f"  {line}" for line in found)]
    return "\n".join(lines)


def _format_row(measure: Measure) -> str:
    counts = f"{measure.right:g}/{measure.given}", f"{measure.found:g}/{measure.wanted}"
    rates = f"{measure.precision:9.3f}   {measure.recall:5.3f}   {measure.f1:5.3f}"
    return f"{measure.name:{_WIDTH}}  {rates}  {counts[0]:>12}  {counts[1]:>12}"
