"""Which lines of a text are boilerplate, and why. Nothing inside the body goes unless it is a known prompt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from narrative.clean import prompts
from narrative.clean.vocabulary import SECTION_WORDS, SHARE_VERBS, SHARE_WORDS

# A longer line is no prompt, and no pattern is tried on it: time stays linear however long a line is.
MAX_PROMPT_CHARS: Final = 500

_BULLET = re.compile(r"^[•*·▪◦○●–—-]\s*(?=\S)")
_DASHES = ("-", "–", "—")
_ELLIPSIS = ("…", "...", "[…]", "[...]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*$|[\"”]$")
_SENTENCE_BREAK = re.compile(r"[.!?][\"”’')\]]* +(?=[\"“‘'(\[]?[A-Z0-9])")
_NAME = r"[A-Z][\w'’-]+(?: [A-Z]\.)?(?: (?:de|del|van|von|al|bin))?(?: [A-Z][\w'’-]+){1,2}"
_NAMES = re.compile(rf"{_NAME}(?:(?:,| and|, and| &) {_NAME}){{0,5}}")
_SHOUT_WORDS = 7
_PHOTO_MARK = re.compile(
    r"(?:(?i:\((?:\w+ )?(?:file )?(?:photo|image|picture)s?: [^\n]{2,80}\)|\((?:photo |image )?credits?\b[^()]{0,80}\))"
    r"|(?i:\((?:photo|image|picture)s?\b[^()]{2,100}\))|\((?:AP|AFP|EPA) (?:Photo|photo)?/?[^()]{2,80}\)"
    r"|\((?:Reuters|REUTERS|AFP|AP|EPA)/[^()]{2,80}\)|(?:/|via )(?:Getty Images|AP Photo|AFP|EPA)\)?|[/,] ?(?:Reuters|AP|REUTERS)\)"
    r"|REUTERS/[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3}(?:/File Photo)?)[.\s]*$"
)
_FILE_PHOTO = re.compile(
    r"^(?:FILE(?: PHOTO)?\s*[:–—-]|In this [A-Z][\w., ]{2,40} (?:file )?photo\b)|\bfile photo[.)]*$", re.IGNORECASE
)
_SENTENCE_WORDS = 10
_SENTENCES_WORDS = 15
_SHARE_BAR_WORDS = range(2, 25)
_LABEL_WORDS = range(1, 6)
_COMMENT_SIGNS_IF_LONGER = 3
_CAPTION_WORDS = 70
_CAPTION_SENTENCES = 2
_TEASER_WORDS = 22
_TEASERS_INSIDE = 3
_TEASER_WORDS_INSIDE = 5
_FURNITURE_WORDS = 8
_REPEATED_TEXT = 4
_END_MARKERS = frozenset(
    {prompts.COMMENT_PROMPT, prompts.RATING, prompts.SHARE, prompts.RELATED, prompts.TAGS, prompts.COPYRIGHT}
)

_ANYWHERE = tuple((reason, prompts.compile_lines(*patterns)) for reason, patterns in prompts.ANYWHERE)
_EDGES = tuple((reason, prompts.compile_lines(*patterns)) for reason, patterns in prompts.EDGES)
_RELATED_HEADER = prompts.compile_lines(*prompts.RELATED_HEADERS)
_TAIL_HEADER = prompts.compile_lines(*prompts.TAIL_HEADERS)
_COMMENT_HEADER = prompts.compile_lines(*prompts.COMMENT_HEADERS)
_COMMENT_SIGN = prompts.compile_lines(*prompts.COMMENT_SIGNS)


@dataclass(frozen=True, slots=True)
class LineContext:
    """What is known about an article beside its lines.

    *labels* are names of its source, *recurring* normal lines to drop; *titled*: the title is known, so no line can be it.
    """

    labels: frozenset[str] = frozenset()
    recurring: frozenset[str] = frozenset()
    min_words: int = 8
    titled: bool = False


def normalise_line(line: str) -> str:
    """Return *line* in the form in which lines are compared: no bullet, single spaces, any case.

    >>> normalise_line("• Read  MORE")
    'read more'
    """
    return " ".join(_BULLET.sub("", line.strip()).casefold().split())


def is_prose(line: str) -> bool:
    """Return whether *line* reads as a sentence of an article: ten words and a sentence's end, or two sentences.

    >>> is_prose("The ferry to the outer islands was two hours late on Monday.")
    True
    >>> is_prose("Ferry to the outer islands two hours late on Monday again")
    False
    """
    words = line.count(" ") + 1
    if words >= _SENTENCE_WORDS and _SENTENCE_END.search(line):
        return True
    return words >= _SENTENCES_WORDS and bool(_SENTENCE_BREAK.search(line))


def judge_lines(lines: Sequence[str], context: LineContext) -> tuple[str | None, ...]:
    """Return for each of *lines* (none empty) the reason to drop it, or None to keep it."""
    verdicts = [_judge_prompt(line, _ANYWHERE) or _judge_caption(line) for line in lines]
    _cut_comments(lines, verdicts, context.min_words)  # before the body's end is looked for: comments are prose too
    _drop_trackbacks(lines, verdicts)
    first, last = _find_body(lines, verdicts)
    for index, line in enumerate(lines):
        if verdicts[index] is None and not first <= index <= last:
            verdicts[index] = _judge_edge(line, context, in_head=index < first)
    _drop_related(lines, verdicts, last)
    _drop_furniture(lines, verdicts, last)
    _drop_shouts(lines, verdicts, first)
    _drop_recurring(lines, verdicts, context)
    _drop_repeats(lines, verdicts)
    return tuple(verdicts)


def _bare(line: str) -> str:
    return _BULLET.sub("", line).strip()


def _judge_prompt(line: str, table: Sequence[tuple[str, re.Pattern[str]]]) -> str | None:
    if len(line) > MAX_PROMPT_CHARS:
        return None
    bare = _bare(line) or line
    for reason, pattern in table:
        if pattern.fullmatch(bare):
            return reason
    return prompts.SHARE if _is_share_bar(bare) else None


def _is_share_bar(line: str) -> bool:
    """Return whether *line* is nothing but share buttons: two of their words at least, one of them the verb."""
    words = re.findall(r"[\w+-]+", line.casefold())
    words = [word for word in words if not word.isdecimal()]
    return len(words) in _SHARE_BAR_WORDS and SHARE_WORDS.issuperset(words) and not SHARE_VERBS.isdisjoint(words)


def _judge_caption(line: str) -> str | None:
    """Return the reason for a caption on a line of its own; a paragraph into which one was fused is more than a caption."""
    if line.count(" ") >= _CAPTION_WORDS:
        return None
    mark = _PHOTO_MARK.search(line) or _FILE_PHOTO.search(line)
    if mark is None:
        return None
    told = line[: mark.start()] if mark.start() else line
    return None if len(_SENTENCE_BREAK.findall(told)) >= _CAPTION_SENTENCES else prompts.CAPTION


def _find_body(lines: Sequence[str], verdicts: Sequence[str | None]) -> tuple[int, int]:
    """Return the indices of the first and last line of prose; all lines are body where none is."""
    prose = [index for index, line in enumerate(lines) if verdicts[index] is None and is_prose(line)]
    return (prose[0], prose[-1]) if prose else (0, len(lines) - 1)


def _judge_edge(line: str, context: LineContext, *, in_head: bool) -> str | None:
    reason = _judge_prompt(line, _EDGES)
    if reason is not None:
        return reason
    normal = normalise_line(line)
    if normal in context.labels:
        return prompts.SECTION
    if in_head and is_section_label(line):
        return prompts.SECTION
    # Without a title the line may be one: the search for it decides.
    signed = (in_head and context.titled) or (not in_head and line.startswith(_DASHES))
    return prompts.BYLINE if signed and is_name_line(line) else None


def is_name_line(line: str) -> bool:
    """Return whether *line* is nothing but one or more names of two or three capitalised words, as reporters sign.

    >>> is_name_line("Jane Doe and John A. Roe"), is_name_line("Ferry late")
    (True, False)
    """
    return len(line) <= MAX_PROMPT_CHARS and _NAMES.fullmatch(_bare(line)) is not None


def is_section_label(line: str) -> bool:
    """Return whether *line* names a part of a paper rather than an event.

    >>> is_section_label("World News"), is_section_label("World war over")
    (True, False)
    """
    words = line.casefold().replace("/", " / ").replace(":", " ").split()
    return len(words) in _LABEL_WORDS and SECTION_WORDS.issuperset(words)


def _cut_comments(lines: Sequence[str], verdicts: list[str | None], min_words: int) -> None:
    """Give a reason to all lines after a comment header that more signs of readers' comments bear out."""
    lengths = (0 if verdict else line.count(" ") + 1 for line, verdict in zip(lines, verdicts, strict=True))
    words = list(accumulate(lengths, initial=0))
    signs = list(accumulate((_is_comment_sign(line) for line in reversed(lines)), initial=0))[::-1]
    for start, line in enumerate(lines):
        if len(line) > MAX_PROMPT_CHARS or not _COMMENT_HEADER.fullmatch(_bare(line)):
            continue
        before, after, borne_out = words[start], words[-1] - words[start], signs[start + 1]
        if before < min_words or borne_out < 1 or (after > before and borne_out < _COMMENT_SIGNS_IF_LONGER):
            continue
        for index in range(start, len(lines)):
            verdicts[index] = verdicts[index] or _name_comment(lines[index])
        return


