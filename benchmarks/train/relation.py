"""Train the relation model: plant pairs, read labelled ones, train the upper half of MiniLM, pack the weights.

    python benchmarks/train/relation.py DATA --minutes 50 [--wordnet FOLDER] [--out FILE] [--write]

DATA is a folder with the labelled sets, of which only the tuning parts are read: nli_train (licence per row, each allows
shipping), SummEdits news, BUMP, RTE-3, ECB+ sentence links; and AllSides, ECB+ for plain sentences in which conflicts and
agreements are planted. Needs textblob (tags words) and WordNet's files (Debian: wordnet-base), which the package does
not. The time is part of the recipe: the learning rate falls to nothing in it. With --write the packed weights replace
narrative/models/relation.safetensors, whose SHA-256 then goes into narrative/models/relation.py.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b, sha256
from itertools import islice
from pathlib import Path
from typing import Any

import torch
from plant import AGREES, DIVERGES, NEITHER, Planter, Sentence, Vocabulary
from rapidfuzz import fuzz
from torch.nn import functional
from wordnet import WordNet

from narrative.evaluate.split import Part, read_part, split_rows
from narrative.models.minilm import LAYERS, load_minilm, look_up, run_layers
from narrative.models.relation import COMMON, MAX_PIECES, SPLIT_AT, pack_weights, unpack_weights
from narrative.text.names import find_names
from narrative.text.sentences import split_sentences

WEIGHTS = Path(__file__).parents[2] / "narrative" / "models" / "relation.safetensors"
SAME = "same"
"""The same claim, whether the sentences agree on it or not: what ECB+ tells."""

CLASS_OF = {AGREES: 0, DIVERGES: 1, NEITHER: 2, SAME: 3}
LABELS = {
    "entailment": AGREES,
    "contradiction": DIVERGES,
    "neutral": NEITHER,
    "agree": AGREES,
    "diverge": DIVERGES,
}
# Sets of captions and of templates would outweigh the rest.
MOST_OF = {"breaking_nli": 1_200, "conjnli_train": 4_500, "snli_dev": 3_500, "snli_counterfactual_train": 3_500}
REPEATED = {"summedits_news": 5, "bump_minimal_pairs": 4, "rte3_news3way": 4}
ECB_MOST, EVENT_SHARE = 4_500, 0.4
SENTENCES, SENTENCES_AN_ARTICLE, NEAR_MOST, NEAR_UNLIKE = 16_000, 5, 5_000, 62
JUNK = re.compile(
    r"(?i)click|subscribe|follow us|newsletter|copyright|read more|advertis|photo|image|getty|sign up|@|http"
)

BATCH, BUCKET = 16, 100
RATES = {"layers": 2.2e-4, "marks": 2e-3, "head": 1e-3}
WARM_UP, DROP_OUT, INNER = 150, 0.1, 256
SLOWER = 0.5


@dataclass(frozen=True)
class Pair:
    """Two sentences, their class (a number of `CLASS_OF`) and where they come from."""

    a: str
    b: str
    label: int
    origin: str


# ---------------------------------------------------------------- planted pairs


def read_rows(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the records of a set, plain or compressed."""
    packed = folder / f"{name}.jsonl.gz"
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / f"{name}.jsonl").read_bytes()
    return [json.loads(line) for line in content.decode("utf-8").split("\n") if line]


