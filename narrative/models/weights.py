"""Weights from disk, only after their hash is known to be right."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from narrative.errors import ModelError


def read_checked(path: Path, expected: str) -> bytes:
    """Return the bytes of *path*, whose SHA-256 is *expected* (64 hexadecimal digits, lower case).

    What is checked is what is returned: the file is read once, so it cannot change in between.
    Raises ModelError where the file is missing, unreadable or another one.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(path.name, f"cannot be read ({error.strerror})", "install the package again") from error
    found = sha256(content).hexdigest()
    if found != expected:
        raise ModelError(path.name, f"has SHA-256 {found}, expected {expected}", "install the package again")
    return content
