"""The same claim in two sources: candidates, a probability with its reasons, and groups."""

from narrative.link.block import block_claims
from narrative.link.features import LinkCorpus
from narrative.link.group import group_links
from narrative.link.measure import CorpusStatistics, measure_corpus
from narrative.link.reading import spell_out
from narrative.link.score import score_pairs
from narrative.link.second import READ_FROM, measure_shift, weigh_readings

__all__ = [
    "READ_FROM",
    "CorpusStatistics",
    "LinkCorpus",
    "block_claims",
    "group_links",
    "measure_corpus",
    "measure_shift",
    "score_pairs",
    "spell_out",
    "weigh_readings",
]
