"""Train a member of the relation model on the pairs that pairs.py gathered, and join members to the model that ships.

    python benchmarks/train/relation.py pairs.safetensors [--device cuda] [--minutes 3] [--out member.safetensors]
    python benchmarks/train/relation.py a.safetensors b.safetensors c.safetensors --mean --out member.safetensors
    python benchmarks/train/relation.py first.safetensors second.safetensors --join 0.5 0.5 --out FILE

Training reads that one file and needs torch, numpy and safetensors only, so that a machine with a graphics card and none of
this project's dependencies will do; there it takes minutes, on a core without one days. The SHA-256 that joining prints goes
into narrative/models/relation.py, the file beside it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parents[2]))

from narrative.models.minilm import look_up, run_layers
from narrative.models.relation import MAX_PIECES, pack_weights, unpack_weights

SAME, NOT_DIVERGES = 3, 4
"""Classes of pairs of which less is known: that they make one claim, agreeing or not; that they do not contradict."""

BATCH, BUCKET = 256, 60
RATES = {"layers": 2.5e-4, "marks": 1e-3, "head": 1e-3}
WARM_UP, DROP_OUT, INNER, DECAY, SMOOTHING = 300, 0.1, 256, 0.01, 0.05
AVERAGED, AVERAGED_EVERY = 0.98, 10
"""How much of the mean over steps stays, every ten steps; it is the mean that is kept (Izmailov et al. 2018)."""


class Corpus:
    """The packed pairs: word pieces of a sentence as a row on *device*, 0 beyond its end; the rest stays with the processor.

    So the processor knows each batch's length without waiting for the graphics card.
    """

    def __init__(self, packed: Mapping[str, Tensor], device: str) -> None:
        starts = packed["starts"].long()
        self.lengths = (starts[1:] - starts[:-1]).clamp(max=MAX_PIECES)
        flat = packed["pieces"].long()
        place = torch.arange(MAX_PIECES)[None, :]
        rows = flat[(starts[:-1, None] + place).clamp(max=len(flat) - 1)]
        self.rows = torch.where(place < self.lengths[:, None], rows, 0).to(device)
        common = torch.zeros(int(flat.max()) + 1, dtype=torch.bool)
        common[packed["common"].long()] = True
        self.common, self.device = common.to(device), device
        self.pairs, self.labels = packed["pairs"].long(), packed["labels"].long()
        self.ends = torch.cumsum(packed["weights"].double(), 0)

    def draw_batches(self, generator: torch.Generator) -> Iterator[Tensor]:
        """Yield the places of pairs of like length for ever, each pair as often as its weight says."""
        sizes = self.lengths[self.pairs].amax(1)
        while True:
            at = torch.rand(BATCH * BUCKET, generator=generator, dtype=torch.float64) * self.ends[-1]
            drawn = torch.searchsorted(self.ends, at).clamp(max=len(self.ends) - 1)
            noise = torch.rand(len(drawn), generator=generator)
            ordered = drawn[torch.argsort(sizes[drawn] + 4 * noise)].view(BUCKET, BATCH)
            yield from ordered[torch.randperm(BUCKET, generator=generator)]

    def read(self, places: Tensor) -> tuple[Tensor, Tensor]:
        """Return the word pieces of the sentences at *places*, cut to the longest, and the shape's mask."""
        lengths = self.lengths[places]
        longest = int(lengths.max())
        mask = torch.arange(longest) < lengths[:, None]
        on_device = places.to(self.device, non_blocking=True)
        return self.rows[on_device, :longest], mask.to(self.device, non_blocking=True)


