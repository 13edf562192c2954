"""Does a corpus fed in parts agree with the same corpus compared at once, and what does a batch cost: two measurements.

    python benchmarks/batches.py agree INPUT [--parts 5] [--refit] [--set key=value]
    python benchmarks/batches.py cost INPUT --first 4000 --then 50 [--cut 1000]

INPUT is a folder of articles, or JSONL (.gz too). Articles are dealt out by a hash of what they are, so that a part is a
fair sample. `agree` prints the shares that docs/batches.md reports and the reasons for what differs; `cost` prints the
processor seconds of comparing the first articles, of adding the next ones, and of comparing all of them anew.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import shutil
import tempfile
from collections import Counter
from hashlib import blake2b
from pathlib import Path

from sklearn.metrics import adjusted_rand_score

from narrative.cluster.arrive import WAITING
from narrative.config.reading import read_config
from narrative.data import Comparison
from narrative.pipeline import SilentWatcher, add_inputs, compare_inputs
from narrative.pipeline.folder import Addition, Order
from narrative.pipeline.reshape import refit_folder


def main() -> None:
    """Run the question that the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("question", choices=["agree", "cost"])
    parser.add_argument("input", type=Path)
    parser.add_argument("--parts", type=int, default=5)
    parser.add_argument("--first", type=int, default=4000)
    parser.add_argument("--then", type=int, default=50)
    parser.add_argument("--set", dest="overrides", action="append", default=[])
    parser.add_argument("--refit", action="store_true", help="agree: once more after a refit of the grown folder")
    parser.add_argument("--cut", type=int, help="cost: only so many characters of each article, to the end of a word")
    parser.add_argument("--keep", type=Path, help="a folder to work in, kept afterwards")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        (measure_agreement if given.question == "agree" else measure_cost)(given, given.keep or Path(scratch))


def measure_agreement(given: argparse.Namespace, scratch: Path) -> None:
    """Print how far parts and whole agree."""
    config = read_config(None, given.overrides)
    parts = deal_out(given.input, given.parts, scratch / "parts")
    whole = compare_inputs(Order(tuple(map(str, parts)), config=config), scratch / "whole", SilentWatcher()).comparison
    grown = compare_inputs(Order((str(parts[0]),), config=config), scratch / "grown", SilentWatcher()).comparison
    for part in parts[1:]:
        grown = add_inputs(Addition((str(part),)), scratch / "grown", SilentWatcher()).comparison
    report_agreement(whole, grown)
    if given.refit:
        print("after `narrative add DIR --refit`:")
        report_agreement(whole, refit_folder(scratch / "grown", SilentWatcher()).comparison)


def report_agreement(whole: Comparison, grown: Comparison) -> None:
    """Print how far two comparisons of the same articles agree."""
    for name, value in compare_states(whole, grown).items():
        print(f"{name:44} {value}", flush=True)


def measure_cost(given: argparse.Namespace, scratch: Path) -> None:
    """Print the processor seconds of a first comparison, a batch, and everything anew."""
    config = read_config(None, given.overrides)
    lines = sorted(read_lines(given.input), key=hash_line)[: given.first + given.then]
    lines = [cut_text(line, given.cut) for line in lines] if given.cut else lines
    scratch.mkdir(parents=True, exist_ok=True)
    first, then = scratch / "first.jsonl", scratch / "then.jsonl"
    first.write_text("\n".join(lines[: given.first]), encoding="utf-8")
    then.write_text("\n".join(lines[given.first :]), encoding="utf-8")
    steps = {
        f"compare {given.first}": lambda: compare_inputs(
            Order((str(first),), config=config), scratch / "grown", SilentWatcher()
        ),
        f"add {given.then}": lambda: add_inputs(Addition((str(then),)), scratch / "grown", SilentWatcher()),
        f"compare {len(lines)} anew": lambda: compare_inputs(
            Order((str(first), str(then)), config=config), scratch / "whole", SilentWatcher()
        ),
    }
    for name, step in steps.items():
        before = spent()
        outcome = step()
        print(f"{name:24} {spent() - before:8.1f} s", flush=True)
        for record in outcome.manifest.stages:
            print(f"    {record.stage:10} {record.seconds:8.1f} s by the clock, {record.reused} reused", flush=True)


