"""Two states of one comparison → what is new, grown, flipped, gone."""

from narrative.changes.find import find_changes

__all__ = ["find_changes"]
