"""Sentences as spans: nupunkt's cuts, mended where news text and its debris mislead it."""

from __future__ import annotations

import re

from narrative.data import Span
from narrative.text.lexicon import list_words
from narrative.text.shouting import find_shouting

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_INNER_STOP = re.compile(r"[.!?…]\S*\s*\S")

# "he stopped.Then" lacks its space; a name such as "news.Yahoo" needs the following blank to be told from a host.
_GLUED = re.compile(r"(?<=[a-z)][a-z”\"’][.!?])(?=[“\"]?[A-Z][a-z]*[ ,’'])|(?<=[a-z][.!?][”\"])(?=[A-Z][a-z]*[ ,’'])")
# nupunkt reads "no." as the short form of "number" even before a word.
_ANSWER_NO = re.compile(r"\bno\.[”\"]?(?=\s+[“\"]?[A-Z][a-z])")
# It holds "month", "memo", "story" and "wall" for short forms too: one boundary in a hundred of American news was missed.
_PLAIN_STOP = re.compile(r"\b[a-z]{4,}[.!?][”\"’]?\s+(?=[“\"‘]?[A-Z])")
# What closes the sentence before, and stands after nupunkt's cut: « . ” According » gives « . ” » back.
_CLOSING_DEBRIS = re.compile(r"[\s.…”’\"')\]»]+(?=\s)")
_ALNUM = re.compile(r"[^\W_]")
_OPENERS = " \t\xa0“\"'‘(["
_ABBREVIATED = re.compile(
    r"""(?:^|[\s(“"'‘/-])
    (?: (?P<title>Gen|Lt|Col|Maj|Sgt|Capt|Cmdr|Adm|Brig|Cpl|Pvt|Sen|Rep|Reps|Sens|Gov|Pres|Rev|Hon|Prof|Dr|Mr|Mrs|Ms|Messrs
                |St|Mt|Ft|Amb|Atty|Supt|Insp|Det|Fr|Msgr|Sr|vs|cf|approx|e\.g|i\.e|al)
      | (?P<month>Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|pp|Art|Sec|Fig|Vol)
      | (?P<initial>[A-Z](?:\.\s?[A-Z])?)
    )\.$""",
    re.VERBOSE,
)
# "Ad The mayor left", "MORE ON THE DAM The mayor left": scraped text glues labels and links of three words to sentences.
_AD = re.compile(r"(?:Ad|Advertisement|ADVERTISEMENT)\s+(?=[“\"]?[A-Z][\w’']*\s)")
_AFTER_SHOUT = re.compile(r"['’]?\s+(?=[“\"]?(?:[A-Z][a-z]|A\s))")
_LEAD = re.compile(r"['‘ \t]*")
_SHOUTED_WORDS = 3
_STARTERS = list_words("sentence_starters")
_FIRST_WORD = re.compile(r"[^\W_]+")


def split_sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of *text* in order; newlines always break, and only white space lies between the spans.

    A line without a full stop (a heading) is one sentence. Quotes that close after the full stop stay with their
    sentence; initials, titles, "U.S." and months do not end one.

    >>> text = "Gen. J. R. Smith left the U.S. Army on Sept. 3. “It was late.” He slept . ” Why?"
    >>> [span.of(text) for span in split_sentences(text)]
    ['Gen. J. R. Smith left the U.S. Army on Sept. 3.', '“It was late.”', 'He slept . ”', 'Why?']
    """
    spans: list[Span] = []
    for match in _LINE.finditer(text):
        line = match.group()
        cuts = _cut_labels(line, _cut_line(line) if _INNER_STOP.search(line) else [])
        starts, ends = [0, *cuts], [*cuts, len(line)]
        for start, end in zip(starts, ends, strict=True):
            span = _strip(line, start, end)
            if span.end > span.start:
                spans.append(Span(span.start + match.start(), span.end + match.start()))
    return tuple(spans)


def _strip(line: str, start: int, end: int) -> Span:
    piece = line[start:end]
    left = len(piece) - len(piece.lstrip())
    return Span(start + left, max(start + left, start + len(piece.rstrip())))


def _cut_line(line: str) -> list[int]:
    import nupunkt

    cuts = {int(start) for start, _ in nupunkt.sent_spans(line)}
    for missed in (_GLUED, _ANSWER_NO, _PLAIN_STOP):
        cuts.update(match.end() for match in missed.finditer(line))
    kept: list[int] = []
    last = 0
    for cut in sorted(cuts - {0}):
        moved = _move_past_debris(line, cut)
        if last < moved < len(line) and not _is_false_cut(line, last, moved):
            kept.append(moved)
            last = moved
    return kept


def _cut_labels(line: str, cuts: list[int]) -> list[int]:
    """Return *cuts* with those behind the labels at the start of a sentence."""
    shouted = {span.start: span for span in find_shouting(line)}
    if not shouted and "Ad" not in line and "AD" not in line:
        return cuts
    found = list(cuts)
    for start in (0, *cuts):
        lead = _LEAD.match(line, start)
        first = lead.end() if lead else start
        label = _AD.match(line, first)
        if label is None and first in shouted and len(shouted[first].of(line).split()) >= _SHOUTED_WORDS:
            label = _AFTER_SHOUT.match(line, shouted[first].end)
        if label:
            found.append(label.end())
    return sorted(found)


def _move_past_debris(line: str, cut: int) -> int:
    debris = _CLOSING_DEBRIS.match(line, cut)
    if debris and debris.group().strip():
        return debris.end()
    return cut


def _is_false_cut(line: str, last: int, cut: int) -> bool:
    if not _ALNUM.search(line, cut) or not _ALNUM.search(line, last, cut):
        return True
    following = _FIRST_WORD.search(line, cut)
    word = following.group() if following else ""
    opening = line[cut : following.start()] if following else ""
    if word[:1].islower() and word.islower() and not opening.strip(_OPENERS) and "“" not in opening:
        return True
    # Cut at twelve characters: no abbreviation is longer, and the line may be.
    before = _ABBREVIATED.search(line[max(last, cut - 14) : cut].rstrip())
    if before is None:
        return False
    if before["title"]:
        return True
    return word.isdigit() if before["month"] else word.lower() not in _STARTERS
