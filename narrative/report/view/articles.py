"""The articles in full, with their claims marked by what their source does with them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from narrative.data import Article, Claim, Dropped, Passage, Stand, StandKind
from narrative.report.view.index import Index
from narrative.report.view.nouns import Paragraph, Run
from narrative.report.view.sections import ArticleView
from narrative.report.words import capitalise, count, count_in_words, join, moment_in_words

# Repairs that change no word and no sign are not worth a line.
UNTOLD = frozenset({"trim_spaces", "plain_spaces", "unify_breaks", "compose"})
FIX_WORDS = {
    "repair_mojibake": "garbled letters",
    "replace_surrogates": "broken characters",
    "strip_invisible": "invisible characters",
    "restore_lost_quotes": "lost quotation marks",
    "restore_asked_quotes": "quotation marks lost to question marks",
    "remove_debris": "left-over marks",
    "tidy_punctuation": "punctuation",
    "join_wrapped_lines": "wrapped lines",
    "url not http": "an address that is no web address",
    "date unreadable": "a date that cannot be read",
}


def build_articles(index: Index, opened: frozenset[str]) -> tuple[ArticleView, ...]:
    """Return the articles by source, then time, then id; *opened* are the groups with a row on the page."""
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for claim in index.comparison.claims:
        claims[claim.article_id].append(claim)
    passages: defaultdict[str, list[Passage]] = defaultdict(list)
    for passage in index.comparison.passages:
        passages[passage.article_id].append(passage)
    dropped: defaultdict[str, list[Dropped]] = defaultdict(list)
    for line in index.comparison.dropped:
        dropped[line.article_id].append(line)
    stands = {c: s for g in index.shared for s in index.stands[g] for c in s.claim_ids}
    return tuple(
        _article(a, Marks(tuple(claims[a.id]), tuple(passages[a.id]), stands, opened, index), tuple(dropped[a.id]))
        for a in order_articles(index)
    )


def order_articles(index: Index) -> list[Article]:
    """Return the articles as the page lists them: by source, then time, then id."""
    return sorted(index.comparison.articles, key=lambda a: (a.source, _time(a), a.id))


def safe_url(url: str | None) -> str:
    """Return *url* where it is http or https with a host, else "".

    >>> safe_url("https://example.org/a?b=1"), safe_url("javascript:alert(1)"), safe_url(" data:text/html,x")
    ('https://example.org/a?b=1', '', '')
    """
    text = (url or "").strip()
    if any(ord(c) <= 0x20 or ord(c) == 0x7F for c in text):  # noqa: PLR2004 (browsers drop control characters in a scheme)
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme.lower() in {"http", "https"} and parts.netloc else ""


class Marks:
    """What is marked in one article."""

    def __init__(
        self,
        claims: tuple[Claim, ...],
        passages: tuple[Passage, ...],
        stands: Mapping[str, Stand],
        opened: frozenset[str],
        index: Index,
    ) -> None:
        self.claims = sorted(claims, key=lambda c: (c.span.start, -c.span.end, c.id))
        self.passages = sorted(passages, key=lambda p: (p.span, p.id))
        self.stands, self.opened, self.index = stands, opened, index
        self.claim_starts = [c.span.start for c in self.claims]
        self.passage_starts = [p.span.start for p in self.passages]

    def claims_in(self, start: int, end: int) -> list[Claim]:
        """Return the claims that begin from *start* up to *end*."""
        return self.claims[bisect_left(self.claim_starts, start) : bisect_left(self.claim_starts, end)]

    def passages_in(self, start: int, end: int) -> list[Passage]:
        """Return the passages that begin from *start* up to *end*."""
        return self.passages[bisect_left(self.passage_starts, start) : bisect_left(self.passage_starts, end)]


def _article(article: Article, marks: Marks, dropped: tuple[Dropped, ...]) -> ArticleView:
    index = marks.index
    shared = sum(1 for c in marks.claims if c.id in marks.stands)
    numbers = count(len(marks.claims), "claim")
    if shared:
        part = "" if shared == len(marks.claims) == 1 else "all " if shared == len(marks.claims) else f"{shared} "
        numbers += f", {part}made by other sources too"
    return ArticleView(
        id=article.id,
        title=article.title or "Untitled",
        source=index.label(article.source),
        when=moment_in_words(article.published, article.precision),
        url=safe_url(article.url),
        host=urlsplit(safe_url(article.url)).netloc,
        numbers=numbers,
        notes=_notes(article, index),
        paragraphs=tuple(_paragraphs(article.text, marks)),
        dropped=tuple((d.line, d.reason) for d in dropped),
        dropped_note=f"{capitalise(count_in_words(len(dropped), 'line'))} left out in cleaning" if dropped else "",
        is_earlier=article.id in index.latest,
    )


def _notes(article: Article, index: Index) -> tuple[str, ...]:
    notes = []
    if article.id in index.latest:
        notes.append("This article was changed after publication; its later version is on this page too.")
    if article.source_inferred:
        notes.append("The name of this source was inferred from the text or the file; no metadata gives it.")
    if article.credits:
        notes.append(f"The text credits {join(list(article.credits))}.")
    if article.fixes:
        told = [FIX_WORDS.get(f, f.replace("_", " ")) for f in article.fixes if f not in UNTOLD]
        if told:
            notes.append(f"Mended while reading: {join(told)}.")
    return tuple(notes)


def _paragraphs(text: str, marks: Marks) -> Iterator[Paragraph]:
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if line.strip():
            anchor = next((p.id for p in marks.passages_in(start, start + 1)), "")
            yield Paragraph(anchor, tuple(_runs(text, start, end, marks)))
        start = end + 1


def _runs(text: str, start: int, end: int, marks: Marks) -> Iterator[Run]:
    """Yield the runs of one paragraph. Of claims that overlap the first is marked; the others keep their anchors."""
    # A passage that begins with the paragraph is the anchor of the paragraph itself.
    passages = marks.passages_in(start + 1, end)
    at = start
    for claim in marks.claims_in(start, end):
        if claim.span.start < at:
            yield Run("", (claim.id, *marks.index.former.get(claim.id, ())))
            continue
        yield from _plain(text, at, claim.span.start, passages)
        at = min(claim.span.end, end)
        yield _marked(text[claim.span.start : at], claim, marks)
        # A passage that begins inside a claim is rare; its anchor follows the claim.
        inside = tuple(p.id for p in passages if claim.span.start < p.span.start < at)
        if inside:
            yield Run("", inside)
    yield from _plain(text, at, end, passages)


def _plain(text: str, start: int, end: int, passages: Sequence[Passage]) -> Iterator[Run]:
    """Yield the text between two claims; a passage that begins with the claim after it is anchored in front of that."""
    before = tuple(p.id for p in passages if start <= p.span.start < end)
    if before or end > start:
        yield Run(text[start:end], before)
    after = tuple(p.id for p in passages if p.span.start == end)
    if after:
        yield Run("", after)


def _marked(text: str, claim: Claim, marks: Marks) -> Run:
    stand = marks.stands.get(claim.id)
    if stand is None or stand.kind is StandKind.SILENT:
        return Run(text, marks.index.former.get(claim.id, ()), claim=claim.id)
    href = f"#{stand.group_id}" if stand.group_id in marks.opened else ""
    return Run(text, marks.index.former.get(claim.id, ()), claim=claim.id, stand=stand.kind.value, href=href)


def _time(article: Article) -> str:
    return article.published.isoformat() if article.published else "9"
