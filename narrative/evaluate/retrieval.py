"""Queries against a pool: which of its texts make the claim of the query, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from narrative.config import Config
from narrative.data import Article, Claim, Place, Span
from narrative.embed import load_encoder
from narrative.evaluate.figures import OVERALL, Answer, Fault, Key, Scored, measure, rank_faults, shorten
from narrative.evaluate.metrics import rate_retrieval
from narrative.evaluate.pairs import score_index_pairs
from narrative.evaluate.rows import Row, Statement
from narrative.evaluate.stages.base import Line, Predicted, Task
from narrative.extract import read_claim
from narrative.link import LinkCorpus, block_claims, measure_corpus, spell_out
from narrative.pipeline.run import Run

if TYPE_CHECKING:
    from narrative.evaluate.figures import Rows

DEPTHS = (1, 5, 10)
NEIGHBOURS = 50  # of each claim: others of the same side crowd out the few that are looked for


def rank_pool(queries: Sequence[Statement], pool: Sequence[Statement], config: Config, run: Run) -> tuple[Line, ...]:
    """Return ``{id, probability, matches: [[pool id, probability], …]}`` per query, ten matches at most, best first.

    Each text is one claim, however many sentences it has, as the text of a watched claim is. Candidates come from the
    pipeline's own blocking over all of them.
    """
    claims = [_read_statement("q", one) for one in queries] + [_read_statement("p", one) for one in pool]
    best = _score_candidates(claims, len(queries), config, run)
    lines = []
    for row, query in enumerate(queries):
        found = sorted(best.get(row, {}).items(), key=lambda item: (-item[1], str(pool[item[0]].id)))
        matches = [[pool[place].id, probability] for place, probability in found[: DEPTHS[-1]]]
        lines.append({"id": query.id, "probability": matches[0][1] if matches else 0.0, "matches": matches})
    return tuple(lines)


def _read_statement(side: str, statement: Statement) -> Claim:
    """Return the whole text as the one claim of an article of its own."""
    text = statement.text.strip()
    return read_claim(Article(f"{side} {statement.id}", side, False, "", text, Place(side)), Span(0, len(text)))


def _score_candidates(claims: Sequence[Claim], asked: int, config: Config, run: Run) -> dict[int, dict[int, float]]:
    """Return, for each of the first *asked* claims, the probabilities of its candidates among the others, by place."""
    vectors = run.embed(load_encoder(config.embed), [(claim.id, spell_out(claim)) for claim in claims])
    corpus = LinkCorpus(claims, vectors, measure_corpus(claims))
    wide = config.link.model_copy(update={"neighbours": max(config.link.neighbours, NEIGHBOURS)})
    # Keyed by what it depends on: one store may serve the pools of several sets.
    inputs = (tuple(claims), wide, vectors.encoder)
    blocked = run.whole("link", lambda: block_claims(claims, vectors, wide), inputs, tuple[tuple[int, int], ...])
    across = [(min(pair), max(pair)) for pair in blocked if min(pair) < asked <= max(pair)]
    best: dict[int, dict[int, float]] = {}
    links = score_index_pairs(across, corpus, config.link.model_copy(update={"min_probability": 0.0}))
    for (one, other), link in links.items():
        best.setdefault(one, {})[other - asked] = link.probability
    return best


def strip_query(row: Row) -> Statement:
    """Return the text of a query or of a text of the pool, which may stand as ``text`` or ``a``."""
    return Statement(row.id, row.read_text("a" if row.fields.get("text") is None and "a" in row.fields else "text"))


def read_wanted(rows: Sequence[Row]) -> list[frozenset[str] | None]:
    """Return the ids that each query looks for, None where the row names none."""
    return [_read_ids(row.fields.get("gold")) for row in rows]


def _read_ids(gold: Any) -> frozenset[str] | None:
    ids = gold if isinstance(gold, list) else [gold]
    named = frozenset(str(one) for one in ids if isinstance(one, str | int) and str(one))
    return named or None


def make_ranking(pool: Sequence[Statement]) -> Task:
    """Return how finding texts in *pool* is measured."""
    known = frozenset(str(one.id) for one in pool)

    def predict(queries: Sequence[Statement], config: Config, run: Run) -> Predicted:
        return Predicted(rank_pool(queries, pool, config, run))

    def score(answers: Sequence[Answer], _config: Config, _probes: Sequence[Line]) -> Scored:
        lost = sum(not answer.gold <= known for answer in answers)
        notes = (f"{lost} rows look for a text that the pool does not hold",) if lost else ()
        return replace(score_ranking(answers), notes=notes)

    return Task("ranking", strip_query, predict, read_wanted, score, pool=pool)


def score_ranking(answers: Sequence[Answer]) -> Scored:
    """Return MAP@k and the share of queries with an answer among the first ten."""
    import numpy as np

    ranked = [[str(identity) for identity, _ in answer.said["matches"]] for answer in answers]
    scores = {
        f"MAP@{depth}": np.array(
            [rate_retrieval(found, answer.gold, depth) for found, answer in zip(ranked, answers, strict=True)]
        )
        for depth in DEPTHS
    }
    scores["found in the first 10"] = np.array(
        [not answer.gold.isdisjoint(found) for found, answer in zip(ranked, answers, strict=True)], dtype=np.float64
    )

    def compute(rows: Rows) -> dict[Key, tuple[float, int]]:
        return {(OVERALL, name): (float(values[rows].mean()), len(rows)) for name, values in scores.items()}

    faults = [
        Fault(answer.id, round(1 - score, 4), f"wants {', '.join(sorted(answer.gold))}: {shorten(answer.given.text)}")
        for answer, score in zip(answers, scores["MAP@10"].tolist(), strict=True)
        if score < 1
    ]
    return Scored(measure(compute, [answer.unit for answer in answers]), None, rank_faults(faults))
