"""Content hashes: the only ids in the package."""

from __future__ import annotations

from hashlib import blake2b


def content_id(prefix: str, *parts: str) -> str:
    """Return *prefix* and 16 hexadecimal digits of the BLAKE2b hash of *parts* (64 bits; borders between parts count).

    >>> content_id("a", "harbour", "text") == content_id("a", "harbour", "text")
    True
    >>> content_id("a", "ab", "c") == content_id("a", "a", "bc")
    False
    """
    hasher = blake2b(digest_size=8)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        hasher.update(len(encoded).to_bytes(8, "big"))
        hasher.update(encoded)
    return prefix + hasher.hexdigest()