def list_sentences(folder: Path) -> list[Sentence]:
    """Return tagged news sentences; none that stands in a pair which two outlets' sentences are measured by."""
    from textblob.en.taggers import PatternTagger

    banned = {
        " ".join(row[side].casefold().split())
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
        usable = [text for text in texts if is_usable(text) and " ".join(text.casefold().split()) not in banned]
        draw.shuffle(usable)
        found += [(text, row["id"]) for text in usable[:SENTENCES_AN_ARTICLE]]
        if len(found) > SENTENCES:
            break
    for row in split_rows("ecbplus_articles", read_rows(folder, "ecbplus_articles"))[0]:
        texts = [span.of(row["text"]).strip() for span in split_sentences(row["text"])]
        found += [(text, row["id"]) for text in texts if 9 <= len(text.split()) <= 38]
    tagger = PatternTagger()
    return [Sentence(text, tuple(tagger.tag(text, tokenize=True)), article) for text, article in found]


def is_usable(text: str) -> bool:
    """Return whether *text* is a plain sentence of news."""
    letters = sum(character.isalpha() for character in text) / len(text)
    closed = text[0].isupper() and text[-1] in '.!"”' and text.count('"') % 2 == 0
    return closed and 9 <= len(text.split()) <= 38 and letters > 0.7 and not JUNK.search(text)


def plant(sentences: Sequence[Sentence], wordnet: WordNet) -> Iterator[Pair]:
    """Yield conflicts, agreements, and sentences of one article or with a name in common that say two things."""
    planter = Planter(Vocabulary.learn(sentences, wordnet), 11)
    draw = planter.draw
    siblings: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        siblings[sentence.article].append(sentence)
    for sentence in sentences:
        conflict = planter.plant_conflict(sentence)
        if conflict:
            a = planter.reword(sentence.text, sentence.tags, draw.choice((0, 0, 1, 2)), cut=False)
            b = planter.reword(conflict[0], sentence.tags, draw.choice((0, 0, 1, 2, 3)), cut=False)
            yield Pair(a, b, CLASS_OF[DIVERGES], f"planted {conflict[1]}")
        b = planter.reword(sentence.text, sentence.tags, draw.choice((1, 2, 3, 4, 5)))
        if b != sentence.text or draw.random() < 0.15:
            yield Pair(sentence.text, b, CLASS_OF[AGREES], "reworded")
        if draw.random() < 0.3:
            other = draw.choice(siblings[sentence.article])
            if other is not sentence:
                yield Pair(sentence.text, other.text, CLASS_OF[NEITHER], "same article")
    yield from islice(pair_by_names(sentences, draw), NEAR_MOST)


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
    for one, other in ranked:
        if shared[one, other] and fuzz.token_set_ratio(sentences[one].text, sentences[other].text) < NEAR_UNLIKE:
            yield Pair(sentences[one].text, sentences[other].text, CLASS_OF[NEITHER], "shared name")


# ---------------------------------------------------------------- labelled pairs


def read_labelled(folder: Path, draw: random.Random) -> Iterator[Pair]:
    """Yield the pairs of the sets that may be trained on, tuning parts only."""
    rows = list({row["id"] + row["label"]: row for row in read_rows(folder, "nli_train")}.values())
    draw.shuffle(rows)
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row["set"]] += 1
        if counted[row["set"]] <= MOST_OF.get(row["set"], len(rows)):
            yield Pair(row["a"], row["b"], CLASS_OF[LABELS[row["label"]]], row["set"])
    for name, times in REPEATED.items():
        for fields in read_tuning(folder, name):
            if not is_held_out(fields):
                a, b = (fields.get(f"{side}_sent") or fields[side] for side in "ab")
                yield from [Pair(a, b, CLASS_OF[LABELS[fields["label"]]], name)] * times
    events = [
        Pair(row["a"], row["b"], CLASS_OF[SAME if row["label"] == "same_event" else NEITHER], "ecbplus")
        for row in read_tuning(folder, "ecbplus_sentence_links")
        if row["label"] != "same_event" or row["jaccard"] >= EVENT_SHARE
    ]
    draw.shuffle(events)
    yield from events[:ECB_MOST]


