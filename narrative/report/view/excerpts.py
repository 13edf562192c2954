"""The articles of a page that leaves out their full texts: only the sentences that the page quotes anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from urllib.parse import urlsplit

from narrative.data import Article, Claim
from narrative.report.view.articles import order_articles, safe_url
from narrative.report.view.index import Index
from narrative.report.view.nouns import Paragraph, Run
from narrative.report.view.sections import ArticleView, Page
from narrative.report.words import count, moment_in_words

# Of one article at most so many sentences are shown, and no more than this part of its characters.
MOST_SENTENCES, LARGEST_PART = 12, 0.3
LEFT_OUT = "The full text is left out of this page."


def build_excerpts(page: Page, index: Index) -> tuple[ArticleView, ...]:
    """Return the articles with the sentences to which *page* leads; every anchor that it uses stays."""
    wanted = {href[1:] for href in find_hrefs(page)} | index.former.keys()
    places: defaultdict[str, list[str]] = defaultdict(list)
    for passage in index.comparison.passages:
        if passage.id in wanted or page.explorations:
            places[passage.article_id].append(passage.id)
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in index.comparison.claims:
        if claim.id in wanted:
            claims[claim.article_id].append(claim)
    opened = frozenset(row.id for row in page.claims.rows)
    return tuple(_article(a, claims[a.id], tuple(places[a.id]), opened, index) for a in order_articles(index))


def find_hrefs(value: object) -> Iterator[str]:
    """Yield every text in *value* that begins with "#"."""
    if isinstance(value, str):
        if value.startswith("#"):
            yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from find_hrefs(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from find_hrefs(getattr(value, field.name))


def _article(
    article: Article, claims: list[Claim], places: tuple[str, ...], opened: frozenset[str], index: Index
) -> ArticleView:
    claims = sorted(claims, key=lambda c: (c.span, c.id))
    shown = _choose(claims, len(article.text))
    hidden = tuple(key for c in claims if c not in shown for key in (c.id, *index.former.get(c.id, ())))
    stands = {c: s for g in {index.group_of[c.id] for c in shown} for s in index.stands.get(g, ()) for c in s.claim_ids}
    lines = tuple(_line(c, stands[c.id].kind.value if c.id in stands else "", opened, index) for c in shown)
    anchors = (Paragraph("", (Run("", (*places, *hidden)),)),) if places or hidden else ()
    return ArticleView(
        id=article.id,
        title=article.title or "Untitled",
        source=index.label(article.source),
        when=moment_in_words(article.published, article.precision),
        url=safe_url(article.url),
        host=urlsplit(safe_url(article.url)).netloc,
        numbers=count(len(shown), "sentence") + " quoted",
        notes=(LEFT_OUT,),
        paragraphs=anchors + lines,
        dropped=(),
        dropped_note="",
        is_earlier=article.id in index.latest,
    )


def _choose(claims: list[Claim], characters: int) -> list[Claim]:
    """Return the first claims, those most worth checking, in reading order and within the bounds."""
    chosen: list[Claim] = []
    left = LARGEST_PART * characters
    for claim in sorted(claims, key=lambda c: (-round(c.worth, 4), c.id)):
        if len(chosen) < MOST_SENTENCES and len(claim.text) <= left:
            chosen.append(claim)
            left -= len(claim.text)
    return sorted(chosen, key=lambda c: (c.span, c.id))


def _line(claim: Claim, stand: str, opened: frozenset[str], index: Index) -> Paragraph:
    group = index.group_of[claim.id]
    shared = group in opened
    return Paragraph(
        "",
        (
            Run(
                claim.text,
                index.former.get(claim.id, ()),
                claim=claim.id,
                stand=stand if shared else "",
                href=f"#{group}" if shared else "",
            ),
        ),
    )