def compare_states(whole: Comparison, grown: Comparison) -> dict[str, object]:
    """Return the shares on which a whole and a grown comparison agree, and why they do not."""
    articles = {one.id for one in whole.articles}, {one.id for one in grown.articles}
    claims = {one.id for one in whole.claims}, {one.id for one in grown.claims}
    verdicts = read_verdicts(whole), read_verdicts(grown)
    both = set(verdicts[0]) & set(verdicts[1])
    every = set(verdicts[0]) | set(verdicts[1])
    same = sum(verdicts[0][pair] == verdicts[1][pair] for pair in both)
    homes = place_passages(whole), place_passages(grown)
    shared = sorted(set(homes[0]) & set(homes[1]))
    reasons: Counter[str] = Counter()
    for pair in every - both:
        reasons["linked only at once" if pair in verdicts[0] else "linked only in parts"] += 1
    reasons["another relation"] = sum(verdicts[0][pair] != verdicts[1][pair] for pair in both)
    return {
        "articles, same / union": f"{len(articles[0] & articles[1])} / {len(articles[0] | articles[1])}",
        "claims, same / union": f"{len(claims[0] & claims[1])} / {len(claims[0] | claims[1])}",
        "share of claims": round(len(claims[0] & claims[1]) / max(len(claims[0] | claims[1]), 1), 4),
        "pairs with a verdict, at once / in parts": f"{len(verdicts[0])} / {len(verdicts[1])}",
        "same verdict, of pairs linked in both": round(same / max(len(both), 1), 4),
        "same verdict, of pairs linked in either": round(same / max(len(every), 1), 4),
        "verdicts that differ, by reason": dict(reasons),
        "narratives, at once / in parts": f"{len(whole.narratives)} / {len(grown.narratives)}",
        "adjusted Rand index over passages": round(
            float(adjusted_rand_score([homes[0][key] for key in shared], [homes[1][key] for key in shared])), 4
        ),
    }


def read_verdicts(comparison: Comparison) -> dict[tuple[str, str], tuple[object, object]]:
    """Return relation and divergence by pair of claims."""
    return {(one.link.left, one.link.right): (one.relation, one.divergence) for one in comparison.judgements}


def place_passages(comparison: Comparison) -> dict[str, str]:
    """Return the narrative of each passage; those that wait for more articles are with their article."""
    article_of = {passage.id: passage.article_id for passage in comparison.passages}
    homes = {member.passage_id: one.id for one in comparison.narratives for member in one.members}
    homes.update({one.passage_id: article_of[one.passage_id] for one in comparison.unplaced if one.reason == WAITING})
    return homes


def deal_out(source: Path, parts: int, folder: Path) -> list[Path]:
    """Return *parts* inputs that together hold what *source* holds."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if source.is_dir():
        files = sorted((path for path in source.rglob("*") if path.is_file()), key=lambda path: hash_line(path.name))
        for place, path in enumerate(files):
            target = folder / f"{place % parts}" / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
        return [folder / f"{part}" for part in range(parts)]
    lines = sorted(read_lines(source), key=hash_line)
    targets = [folder / f"{part}.jsonl" for part in range(parts)]
    for part, target in enumerate(targets):
        target.write_text("\n".join(lines[part::parts]), encoding="utf-8")
    return targets


def read_lines(path: Path) -> list[str]:
    """Return the lines of a JSONL file, unpacked where it is packed."""
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [line for line in content.decode("utf-8").split("\n") if line.strip()]


def cut_text(line: str, characters: int) -> str:
    """Return the JSON of an article with the first words of its text alone."""
    record = json.loads(line)
    if len(record["text"]) > characters:
        record["text"] = record["text"][:characters].rsplit(" ", 1)[0] + "."
    return json.dumps(record)


def hash_line(line: str) -> str:
    """Return what decides the part of an article."""
    return blake2b(line.encode(), digest_size=8).hexdigest()


def spent() -> float:
    """Return the processor seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
