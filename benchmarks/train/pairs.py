"""Gather the pairs of sentences that the relation model is trained on, as word pieces in one file that needs nothing else.

    python benchmarks/train/pairs.py DATA [--wordnet FOLDER] [--out pairs.safetensors]

DATA is a folder with the labelled sets, of which only the tuning parts are read: nli_train (licence per row, each allows
shipping), SummEdits news, BUMP, RTE-3, ECB+ sentence links; and AllSides for plain sentences in which conflicts and
agreements are planted. Beside them stand the sets that this project wrote and labelled itself, in benchmarks/labels.
Needs textblob (tags words) and WordNet's files (Debian: wordnet-base), which the package does not.

The file holds the word pieces of every sentence, the pairs with what they are, and the encoder's weights in eight bits:
relation.py reads it on a machine that has torch and nothing of this project.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from plant import AGREES, DIVERGES, NEITHER, Planter, Sentence, Vocabulary
from rapidfuzz import fuzz
from wordnet import WordNet

from narrative.evaluate.split import Part, read_part, split_rows
from narrative.models.minilm import load_minilm
from narrative.models.relation import COMMON, MAX_PIECES, pack_weights
from narrative.text.names import find_names
from narrative.text.sentences import split_sentences

LABELS = Path(__file__).parents[1] / "labels"
SAME = "same"
"""The same claim, whether the sentences agree on it or not: what ECB+ tells."""

NOT_DIVERGES = "not diverges"
"""No contradiction, whether the sentences agree or say two things: what is known of most pairs that the news links."""

CLASS_OF = {AGREES: 0, DIVERGES: 1, NEITHER: 2, SAME: 3, NOT_DIVERGES: 4}
LABEL_OF = {
    "entailment": AGREES,
    "contradiction": DIVERGES,
    "neutral": NEITHER,
    "agree": AGREES,
    "diverge": DIVERGES,
}
UNKNOWN = -1
"""Of a pair's link: a neutral pair of an inference set may be one claim with a detail more, a contradiction two claims."""

SHARES = {
    "written agrees": 0.17,
    "written diverges": 0.14,
    "written neither": 0.11,
    "passages agrees": 0.03,
    "passages diverges": 0.035,
    "passages neither": 0.03,
    "planted": 0.08,
    "reworded": 0.07,
    "planted across": 0.06,
    "reworded across": 0.03,
    "same article": 0.02,
    "shared name": 0.02,
    "labelled": 0.12,
    "linked": 0.12,
    "linked, read": 0.03,
    "ecbplus": 0.02,
    "summedits_news": 0.02,
    "bump_minimal_pairs": 0.01,
    "rte3_news3way": 0.02,
    "fever_symmetric_dev": 0.015,
    "fool_me_twice_dev": 0.02,
    "conjnli_train": 0.03,
    "wiki_nli_base": 0.03,
    "wiki_nli_sim": 0.02,
    "wiki_nli_translate": 0.02,
    "snli_dev": 0.03,
    "snli_counterfactual_train": 0.02,
    "breaking_nli": 0.01,
}
"""How often a pair of each origin is drawn: what is like the news weighs most, however many pairs there are of it."""

TRIES, LONGEST = 4, 80
"""Conflicts that are tried on a sentence, and words of a passage made of sentences, which the model reads whole."""

BAND, MOST_SHIFT = 8, 6.0
HELD_OUT = ("2018-03", "2018-08")
"""Months whose own labels are not trained on, to see whether the model knows one claim when it reads it."""

SENTENCES, SENTENCES_AN_ARTICLE, NEAR_MOST, NEAR_UNLIKE = 40_000, 12, 8_000, 62
EVENT_SHARE = 0.4
JUNK = re.compile(
    r"(?i)click|subscribe|follow us|newsletter|copyright|read more|advertis|photo|image|getty|sign up|@|http"
)


@dataclass(frozen=True)
class Pair:
    """Two sentences, their class (a number of `CLASS_OF`), whether they make one claim, and where they come from."""

    a: str
    b: str
    label: int
    link: int
    origin: str


