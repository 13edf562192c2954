"""The title of a text, and where it stands among the lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from narrative.clean.lines import is_prose, is_section_label, normalise_line
from narrative.clean.vocabulary import OUTLET_WORDS

TITLE: Final = "title"

_MIN_WORDS = 2
_MAX_WORDS = 28
_KICKER_WORDS = 3
_OUTLET_NAME_WORDS = 5
_MAX_CHARS = 220
_LOOK_AT = 4
_NO_TITLE_END = (".", ",", ";", ":", "…")
_ABBREVIATION_END = re.compile(r"\b(?:[A-Z]\.){2,}$|\b(?:Inc|Jr|Sr|Co|Corp|Ltd|St|No)\.$")
_INITIALS = re.compile(r"[A-Z]{2,5}(?: [\w.'’-]+)?")
_LETTERS = re.compile(r"\W+")
_OUTLET_SUFFIX = re.compile(r"\s+(?:\||::|»|[-–—])\s+([^|»–—]{2,50})$")


@dataclass(frozen=True, slots=True)
class Headline:
    """The title and the lines that it takes up: index → reason to take the line out (``TITLE``: it is kept as the title)."""

    title: str
    taken: tuple[tuple[int, str], ...] = ()


def find_headline(lines: Sequence[str], title: str, verdicts: Sequence[str | None]) -> Headline:
    """Return the title of *lines*: *title* where there is one, else the first line that looks like a headline.

    *verdicts* are the reasons for which lines go anyway. Lines that repeat the title, and a label before it, are taken out.
    """
    if title:
        return Headline(title, _find_repeats(lines, title))
    open_lines = [index for index, verdict in enumerate(verdicts) if verdict is None][:_LOOK_AT]
    for position, index in enumerate(open_lines):
        following = lines[open_lines[position + 1]] if position + 1 < len(open_lines) else ""
        if is_prose(lines[index]) and not lines[index].endswith(("?", "!")):
            break
        if is_section_label(lines[index]) and following:
            continue
        if _looks_like_headline(lines[index]) and len(following) > len(lines[index]):
            labels = tuple((other, "section label") for other in open_lines[:position])
            return Headline(lines[index], (*labels, (index, TITLE)))
        if not _is_kicker(lines[index], following):
            break
    return Headline("")


def _find_repeats(lines: Sequence[str], title: str) -> tuple[tuple[int, str], ...]:
    wanted = _letters(title)
    bare = _letters(split_outlet(title)[0])
    return tuple(
        (index, "title repeated")
        for index, line in enumerate(lines[:_LOOK_AT])
        if _letters(line) in {wanted, bare} - {""}
    )


def _is_lead(line: str) -> bool:
    """Return whether *line* is a whole sentence: a title made from the first sentence does not take it out of the text."""
    return line.endswith(".") and is_prose(line)


def _looks_like_headline(line: str) -> bool:
    if len(line) > _MAX_CHARS or not _MIN_WORDS <= len(line.split()) <= _MAX_WORDS:
        return False
    if line.endswith(_NO_TITLE_END) and not _ABBREVIATION_END.search(line):
        return False
    return any(character.isalpha() for character in line)


def _is_kicker(line: str, following: str) -> bool:
    """Return whether *line* is a label of one to three words over a headline that says more."""
    return len(line.split()) <= _KICKER_WORDS and _looks_like_headline(following) and not is_prose(line)


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
