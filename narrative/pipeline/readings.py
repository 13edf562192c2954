"""What the relation model makes of links, kept in the store by the two sentences: whether they are links, and open ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from narrative.config import Config
from narrative.data import Claim, Link
from narrative.link import READ_FROM, measure_shift, weigh_readings
from narrative.pipeline.run import Run
from narrative.relate import (
    Reader,
    Readings,
    RelateCorpus,
    ShippedReader,
    list_open,
    load_reader,
    read_pairs,
    write_digits,
)


def read_links(links: Sequence[Link], corpus: RelateCorpus, config: Config, run: Run | None = None) -> Readings:
    """Return what the model that the configuration names makes of the open ones of *links*; nothing where it names none.

    With *run* it is a stage of its own, and what was read before is not read again.
    """
    return read_all(list_open(links, corpus) if config.relate.model != "none" else (), corpus, config, run)


def read_all(links: Sequence[Link], corpus: RelateCorpus, config: Config, run: Run | None = None) -> Readings:
    """Return what the model that the configuration names makes of each of *links*; nothing where it names none."""
    reader = load_reader(config.relate) if links else None
    return _read(links, corpus.claims, reader, run) if reader else {}


def look_again(
    links: Sequence[Link], claims: Sequence[Claim], config: Config, run: Run, shift: float | None = None
) -> tuple[tuple[Link, ...], float | None]:
    """Return *links* in their order, with what the shipped model reads of them, and the corpus' shift.

    The shift is measured on those that are read at any bar unless it is given; None where no second look is wanted. In a
    corpus that reads more often as one claim than the labelled links did, the weaker pairs are read too: there some are links.
    """
    if not config.link.second_look:
        return tuple(links), None
    least = min(READ_FROM, config.link.min_probability)  # a lower bar lowers it, a higher one says nothing about it
    certain = [link for link in links if link.probability >= least]
    heard = _hear(certain, claims, run)
    usual = [link for link in certain if link.probability >= READ_FROM]
    measured = measure_shift(usual, heard) if shift is None else shift
    if measured > 0:
        heard |= _hear([link for link in links if link.probability < least], claims, run)
    return weigh_readings(links, heard, measured, least), measured


def look_at_each(
    links: Sequence[Link], claims: Sequence[Claim], means: tuple[Config, Run], shift: float | None
) -> tuple[Link, ...]:
    """Return *links* in their order with what the shipped model reads of each, weak or not, however the corpus reads."""
    config, run = means
    if not config.link.second_look:
        return tuple(links)
    least = min(READ_FROM, config.link.min_probability)
    return weigh_readings(links, _hear(links, claims, run), shift or 0.0, least)


def _hear(links: Sequence[Link], claims: Sequence[Claim], run: Run) -> dict[tuple[str, str], float]:
    """Return, by the claims of each link, the probability that its sentences make two claims."""
    known = {claim.id: claim for claim in claims}
    return {pair: one.neither for pair, one in _read(links, known, ShippedReader(), run).items()}


def _read(links: Sequence[Link], claims: Mapping[str, Claim], reader: Reader, run: Run | None) -> Readings:
    pairs = [(write_digits(claims[link.left]), write_digits(claims[link.right])) for link in links]
    readings = run.read(reader, pairs) if run else read_pairs(pairs, reader)
    return {(link.left, link.right): reading for link, reading in zip(links, readings, strict=True)}