# ---------------------------------------------------------------- planted pairs


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the records of a set, plain or compressed."""
    packed = folder / f"{name}.jsonl.gz"
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{name}.jsonl").read_bytes()
    return [json.loads(line) for line in content.decode("utf-8").split("\n") if line]


def fold(text: str) -> str:
    """Return *text* in lower case with single spaces."""
    return " ".join(text.casefold().split())


def list_sentences(folder: Path) -> list[Sentence]:
    """Return tagged news sentences; none that stands in a pair which two outlets' sentences are measured by."""
    banned = {
        fold(row[side])
        for name in ("claimdiff_pairs", "news_pairs")
        for row in read_rows(folder, name)
        for side in "ab"
    }
    draw = random.Random(7)
    found: list[tuple[str, str]] = []
    articles = sorted(
        read_rows(folder, "allsides_stream"), key=lambda row: blake2b(row["id"].encode(), digest_size=8).digest()
    )
    for row in articles:
        texts = [span.of(row["text"]) for span in split_sentences(row["text"])]
        usable = [text for text in texts if is_usable(text) and fold(text) not in banned]
        draw.shuffle(usable)
        found += [(text, row["id"]) for text in usable[:SENTENCES_AN_ARTICLE]]
        if len(found) > SENTENCES:
            break
    for row in split_rows("ecbplus_articles", read_rows(folder, "ecbplus_articles"))[0]:
        texts = [span.of(row["text"]).strip() for span in split_sentences(row["text"])]
        found += [(text, row["id"]) for text in texts if 9 <= len(text.split()) <= 38]
    return [tag(text, article) for text, article in found]


def tag(text: str, article: str) -> Sentence:
    """Return the sentence with its words' parts of speech."""
    return Sentence(text, tuple(_load_tagger().tag(text, tokenize=True)), article)


@lru_cache(maxsize=1)
def _load_tagger() -> Any:
    from textblob.en.taggers import PatternTagger

    return PatternTagger()


def is_usable(text: str) -> bool:
    """Return whether *text* is a plain sentence of news."""
    letters = sum(character.isalpha() for character in text) / len(text)
    closed = text[0].isupper() and text[-1] in '.!"”' and text.count('"') % 2 == 0
    return closed and 9 <= len(text.split()) <= 38 and letters > 0.7 and not JUNK.search(text)


def plant(news: Sequence[Sentence], written: Sequence[Sentence], planter: Planter) -> Iterator[Pair]:
    """Yield conflicts and agreements, and sentences of *news* of one article or with a name in common that say two things.

    Of *written* sentences some say the same, so that no two of them are taken for two claims.
    """
    draw = planter.draw
    for sentence in [*news, *written]:
        yield from change(sentence, planter)
    siblings: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in news:
        siblings[sentence.article].append(sentence)
    for sentence in news:
        other = draw.choice(siblings[sentence.article])
        if other is not sentence and draw.random() < 0.3:
            yield Pair(sentence.text, other.text, CLASS_OF[NEITHER], 0, "same article")
    yield from pair_by_names(news, draw)


def change(sentence: Sentence, planter: Planter) -> Iterator[Pair]:
    """Yield the sentence with one fact changed, where one can be, and with its facts kept in other words."""
    draw = planter.draw
    conflict = planter.plant_conflict(sentence)
    if conflict:
        a = planter.reword(sentence.text, sentence.tags, draw.choice((0, 0, 1, 2)), cut=False)
        b = planter.reword(conflict[0], sentence.tags, draw.choice((0, 0, 1, 2, 3)), cut=False)
        yield Pair(a, b, CLASS_OF[DIVERGES], 1, "planted")
    b = planter.reword(sentence.text, sentence.tags, draw.choice((1, 2, 3, 4, 5)))
    if b != sentence.text or draw.random() < 0.15:
        yield Pair(sentence.text, b, CLASS_OF[AGREES], 1, "reworded")


