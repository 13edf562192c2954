"""The title of a text, and where it stands among the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from narrative.clean.lines import is_name_line, is_prose, is_section_label, normalise_line
from narrative.clean.prompts import BYLINE, CREDIT, SECTION
from narrative.clean.vocabulary import OUTLET_WORDS

TITLE: Final = "title"

_MIN_WORDS = 2
_MAX_WORDS = 28
_KICKER_WORDS = 3
_OUTLET_NAME_WORDS = 5
_MAX_CHARS = 220
_SHORT_WORD = 3
_MIN_TITLE_CASE = 3
_TITLE_CASE_SHARE = 0.8
_LOOK_AT = 4
_NO_TITLE_END = (".", ",", ";", ":", "…")
_ABBREVIATION_END = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Inc|Jr|Sr|Co|Corp|Ltd|St|No)\.$")
_INITIALS = re.compile(r"[A-Z]{2,5}")
_LETTERS = re.compile(r"\W+")
_OUTLET_SUFFIX = re.compile(r"\s+(?:\||::|»|[-–—])\s+([^|»–—]{2,50})$")


@dataclass(frozen=True, slots=True)
class Headline:
    """The title and the lines that it takes up: index → reason to take the line out (``TITLE``: it is kept as the title)."""

    title: str
    taken: tuple[tuple[int, str], ...] = ()


def find_headline(lines: Sequence[str], title: str, verdicts: Sequence[str | None]) -> Headline:
    """Return the title of *lines*: *title* where there is one, else the first line that looks like a headline.

    *verdicts* are the reasons for which lines go anyway. Lines that repeat the title, and labels before it, are taken out.
    """
    if title:
        return Headline(title, _find_repeats(lines, title))
    open_lines = [index for index, verdict in enumerate(verdicts) if verdict is None][: 2 * _LOOK_AT]
    labels: list[tuple[int, str]] = []
    for position, index in enumerate(open_lines[:_LOOK_AT]):
        line, following = lines[index], [lines[other] for other in open_lines[position + 1 :]]
        label = _name_label(line, following)
        if label is not None:
            labels.append((index, label))
        elif _is_headline(line, following):
            repeats = [repeat for repeat in _find_repeats(lines, line) if repeat[0] != index]
            return Headline(line, (*labels, (index, TITLE), *repeats))
        else:
            break
    return Headline("", tuple(labels))


def _find_repeats(lines: Sequence[str], title: str) -> tuple[tuple[int, str], ...]:
    wanted = {_letters(title), _letters(split_outlet(title)[0])} - {""}
    repeats = [
        index
        for index, line in enumerate(lines)
        if len(line) <= _MAX_CHARS and _letters(line) in wanted and not _is_lead(line)
    ]
    if len(repeats) == len(lines):  # a text of one sentence may be its title
        return ()
    return tuple((index, "title repeated") for index in repeats)


def _is_lead(line: str) -> bool:
    """Return whether *line* is a whole sentence: a title made from the first sentence does not take it out of the text."""
    return line.endswith(".") and is_prose(line)


def _name_label(line: str, following: Sequence[str]) -> str | None:
    """Return the reason for a line above the headline that is none: a section, a reporter, an outlet, a kicker."""
    if not following:
        return None
    if is_section_label(line):
        return SECTION
    if is_name_line(line) and _is_kicker(
        line, following[0]
    ):  # "Jane Doe" over a headline; over a sentence it may be one
        return BYLINE
    if line.isupper() and is_outlet(line) and len(line.split()) <= _OUTLET_NAME_WORDS:
        return CREDIT
    return SECTION if _is_kicker(line, following[0]) else None


def _is_headline(line: str, following: Sequence[str]) -> bool:
    """Return whether *line* looks like a headline and a body follows it: longer lines, or sentences soon."""
    others = [other for other in following if _letters(other) != _letters(line)]
    if not others or not _looks_like_headline(line):
        return False
    return len(others[0]) > len(line) or any(is_prose(other) for other in others[:_LOOK_AT])


def _looks_like_headline(line: str) -> bool:
    if len(line) > _MAX_CHARS or not _MIN_WORDS <= len(line.split()) <= _MAX_WORDS:
        return False
    if line.endswith(('"', "”")) and is_prose(line) and not _is_title_case(line):
        return False
    if line.endswith(_NO_TITLE_END) and not _ABBREVIATION_END.search(line) and not _is_title_case(line):
        return False
    return any(character.isalpha() for character in line)


def _is_title_case(line: str) -> bool:
    """Return whether the longer words of *line* begin with capitals, as only headlines have it ("It Is Late. Meh.")."""
    words = [word for word in re.findall(r"[^\W\d_][\w'’-]*", line) if len(word) > _SHORT_WORD]
    capital = sum(word[0].isupper() for word in words)
    return len(words) >= _MIN_TITLE_CASE and capital >= _TITLE_CASE_SHARE * len(words)


def _is_kicker(line: str, following: str) -> bool:
    """Return whether *line* is a label of one to three words over a headline that says more."""
    words = len(line.split())
    short = words <= _KICKER_WORDS or is_name_line(line)
    return short and words < len(following.split()) and _looks_like_headline(following) and not is_prose(following)


def _letters(line: str) -> str:
    return _LETTERS.sub("", normalise_line(line))


def split_outlet(title: str) -> tuple[str, str]:
    """Return *title* without the outlet at its end, and the outlet ("" where the end names none).

    After a bar up to five capitalised words are an outlet; after a dash they must say so ("News", "Post", an address),
    since a headline may end in a dash and a name of another kind.

    >>> split_outlet("Ferry late again | The Gull")
    ('Ferry late again', 'The Gull')
    >>> split_outlet("Ferry late - Minister Hill")
    ('Ferry late - Minister Hill', '')
    """
    match = _OUTLET_SUFFIX.search(title)
    if match is None:
        return title, ""
    outlet = match[1].strip()
    words = outlet.split()
    named = all(word[0].isupper() or word in {"of", "the", "and", "&"} or "." in word for word in words)
    bar = match[0].strip()[0] in "|:»"
    if len(words) <= _OUTLET_NAME_WORDS and named and (bar or is_outlet(outlet)):
        return title[: match.start()].strip(), outlet
    return title, ""


def is_outlet(name: str) -> bool:
    """Return whether *name* says of itself that it is an outlet: by a word such as "News", an address, or as initials.

    >>> is_outlet("time news"), is_outlet("gull.example"), is_outlet("Jane Doe"), is_outlet("BBC")
    (True, True, False, True)
    """
    words = name.split()
    if any(word.casefold().strip(".,") in OUTLET_WORDS for word in words):
        return True
    if len(words) == 1 and re.fullmatch(r"[\w-]+(?:\.[a-z]{2,10}){1,2}", name, re.IGNORECASE):
        return True
    return bool(_INITIALS.fullmatch(name))
