"""From the bytes of a file to its text, within caps, with the repair named where the bytes were not clean UTF-8."""

from __future__ import annotations

import codecs
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_CHUNK = 1 << 20


class UnreadableError(Exception):
    """One file cannot be read; the caller turns *reason* (a short fixed phrase) and *detail* into a reject."""

    def __init__(self, reason: str, detail: str) -> None:
        """Keep both parts for the reject."""
        super().__init__(reason, detail)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the repairs that it took."""

    text: str
    fixes: tuple[str, ...] = ()


def load_bytes(location: Path, max_bytes: int) -> bytes:
    """Return the content of the file at *location*, unpacked where its name ends in ``.gz``.

    Never holds more than *max_bytes* and a chunk, so that a small file that unpacks to gigabytes does no harm.
    Raises ``UnreadableError``.
    """
    try:
        with location.open("rb") as stream:
            content = read_capped(stream, max_bytes)
    except OSError as error:
        raise UnreadableError("unreadable", error.strerror or type(error).__name__) from error
    return _gunzip(content, max_bytes) if location.suffix.lower() == ".gz" else content


def read_capped(stream: BinaryIO, max_bytes: int) -> bytes:
    """Return all of *stream*; raises ``UnreadableError`` where that is more than *max_bytes*."""
    content = bytearray()
    while chunk := stream.read(_CHUNK):
        content += chunk
        if len(content) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(content)


def _gunzip(packed: bytes, max_bytes: int) -> bytes:
    """Return the unpacked members of *packed* one after another, as gzip itself does."""
    content = bytearray()
    rest = packed
    try:
        while rest:
            member = zlib.decompressobj(wbits=31)
            while not member.eof:
                if not rest:
                    raise UnreadableError("unreadable", "the gzip file ends too early")
                content += member.decompress(rest, _CHUNK)
                if len(content) > max_bytes:
                    raise _too_large(max_bytes)
                rest = member.unconsumed_tail or member.unused_data
            rest = member.unused_data.lstrip(b"\0")  # tapes and some tools pad with zeros
    except zlib.error as error:
        raise UnreadableError("unreadable", f"not a gzip file: {error}") from error
    return bytes(content)


def _too_large(max_bytes: int) -> UnreadableError:
    return UnreadableError("too large", f"more than {max_bytes / 1_000_000:g} MB; raise ingest.max_file_mb to read it")


def decode_text(content: bytes, *, is_html: bool = False) -> Decoded:
    r"""Return *content* as text with ``\n`` line ends: UTF-8, UTF-16 and UTF-32 by their mark, else a guess that is named.

    A page's own ``<meta charset>`` is believed where UTF-8 fails. Raises ``UnreadableError`` for empty and binary content.

    >>> decode_text(b"caf\xe9")
    Decoded(text='café', fixes=('decoded as cp1252',))
    """
    if not content.strip():
        raise UnreadableError("empty", "the file has no text")
    text, fixes = _decode_marked(content) or _decode_unmarked(content, is_html=is_html)
    if "\0" in text:
        raise UnreadableError("binary", "the file has NUL bytes, so it is no text")
    if not text.strip():
        raise UnreadableError("empty", "the file has no text")
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), fixes)


def _decode_marked(content: bytes) -> tuple[str, tuple[str, ...]] | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            body = content[len(mark) :]
            try:
                return body.decode(encoding), ()
            except UnicodeDecodeError:
                return body.decode(encoding, "replace"), ("bad bytes replaced",)
    return None


def _decode_unmarked(content: bytes, *, is_html: bool) -> tuple[str, tuple[str, ...]]:
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    declared = _declared_charset(content) if is_html else None
    if declared is not None:
        return content.decode(declared, "replace"), (f"decoded as {declared}",)
    mended = content.decode("utf-8", "replace")
    bad = mended.count("\ufffd")
    good = sum(character > "\x7f" for character in mended) - bad
    if good > 4 * bad:  # UTF-8 with a few bytes lost; read as cp1252 all the good ones would be garbled
        return mended, ("bad bytes replaced",)
    try:
        return content.decode("cp1252"), ("decoded as cp1252",)
    except UnicodeDecodeError:
        return content.decode("latin-1"), ("decoded as latin-1",)


def _declared_charset(content: bytes) -> str | None:
    match = _DECLARED.search(content[:4096])
    if match is None:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
        "".encode(name)  # "base64" and its like are codecs too, but not of text
    except LookupError:
        return None
    return None if name == "utf-8" else name