def plant_across(pairs: Sequence[Pair], planter: Planter) -> Iterator[Pair]:
    """Yield, of two outlets' sentences that agree, one with the other in which a fact that both tell was changed, or kept.

    So a conflict stands in what two people wrote, and is not known by its wording.
    """
    for pair in pairs:
        for a, b in ((pair.a, pair.b), (pair.b, pair.a)):
            sentence = tag(b, "")
            planted = (planter.plant_conflict(sentence) for _ in range(TRIES))
            changed = next((one[0] for one in planted if one and is_shared(a, b, one[0])), None)
            if changed:
                yield Pair(a, changed, CLASS_OF[DIVERGES], 1, "planted across")
            worded = planter.reword(b, sentence.tags, planter.draw.choice((0, 1, 2, 3)))
            yield Pair(a, worded, CLASS_OF[AGREES], 1, "reworded across")


def is_shared(a: str, b: str, changed: str) -> bool:
    """Return whether what was changed in *b* is told in *a*: the words that went, or those behind a negation.

    >>> is_shared("Ten men were held.", "Police held ten people.", "Police held twelve people.")
    True
    >>> is_shared("Ten men were held.", "Police held ten people.", "Police freed ten people in Lyon.")
    False
    """
    said, before, after = (re.findall(r"\w+", text.casefold()) for text in (a, b, changed))
    gone, come = set(before) - set(after), set(after) - set(before)
    if come & set(said) or not gone <= set(said):
        return False
    if gone - {"not", "never", "t"}:
        return True
    place = next((at for at, (one, other) in enumerate(zip(before, after, strict=False)) if one != other), 0)
    return any(len(word) > 3 and word in said for word in before[place : place + 3])


def pair_by_names(sentences: Sequence[Sentence], draw: random.Random) -> Iterator[Pair]:
    """Yield sentences of two articles that share names and little else, those that share most names first."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for number, sentence in enumerate(sentences):
        for key in {name.key for name in find_names(sentence.text)}:
            holders[key].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        for _ in range(min(60, len(numbers)) if 2 <= len(numbers) <= 120 else 0):
            one, other = sorted(draw.sample(numbers, 2))
            shared[one, other] += sentences[one].article != sentences[other].article
    ranked = sorted(shared, key=lambda pair: shared[pair] < 2)
    few = 0
    for one, other in ranked:
        if shared[one, other] and fuzz.token_set_ratio(sentences[one].text, sentences[other].text) < NEAR_UNLIKE:
            yield Pair(sentences[one].text, sentences[other].text, CLASS_OF[NEITHER], 0, "shared name")
            few += 1
            if few == NEAR_MOST:
                return


# ---------------------------------------------------------------- labelled pairs


def read_labelled(folder: Path) -> Iterator[Pair]:
    """Yield the pairs of the sets that may be trained on, tuning parts only."""
    rows = list({row["id"] + row["label"]: row for row in read_rows(folder, "nli_train")}.values())
    for row in rows:
        label = LABEL_OF[row["label"]]
        known = label == AGREES or (label == DIVERGES and "fever" in row["set"])
        yield Pair(row["a"], row["b"], CLASS_OF[label], 1 if known else UNKNOWN, row["set"])
    for name in ("summedits_news", "bump_minimal_pairs", "rte3_news3way"):
        for fields in read_tuning(folder, name):
            if is_held_out(fields):
                continue
            a, b = (fields.get(f"{side}_sent") or fields[side] for side in "ab")
            label = LABEL_OF[fields["label"]]
            yield Pair(a, b, CLASS_OF[label], UNKNOWN if label == NEITHER else 1, name)
    for row in read_tuning(folder, "ecbplus_sentence_links"):
        if is_held_out(row):
            continue
        same = row["label"] == "same_event"
        label = SAME if same and row["jaccard"] >= EVENT_SHARE else NEITHER
        yield Pair(row["a"], row["b"], UNKNOWN if same and label != SAME else CLASS_OF[label], int(same), "ecbplus")


def read_tuning(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the fields of the rows of a set that are for tuning."""
    packed = folder / f"{name}.jsonl.gz"
    path = packed if packed.exists() else folder / f"{name}.jsonl"
    return [dict(row.fields) for row in read_part(path, Part.TUNING)]


def is_held_out(fields: Mapping[str, Any]) -> bool:
    """Return whether a tuning row is not trained on: weigh.py learns from such rows how far the model is to be believed."""
    return _take_byte(str(fields.get("group") or fields["id"])) % 4 == 0


def _take_byte(text: str) -> int:
    return blake2b(text.encode(), digest_size=2).digest()[0]


