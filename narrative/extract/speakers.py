"""Speakers: who a sentence gives as its source, quotes that run over several sentences included."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from narrative.data import Name, NameKind, Span
from narrative.extract.sentences import Sentence
from narrative.text.cues import Attribution, find_attribution, find_quotes

_TAIL = 0.6
_OPENS_QUOTE = re.compile(r"[“\"]")
_MARK = re.compile(r"[“”\"]")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a sentence. *cue* is where the verb of saying stands in it, None for a quote that runs on."""

    name: str
    cue: Span | None
    content: Span | None
    tail: bool = False

    def covers(self, clause: Span, clauses: Sequence[Span]) -> bool:
        """Return whether the speaker answers for *clause*: its own one, those after "X said that", all in a quote.

        A clause before the one with the verb of saying is the outlet's own, unless the content reaches into it.
        """
        if self.cue is None:
            return True
        if len(clauses) == 1:
            # "Missiles stand there and Peru claims to have a base": Peru answers for the tail only.
            return not self.tail
        if clause.start <= self.cue.start < clause.end:
            return True
        return self.content is not None and self.content.start < clause.end and clause.start < self.content.end


def find_speakers(sentences: Sequence[Sentence], names: Sequence[Name]) -> tuple[Speaker | None, ...]:
    """Return the speaker of each sentence, or None for the outlet's own words.

    A sentence inside a quote that other sentences share has the speaker that one of them names; a paragraph's quote
    without any speaker has the one named last before in the paragraph. Pronouns give way to the person named last.
    """
    found = [find_attribution(sentence.text) for sentence in sentences]
    named = _resolve_pronouns(sentences, found, names)
    blocks, open_blocks = _number_quotes(sentences)
    by_block: dict[int, str] = {}
    seen: set[int] = set()
    for sentence, attribution, speaker, block in zip(sentences, found, named, blocks, strict=True):
        # Inside a quote others are quoted; and a quote that never closes takes only the speaker who opens it.
        if attribution and speaker and _MARK.search(sentence.text) and not (block in open_blocks and block in seen):
            by_block.setdefault(block, speaker)
        seen.add(block)
    speakers: list[Speaker | None] = []
    last: tuple[int, str] | None = None
    for sentence, attribution, speaker, block in zip(sentences, found, named, blocks, strict=True):
        if attribution and speaker:
            speakers.append(
                Speaker(speaker, attribution.cue, attribution.content, _is_tail(attribution, sentence.text))
            )
            last = (sentence.paragraph, speaker)
            continue
        heard = by_block.get(block) if block else None
        if heard is None and block and last and last[0] == sentence.paragraph:
            heard = last[1]
        speakers.append(Speaker(heard, None, None) if heard else None)
    return tuple(speakers)


def _is_tail(found: Attribution, text: str) -> bool:
    """Return whether the content begins so late that most of the sentence is not said by the speaker."""
    return found.content is not None and found.content.start > found.cue.start > len(text) * _TAIL


def _resolve_pronouns(
    sentences: Sequence[Sentence], found: Sequence[Attribution | None], names: Sequence[Name]
) -> list[str | None]:
    """Return each sentence's speaker, with the person last heard or last named outside quotes for "he" and "she"."""
    people = [name for name in names if name.kind is NameKind.PERSON]
    resolved: list[str | None] = []
    index = 0
    last: str | None = None
    for sentence, attribution in zip(sentences, found, strict=True):
        here: list[Name] = []
        while index < len(people) and people[index].span.start < sentence.span.end:
            here.append(people[index])
            index += 1
        if attribution and attribution.speaker.lower() in {"he", "she"}:
            resolved.append(last or attribution.speaker)
            continue
        resolved.append(attribution.speaker if attribution else None)
        last = _name_subject(sentence, attribution, here) or last
    return resolved


def _name_subject(sentence: Sentence, attribution: Attribution | None, people: Sequence[Name]) -> str | None:
    """Return the person whom "he" in the next sentence most likely means: who spoke, else who was named first."""
    quoted = [(sentence.span.start + start, sentence.span.start + end) for start, end in find_quotes(sentence.text)]
    if attribution:
        start = sentence.span.start + attribution.speaker_span.start
        end = sentence.span.start + attribution.speaker_span.end
        spoke = [name for name in people if start <= name.span.start < end]
        if spoke:
            return spoke[0].text
    free = [name for name in people if not any(start <= name.span.start < end for start, end in quoted)]
    return free[0].text if free else None


def _number_quotes(sentences: Sequence[Sentence]) -> tuple[list[int], frozenset[int]]:
    """Return for each sentence the number of the quote that it stands in or shares, 0 for none, and the unclosed quotes.

    A quote counts where it opens in one sentence and closes in a later one, or fills a sentence from its start.
    """
    blocks: list[int] = []
    unclosed: set[int] = set()
    number, is_open, paragraph = 0, False, -1
    for sentence in sentences:
        if sentence.paragraph != paragraph:
            if is_open:
                unclosed.add(number)
            is_open, paragraph = False, sentence.paragraph
        starts_open = is_open
        for mark in _MARK.finditer(sentence.text):
            is_open = mark.group() == "“" or (mark.group() == '"' and not is_open)
        starts_quote = bool(_OPENS_QUOTE.match(sentence.text))
        if not starts_open and (starts_quote or is_open):
            number += 1
        blocks.append(number if starts_open or starts_quote or is_open else 0)
    return blocks, frozenset(unclosed | ({number} if is_open else set()))
