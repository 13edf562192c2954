"""Passages: neighbouring sentences on paragraph borders, within the limits of the encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from narrative.config import ExtractConfig
from narrative.data import Article, Passage, Span
from narrative.extract.sentences import Sentence, is_heading
from narrative.text.identity import content_id


def make_passages(article: Article, sentences: tuple[Sentence, ...], settings: ExtractConfig) -> tuple[Passage, ...]:
    """Return the passages of *article* in order; every sentence is in exactly one of them.

    Whole paragraphs are joined while they fit ``passage_sentences`` and ``passage_words``; a longer paragraph is cut
    into parts of like size; a heading goes with what follows it. One sentence beyond the limit stays whole.
    """
    passages: list[Passage] = []
    seen: Counter[str] = Counter()
    for group in _group_sentences(sentences, settings):
        span = Span(group[0].span.start, group[-1].span.end)
        text = span.of(article.text)
        identity = content_id("p", article.id, text, str(seen[text]))
        seen[text] += 1
        passages.append(Passage(identity, article.id, span))
    return tuple(passages)


def _group_sentences(sentences: tuple[Sentence, ...], settings: ExtractConfig) -> Iterator[list[Sentence]]:
    current: list[Sentence] = []
    headings_only = False
    for _, members in groupby(sentences, key=lambda sentence: sentence.paragraph):
        paragraph = list(members)
        heading = is_heading(paragraph[0], alone=len(paragraph) == 1)
        if current and heading and not headings_only:
            yield current
            current = []
        if current and headings_only:
            paragraph, current = [*current, *paragraph], []
        elif current and not _fits([*current, *paragraph], settings):
            yield current
            current = []
        *full, rest = _cut_evenly(paragraph, settings)
        if full and current:
            yield current
            current = []
        yield from full
        current = [*current, *rest]
        headings_only = heading and (headings_only or len(current) == 1)
    if current:
        yield current


def _fits(sentences: list[Sentence], settings: ExtractConfig) -> bool:
    words = sum(sentence.words for sentence in sentences)
    return len(sentences) <= settings.passage_sentences and words <= settings.passage_words


def _cut_evenly(paragraph: list[Sentence], settings: ExtractConfig) -> list[list[Sentence]]:
    """Return *paragraph* in as few parts as the limits allow, of like length rather than full ones and a crumb."""
    words = sum(sentence.words for sentence in paragraph)
    least = max(-(-len(paragraph) // settings.passage_sentences), -(-words // settings.passage_words), 1)
    goal = words / least
    parts: list[list[Sentence]] = [[]]
    filled = 0
    for sentence in paragraph:
        enough = filled >= goal * len(parts) - sentence.words / 2
        if parts[-1] and (enough or not _fits([*parts[-1], sentence], settings)):
            parts.append([])
        parts[-1].append(sentence)
        filled += sentence.words
    return parts
