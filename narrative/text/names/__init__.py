"""Names in text, with normal forms that tie a capital, a demonym and a country together."""

from narrative.text.names.find import find_names

__all__ = ["find_names"]
