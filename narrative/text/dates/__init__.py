"""Dates in text: references made absolute, and publication stamps."""

from narrative.text.dates.moments import read_moment
from narrative.text.dates.references import find_times

__all__ = ["find_times", "read_moment"]