class Trainee:
    """The layers, the marks and the head, over the encoder's word pieces as they were published."""

    def __init__(self, encoder: Mapping[str, Tensor], device: str) -> None:
        self.device = device
        self.encoder = {name: values.float().to(device) for name, values in encoder.items()}
        self.layers = {
            name: torch.nn.Parameter(values.clone())
            for name, values in self.encoder.items()
            if name.startswith("encoder.layer.")
        }
        self.marks = torch.nn.Parameter((torch.randn(4, 384) * 0.15).to(device))
        self.inner = torch.nn.Linear(3 * 384, INNER, device=device)
        self.outer = torch.nn.Linear(INNER, 4, device=device)

    @property
    def groups(self) -> dict[str, list[torch.nn.Parameter]]:
        """The parameters by the name of their learning rate."""
        head = [*self.inner.parameters(), *self.outer.parameters()]
        return {"layers": list(self.layers.values()), "marks": [self.marks], "head": head}

    def forward(self, corpus: Corpus, pairs: Tensor, *, training: bool = True) -> Tensor:
        """Return four logits a pair: agrees, diverges, neither; and whether the two make one claim."""
        read = [corpus.read(pairs[:, side]) for side in (0, 1)]
        sides = [self._enter(corpus, read[side], read[1 - side], side) for side in (0, 1)]
        mask = torch.cat([real for _, real in read], 1)
        hidden = functional.dropout(torch.cat(sides, 1), DROP_OUT, training)
        hidden = run_layers(hidden, mask, self.layers)
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        both = torch.cat([hidden[:, 0], hidden[:, sides[0].shape[1]], mean], 1)
        inner = functional.gelu(self.inner(functional.dropout(both, DROP_OUT, training)))
        logits: Tensor = self.outer(functional.dropout(inner, DROP_OUT, training))
        return logits

    def _enter(self, corpus: Corpus, own: tuple[Tensor, Tensor], other: tuple[Tensor, Tensor], side: int) -> Tensor:
        """Return the states that a sentence enters the trained layers with, each piece marked that the other has too."""
        ids, _ = own
        held = (ids[:, :, None] == other[0][:, None, :]) & other[1][:, None, :]
        shared = held.any(2) & ~corpus.common[ids]
        with torch.no_grad():
            states = look_up(ids, self.encoder)
        return states + self.marks[2 * side + shared.long()]

    def list_weights(self) -> dict[str, Tensor]:
        """Return what `narrative.models.relation` reads."""
        head = {"inner": self.inner, "outer": self.outer}
        named = {f"{name}.{part}": getattr(one, part) for name, one in head.items() for part in ("weight", "bias")}
        return {name: one.detach() for name, one in {**self.layers, "marks": self.marks, **named}.items()}

    def take_over(self, weights: Mapping[str, Tensor]) -> None:
        """Replace what is trained by *weights*."""
        with torch.no_grad():
            for name, own in self.list_weights().items():
                own.copy_(weights[name])


def train(trainee: Trainee, corpus: Corpus, seconds: float, rates: Mapping[str, float], seed: int) -> None:
    """Train for *seconds*, the learning rates falling to nothing; the trainee ends with the mean of its last weights.

    Which pairs are drawn follows from *seed*.
    """
    groups = trainee.groups
    optimiser = torch.optim.AdamW([{"params": groups[name]} for name in rates], weight_decay=DECAY, fused=True)
    everything = [one for group in groups.values() for one in group]
    mean = {name: values.clone() for name, values in trainee.list_weights().items()}
    generator = torch.Generator().manual_seed(seed)
    began = time.monotonic()
    for step, batch in enumerate(corpus.draw_batches(generator), start=1):
        spent = (time.monotonic() - began) / seconds
        if spent >= 1:
            break
        for group, rate in zip(optimiser.param_groups, rates.values(), strict=True):
            group["lr"] = rate * min(1, step / WARM_UP) * max(0.01, 1 - spent)
        loss = take_step(trainee, corpus, batch, generator)
        torch.nn.utils.clip_grad_norm_(everything, 1.0)
        optimiser.step()
        optimiser.zero_grad()
        if step % AVERAGED_EVERY == 0:
            own, kept = trainee.list_weights(), min(AVERAGED, step / (step + 10 * AVERAGED_EVERY))
            torch._foreach_lerp_(list(mean.values()), [own[name] for name in mean], 1 - kept)
        if step % 1_000 == 0:
            print(f"{step} steps, loss {loss.item():.3f}, {100 * spent:.0f} % of the time", flush=True)
    trainee.take_over(mean)


