"""From a page to the text of its article, and what the page says about itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any, Final

_PUBLISHED = re.compile(
    r"<meta[^>]{0,200}(?:article:published_time|datePublished|pubdate|publish-date|parsely-pub-date|sailthru\.date)[\"'][^>]{0,200}?"
    r"content\s*=\s*[\"']([^\"'<>]{6,40})[\"']"
    r"|<meta[^>]{0,200}?content\s*=\s*[\"']([^\"'<>]{6,40})[\"'][^>]{0,200}?(?:article:published_time|datePublished|pubdate)[\"']"
    r"|\"datePublished\"\s*:\s*\"([^\"<>]{6,40})\"",
    re.IGNORECASE,
)
_BLOCKS: Final = frozenset(
    {
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "title",
        "tr",
        "ul",
    }
)
_SILENT: Final = frozenset(
    {
        "aside",
        "button",
        "footer",
        "form",
        "head",
        "iframe",
        "nav",
        "noscript",
        "script",
        "select",
        "style",
        "svg",
        "template",
    }
)
# trafilatura returns nothing, silently, for a paragraph of 20 MB; it is spared what it cannot read.
_MAX_CHARS: Final = 3_000_000
_LATEST: Final = "2100-01-01"


@dataclass(frozen=True, slots=True)
class Page:
    """The article of a page, and its title, outlet, address and time as the page states them ("" where it does not)."""

    text: str
    title: str = ""
    sitename: str = ""
    url: str = ""
    published: str = ""
    fallback: bool = False


def read_page(html: str) -> Page:
    r"""Return the article in *html*, its comments and navigation left out; *fallback* says that only plain tags were stripped.

    >>> read_page("<p>The ferry was late.</p><p>Again.</p>").text
    'The ferry was late.\n\nAgain.'
    """
    html = html.encode("utf-8", "replace").decode("utf-8")
    document = _extract(html) if len(html) <= _MAX_CHARS else None
    text = "" if document is None else _tidy((document.text or "").replace("\n", "\n\n"))
    fallback = not text
    stamp = _PUBLISHED.search(html, 0, _MAX_CHARS)
    return Page(
        text=strip_tags(html) if fallback else text,
        title=_attribute(document, "title"),
        sitename=_attribute(document, "sitename"),
        url=_attribute(document, "url"),
        published=next(group for group in stamp.groups() if group) if stamp else _attribute(document, "date"),
        fallback=fallback,
    )


def _extract(html: str) -> Any:
    from lxml.etree import LxmlError
    from trafilatura import bare_extraction

    # The default upper bound of a page's date is today: a result that depends on the clock.
    dates = {"original_date": True, "extensive_search": False, "max_date": _LATEST}
    try:
        return bare_extraction(
            html, include_comments=False, include_tables=False, with_metadata=True, date_extraction_params=dates
        )
    except (ValueError, TypeError, AttributeError, RecursionError, LxmlError):
        return None  # a page so broken that the library falls over it; the plain reading below never does


def _attribute(document: Any, name: str) -> str:
    return " ".join(str(getattr(document, name, None) or "").split())


class _Stripper(HTMLParser):
    """Collects the text outside scripts, menus and forms, a line per block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in _SILENT
        if tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(" ".join(data.split("\n")))


def strip_tags(html: str) -> str:
    """Return the text of *html* with a blank line between blocks; what an unclosed menu would swallow is read anyway.

    >>> strip_tags("<nav>Home</nav><p>The <b>ferry</b> was late.</p>")
    'The ferry was late.'
    """
    stripper = _Stripper()
    stripper.feed(html)
    stripper.close()
    text = _tidy("".join(stripper.pieces))
    return text or _tidy(unescape(re.sub(r"<[^<>]{0,2000}>", "\n\n", html)))


def _tidy(text: str) -> str:
    return "\n\n".join(line for piece in text.split("\n\n") if (line := " ".join(piece.split())))
