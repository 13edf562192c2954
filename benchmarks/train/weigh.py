"""Fit the two numbers of narrative/relate/weigh.py: log-odds of a conflict from those of the relation model.

    python benchmarks/train/weigh.py DATA

Only tuning halves are read, none of them rows that the model was trained on, and of them only what the model is asked
about: links that the rules leave open. Bars on
false alarms come from people's paraphrases (MSRP) and from what two outlets wrote (news_pairs). Prints the numbers, and
at some bars how many of each set would be called a conflict.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pairs import is_held_out

from narrative.config import Config
from narrative.embed import load_encoder
from narrative.evaluate.adapters import read_relation
from narrative.evaluate.pairs import link_rows, read_couples
from narrative.evaluate.rows import Row, strip_couple
from narrative.evaluate.split import Part, read_part
from narrative.pipeline.readings import read_links
from narrative.pipeline.run import Run
from narrative.relate import RelateCorpus

SETS = ("summedits_news", "bump_minimal_pairs", "news_pairs", "msrp_news", "rte3_news3way", "emergent_claims")
TRAINED_ON = frozenset({"summedits_news", "bump_minimal_pairs", "rte3_news3way"})
MOST = 400
FARTHEST, BARS = 6.0, (1, 1.5, 1.8, 2, 2.2, 2.5, 2.8, 3.2)
WEIGHT = {"bump_minimal_pairs": 0.5}
"""Where all pairs are conflicts; the rest count fully."""


@dataclass(frozen=True)
class Asked:
    """A link that the model was asked about."""

    name: str
    relation: str
    odds: float
    probability: float


def ask(name: str, rows: list[Row], config: Config) -> Iterator[Asked]:
    """Yield the best link of each row, where it is open."""
    couples = [strip_couple(row) for row in rows]
    reading = read_couples(couples, config, Run())
    linked = link_rows(reading, load_encoder(config.embed), config, Run())
    claims = {claim.id: claim for claim in reading.claims}
    best = [one.links[0] if one.links else one.best for one in linked]
    corpus = RelateCorpus(claims, reading.articles, ())
    readings = read_links([link for link in best if link], corpus, config)
    for row, link in zip(rows, best, strict=True):
        found = readings.get((link.left, link.right)) if link else None
        if link and found:
            odds = math.log((found.diverges + 1e-5) / (1 - found.diverges + 1e-5))
            yield Asked(name, read_relation(row) or "", min(FARTHEST, max(-FARTHEST, odds)), link.probability)


def find_file(folder: Path, name: str) -> Path:
    """Return the file of a set, compressed or plain."""
    packed = folder / f"{name}.jsonl.gz"
    return packed if packed.exists() else folder / f"{name}.jsonl"


def fit(asked: list[Asked]) -> tuple[float, float]:
    """Return baseline and slope (Platt 1999) over the decided pairs."""
    from scipy.optimize import minimize

    used = [one for one in asked if one.relation in {"diverges", "agrees", "repeats"} and one.probability >= 0.5]
    odds = np.array([one.odds for one in used])
    conflict = np.array([one.relation == "diverges" for one in used], dtype=float)
    weights = np.array([WEIGHT.get(one.name, 1.0) for one in used])

    def loss(numbers: np.ndarray) -> float:
        scores = numbers[0] + numbers[1] * odds
        return float((weights * (np.logaddexp(0, scores) - conflict * scores)).sum())

    baseline, slope = minimize(loss, np.array([-1.0, 1.0]), method="Nelder-Mead").x
    return float(baseline), float(slope)


def main() -> None:
    """Ask, fit, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    order = parser.parse_args()
    config = Config()
    asked = []
    for name in SETS:
        rows = read_part(find_file(order.data, name), Part.TUNING)
        fresh = [row for row in rows if name not in TRAINED_ON or is_held_out(row.fields)]
        asked += ask(name, fresh[:MOST], config)

    baseline, slope = fit(asked)
    print(f"BASELINE = {baseline:.2f}, SLOPE = {slope:.2f}")
    for name in SETS:
        for relation in sorted({one.relation for one in asked if one.name == name}):
            found = [
                one.odds for one in asked if one.name == name and one.relation == relation and one.probability >= 0.5
            ]
            called = ", ".join(f"{sum(odds >= bar for odds in found)} from {bar}" for bar in BARS)
            print(f"{name} {relation}: {len(found)} open; called a conflict {called}")


if __name__ == "__main__":
    main()
