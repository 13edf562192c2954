"""A finished comparison in numbers: what needs no gold, what a whole gold says, what labelled rows say."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from narrative.data import Comparison, Judgement, StandKind
from narrative.evaluate.figures import OVERALL, Report
from narrative.evaluate.measures import Scores
from narrative.evaluate.topics import rate_keywords

Metrics = dict[str, float | None]
UNDECIDED = "undecided"
LETTERS = {"f1": "F1", "auc": "AUC", "npmi": "NPMI", "ari": "ARI", "nmi": "NMI"}


def measure_comparison(found: Comparison) -> Metrics:
    """Return what a comparison says of itself, by name, in the order of the table; None where it cannot say.

    Links and verdicts are those between different sources.
    """
    texts = {article.id: article.text for article in found.articles}
    words = [passage.span.of(texts[passage.article_id]) for passage in found.passages]
    coherence, diversity = rate_keywords(found.narratives, words)
    judged = judgements_across(found)
    verdicts = Counter(name_verdict(item) for item in judged)
    speaking = Counter(stand.group_id for stand in found.stands if stand.kind is not StandKind.SILENT)
    counted: Metrics = {
        "articles": len(found.articles),
        "passages": len(found.passages),
        "claims": len(found.claims),
        "narratives": len(found.narratives),
        "unplaced_share": len(found.unplaced) / len(found.passages) if found.passages else None,
        "coherence": coherence,
        "diversity": diversity,
        "stability": _weigh_stability(found),
        "groups": len(found.groups),
        "shared_claims": sum(sources > 1 for sources in speaking.values()),
        "links": len(judged),
        **{name: verdicts[name] for name in ("repeats", "agrees", "diverges", UNDECIDED)},
        "reuses": len(found.reuses),
        "silences": sum(stand.kind is StandKind.SILENT and not stand.doubtful for stand in found.stands),
    }
    return settle(counted)


def measure_gold(scores: Scores) -> Metrics:
    """Return the scores of a whole comparison as metrics named ``gold_links_f1``."""
    rated = {
        f"gold_{_slug(measure.name)}_{rate}": float(getattr(measure, rate))
        for measure in scores.measures
        for rate in ("precision", "recall", "f1")
    }
    return settle({**rated, "gold_traps_linked": scores.hard_negatives})


def measure_report(report: Report, stem: str) -> Metrics:
    """Return the figures on labelled rows as metrics named after the file, the stage and the figure."""
    named: Metrics = {}
    for figure in report.figures:
        section = "" if figure.section == OVERALL else figure.section
        named[_slug(f"{stem} {report.stage} {section} {figure.name}")] = figure.value
    return settle(named)


def judgements_across(found: Comparison) -> list[Judgement]:
    """Return the judgements between different sources."""
    source_of = {claim.id: claim.source for claim in found.claims}
    return [item for item in found.judgements if source_of[item.link.left] != source_of[item.link.right]]


def name_verdict(judgement: Judgement) -> str:
    """Return the relation, or that there is none."""
    return judgement.relation.value if judgement.relation else UNDECIDED


def settle(metrics: Mapping[str, float | None]) -> Metrics:
    """Return *metrics* to four decimals, None where a number is not defined.

    >>> settle({"a": 1 / 3, "b": math.nan, "c": 2})
    {'a': 0.3333, 'b': None, 'c': 2}
    """
    return {name: None if value is None or math.isnan(value) else round(value, 4) for name, value in metrics.items()}


def name_metric(name: str) -> str:
    """Return a metric's name as a person reads it.

    >>> name_metric("gold_links_f1"), name_metric("unplaced_share"), name_metric("pairs_link_auc")
    ('links F1 (gold)', 'unplaced share', 'pairs link AUC')
    """
    words = " ".join(LETTERS.get(word, word) for word in name.removeprefix("gold_").split("_") if word)
    return f"{words} (gold)" if name.startswith("gold_") else words


def list_names(found: Iterable[Mapping[str, float | None]]) -> tuple[str, ...]:
    """Return every metric's name once, in order of first appearance."""
    return tuple(dict.fromkeys(name for metrics in found for name in metrics))


def _weigh_stability(found: Comparison) -> float | None:
    """Return the mean stability of the narratives that have one, weighted by their passages."""
    known = [(item.stability, len(item.members)) for item in found.narratives if item.stability is not None]
    weight = sum(members for _, members in known)
    return sum(stability * members for stability, members in known) / weight if weight else None


def _slug(words: str) -> str:
    """Return *words* as the name of a column.

    >>> _slug("relations on known links")
    'relations_on_known_links'
    """
    return re.sub(r"\W+", "_", words.lower()).strip("_")
