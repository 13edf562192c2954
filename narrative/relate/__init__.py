"""Wording that articles share, and verdicts on linked claims: repeats, agrees or diverges, with evidence."""

from narrative.relate.align import align_articles
from narrative.relate.context import Background
from narrative.relate.judge import RelateCorpus, judge_links, judge_pair

__all__ = ["Background", "RelateCorpus", "align_articles", "judge_links", "judge_pair"]
