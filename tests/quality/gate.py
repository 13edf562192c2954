"""The quality gate: no figure falls below the floor that is written down in ``floors.json``.

python tests/quality/gate.py                        # the demonstration corpus
python tests/quality/gate.py --data FOLDER          # and a fixed sample of each labelled set in FOLDER
python tests/quality/gate.py --update [--data ...]  # write the floors that follow from what is measured now
python tests/quality/gate.py --update --lower "WHY" # lower some too; the reason is written beside them
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from narrative.config import Config
from narrative.config.reading import read_config
from narrative.errors import NarrativeError
from narrative.evaluate.figures import without_intervals
from narrative.evaluate.gate import Fall, list_falls, list_figures, list_scores, move_floors
from narrative.evaluate.survey import Plan, Survey, survey_sets
from narrative.evaluate.whole import evaluate_whole

ROOT = Path(__file__).parents[2]
FLOORS = Path(__file__).parent / "floors.json"
PRESETS = {"default": None, "sino-russian": "configs/sino-russian.yaml"}
MOST = 60
"""Rows of each labelled set at most: minutes, not hours."""


def hash_corpus() -> str:
    """Return the hash of the corpus and its gold, so that a floor is never compared with other data."""
    hasher = blake2b(digest_size=16)
    for path in [*sorted((ROOT / "seeds").rglob("*.md")), ROOT / "tests/seeds_gold.json"]:
        hasher.update(path.read_bytes())
    return hasher.hexdigest()


def measure_seeds() -> dict[str, dict[str, float]]:
    """Return the guarded figures of the demonstration corpus, by preset."""
    gold = str(ROOT / "tests/seeds_gold.json")
    configs = {name: read_config(str(ROOT / path)) if path else Config() for name, path in PRESETS.items()}
    return {name: list_scores(evaluate_whole(gold, config)) for name, config in configs.items()}


def measure_sets(folder: str) -> Survey:
    """Return the figures of the sample of each set in *folder*."""
    with without_intervals():
        return survey_sets(Plan(Path(folder), Config(), most=MOST))


def hash_sets(survey: Survey) -> dict[str, str]:
    """Return the hash of the files of each set, by stage and set."""
    return {f"{one.use.stage} {one.known.name}": one.data for one in survey.measured}


def check(record: Mapping[str, Any], folder: str) -> list[str]:
    """Return a line for each figure that fell, and for data that the floors were not measured on."""
    if hash_corpus() != record["corpus"]:
        return ["the demonstration corpus or its gold changed: measure again with --update"]
    seeds = measure_seeds()
    lines = [f"{name}: {fall}" for name in record["floors"] for fall in list_falls(seeds[name], record["floors"][name])]
    say(f"seeds: {sum(map(len, record['floors'].values()))} floors, {len(lines)} broken")
    if not folder:
        say("labelled sets: not measured, because no DATA was named (make gate DATA=FOLDER)")
        return lines
    survey = measure_sets(folder)
    hashes = hash_sets(survey)
    kept = {name: floor for name, floor in record["sets"].items() if name.partition(":")[0] in hashes}
    lines += [str(fall) for fall in list_falls(list_figures(survey), kept)]
    lines += [
        f"{name}: its files are not those of the floors" for name in hashes if hashes[name] != record["data"].get(name)
    ]
    say(f"labelled sets: {len(kept)} of {len(record['sets'])} floors measured on at most {MOST} rows each")
    for name, why in survey.missing:
        say(f"  not measured: {name} ({why})")
    return lines


def update(record: dict[str, Any], folder: str, why: str) -> list[str]:
    """Write the floors that follow from what is measured now; return what must not be lowered without a reason."""
    seeds = measure_seeds()
    falls: list[tuple[str, Fall]] = []
    for name, found in seeds.items():
        moved, lower = move_floors(found, record["floors"].get(name, {}))
        record["floors"][name], falls = moved, falls + [(f"{name}: ", fall) for fall in lower]
    if folder:
        survey = measure_sets(folder)
        moved, lower = move_floors(list_figures(survey), {})
        lower = list_falls(moved, {name: floor for name, floor in record["sets"].items() if name in moved})
        record["sets"], record["data"] = record["sets"] | moved, record["data"] | hash_sets(survey)
        falls += [("", fall) for fall in lower]
    if falls and not why:
        return [f"{where}{fall}" for where, fall in falls]
    lowered = {f"{where}{fall.name}": {"from": fall.floor, "to": fall.found, "why": why} for where, fall in falls}
    record["corpus"], record["lowered"] = hash_corpus(), record.get("lowered", {}) | lowered
    FLOORS.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return []


def say(line: str) -> None:
    """Write *line* for a person."""
    sys.stdout.write(f"{line}\n")


def main() -> int:
    """Return 0 where every floor holds or was moved, else 1, with a line for each that did not."""
    parser = argparse.ArgumentParser(description="The quality gate.")
    parser.add_argument("--data", default="", help="folder of the labelled sets")
    parser.add_argument("--update", action="store_true", help="write the floors that follow from what is measured")
    parser.add_argument("--lower", default="", metavar="WHY", help="with --update: lower floors too, for this reason")
    asked = parser.parse_args()
    record = json.loads(FLOORS.read_text(encoding="utf-8"))
    try:
        broken = update(record, asked.data, asked.lower) if asked.update else check(record, asked.data)
    except NarrativeError as error:
        broken = [str(error)]
    for line in broken:
        say(f"BROKEN {line}")
    if broken and asked.update:
        say('No floor was written: mend it, or say why it must be lower with --lower "WHY".')
    say("the gate is open" if not broken else "the gate is shut")
    return int(bool(broken))


if __name__ == "__main__":
    raise SystemExit(main())
