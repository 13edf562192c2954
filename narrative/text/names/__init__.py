"""Names in text, with normal forms that tie a capital, a demonym and a country together."""

from narrative.text.names.find import find_names
from narrative.text.names.gazetteer import list_seats

__all__ = ["find_names", "list_seats"]
