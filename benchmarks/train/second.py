"""Fit the four numbers of the second look at links: log-odds of one claim from the features' and from the model's reading.

    python benchmarks/train/second.py DATA [--write]

They come from the project's own labels of two months of AllSides news, of which the relation model saw nothing, and of
these from the pairs that are linked. Prints them, what they do there, and what they do on two sets of links that others
read and nothing was fitted on: 214 of two stories (linked_pairs.jsonl) and 149 of a month (allsides_january.jsonl).
With --write they go into narrative/link/weights.json.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pairs import CLASS_OF, LABELS, read_own_labels, read_rows
from plant import NEITHER

from narrative.config import Config
from narrative.data import Link
from narrative.embed import load_encoder
from narrative.evaluate.pairs import link_rows, read_couples
from narrative.evaluate.rows import Couple, Side
from narrative.link import measure_shift, weigh_readings
from narrative.link.second import SUREST
from narrative.pipeline.run import Run
from narrative.relate import ShippedReader, read_pairs, write_digits

WEIGHTS = Path(__file__).parents[2] / "narrative" / "link" / "weights.json"
UNLABELLED = ("cuba2021_unlabelled", "recession2022_unlabelled")
BARS = (0.32, 0.5)


@dataclass(frozen=True)
class Heard:
    """A link with the probability that its sentences make two claims, and whether they do not."""

    link: Link
    two_claims: float
    same: bool

    @property
    def odds(self) -> tuple[float, float]:
        """Log-odds of the link by its features, and of two claims."""
        kept = min(max(self.two_claims, 1 - SUREST), SUREST)
        return sum(one.weight for one in self.link.signals), float(np.log(kept / (1 - kept)))


def hear(pairs: Sequence[tuple[str, str, bool]]) -> list[Heard]:
    """Return the best link of each pair of sentences that has one, by the features alone, with its reading."""
    config = Config(link={"second_look": False})
    couples = [Couple(number, Side(a), Side(b)) for number, (a, b, _) in enumerate(pairs)]
    reading = read_couples(couples, config, Run())
    claims = {claim.id: claim for claim in reading.claims}
    rows = link_rows(reading, load_encoder(config.embed), config, Run())
    linked = [(row.links[0], same) for row, (_, _, same) in zip(rows, pairs, strict=True) if row.links]
    texts = [(write_digits(claims[link.left]), write_digits(claims[link.right])) for link, _ in linked]
    readings = read_pairs(texts, ShippedReader())
    return [Heard(link, one.neither, same) for (link, same), one in zip(linked, readings, strict=True)]


def read_linked_labels(folder: Path, name: str, sets: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Return the pairs of a file of labels as texts out of *sets*, and whether they make one claim."""
    text_of = {row["id"]: row["text"] for one in sets for row in read_rows(folder, one)}
    lines = (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        (*(text_of[pair[side]["article"]][pair[side]["start"] : pair[side]["end"]] for side in ("a", "b")), same)
        for pair in map(json.loads, lines)
        for same in [pair.get("relation", "unrelated") != "unrelated" or pair.get("label") == "same"]
    ]


def fit(heard: Sequence[Heard]) -> dict[str, float]:
    """Return opening, scale and slope of the logistic regression (Platt 1999), and the share of pairs that are one claim."""
    from scipy.optimize import minimize

    odds = np.array([one.odds for one in heard])
    same = np.array([one.same for one in heard], dtype=float)

    def loss(numbers: NDArray[np.float64]) -> float:
        scores = numbers[0] + odds @ numbers[1:]
        return float((np.logaddexp(0, scores) - same * scores).sum())

    found = minimize(loss, np.array([0.0, 0.5, -0.5]), method="Nelder-Mead", options={"xatol": 1e-6, "fatol": 1e-9}).x
    numbers = dict(zip(("opening", "scale", "slope"), (round(float(one), 4) for one in found), strict=True))
    return numbers | {"right": round(float(same.mean()), 4)}


def show(name: str, heard: Sequence[Heard]) -> None:
    """Print how many of the links are right by the features, and how many after the second look."""
    readings = {(one.link.left, one.link.right): one.two_claims for one in heard}
    links = [one.link for one in heard]
    shift = measure_shift(links, readings)
    after = [link.probability for link in weigh_readings(links, readings, shift)]
    print(f"{name}: {len(heard)} links, {sum(one.same for one in heard)} right, shift {shift:+.2f}")
    for title, said in (("features", [link.probability for link in links]), ("second look", after)):
        for bar in BARS:
            kept = [one.same for one, probability in zip(heard, said, strict=True) if probability >= bar]
            print(f"  {title}, from {bar}: {len(kept)}, of them right {sum(kept)} ({np.mean(kept):.2f})")


def main() -> None:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    order = parser.parse_args()
    own = [(one.a, one.b, one.label != CLASS_OF[NEITHER]) for one in read_own_labels(order.data, held_out=True)]
    heard = hear(own)
    numbers = fit(heard)
    print(numbers)
    if order.write:
        record = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        record["second"] |= numbers
        WEIGHTS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    show("two months of American news, fitted on", heard)
    show("Cuba 2021 and recession 2022", hear(read_linked_labels(order.data, "linked_pairs", UNLABELLED)))
    show("January 2018", hear(read_linked_labels(order.data, "allsides_january", ("allsides_stream",))))


if __name__ == "__main__":
    main()
