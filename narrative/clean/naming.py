"""The name of a source that no field, front matter or folder named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from narrative.clean.agencies import is_agency
from narrative.clean.headline import is_outlet, split_outlet
from narrative.data import Article, RawArticle

_TITLE_CHARS: Final = 48
_MAX_LINE: Final = 300
_NAME_WORDS: Final = 5
_BY = re.compile(
    r"^(?:by|via|source:|from:|originally published (?:by|on|in|at)|(?:this (?:article|story) )?first appeared (?:on|in|at)) +(?:the +)?(.{3,50}?)[.]?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^([A-Z][\w.'’&-]*(?: [\w.'’&-]+){0,4}?) ?(?:/ ?[\w .'’&-]{2,60})+ (?:19|20)\d\d\.?$")
_COPYRIGHT = re.compile(
    r"^(?:©|\(c\)|copyright)(?: ?©| \(c\))?[ ,]*(?:19|20)\d\d(?: ?[-–] ?(?:19|20)\d\d)?,? (?:by )?(?P<name>[A-Z][\w.'’& -]{2,45}?)"
    r"(?:,? (?:LLC|Inc|Ltd|Limited|Corp|Group|GmbH|plc)\b.*|[.,].*| all rights reserved.*)?$",
    re.IGNORECASE,
)
_SYNDICATE = re.compile(r"\b(?:syndicate|content agency|writers group|news service|newswires?)$", re.IGNORECASE)
_NOBODY: Final = frozenset(
    {"admin", "administrator", "author", "correspondent", "desk", "editor", "guest", "reporter", "staff"}
)


def infer_source(raw: RawArticle, title: str, dropped: Iterable[str]) -> str:
    """Return a name for the source of *raw*: a credit among the *dropped* lines, the title, the URL's host, the file's stem.

    A title ends in its outlet ("Ferry late | The Gull") or stands for it, cut at a word's end. A row of a table is named
    after the credit or the file: the file is the source of all rows that name none.
    """
    credit = next((name for line in dropped if (name := read_credit(line))), "")
    if credit or raw.place.record:
        return credit or file_stem(raw.place.path)
    return split_outlet(title)[1] or shorten(title) or read_host(raw.url or "") or file_stem(raw.place.path)


def read_credit(line: str) -> str:
    """Return the outlet that the credit *line* names, or "": a person is none, and neither is an agency.

    >>> read_credit("by time news"), read_credit("By Jane Doe"), read_credit("Gull Wire / North Desk News 2019.")
    ('Time News', '', 'Gull Wire')
    >>> read_credit("Copyright © 2019 The Daily Gull, LLC. Click here for reprint permission.")
    'The Daily Gull'
    """
    line = " ".join(line.split())
    if len(line) > _MAX_LINE:
        return ""
    if match := _BY.match(line):
        name = match[1].strip()
        return _capitalise(name) if _is_source(name) and is_outlet(name) else ""
    if line.isupper() and is_outlet(line) and len(line.split()) <= _NAME_WORDS and _is_source(line):
        return line
    if match := _SIGNED.match(line):
        return match[1] if _is_source(match[1]) else ""
    if match := _COPYRIGHT.match(line):
        name = match["name"].strip(" .-")
        return name if _is_source(name) and len(name.split()) <= _NAME_WORDS else ""
    return ""


def _is_source(name: str) -> bool:
    return (
        not is_agency(name)
        and not _SYNDICATE.search(name)
        and _NOBODY.isdisjoint(name.casefold().split())
        and "," not in name
    )


def _capitalise(name: str) -> str:
    return name if name != name.lower() or "." in name else " ".join(word.capitalize() for word in name.split())


def shorten(title: str) -> str:
    """Return *title* cut at a word's end to about 48 characters, with "…" where it was cut.

    >>> shorten("The ferry to the outer islands could be the next great thing of this summer")
    'The ferry to the outer islands could be the next…'
    """
    if len(title) <= _TITLE_CHARS + 2:
        return title
    cut = title[: _TITLE_CHARS + 1]
    cut = cut.rsplit(" ", 1)[0] if " " in cut else cut[:_TITLE_CHARS]
    return cut.rstrip(" ,;:–—-") + "…"


def read_host(url: str) -> str:
    """Return the host of *url* without "www.", or "".

    >>> read_host("https://www.gull.example/1")
    'gull.example'
    """
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def file_stem(path: str) -> str:
    """Return the name of the file at *path* without its endings.

    >>> file_stem("in/gull.jsonl.gz")
    'gull'
    """
    name = PurePosixPath(path).name
    return PurePosixPath(name.removesuffix(".gz")).stem or name


def name_sources(articles: Sequence[Article]) -> tuple[Article, ...]:
    """Return *articles* in order, with the file's stem added to an inferred name that another file's article bears too.

    Articles of one file keep one name. Two files of one stem get their whole paths.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    for article in articles:
        bearers[article.source].add(article.place.path if article.source_inferred else "")
    added = {
        (article.source, article.place.path): file_stem(article.place.path)
        for article in articles
        if article.source_inferred and len(bearers[article.source]) > 1
    }
    stems: dict[tuple[str, str], int] = defaultdict(int)
    for (source, _), stem in added.items():
        stems[source, stem] += 1
    return tuple(_add_stem(article, added, stems) for article in articles)


def _add_stem(article: Article, added: dict[tuple[str, str], str], stems: dict[tuple[str, str], int]) -> Article:
    stem = added.get((article.source, article.place.path)) if article.source_inferred else None
    if stem is None:
        return article
    mark = stem if stems[article.source, stem] == 1 else article.place.path
    return replace(article, source=f"{article.source} ({mark})")
