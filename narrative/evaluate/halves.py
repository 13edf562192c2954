"""Which half of a labelled set a unit falls into: a story, a body, a claim, whatever rows share."""

from __future__ import annotations

from enum import StrEnum
from hashlib import blake2b

SALT = 169
"""Chosen once, before anything was scored, among 0 to 199: no set of third parties has a larger half above .57."""


class Part(StrEnum):
    """A half of a labelled set, or all of it."""

    TUNING = "tuning"
    REPORTING = "reporting"
    ALL = "all"


def choose_part(unit: str) -> Part:
    """Return the half that *unit* falls into.

    >>> [str(choose_part(unit)) for unit in ("1", "2", "3", "4")]
    ['tuning', 'reporting', 'reporting', 'tuning']
    """
    digest = blake2b(f"{SALT} {unit}".encode(errors="replace"), digest_size=8).digest()
    return Part.REPORTING if digest[0] & 1 else Part.TUNING