def read_tuning(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the fields of the rows of a set that are for tuning."""
    packed = folder / f"{name}.jsonl.gz"
    path = packed if packed.exists() else folder / f"{name}.jsonl"
    return [dict(row.fields) for row in read_part(path, Part.TUNING)]


def is_held_out(fields: dict[str, Any]) -> bool:
    """Return whether a tuning row is kept back, to see how training goes."""
    unit = str(fields.get("group") or fields["id"])
    return blake2b(unit.encode(), digest_size=2).digest()[0] % 10 == 0


# ---------------------------------------------------------------- training


class Trainee:
    """The upper layers, the marks and the head, over the frozen lower layers of the shipped encoder."""

    def __init__(self) -> None:
        self.encoder = load_minilm()
        self.encoder.tokenizer.enable_truncation(MAX_PIECES)
        self.common = set(self.encoder.tokenizer.encode(COMMON).ids)
        upper = tuple(f"encoder.layer.{number}." for number in range(SPLIT_AT, LAYERS))
        self.layers = {
            name: torch.nn.Parameter(values.clone())
            for name, values in self.encoder.weights.items()
            if name.startswith(upper)
        }
        self.marks = torch.nn.Parameter(torch.randn(4, 384) * 0.15)
        self.inner, self.outer = torch.nn.Linear(3 * 384, INNER), torch.nn.Linear(INNER, 3)

    @property
    def groups(self) -> dict[str, list[torch.nn.Parameter]]:
        """The parameters by the name of their learning rate."""
        head = [*self.inner.parameters(), *self.outer.parameters()]
        return {"layers": list(self.layers.values()), "marks": [self.marks], "head": head}

    def split(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the word pieces of each text."""
        return [self.encoder.tokenizer.encode(text[:2_000]).ids for text in texts]

    def forward(self, left: Sequence[list[int]], right: Sequence[list[int]]) -> torch.Tensor:
        """Return the logits of agrees, diverges and neither."""
        states, masks = zip(self._read(left, right, 0), self._read(right, left, 1), strict=True)
        mask = torch.cat(masks, 1)
        hidden = functional.dropout(torch.cat(states, 1), DROP_OUT)
        hidden = run_layers(hidden, mask, self.layers, range(SPLIT_AT, LAYERS))
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        both = torch.cat([hidden[:, 0], hidden[:, states[0].shape[1]], mean], 1)
        logits: torch.Tensor = self.outer(functional.gelu(self.inner(functional.dropout(both, DROP_OUT))))
        return logits

    def _read(
        self, own: Sequence[list[int]], other: Sequence[list[int]], side: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        shape = len(own), max(map(len, own))
        ids, shared = torch.zeros(shape, dtype=torch.long), torch.zeros(shape, dtype=torch.long)
        mask = torch.zeros(shape, dtype=torch.bool)
        for row, (mine, theirs) in enumerate(zip(own, other, strict=True)):
            held = set(theirs) - self.common
            ids[row, : len(mine)] = torch.tensor(mine)
            shared[row, : len(mine)] = torch.tensor([int(piece in held) for piece in mine])
            mask[row, : len(mine)] = True
        with torch.no_grad():
            states = run_layers(look_up(ids, self.encoder.weights), mask, self.encoder.weights, range(SPLIT_AT))
        return states + self.marks[2 * side + shared], mask

    def go_on_from(self, weights: dict[str, torch.Tensor]) -> None:
        """Take over *weights*, unpacked."""
        with torch.no_grad():
            for name, own in self.list_weights().items():
                own.copy_(weights[name])

    def list_weights(self) -> dict[str, torch.Tensor]:
        """Return what `narrative.models.relation` reads."""
        head = {"inner": self.inner, "outer": self.outer}
        named = {f"{name}.{part}": getattr(one, part) for name, one in head.items() for part in ("weight", "bias")}
        return {name: one.detach() for name, one in {**self.layers, "marks": self.marks, **named}.items()}


def train(trainee: Trainee, pairs: Sequence[Pair], plan: tuple[float, dict[str, float]], draw: random.Random) -> None:
    """Train by the *plan*, seconds and first learning rates; pairs come in their order, again from the first after the last."""
    (seconds, rates), groups = plan, trainee.groups
    optimiser = torch.optim.AdamW(
        [{"params": groups[name], "lr": rate} for name, rate in rates.items()], weight_decay=0.01
    )
    everything = [one for group in groups.values() for one in group]
    began, running = time.monotonic(), 0.0
    for step, batch in enumerate(draw_batches(pairs, draw), start=1):
        spent = (time.monotonic() - began) / seconds
        if spent >= 1:
            return
        for group, rate in zip(optimiser.param_groups, rates.values(), strict=True):
            group["lr"] = rate * min(1, step / WARM_UP) * max(0.02, 1 - spent)
        sides = [(one.a, one.b) if draw.random() < 0.5 else (one.b, one.a) for one in batch]
        logits = trainee.forward(*(trainee.split([pair[side] for pair in sides]) for side in (0, 1)))
        loss = rate_loss(logits, torch.tensor([one.label for one in batch]))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(everything, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        running = 0.99 * running + 0.01 * loss.item() if running else loss.item()
        if step % 100 == 0:
            print(f"{step * BATCH} pairs, loss {running:.3f}, {100 * spent:.0f} % of the time", flush=True)


def draw_batches(pairs: Sequence[Pair], draw: random.Random) -> Iterator[list[Pair]]:
    """Yield batches of pairs of like length for ever."""
    place = 0
    while True:
        bucket = [pairs[(place + step) % len(pairs)] for step in range(BATCH * BUCKET)]
        place += len(bucket)
        bucket.sort(key=lambda one: len(one.a) + len(one.b) + 16 * draw.random())
        batches = [bucket[start : start + BATCH] for start in range(0, len(bucket), BATCH)]
        draw.shuffle(batches)
        yield from batches


def rate_loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Return the mean negative log-likelihood; for *same* that of agreeing or diverging, whichever."""
    logs = functional.log_softmax(logits, -1)
    plain = logs.gather(1, labels.clamp(max=2)[:, None])[:, 0]
    return -torch.where(labels == CLASS_OF[SAME], torch.logsumexp(logs[:, :2], -1), plain).mean()


def main() -> None:
    """Plant, read, train, pack."""
    import safetensors.torch

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--minutes", type=float, default=50)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--start", type=Path, help="packed weights to go on from, with half the learning rates")
    parser.add_argument("--out", type=Path, default=Path("relation.safetensors"))
    parser.add_argument("--write", action="store_true")
    order = parser.parse_args()
    torch.manual_seed(5)
    draw = random.Random(3)
    pairs = list(plant(list_sentences(order.data), WordNet(order.wordnet)))
    draw.shuffle(pairs)
    pairs += read_labelled(order.data, draw)
    draw.shuffle(pairs)
    print(len(pairs), "pairs:", dict(Counter(one.origin for one in pairs)), flush=True)
    trainee = Trainee()
    rates = RATES
    if order.start:
        trainee.go_on_from(unpack_weights(safetensors.torch.load_file(order.start)))
        rates = {name: rate * SLOWER for name, rate in RATES.items()}
    train(trainee, pairs, (60 * order.minutes, rates), draw)
    out = WEIGHTS if order.write else order.out
    content = safetensors.torch.save(pack_weights(trainee.list_weights()))
    out.write_bytes(content)
    print(out, len(content), "bytes, SHA-256", sha256(content).hexdigest())


if __name__ == "__main__":
    main()
