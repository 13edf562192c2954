"""Wording that articles share, and verdicts on linked claims: repeats, agrees or diverges, with evidence."""

from narrative.relate.align import align_articles

__all__ = ["align_articles"]
