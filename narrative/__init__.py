"""Compares what several sources say: narratives, shared claims, and what each source does with them."""

__version__ = "0.1.0"
