"""One raw article → its cleaned form with the lines that went, or a reject."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from narrative.clean import prompts
from narrative.clean.agencies import find_credits, find_inner_dateline, split_dateline
from narrative.clean.fixes import apply_fixes, fix_line
from narrative.clean.headline import TITLE, find_headline, split_outlet
from narrative.clean.lines import LineContext, judge_lines, normalise_line
from narrative.clean.markup import Page, read_page
from narrative.clean.naming import infer_source
from narrative.clean.pieces import take_pieces
from narrative.config import CleanConfig
from narrative.data import Article, Cleaned, Dropped, Precision, RawArticle, Reject
from narrative.text.dates import read_moment
from narrative.text.identity import content_id

_DATELINE_LINES: Final = 3
_LANGUAGE_CHARS: Final = 2000
_LANGUAGES: Final = {
    "english": "en", "eng": "en", "russian": "ru", "rus": "ru", "german": "de", "deu": "de", "ger": "de", "french": "fr",
    "fra": "fr", "fre": "fr", "spanish": "es", "spa": "es", "chinese": "zh", "zho": "zh", "arabic": "ar", "ara": "ar",
    "turkish": "tr", "tur": "tr", "ukrainian": "uk", "ukr": "uk", "portuguese": "pt", "por": "pt", "italian": "it",
    "ita": "it", "polish": "pl", "pol": "pl", "hindi": "hi", "hin": "hi", "bulgarian": "bg", "bul": "bg",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Body:
    """The cleaned text, and the lines and pieces that went with their reasons, in order."""

    title: str
    text: str
    gone: tuple[tuple[str, str], ...]
    credits: tuple[str, ...]


def clean_article(raw: RawArticle, recurring: frozenset[tuple[str, str]], settings: CleanConfig) -> Cleaned:
    """Return *raw* as an article with its dropped lines, or a reject where no text is left.

    *recurring* comes from ``find_recurring``. What a page says of itself fills in what *raw* lacks. The id hashes the raw
    body and the key, so that no later change of cleaning or naming changes it.
    """
    page = read_page(raw.body) if raw.is_html else Page(raw.body)
    text, fixes = apply_fixes(page.text)
    if not text:
        return Cleaned(None, reject=Reject(raw.place, "clean", "empty", "no text is left after cleaning"))
    title = fix_line(raw.title or page.title)
    lines = frozenset(line for key, line in recurring if key == raw.key)
    labels = frozenset(normalise_line(name) for name in (raw.source, page.sitename) if name)
    body = _clean_body(text, title, LineContext(labels, lines, settings.min_words, titled=bool(title)))
    words = len(body.text.split())
    if words < settings.min_words:
        detail = (
            f"{words} of {len(text.split())} words are left after cleaning, clean.min_words is {settings.min_words}"
        )
        return Cleaned(None, reject=Reject(raw.place, "clean", "too short" if words else "empty", detail))
    return _compose(raw, page, body, fixes)


def identify(raw: RawArticle) -> str:
    """Return the id of the article that cleaning makes of *raw*: a hash of its source's key and its raw body."""
    return content_id("a", raw.key, raw.body)


def _clean_body(text: str, title: str, context: LineContext) -> _Body:
    """Return the text without its title, boilerplate and datelines; paragraphs stay apart as they were."""
    rows = text.split("\n")
    lines = [line for line in rows if line]
    verdicts = list(judge_lines(lines, context))
    headline = find_headline(lines, title, verdicts)
    for index, why in headline.taken:
        verdicts[index] = why
    judged = iter(verdicts)
    gone: list[tuple[str, str]] = []
    kept: list[str] = []
    opened = 0
    for row in rows:
        reason = next(judged) if row else None
        if reason is not None:
            gone += [(row, reason)] if reason != TITLE else []
            continue
        if not row:
            kept.append(row)
            continue
        rest, pieces = take_pieces(row)
        dateline, rest = _take_dateline(rest) if opened < _DATELINE_LINES else ("", rest)
        gone += [*pieces, *([(dateline, "dateline")] if dateline else [])]
        opened += bool(rest)
        kept += [rest] if rest else []
    credits_ = find_credits(lines, [line for line, reason in gone if reason != prompts.CAPTION])
    return _Body(headline.title, re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip(), tuple(gone), credits_)


def _take_dateline(line: str) -> tuple[str, str]:
    """Return the dateline at the start of *line*, or behind a caption on it, and the line without it."""
    dateline, rest = split_dateline(line)
    inner = None if dateline else find_inner_dateline(line)
    if inner is None:
        return dateline, rest
    return line[inner[0] : inner[1]].strip(), line[: inner[0]] + line[inner[1] :]


def _compose(raw: RawArticle, page: Page, body: _Body, repairs: Sequence[str]) -> Cleaned:
    title = body.title
    fixes = [*raw.fixes, *repairs]
    if raw.is_html:
        fixes.insert(len(raw.fixes), "stripped tags" if page.fallback else "extracted from HTML")
    source = raw.source or page.sitename
    inferred = not source
    if inferred:
        source = infer_source(raw, title, [line for line, _ in body.gone])
        title = split_outlet(title)[0]
    url = raw.url or page.url
    if url and not url.lower().startswith(("http://", "https://")):
        url = ""
        fixes.append("url not http")
    published, precision = _read_published(raw.published or page.published)
    if published is None and (raw.published or page.published):
        fixes.append("date unreadable")
    article = Article(
        id=identify(raw),
        source=source,
        source_inferred=inferred,
        title=title,
        text=body.text,
        place=raw.place,
        url=url or None,
        published=published,
        precision=precision,
        language=_name_language(raw.language, body.text),
        fixes=tuple(fixes),
        credits=body.credits,
        sha256=sha256(raw.body.encode("utf-8", "surrogatepass")).hexdigest(),
        attributes=raw.attributes,
    )
    return Cleaned(article, tuple(Dropped(article.id, line, reason) for line, reason in body.gone))


def _read_published(stamp: str) -> tuple[datetime | None, Precision]:
    return (read_moment(stamp) if stamp else None) or (None, Precision.UNKNOWN)


def _name_language(stated: str | None, text: str) -> str:
    """Return the two-letter code of the language that a field states, else of the one that the text is in."""
    if stated:
        code = stated.strip().lower().replace("_", "-").split("-")[0]
        return _LANGUAGES.get(code, code)
    import py3langid

    return str(py3langid.classify(text[:_LANGUAGE_CHARS])[0])
