"""Relations of pairs of texts against labels."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from narrative.config import Config
from narrative.data import Divergence, Judgement, Link, Relation
from narrative.embed import load_encoder
from narrative.evaluate.adapters import (
    AGREES,
    DIVERGES,
    NEITHER,
    RELATIONS,
    REPEATS,
    UNRELATED,
    read_grade,
    read_relation,
)
from narrative.evaluate.figures import (
    OVERALL,
    Answer,
    Fault,
    Key,
    Scored,
    count_plainly,
    make_matrix,
    measure,
    rank_faults,
)
from narrative.evaluate.metrics import measure_calibration, rate_classes, rate_ranking, rate_recall, weigh_stances
from narrative.evaluate.pairs import RowLinks, link_rows, read_couples
from narrative.evaluate.rows import Couple, Row, strip_couple
from narrative.evaluate.stages.base import Line, Predicted, Task
from narrative.evaluate.stages.link import BINARY, rate_row, show_couple
from narrative.pipeline.readings import read_links
from narrative.pipeline.run import Run
from narrative.relate import READING, Readings, RelateCorpus, align_articles, judge_links

if TYPE_CHECKING:
    from narrative.evaluate.figures import Rows

PROBED = 200  # rows, the first ones, whose text *a* is set beside itself
DECIMALS = 4
FALSE_MOST = 0.1
RANKING = "ranking"
IDENTICAL = "on identical texts"
CODES = {name: code for code, name in enumerate(RELATIONS)}
KINDS = frozenset(kind.value for kind in Divergence)
LEANS = {"same_claim": Relation.AGREES, "copied_wording": Relation.REPEATS, "shared_quote": Relation.REPEATS}
"""What the first evidence of an undecided judgement speaks for; every other signal speaks for a divergence."""


@dataclass(frozen=True, slots=True)
class Gold:
    """What the two texts do to each other, and the kind of divergence where they diverge."""

    relation: str
    kind: str = ""


def predict(couples: Sequence[Couple], config: Config, run: Run) -> Predicted:
    """Return ``{id, relation, divergence, probabilities, abstained}`` per pair."""
    reading = read_couples(couples, config, run)
    linked = link_rows(reading, load_encoder(config.embed), config, run)
    claims = {claim.id: claim for claim in reading.claims}
    corpus = RelateCorpus(claims, reading.articles, ())
    readings = read_links([link for row in linked for link in _list_links(row)], corpus, config, run)
    lines = []
    with run.stage("relate", len(couples)) as tally:
        for couple, row, owners in zip(couples, linked, reading.owners, strict=True):
            judgements = _judge_row(row, owners, corpus, (config, readings))
            lines.append({"id": couple.id, **describe_row(judgements, rate_row(row, config), linked=bool(row.links))})
            run.watcher.advance(1)
        tally.given = len(lines)
    return Predicted(tuple(lines))


def _list_links(row: RowLinks) -> tuple[Link, ...]:
    """Return the links of the row, strongest first; its best pair where there is none."""
    return row.links or ((row.best,) if row.best else ())


def _judge_row(
    row: RowLinks, owners: tuple[str, str], corpus: RelateCorpus, how: tuple[Config, Readings]
) -> tuple[Judgement, ...]:
    """Return a judgement per link of the row, strongest first; of its best pair where there is no link."""
    links = _list_links(row)
    if not links:
        return ()
    config, readings = how
    reuses = align_articles([corpus.articles[owner] for owner in owners], config.relate)
    return judge_links(links, replace(corpus, reuses=reuses), config.relate, readings)


def describe_row(judgements: Sequence[Judgement], probability: float, *, linked: bool) -> dict[str, Any]:
    """Return what is said of a pair of texts: the strongest divergence, else what the best link is.

    A link of probability p whose judgement has confidence c gives c to its relation and p - c to the other side of the
    question (a divergence weakens an agreement, and an agreement a divergence); 1 - p is ``unrelated``.
    """
    if not judgements:
        return _fill_line(None, (0.0, 0.0, 0.0), abstained=False)
    best = judgements[0]
    diverging = [one for one in judgements if one.relation is Relation.DIVERGES]
    # ``max`` keeps the first of equals, the one with the stronger link.
    decisive = max(diverging, key=lambda one: one.confidence) if diverging else best
    diverges = min(probability, max(_weigh_divergence(one) for one in judgements))
    kept = round(probability - diverges, DECIMALS)
    copied = find_lean(best) is Relation.REPEATS
    said = decisive if linked and decisive.relation else None
    probabilities = (kept, 0.0, diverges) if copied else (0.0, kept, diverges)
    return _fill_line(said, probabilities, abstained=linked and said is None)


def _weigh_divergence(judgement: Judgement) -> float:
    """Return the probability that the two claims are the same claim and conflict on it."""
    read = next((one.score for one in judgement.evidence if one.signal == READING), None)
    if read is not None:
        return round(judgement.link.probability * read, DECIMALS)
    rest = judgement.link.probability - judgement.confidence
    return round(judgement.confidence if find_lean(judgement) is Relation.DIVERGES else max(0.0, rest), DECIMALS)


def find_lean(judgement: Judgement) -> Relation:
    """Return the relation of *judgement*, or the one that its first evidence speaks for where it is undecided."""
    if judgement.relation or not judgement.evidence:
        return judgement.relation or Relation.AGREES
    return LEANS.get(judgement.evidence[0].signal, Relation.DIVERGES)


def _fill_line(said: Judgement | None, found: tuple[float, float, float], *, abstained: bool) -> dict[str, Any]:
    repeats, agrees, diverges = found
    unrelated = max(0.0, round(1 - sum(found), DECIMALS))
    return {
        "relation": said.relation.value if said and said.relation else UNRELATED,
        "divergence": said.divergence.value if said and said.divergence else "",
        "probabilities": {REPEATS: repeats, AGREES: agrees, DIVERGES: diverges, UNRELATED: unrelated},
        "abstained": abstained,
    }


def read_gold(rows: Sequence[Row]) -> list[Gold | None]:
    """Return the gold of each row. Numbers other than 0 and 1 are grades of likeness, which name no relation."""
    grades = {grade for row in rows if (grade := read_grade(row)) is not None}
    if not grades <= BINARY:
        return [None] * len(rows)
    relations = [read_relation(row) for row in rows]
    pairs = zip(rows, relations, strict=True)
    return [Gold(relation, row.read_word("kind")) if relation else None for row, relation in pairs]


def probe(couples: Sequence[Couple]) -> tuple[Couple, ...]:
    """Return pairs of a text with itself: whatever diverges there is a false alarm."""
    return tuple(replace(couple, b=couple.a) for couple in couples[:PROBED])


@dataclass(frozen=True, slots=True)
class _Columns:
    """The answers as columns, gold and said folded to the classes that the gold tells apart."""

    gold: Any
    said: Any
    confidence: Any
    diverges: Any
    same: Any
    decided: Any


def score(answers: Sequence[Answer], config: Config, probes: Sequence[Line]) -> Scored:
    """Return classes, divergences by kind, false alarms, calibration and coverage.

    Where the gold knows no repeats, a repeat is an agreement. ``neither`` is right where nothing is said of the pair:
    `unrelated`, abstained or not.
    """
    if not answers:
        return Scored()
    columns = _make_columns(answers)
    stances = _read_stances(answers)
    figures = measure(
        lambda rows: {**_rate(columns, rows), **_rank(columns, rows), **_weigh(stances, rows)},
        [answer.unit for answer in answers],
    )
    kinds = measure(lambda rows: _rate_kinds(answers, rows), [answer.unit for answer in answers])
    alarms = [line["relation"] == DIVERGES for line in probes]
    identical = count_plainly(
        "false divergence", IDENTICAL, sum(alarms) / len(alarms) if alarms else math.nan, len(alarms)
    )
    matrix = make_matrix(
        [(answer.gold.relation, answer.said["relation"]) for answer in answers], (*RELATIONS, NEITHER), RELATIONS
    )
    note = f"links at link.min_probability {config.link.min_probability:g}, verdicts at relate.min_confidence {config.relate.min_confidence:g}"
    faults = rank_faults([fault for answer in answers if (fault := _make_fault(answer, columns))])
    return Scored((*figures, identical, *kinds), matrix, faults, (note, *_note_folding(answers)))


def _knows_repeats(answers: Sequence[Answer]) -> bool:
    return any(answer.gold.relation == REPEATS for answer in answers)


def _note_folding(answers: Sequence[Answer]) -> list[str]:
    notes = [] if _knows_repeats(answers) else ["the gold knows no repeats: a repeat counts as agreeing"]
    if any(answer.gold.relation == NEITHER for answer in answers):
        notes.append("gold `neither` counts with `unrelated`: right where nothing is said of the pair")
    return notes


def fold(relation: str, *, repeats: bool, neither: bool = False) -> str:
    """Return the class that *relation* counts as; what is false of *repeats* and *neither* has no class of its own.

    >>> fold("neither", repeats=True), fold("repeats", repeats=False)
    ('unrelated', 'agrees')
    """
    if relation == NEITHER and not neither:
        return UNRELATED
    return AGREES if relation == REPEATS and not repeats else relation


def _make_columns(answers: Sequence[Answer]) -> _Columns:
    import numpy as np

    repeats = _knows_repeats(answers)
    said = [fold(answer.said["relation"], repeats=repeats) for answer in answers]
    confidences = []
    for answer, called in zip(answers, said, strict=True):
        probabilities = answer.said["probabilities"]
        confidences.append(sum(probabilities[name] for name in RELATIONS if fold(name, repeats=repeats) == called))
    return _Columns(
        np.array([CODES[fold(answer.gold.relation, repeats=repeats)] for answer in answers]),
        np.array([CODES[called] for called in said]),
        np.array(confidences, dtype=np.float64),
        np.array([answer.said["probabilities"][DIVERGES] for answer in answers], dtype=np.float64),
        np.array([_sum_same(answer.said["probabilities"]) for answer in answers], dtype=np.float64),
        np.array([not answer.said["abstained"] for answer in answers], dtype=np.bool_),
    )


def _sum_same(probabilities: Mapping[str, float]) -> float:
    return round(probabilities[REPEATS] + probabilities[AGREES], DECIMALS)


def _rate(columns: _Columns, rows: Rows) -> dict[Key, tuple[float, int]]:
    gold, said = columns.gold[rows], columns.said[rows]
    decided, right = columns.decided[rows], gold == said
    conflict = gold == CODES[DIVERGES]
    macro, balanced = rate_classes(said, gold)
    size = len(rows)
    values = {
        (OVERALL, "macro-F1"): (macro, size),
        (OVERALL, "balanced accuracy"): (balanced, size),
        (OVERALL, "accuracy"): (float(right.mean()), size),
        (OVERALL, "calibration error"): (measure_calibration(columns.confidence[rows], right), size),
        (OVERALL, "coverage"): (float(decided.mean()), size),
        (OVERALL, "accuracy where not abstained"): (_share(right, decided), int(decided.sum())),
    }
    f1 = {name: _rate_class(said == code, gold == code) for name, code in CODES.items()}
    values.update({("F1 by class", name): (value, size) for name, value in f1.items()})
    others = [f1[name] for name in (REPEATS, AGREES, UNRELATED) if not math.isnan(f1[name])]
    values[OVERALL, "macro-F1 without diverges"] = sum(others) / len(others) if others else math.nan, size
    for name, code in CODES.items():
        values["precision by class", name] = _share(gold == code, said == code), int((said == code).sum())
    for name, code in CODES.items():
        values["recall by class", name] = _share(said == code, gold == code), int((gold == code).sum())
    for label, name in (("on agreeing pairs", AGREES), ("on repeating pairs", REPEATS), ("on all other pairs", "")):
        meant = gold == CODES[name] if name else ~conflict
        values["false divergence", label] = _share(said == CODES[DIVERGES], meant), int(meant.sum())
    return values


def _rank(columns: _Columns, rows: Rows) -> dict[Key, tuple[float, int]]:
    """Return how well the probabilities rank, whatever the bars: what diverges above the rest, what agrees above it."""
    gold, diverges, size = columns.gold[rows], columns.diverges[rows], len(rows)
    conflict, same = gold == CODES[DIVERGES], (gold == CODES[AGREES]) | (gold == CODES[REPEATS])
    auc, average = rate_ranking(diverges, conflict)
    either = conflict | same
    return {
        (RANKING, "AUC of diverges"): (auc, size),
        (RANKING, "average precision of diverges"): (average, size),
        (RANKING, "AUC of diverges against agreeing"): (
            rate_ranking(diverges[either], conflict[either])[0] if either.any() else math.nan,
            int(either.sum()),
        ),
        (RANKING, "diverges found at 10 % false"): (rate_recall(diverges, conflict, FALSE_MOST), size),
        (RANKING, "AUC of repeats + agrees"): (rate_ranking(columns.same[rows], same)[0], size),
    }


def _read_stances(answers: Sequence[Answer]) -> list[tuple[str, str]]:
    """Return what was said and what is right, an abstention as `neither`, where the gold parts that from `unrelated`."""
    gold = [fold(answer.gold.relation, repeats=False, neither=True) for answer in answers]
    if not {NEITHER, UNRELATED}.issubset(gold):
        return []
    said = [
        NEITHER if answer.said["abstained"] else fold(answer.said["relation"], repeats=False, neither=True)
        for answer in answers
    ]
    return list(zip(said, gold, strict=True))


def _weigh(stances: Sequence[tuple[str, str]], rows: Rows) -> dict[Key, tuple[float, int]]:
    if not stances:
        return {}
    said, gold = zip(*(stances[row] for row in rows.tolist()), strict=True)
    return {(OVERALL, "FNC weighted score"): (weigh_stances(said, gold, UNRELATED), len(rows))}


def _rate_class(said: Any, gold: Any) -> float:
    """Return F1 of one class, nan where it is neither said nor right."""
    total = int(said.sum() + gold.sum())
    return 2 * int((said & gold).sum()) / total if total and gold.any() else math.nan


def _share(chosen: Any, among: Any) -> float:
    return float(chosen[among].mean()) if among.any() else math.nan


def _rate_kinds(answers: Sequence[Answer], rows: Rows) -> dict[Key, tuple[float, int]]:
    """Return the recall of diverges by kind, and how often the kind is named right where one of ours is known."""
    found: dict[str, list[bool]] = {}
    named: list[bool] = []
    for row in rows.tolist():
        answer = answers[row]
        kind = answer.gold.kind
        if answer.gold.relation != DIVERGES or not kind:
            continue
        caught = answer.said["relation"] == DIVERGES
        found.setdefault(kind, []).append(caught)
        if caught and kind in KINDS:
            named.append(answer.said["divergence"] == kind)
    values = {
        ("recall of diverges by kind", kind): (sum(hits) / len(hits), len(hits)) for kind, hits in sorted(found.items())
    }
    if named:
        values["recall of diverges by kind", "kind named right"] = sum(named) / len(named), len(named)
    return values


def _make_fault(answer: Answer, columns: _Columns) -> Fault | None:
    repeats = bool((columns.gold == CODES[REPEATS]).any())
    wanted, called = (fold(name, repeats=repeats) for name in (answer.gold.relation, answer.said["relation"]))
    if wanted == called:
        return None
    probabilities = answer.said["probabilities"]
    badness = 1 - sum(probabilities[name] for name in RELATIONS if fold(name, repeats=repeats) == wanted)
    said = "abstained" if answer.said["abstained"] else _name(answer.said["relation"], answer.said["divergence"])
    gold = _name(answer.gold.relation, answer.gold.kind)
    return Fault(answer.id, round(badness, DECIMALS), f"{said}, not {gold}: {show_couple(answer)}")


def _name(relation: str, kind: str) -> str:
    return f"{relation} ({kind})" if kind else relation


TASK = Task("relate", strip_couple, predict, read_gold, score, probe)
