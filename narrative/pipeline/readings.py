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
    undecided = list_open(links, corpus) if config.relate.model != "none" else ()
    reader = load_reader(config.relate) if undecided else None
    if reader is None:
        return {}
    pairs = [(write_digits(corpus.claims[link.left]), write_digits(corpus.claims[link.right])) for link in undecided]
    readings = run.read(reader, pairs) if run else read_pairs(pairs, reader)
    return {(link.left, link.right): reading for link, reading in zip(undecided, readings, strict=True)}
