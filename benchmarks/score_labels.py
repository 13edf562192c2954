"""Runs the pipeline on the labelled corpora and says how its verdicts stand to the labels.

``python benchmarks/score_labels.py DATA`` where DATA holds cuba2021_unlabelled.jsonl and recession2022_unlabelled.jsonl;
``--keep FOLDER`` keeps the stages' results for the next run, ``--pairs FILE`` only writes the pairs with their texts, for
``narrative evaluate relate FILE``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrative.config import Config, IngestConfig
from narrative.data import Claim, Comparison, Judgement
from narrative.ingest import read_articles
from narrative.pipeline import Run, compare_articles
from narrative.store import Store
from narrative.text.tokens import find_words

LABELS = Path(__file__).parent / "labels" / "linked_pairs.jsonl"
FILES = ("cuba2021_unlabelled.jsonl", "recession2022_unlabelled.jsonl")
SAME = 0.6  # Dice coefficient of words from which a claim is the labelled sentence, however it is cleaned and cut today


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file: its rows by id, and the comparison of them."""

    rows: dict[str, dict[str, Any]]
    comparison: Comparison

    def find_row(self, article_id: str) -> str:
        """Return the id of the row that an article was read from."""
        place = next(one.place for one in self.comparison.articles if one.id == article_id)
        return list(self.rows)[place.record - 1]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def compare_file(path: Path, keep: Path | None) -> Corpus:
    """Return the comparison of one file, with the results of an earlier run where *keep* holds them."""
    rows = {row["id"]: row for row in read_lines(path)}
    ingested = read_articles([str(path)], None, IngestConfig())
    if keep is None:
        return Corpus(rows, compare_articles(ingested.articles, ingested.rejects))
    with Store.open(keep / path.stem) as store:
        return Corpus(rows, compare_articles(ingested.articles, ingested.rejects, Config(), Run(store)))


def overlap(left: str, right: str) -> float:
    """Return the Dice coefficient of the words of two sentences.

    >>> overlap("The ferry sank.", "the ferry sank")
    1.0
    """
    one, other = (Counter(word for word, _ in find_words(text)) for text in (left, right))
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def match_judgements(corpus: Corpus, labels: Sequence[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Judgement]]:
    """Yield each label with the judgement on its pair; a label whose pair is no link today is left out."""
    claims = {claim.id: claim for claim in corpus.comparison.claims}
    row_of = {article.id: corpus.find_row(article.id) for article in corpus.comparison.articles}
    judged: dict[frozenset[str], list[Judgement]] = {}
    for one in corpus.comparison.judgements:
        rows = frozenset(row_of[claims[end].article_id] for end in (one.link.left, one.link.right))
        judged.setdefault(rows, []).append(one)
    for label in labels:
        texts = {label[side]["article"]: cut(corpus, label[side]) for side in "ab"}
        found = judged.get(frozenset(texts), [])
        scored = [(min(overlap(texts[row_of[c.article_id]], c.text) for c in ends(one, claims)), one) for one in found]
        best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if best[1] is not None and best[0] >= SAME:
            yield label, best[1]


def ends(judgement: Judgement, claims: dict[str, Claim]) -> tuple[Claim, Claim]:
    """Return the two claims of a judgement."""
    return claims[judgement.link.left], claims[judgement.link.right]


def cut(corpus: Corpus, side: dict[str, Any]) -> str:
    """Return the labelled characters of a row's text."""
    text: str = corpus.rows[side["article"]]["text"]
    return text[side["start"] : side["end"]]


def share(part: int, whole: int) -> str:
    """Return "11 of 37 (.30)"."""
    return f"{part} of {whole}" + (f" ({part / whole:.2f})".replace("(0", "(") if whole else "")


def tell(pairs: Sequence[tuple[dict[str, Any], Judgement]], called: int, labels: int) -> Iterator[str]:
    """Yield the lines of the report."""
    matrix = Counter((one.relation.value if one.relation else "undecided", gold["relation"]) for gold, one in pairs)
    golds = ("repeats", "agrees", "diverges", "unrelated")
    yield f"{len(pairs)} of {labels} labelled pairs are links; {called} pairs are called diverges, labelled or not"
    yield "called / labelled".ljust(20) + "".join(gold.rjust(11) for gold in golds)
    for said in ("repeats", "agrees", "diverges", "undecided"):
        yield said.ljust(20) + "".join(str(matrix[said, gold]).rjust(11) for gold in golds)
    right = matrix["diverges", "diverges"]
    yield f"precision of diverges: {share(right, sum(matrix['diverges', gold] for gold in golds))}"
    hard = [(gold, one) for gold, one in pairs if one.relation == "diverges" and one.divergence != "update"]
    yield f"  without updates: {share(sum(gold['relation'] == 'diverges' for gold, _ in hard), len(hard))}"
    same = sum(matrix["diverges", gold] for gold in ("repeats", "agrees"))
    yield f"false divergence on repeats and agrees: {share(same, sum(matrix[said, gold] for said in matrix_rows() for gold in ('repeats', 'agrees')))}"
    yield f"labelled diverges that are called so: {share(right, sum(gold['relation'] == 'diverges' for gold, _ in pairs))}"
    decided = [gold["relation"] for gold, one in pairs if one.relation in {"agrees", "repeats"}]
    yield f"agrees and repeats that are the same claim: {share(sum(gold != 'unrelated' for gold in decided), len(decided))}"


def matrix_rows() -> tuple[str, ...]:
    """Return what a pair can be called."""
    return ("repeats", "agrees", "diverges", "undecided")


def write_pairs(path: Path, data: Path, labels: Sequence[dict[str, Any]]) -> None:
    """Write the labelled pairs with their texts and times as ``narrative evaluate relate`` reads them."""
    rows = {row["id"]: row for name in FILES for row in read_lines(data / name)}
    with path.open("w", encoding="utf-8") as file:
        for label in labels:
            record: dict[str, Any] = {"id": label["id"], "relation": label["relation"], "kind": label["kind"]}
            for side in "ab":
                place, row = label[side], rows[label[side]["article"]]
                record[side] = row["text"][place["start"] : place["end"]]
                record[f"{side}_published"], record[f"{side}_source"] = row["published"], row["source"]
                record[f"{side}_before"] = row["text"][max(0, place["start"] - 400) : place["start"]]
            file.write(json.dumps(record, ensure_ascii=False) + "\n")


def main() -> None:
    """Read the arguments and print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--labels", type=Path, default=LABELS)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--errors", action="store_true", help="print the ids of the pairs that are called otherwise")
    order = parser.parse_args()
    labels = read_lines(order.labels)
    if order.pairs:
        write_pairs(order.pairs, order.data, labels)
        return
    pairs, called = [], 0
    for name in FILES:
        corpus = compare_file(order.data / name, order.keep)
        mine = [label for label in labels if label["a"]["article"] in corpus.rows]
        pairs += list(match_judgements(corpus, mine))
        called += sum(one.relation == "diverges" for one in corpus.comparison.judgements)
    print("\n".join(tell(pairs, called, len(labels))))
    for gold, one in pairs if order.errors else ():
        said = one.relation.value if one.relation else "undecided"
        if "diverges" in {said, gold["relation"]} and said != gold["relation"]:
            print(f"{gold['id']}: {said} {one.divergence or ''}, labelled {gold['relation']} {gold['kind']}")


if __name__ == "__main__":
    main()