def read_written(*, held_out: bool = False) -> list[dict[str, Any]]:
    """Return the sets of sentences that this project wrote: a claim, the same in other words, conflicts, related ones.

    One in sixteen is *held_out*, to see what the model makes of sets that it never saw.
    """
    paths = sorted((LABELS / "written").glob("*.jsonl"))
    items = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [item for item in items if held_out == (_take_byte(item.get("claim") or item["passage"]) % 16 == 0)]


def pair_written(item: dict[str, Any]) -> Iterator[Pair]:
    """Yield every pair of one set whose label follows: two conflicts with one claim may agree or not, and are left out.

    Of a passage each other sentence speaks of another fact: only with the passage is it a pair.
    """
    if "passage" in item:
        yield from (Pair(item["passage"], one, CLASS_OF[AGREES], 1, "passages agrees") for one in item["same"])
        yield from (
            Pair(item["passage"], one, CLASS_OF[DIVERGES], 1, "passages diverges") for _, one in item["conflict"]
        )
        yield from (Pair(item["passage"], one, CLASS_OF[NEITHER], 0, "passages neither") for one in item["related"])
        return
    same = [item["claim"], *item["same"]]
    for a, b in combinations(same, 2):
        yield Pair(a, b, CLASS_OF[AGREES], 1, "written agrees")
    for _, conflict in item["conflict"]:
        yield from (Pair(one, conflict, CLASS_OF[DIVERGES], 1, "written diverges") for one in same)
    for related in item["related"]:
        yield from (Pair(one, related, CLASS_OF[NEITHER], 0, "written neither") for one in same)


def bury(item: dict[str, Any], draw: random.Random) -> Iterator[Pair]:
    """Yield passages in which the claim of a set stands among what is related, each with a sentence of the set."""
    related = draw.sample(item["related"], len(item["related"]))
    for wanted in (1, 2):
        told = [draw.choice([item["claim"], *item["same"]]), *related[:wanted]]
        draw.shuffle(told)
        passage = " ".join(one if one[-1] in '.!?”"' else f"{one}." for one in told)
        if len(passage.split()) > LONGEST:
            continue
        same = [one for one in (item["claim"], *item["same"]) if one not in told]
        yield Pair(passage, draw.choice(same), CLASS_OF[AGREES], 1, "passages agrees")
        for _, conflict in draw.sample(item["conflict"], min(2, len(item["conflict"]))):
            yield Pair(passage, conflict, CLASS_OF[DIVERGES], 1, "passages diverges")
        yield from (Pair(passage, one, CLASS_OF[NEITHER], 0, "passages neither") for one in related[wanted:][:2])


def read_own_labels(folder: Path, *, held_out: bool = False) -> Iterator[Pair]:
    """Yield the pairs of AllSides' sentences that this project read and labelled; those of two months are held out."""
    rows = read_rows(folder, "allsides_stream")
    month_of = {row["id"]: row["published"][:7] for row in rows}
    whole = {row["id"]: row["text"] for row in rows}

    def read(place: str) -> str:
        article, span = place.split("/")
        start, end = span.split("-")
        return str(whole[article][int(start) : int(end)])

    for pair in json.loads((LABELS / "allsides_pairs.json").read_text(encoding="utf-8"))["pairs"]:
        label = pair["label"]
        if held_out == (month_of[pair["a"].split("/")[0]] in HELD_OUT):
            yield Pair(read(pair["a"]), read(pair["b"]), CLASS_OF[label], int(label != NEITHER), "labelled")


def read_linked(folder: Path) -> Iterator[Pair]:
    """Yield pairs of AllSides' claims that this project's pipeline linked: what two outlets really write about one thing.

    Those that an earlier model took for contradictions were read, nearly none was one. Of the others nobody read more
    than a sample: near copies agree, and the rest do not diverge, where the rules found no conflict.
    """
    text_of = {row["id"]: row["text"] for row in read_rows(folder, "allsides_stream")}
    for pair in json.loads((LABELS / "allsides_linked.json").read_text(encoding="utf-8")):
        a, a_start, a_end, b, b_start, b_end, label, was_read = pair
        link = UNKNOWN if label == NOT_DIVERGES else 1
        origin = "linked, read" if was_read else "linked"
        yield Pair(text_of[a][a_start:a_end], text_of[b][b_start:b_end], CLASS_OF[label], link, origin)


