"""From the fields of a record, whatever the export calls them, to a raw article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit

from narrative.config import IngestConfig
from narrative.data import Place, RawArticle, Reject

TEXT: Final = ("text", "body", "content", "maintext", "bodytext", "raw_text", "content.rendered", "html", "raw_html")
SOURCE: Final = (
    "media_name",
    "source.name",
    "source.title",
    "source",
    "source.uri",
    "sitename",
    "hostname",
    "domain",
    "thread.site",
    "series",
)
PUBLISHED: Final = (
    "publish_date",
    "publishedat",
    "published",
    "date_publish",
    "datetimepub",
    "datetime",
    "seendate",
    "date",
    "published_at",
    "date_published",
    "datepublished",
    "pubdate",
)
TITLE: Final = ("title", "headline", "title.rendered")
URL: Final = ("url", "link")
LANGUAGE: Final = ("language", "lang")
KNOWN: Final = frozenset((*TEXT, *SOURCE, *PUBLISHED, *TITLE, *URL, *LANGUAGE))

_MAX_DEPTH = 4
_MARKUP = re.compile(r"<(?:p|div|br|html|body|article|section|span|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of one record as a reader found them; *number* is 0 for the whole file, else counts from 1."""

    number: int
    fields: Mapping[str, Any]
    fixes: tuple[str, ...] = ()


def _tell_missing(fields: Mapping[str, Any]) -> str:
    """Return why a record has no text: its field is empty, or no field is called so.

    >>> _tell_missing({"Text": " ", "title": "Harvest"})
    'the field "text" is empty'
    >>> _tell_missing({"headline": "Harvest"})
    'no field is called text, body or content; the fields are: headline'
    """
    names = {str(name).strip().lower() for name in fields}
    empty = next((name for name in TEXT if name in names), "")
    if empty:
        return f'the field "{empty}" is empty'
    have = ", ".join(sorted(names)) or "none"
    return f"no field is called text, body or content; the fields are: {have[:200]}"


def make_article(path: str, record: Record, settings: IngestConfig) -> RawArticle | Reject:
    """Return the raw article in *record* of the file at *path*, or why it is none.

    The source is the record's own, else the host of a table row's URL (a row's host is a fact about it, not a guess),
    else the sub-folder under INPUT, else None with the path as key.
    """
    place = Place(path, record.number)
    fields = flatten(record.fields)
    name, body = next(((name, fields[name]) for name in TEXT if fields.get(name)), ("", ""))
    if not body:
        return Reject(place, "ingest", "no text", _tell_missing(record.fields))
    if len(body) > settings.max_article_chars:
        return Reject(place, "ingest", "too long", f"{len(body):,} characters; ingest.max_article_chars allows fewer")
    url = _pick(fields, URL)
    source = _pick(fields, SOURCE) or (_host(url) if record.number else "") or _folder(path)
    return RawArticle(
        place=place,
        key=source or path,
        source=source or None,
        title=_pick(fields, TITLE),
        body=body,
        is_html="html" in name or _is_markup(body),
        url=url or None,
        published=_pick(fields, PUBLISHED) or None,
        language=_pick(fields, LANGUAGE) or None,
        fixes=record.fixes,
    )


def flatten(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return *fields* as strings under lower-case names, nested ones with dots; what is blank or a list is left out.

    >>> flatten({"Title": "A", "source": {"name": "The Gull"}, "url": " ", "id": 7})
    {'title': 'A', 'source.name': 'The Gull', 'id': '7'}
    """
    return dict(_flatten("", fields, 0))


def _flatten(prefix: str, fields: Mapping[str, Any], depth: int) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        key = prefix + str(name).strip().lower()
        if isinstance(value, Mapping):
            if depth < _MAX_DEPTH:
                yield from _flatten(f"{key}.", value, depth + 1)
        elif isinstance(value, date):  # YAML reads dates by itself
            yield key, value.isoformat()
        elif isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            yield key, str(value)


def _pick(fields: Mapping[str, str], names: tuple[str, ...]) -> str:
    """Return the first non-empty field of *names* on one line, without what cannot be written as UTF-8."""
    value = next((fields[name] for name in names if name in fields), "")
    return " ".join(value.encode("utf-8", "replace").decode("utf-8").split())


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # "http://[" is no address
        return ""


def _folder(path: str) -> str:
    first, slash, _ = path.partition("/")
    return first if slash else ""


def _is_markup(body: str) -> bool:
    """Return whether a text field holds a page or a piece of one, as blog exports do, and not prose that names a tag."""
    return body.startswith("<") and len(_MARKUP.findall(body[:5000])) > 1