def _is_comment_sign(line: str) -> bool:
    if len(line) > MAX_PROMPT_CHARS:
        return False
    bare = _bare(line) or line
    return bool(_COMMENT_SIGN.fullmatch(bare) or _COMMENT_HEADER.fullmatch(bare)) or (
        _judge_prompt(line, _ANYWHERE[:1]) is not None
    )


def _name_comment(line: str) -> str:
    if line.startswith(("[…]", "[...]")):
        return prompts.TRACKBACK
    return "comment time stamp" if len(line) <= MAX_PROMPT_CHARS and _COMMENT_SIGN.fullmatch(line) else "reader comment"


def _drop_related(lines: Sequence[str], verdicts: list[str | None], last: int) -> None:
    """Give a reason to headers such as "Related Posts" and to the headlines that follow them."""
    covered = 0
    for start, line in enumerate(lines):
        if start < covered or len(line) > MAX_PROMPT_CHARS or not _is_related_header(line, in_tail=start > last):
            continue
        verdicts[start] = verdicts[start] or prompts.RELATED
        inside = start < last
        limit = min(len(lines), start + 1 + _TEASERS_INSIDE) if inside else len(lines)
        for index in range(start + 1, limit):
            if verdicts[index] is None and not _is_teaser(lines[index], inside=inside):
                break
            verdicts[index] = verdicts[index] or prompts.RELATED
            covered = 0 if inside else index
    for index in range(last + 1, len(lines)):
        if verdicts[index] is None and lines[index].endswith(_ELLIPSIS) and _is_teaser(lines[index]):
            verdicts[index] = prompts.RELATED


