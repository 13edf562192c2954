"""Quantities in text, with their bounds, units and what they count."""

from narrative.text.numbers.quantities import find_quantities

__all__ = ["find_quantities"]
