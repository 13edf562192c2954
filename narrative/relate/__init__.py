"""Wording that articles share, and verdicts on linked claims: repeats, agrees or diverges, with evidence."""

from narrative.relate.align import align_articles
from narrative.relate.context import Background
from narrative.relate.judge import READING, RelateCorpus, judge_links, judge_pair, list_open
from narrative.relate.reader import Reader, Reading, Readings, ShippedReader, load_reader, read_pairs, write_digits

__all__ = [
    "READING",
    "Background",
    "Reader",
    "Reading",
    "Readings",
    "RelateCorpus",
    "ShippedReader",
    "align_articles",
    "judge_links",
    "judge_pair",
    "list_open",
    "load_reader",
    "read_pairs",
    "write_digits",
]
