"""What the relation model makes of links that rules leave open, kept in the store by the two sentences."""

from __future__ import annotations

from collections.abc import Sequence

from narrative.config import Config
from narrative.data import Link
from narrative.pipeline.run import Run
from narrative.relate import Readings, RelateCorpus, list_open, load_reader, read_pairs, write_digits


def read_links(links: Sequence[Link], corpus: RelateCorpus, config: Config, run: Run | None = None) -> Readings:
    """Return what the model that the configuration names makes of the open ones of *links*; nothing where it names none.

    With *run* it is a stage of its own, and what was read before is not read again.
    """
    return read_all(list_open(links, corpus) if config.relate.model != "none" else (), corpus, config, run)


def read_all(links: Sequence[Link], corpus: RelateCorpus, config: Config, run: Run | None = None) -> Readings:
    """Return what the model that the configuration names makes of each of *links*; nothing where it names none."""
    reader = load_reader(config.relate) if links else None
    if reader is None:
        return {}
    pairs = [(write_digits(corpus.claims[link.left]), write_digits(corpus.claims[link.right])) for link in links]
    readings = run.read(reader, pairs) if run else read_pairs(pairs, reader)
    return {(link.left, link.right): reading for link, reading in zip(links, readings, strict=True)}
