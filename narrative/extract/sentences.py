"""Sentences in their paragraphs, and what kind of line each is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from narrative.data import Span
from narrative.text.lexicon import list_words
from narrative.text.sentences import split_sentences
from narrative.text.tokens import collect_words

_VERBS = list_words("finite") | list_words("irregular_pasts") | list_words("present_verbs") | list_words("reporting")
_SHORT_VERBS = frozenset({"s", "re", "m", "ll", "ve", "d"})
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PAST = re.compile(r"[a-z]{2,}(?:ed|ied)|[a-z]+n['’]t")
_NO_PAST = frozenset(
    ["hundred", "united", "need", "seed", "speed", "indeed", "breed", "feed", "greed", "weed", "bed", "red", "shed"]
)
_FULL_STOP = re.compile(r"[.!?…:;,][\s”\"’')\]»]*$")
_NEWLINE = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_QUESTION = re.compile(r"\?[\s”\"’')\]»]*$")
_HEADING_WORDS = 14
_LEAST_WORDS = 3
_STOP = re.compile(r"[.!][”\"’')]*$")
_SURE = (list_words("finite") | list_words("irregular_pasts")) - {"be", "been", "being", "am"}
_ORDERS = frozenset(
    "read see click follow subscribe sign join share watch listen look imagine remember note thank go get find support scroll"  # noqa: SIM905
    " please let do don’t don't tap visit download register donate log learn start stay call contact photo picture image here".split()
)
_PAGE = re.compile(
    r"\b(?:rights|copyright|terms|cookies?|newsletters?|advertis\w+|subscribers?|related|comments|continue[sd]? (?:below|after)|(?:article|story|post) was)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its paragraph's number and the words that it has."""

    span: Span
    text: str
    paragraph: int
    words: int

    @property
    def ends(self) -> bool:
        """Whether it closes with a mark, as headings and captions do not."""
        return bool(_FULL_STOP.search(self.text[-12:]))

    @property
    def asks(self) -> bool:
        """Whether it closes with a question mark."""
        return bool(_QUESTION.search(self.text[-12:]))


def read_sentences(text: str) -> tuple[Sentence, ...]:
    r"""Return the sentences of an article in order; every newline between two of them begins a paragraph.

    >>> [(sentence.paragraph, sentence.words) for sentence in read_sentences("One day. Two.\nThree more words")]
    [(0, 2), (0, 1), (1, 3)]
    """
    found: list[Sentence] = []
    paragraph, last = 0, 0
    for span in split_sentences(text):
        if found and _NEWLINE.search(text, last, span.start):
            paragraph += 1
        last = span.end
        piece = span.of(text)
        found.append(Sentence(span, piece, paragraph, len(piece.split())))
    return tuple(found)


@lru_cache(maxsize=512)
def has_verb(text: str) -> bool:
    """Return whether some word of *text* can be a finite verb; generous, as only fragments are to be found out.

    >>> has_verb("A convoy of trucks near the port."), has_verb("A convoy reached the port.")
    (False, True)
    """
    if not _VERBS.isdisjoint(collect_words(text)):
        return True
    for word in _WORD.findall(text):
        lowered = word.lower().replace("’", "'")
        if lowered in _VERBS or (lowered.rpartition("'")[2] in _SHORT_VERBS and "'" in lowered):
            return True
        if word[0].islower() and lowered not in _NO_PAST and _PAST.fullmatch(lowered):
            return True
    return False


def is_whole(sentence: Sentence) -> bool:
    """Return whether a sentence of few words is one all the same: a subject, a verb behind it, a full stop.

    An order ("Read more.") has its verb in front; "All rights reserved." and "Story continues below." are the page's.

    >>> [is_whole(one) for one in read_sentences("China is arming Russia. Two armies, one calendar. Read more news.")]
    [True, False, False]
    """
    words = _WORD.findall(sentence.text)
    if not (sentence.words >= _LEAST_WORDS and sentence.text[0].isupper() and _STOP.search(sentence.text)):
        return False
    if words[0].lower() in _ORDERS or _PAGE.search(sentence.text):
        return False
    return any(_is_finite(word, before, at == len(words) - 1) for at, (before, word) in enumerate(pairwise(words), 1))


def _is_finite(word: str, before: str, last: bool) -> bool:
    """Return whether *word*, which follows *before*, is surely a verb of its sentence, whose *last* word it may be."""
    if before.lower() in {"to", "the", "a", "an", "not"} or not word[0].islower():
        return False
    lowered = word.replace("’", "'")
    if lowered in _SURE or lowered.endswith("n't") or lowered.rpartition("'")[2] in _SHORT_VERBS - {"s"}:
        return True
    if lowered in _VERBS:
        return not last
    return lowered not in _NO_PAST and bool(_PAST.fullmatch(lowered))


def is_heading(sentence: Sentence, alone: bool) -> bool:
    """Return whether the line is a heading: *alone* in its paragraph, short, and without a closing mark."""
    return alone and not sentence.ends and sentence.words <= _HEADING_WORDS


def count_per_paragraph(sentences: tuple[Sentence, ...]) -> dict[int, int]:
    r"""Return the number of sentences in each paragraph.

    >>> count_per_paragraph(read_sentences("One. Two.\nThree."))
    {0: 2, 1: 1}
    """
    counts: dict[int, int] = {}
    for sentence in sentences:
        counts[sentence.paragraph] = counts.get(sentence.paragraph, 0) + 1
    return counts