def take_step(trainee: Trainee, corpus: Corpus, batch: Tensor, generator: torch.Generator) -> Tensor:
    """Return the loss of one batch, whose gradients are left in the trainee; each pair is read in either order."""
    turned = torch.rand(len(batch), generator=generator) < 0.5
    pairs = torch.where(turned[:, None], corpus.pairs[batch].flip(1), corpus.pairs[batch])
    with torch.autocast(trainee.device, torch.bfloat16):
        logits = trainee.forward(corpus, pairs)
    loss = rate_loss(logits.float(), corpus.labels[batch].to(trainee.device, non_blocking=True))
    loss.backward()
    return loss.detach()


def rate_loss(logits: Tensor, labels: Tensor) -> Tensor:
    """Return the mean negative log-likelihood of class and link, where each is known; of half-known ones that of either class.

    Labels are smoothed (Szegedy et al. 2016): some are wrong, and a model of few pairs grows too sure.
    """
    kinds, links = labels.unbind(1)
    logs = functional.log_softmax(logits[:, :3], -1)
    plain = logs.gather(1, kinds.clamp(0, 2)[:, None])[:, 0]
    likely = torch.where(kinds == SAME, torch.logsumexp(logs[:, :2], -1), plain)
    likely = torch.where(kinds == NOT_DIVERGES, torch.logsumexp(logs[:, [0, 2]], -1), likely)
    kind_loss = -((1 - SMOOTHING) * likely + SMOOTHING * logs.mean(1)) * (kinds >= 0)
    wanted = links.clamp(0, 1) * (1 - SMOOTHING) + SMOOTHING / 2
    link_loss = functional.binary_cross_entropy_with_logits(logits[:, 3], wanted, reduction="none") * (links >= 0)
    return (kind_loss + link_loss).mean()


def read_encoder(packed: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the encoder's weights out of the packed file."""
    own = {name.removeprefix("encoder/"): values for name, values in packed.items() if name.startswith("encoder/")}
    return unpack_weights(own)


def average(paths: Sequence[Path]) -> bytes:
    """Return the packed mean of the weights of members that began alike and were trained on other draws.

    It reads about as well as all of them together at the cost of one (Wortsman et al. 2022).
    """
    import safetensors.torch

    read = [unpack_weights(safetensors.torch.load_file(path)) for path in paths]
    mean = {name: torch.stack([one[name] for one in read]).mean(0) for name in read[0]}
    return safetensors.torch.save(pack_weights(mean))


def join(paths: Sequence[Path], shares: Sequence[float]) -> bytes:
    """Return the packed weights of members that were trained apart; a member's logits count by its share."""
    import safetensors.torch

    joined = {}
    for number, (path, share) in enumerate(zip(paths, shares, strict=True)):
        for name, values in safetensors.torch.load_file(path).items():
            joined[f"{number}.{name}"] = values * share if name.startswith("outer.") else values
    return safetensors.torch.save(joined)


def main() -> None:
    """Read, train, pack; or average or join what was trained before."""
    import safetensors.torch

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", type=Path, nargs="+")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=3, help="members of one model are trained with different ones")
    parser.add_argument("--out", type=Path, default=Path("member.safetensors"))
    parser.add_argument("--join", type=float, nargs="+", metavar="SHARE", help="the files are members; join them")
    parser.add_argument("--mean", action="store_true", help="the files are members; average them")
    order = parser.parse_args()
    if order.join:
        content = join(order.pairs, order.join)
    elif order.mean:
        content = average(order.pairs)
    else:
        torch.manual_seed(1)
        packed = safetensors.torch.load_file(order.pairs[0])
        trainee = Trainee(read_encoder(packed), order.device)
        train(trainee, Corpus(packed, order.device), 60 * order.minutes, RATES, order.seed)
        content = safetensors.torch.save(pack_weights({n: one.cpu() for n, one in trainee.list_weights().items()}))
    order.out.write_bytes(content)
    print(order.out, len(content), "bytes, SHA-256", sha256(content).hexdigest())


if __name__ == "__main__":
    main()