# ---------------------------------------------------------------- one file


class Pieces:
    """The word pieces of each distinct sentence, by its place."""

    def __init__(self) -> None:
        self.encoder = load_minilm()
        self.encoder.tokenizer.enable_truncation(MAX_PIECES)
        self.place_of: dict[str, int] = {}
        self.ids: list[list[int]] = []

    def place(self, text: str) -> int:
        """Return the place of *text*."""
        if text not in self.place_of:
            self.place_of[text] = len(self.ids)
            self.ids.append(self.encoder.tokenizer.encode(text[:2_000]).ids)
        return self.place_of[text]

    def pack(self) -> dict[str, np.ndarray]:
        """Return all pieces in a row, where each sentence begins, and the pieces that every sentence may share."""
        common = self.encoder.tokenizer.encode(COMMON).ids
        starts = np.cumsum([0, *map(len, self.ids)], dtype=np.int32)
        flat = np.concatenate([np.array(ids, dtype=np.int16) for ids in self.ids])
        return {"pieces": flat, "starts": starts, "common": np.array(sorted(common), dtype=np.int32)}


def pack(pairs: Sequence[Pair], pieces: Pieces) -> dict[str, np.ndarray]:
    """Return the pairs as columns: places of both sentences, class and link, and how often each is drawn."""
    return {
        "pairs": np.array([(pieces.place(one.a), pieces.place(one.b)) for one in pairs], dtype=np.int32),
        "labels": np.array([(one.label, one.link) for one in pairs], dtype=np.int8),
        "weights": weigh_pairs(pairs).astype(np.float32),
    }


def weigh_pairs(pairs: Sequence[Pair]) -> np.ndarray:
    """Return how often each pair is drawn: by its origin's share, and so that likeness of wording tells nothing.

    A conflict is written by changing one fact, an agreement by other words, so that of two near sentences most conflict;
    in the news it is the other way round. Within each band of likeness agreements and conflicts weigh the same.
    """
    counted = Counter(one.origin for one in pairs)
    weights = np.array([SHARES[one.origin] / counted[one.origin] for one in pairs])
    labels = np.array([one.label for one in pairs])
    likeness = np.array([fuzz.token_sort_ratio(one.a.casefold(), one.b.casefold()) for one in pairs])
    bands = np.minimum(likeness // BAND, 100 // BAND - 1).astype(int)
    for band in np.unique(bands):
        sides = [(bands == band) & (labels == CLASS_OF[kind]) for kind in (AGREES, DIVERGES)]
        totals = [weights[side].sum() for side in sides]
        if min(totals) > 0:
            for side, total in zip(sides, totals, strict=True):
                weights[side] *= np.clip(sum(totals) / 2 / total, 1 / MOST_SHIFT, MOST_SHIFT)
    return weights


def main() -> None:
    """Plant, read, pack."""
    import safetensors.numpy

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=Path("pairs.safetensors"))
    order = parser.parse_args()
    items = read_written()
    written = [tag(text, "") for item in items if "claim" in item for text in (item["claim"], *item["same"][:1])]
    news = [*list_sentences(order.data), *written]
    planter = Planter(Vocabulary.learn(news, WordNet(order.wordnet)), 11)
    real = [*read_own_labels(order.data), *read_linked(order.data)]
    pairs = [*plant(news[: len(news) - len(written)], written, planter), *read_labelled(order.data), *real]
    pairs += plant_across([pair for pair in real if pair.label == CLASS_OF[AGREES]], planter)
    pairs += [pair for item in items for pair in pair_written(item)]
    pairs += [pair for item in items if "claim" in item for pair in bury(item, planter.draw)]
    print(len(pairs), "pairs:", dict(Counter(one.origin for one in pairs)), flush=True)
    pieces = Pieces()
    columns = pack(pairs, pieces)
    encoder = {f"encoder/{name}": one.numpy() for name, one in pack_weights(pieces.encoder.weights).items()}
    safetensors.numpy.save_file(columns | pieces.pack() | encoder, order.out)
    print(order.out, order.out.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
