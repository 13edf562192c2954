"""Passages to narratives: the only room that knows bertopic.

One tree over the articles says which belong together (`cut`), one rule puts each passage into a narrative (`assign`), also
later ones (`arrive`),
BERTopic runs both and ranks the phrases (`topics`), and the corpus's own words give the names (`labels`).
"""

from narrative.cluster.arrive import Arrivals, place_arrivals
from narrative.cluster.features import TermCounts, count_holders
from narrative.cluster.narratives import cluster_passages

__all__ = ["Arrivals", "TermCounts", "cluster_passages", "count_holders", "place_arrivals"]
