"""Articles as read and as cleaned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Precision(StrEnum):
    """How exactly a publication time is known."""

    MINUTE = "minute"
    DAY = "day"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of *text* in this range.

        >>> Span(0, 3).of("abcdef")
        'abc'
        """
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record was read: path relative to its INPUT, and the record in it (0: the whole file, else from 1)."""

    path: str
    record: int = 0


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as read. *source* is None where no field, front matter or sub-folder named one.

    *key* is the source's part in the article's id: the name in fields, front matter or sub-folder, or the path
    relative to INPUT where the source has to be inferred. A name from a ``--metadata`` table changes *source*, never *key*.
    *published* is the string found in the file, unread. *fixes* names the repairs that reading it took ("decoded as cp1252").
    *attributes* are those of its source, as a ``--metadata`` table gives them.
    """

    place: Place
    key: str
    source: str | None
    title: str
    body: str
    is_html: bool = False
    url: str | None = None
    published: str | None = None
    language: str | None = None
    fixes: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is not compared, the stage that refused it, and why (*reason* is a short fixed phrase)."""

    place: Place
    stage: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """An article as compared: cleaned text, named source, time in UTC with its precision.

    *fixes* names the repairs that changed the text, in order. *credits* are the agencies or outlets that the text
    credits for itself ("Reuters" for a wire story), in order of appearance. *sha256* is of the raw body. *attributes* are those of
    its source that came with it.
    """

    id: str
    source: str
    source_inferred: bool
    title: str
    text: str
    place: Place
    url: str | None = None
    published: datetime | None = None
    precision: Precision = Precision.UNKNOWN
    language: str = ""
    fixes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    sha256: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that cleaning took out of an article, and the reason (a short fixed phrase)."""

    article_id: str
    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning one raw article gives: an article with its dropped lines, or a reject."""

    article: Article | None
    dropped: tuple[Dropped, ...] = ()
    reject: Reject | None = None
