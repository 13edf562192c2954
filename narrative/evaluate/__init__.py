"""Measures output against gold that a person wrote."""

from narrative.evaluate.split import split_rows

__all__ = ["split_rows"]