def _is_related_header(line: str, *, in_tail: bool) -> bool:
    bare = _bare(line)
    return bool(_RELATED_HEADER.fullmatch(bare) or (in_tail and _TAIL_HEADER.fullmatch(bare)))


def _drop_furniture(lines: Sequence[str], verdicts: list[str | None], last: int) -> None:
    """Give a reason to short labels after the end that stand below the first unmistakable prompt there."""
    below = False
    for index in range(last + 1, len(lines)):
        if verdicts[index] in _END_MARKERS:
            below = True
        elif below and verdicts[index] is None and _is_label(lines[index]):
            verdicts[index] = prompts.PAGE


def _is_label(line: str) -> bool:
    return line.count(" ") + 1 <= _FURNITURE_WORDS and not _SENTENCE_END.search(line)


def _drop_shouts(lines: Sequence[str], verdicts: list[str | None], first: int) -> None:
    """Give a reason to long lines all in capitals after the first sentence: links to other stories, as Fox News sets them.

    A sub-heading is shorter, a sentence ends, and an article may be all in capitals itself.
    """
    shouts = [
        index
        for index in range(first + 1, len(lines))
        if verdicts[index] is None
        and lines[index].isupper()
        and _SHOUT_WORDS <= lines[index].count(" ") + 1 <= _TEASER_WORDS
        and not _SENTENCE_END.search(lines[index])
    ]
    if len(shouts) * 3 <= len(lines):
        for index in shouts:
            verdicts[index] = prompts.RELATED


def _is_teaser(line: str, *, inside: bool = False) -> bool:
    """Return whether *line* reads like a headline, cut short or not, rather than a sentence of the body.

    *inside* the body a question may be the article's own, and two words its sub-heading.
    """
    words = line.count(" ") + 1
    if words > _TEASER_WORDS or (inside and words < _TEASER_WORDS_INSIDE):
        return False
    return line.endswith(_ELLIPSIS) or not _SENTENCE_END.search(line) or (not inside and line.endswith("?"))


def _drop_trackbacks(lines: Sequence[str], verdicts: list[str | None]) -> None:
    for index, line in enumerate(lines):
        if verdicts[index] is None and line.startswith(("[…]", "[...]")) and line.endswith(("[…]", "[...]")):
            verdicts[index] = prompts.TRACKBACK


def _drop_recurring(lines: Sequence[str], verdicts: list[str | None], context: LineContext) -> None:
    """Give a reason to lines that recur across the source's articles, but never to the last words of an article."""
    if not context.recurring:
        return
    hits = [
        index
        for index, line in enumerate(lines)
        if verdicts[index] is None and normalise_line(line) in context.recurring
    ]
    kept = (line for index, line in enumerate(lines) if verdicts[index] is None and index not in hits)
    if sum(line.count(" ") + 1 for line in kept) >= context.min_words:
        for index in hits:
            verdicts[index] = "recurring line"


def _drop_repeats(lines: Sequence[str], verdicts: list[str | None]) -> None:
    """Give a reason to the second of two equal sentences, as a standfirst or a pulled quote leaves them.

    What is said three times is the article's form: an interview that asks everybody the same question.
    """
    places: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if verdicts[index] is None and is_prose(line):
            places.setdefault(normalise_line(line), []).append(index)
    repeated = [indices for indices in places.values() if len(indices) > 1]
    whole = 2 * len(repeated) > len(places) and len(repeated) >= _REPEATED_TEXT  # the page holds its text several times
    for indices in repeated:
        if whole or len(indices) == 2:  # noqa: PLR2004  # two
            for index in indices[1:]:
                verdicts[index] = "line repeated"
