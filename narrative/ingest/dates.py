"""Dates such as 3/4/2024, which one record cannot settle and a whole file often can."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from narrative.data import RawArticle

_NUMERIC = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T,]+(\d{1,2})(:\d{2}.{0,20}))?")
_MONTHS = 12
FIX = "day order read from the file"


def settle_day_order(articles: Sequence[RawArticle]) -> tuple[RawArticle, ...]:
    """Return the *articles* of one file with numeric dates as year-month-day, where the file itself shows their order.

    "4/20/2021" in one row can only be month first; then "7/11/2021" in another is July. Where no row shows it, or rows
    contradict each other, all stay as they are, and cleaning calls the ambiguous ones unreadable.

    >>> from narrative.data import Place
    >>> rows = [RawArticle(Place("a.csv", 1), "k", None, "", "", published=stamp) for stamp in ("4/20/2021", "7/11/2021 8:27")]
    >>> [row.published for row in settle_day_order(rows)]
    ['2021-04-20', '2021-07-11T08:27']
    """
    stamps = [match for article in articles if (match := _NUMERIC.fullmatch((article.published or "").strip()))]
    month_first = any(int(match[3]) > _MONTHS for match in stamps)
    day_first = any(int(match[1]) > _MONTHS for match in stamps)
    if month_first == day_first:
        return tuple(articles)
    return tuple(_rewrite(article, month_first=month_first) for article in articles)


def _rewrite(article: RawArticle, *, month_first: bool) -> RawArticle:
    match = _NUMERIC.fullmatch((article.published or "").strip())
    if match is None:
        return article
    month, day = (match[1], match[3]) if month_first else (match[3], match[1])
    clock = f"T{int(match[5]):02}{match[6]}" if match[5] else ""
    stamp = f"{match[4]}-{int(month):02}-{int(day):02}{clock}"
    return replace(article, published=stamp, fixes=(*article.fixes, FIX))
