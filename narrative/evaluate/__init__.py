"""Measures output against gold that a person wrote."""
