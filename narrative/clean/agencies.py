"""The agencies that a text credits for itself, and the datelines that carry such a credit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

_NAMES: Final[dict[str, tuple[str, ...]]] = {
    "Reuters": ("Thomson Reuters", "Reuters", "REUTERS"),
    "AP": ("Associated Press", "The AP", "AP", "ASSOCIATED PRESS"),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP"),
    "TASS": ("ITAR-TASS", "TASS", "Tass"),
    "Interfax": ("Interfax",),
    "RIA Novosti": ("RIA Novosti", "RIA"),
    "Sputnik": ("Sputnik",),
    "Xinhua": ("Xinhua News Agency", "Xinhua"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "UPI": ("United Press International", "UPI"),
    "dpa": ("Deutsche Presse-Agentur", "dpa", "DPA"),
    "EFE": ("Agencia EFE", "EFE"),
    "ANSA": ("ANSA",),
    "PTI": ("Press Trust of India", "PTI"),
    "ANI": ("ANI",),
    "IANS": ("IANS",),
    "Kyodo": ("Kyodo News", "Kyodo"),
    "Yonhap": ("Yonhap News Agency", "Yonhap"),
    "Anadolu": ("Anadolu Agency", "Anadolu"),
    "IRNA": ("IRNA",),
    "Tasnim": ("Tasnim News Agency", "Tasnim"),
    "Ukrinform": ("Ukrinform",),
    "CNN": ("CNN",),
}
_BY_SPELLING: Final = {spelling: name for name, spellings in _NAMES.items() for spelling in spellings}
_SPELLINGS: Final = "|".join(
    re.escape(spelling) for spelling in sorted(_BY_SPELLING, key=lambda name: (-len(name), name))
)
_WORD: Final = rf"(?<![\w/-])({_SPELLINGS})(?![\w/-])"

# "told Reuters" is a quote, not a credit for the story. The verbs are those by which a desk names its wire.
_REPORTED = re.compile(
    r"\b(?:according to|reported by|report by|reports? (?:from|by)|citing|quoted by|cited by) "
    r"(?:the |a |Russia[’']s |China[’']s )?(?:state )?(?:news )?(?:agency |agencies )?"
    rf"{_WORD}(?! (?:analysts?|journalists?|reporters?|poll|data|photographers?))"
    rf"|{_WORD}(?: news)?(?: agency)? (?:has |have |first |also |had )?(?:reported|reports|wrote)\b"
)
_DATELINE = re.compile(
    rf"^[\s“\"]*(?:[A-Z][\w.'’/-]+(?:[ ,]+(?:[A-Z][\w.'’/-]*|\d{{1,2}},?|of|de|and)){{0,6}}[ ,]*)?[-–—]?\s*\((?:The )?(?:{_SPELLINGS}|[A-Z][\w'’& -]{{1,36}} (?:Wire|Newswire|(?:Wire|News|Press) (?:Service|Services|Agency)))(?:[^()\n]{{0,30}})\)\s*(?:[-–—_:]{{1,2}}\s*|(?=[A-Z“\"]))"
)
_CITY_DATELINE = re.compile(
    r"^(?!(?:BREAKING|UPDATE|UPDATED|WATCH|EXCLUSIVE|ANALYSIS|OPINION|VIDEO|LIVE|NEW(?= [-–—])|NOTE|FILE|PHOTOS?|READ|RELATED|Q|A)\b)"
    r"[A-Z][A-Z.'’]{2,}(?:[ -][A-Z][A-Z.'’]+){0,3}(?:, [A-Z][\w.]{1,15}(?: [A-Z][a-z]{2,12})?){0,2}(?:, [A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?)?\s(?:--|[-–—])\s*(?=[\"“‘A-Z])"
)
_INNER_DATELINE = re.compile(
    rf"(?:(?<=[.!?)\"”] )|(?<=[a-z] ))[A-Z]{{3,}}(?:[ ,]+(?:[A-Z][\w.'’]*|\d{{1,2}})){{0,6}},? \((?:{_SPELLINGS})\) (?:--|[-–—]) "
)
_BYLINE = re.compile(
    rf"^\(?(?:[Bb]y|BY|[Ww]ith(?: inputs| reporting| files)?(?: from| by)?|[Vv]ia|[Ss]ources?:|[Ff]rom|©|[Cc]opyright|[Cc]ontributing:?)\b[^\n]{{0,120}}?{_WORD}"
)
_CONTRIBUTED = re.compile(rf"(?:^|[.!?] )(?:The )?{_WORD}[^.\n]{{0,60}} contributed (?:to|reporting)")
_REUTERS_DESK = re.compile(r"(?:Our Standards: The Thomson Reuters Trust Principles)")
# An agency that the table does not know says what it is: "(Meridian Wire Service)".
_UNKNOWN = re.compile(
    r"\((?:The )?((?:[A-Z][\w'’&-]* ){1,4}(?:Wire Services?|News Agency|Press Agency|News Service|Wire|Newswire))\)"
)
_INNER_WITHIN = 1500
_PHOTO = re.compile(r"\b(?:photo|image|picture|getty|caption)\b|REUTERS/|AP/|/(?:AP|AFP|Reuters)", re.IGNORECASE)


def split_dateline(line: str) -> tuple[str, str]:
    """Return the dateline at the start of *line* ("" where there is none) and the rest.

    >>> split_dateline("CARACAS (Reuters) - The ferry was late.")
    ('CARACAS (Reuters) -', 'The ferry was late.')
    >>> split_dateline("Caracas was calm on Monday.")
    ('', 'Caracas was calm on Monday.')
    """
    match = _DATELINE.match(line) or _CITY_DATELINE.match(line)
    if match is None or match.end() == len(line):
        return "", line
    return match[0].strip(), line[match.end() :]


def find_inner_dateline(line: str) -> tuple[int, int] | None:
    """Return the range of a dateline with an agency behind a caption or standfirst on the same line, or None.

    >>> find_inner_dateline("A ferry in the harbour. HAVANA (AP) — The ferry was late.")
    (24, 38)
    """
    match = _INNER_DATELINE.search(line, 0, _INNER_WITHIN)
    return (match.start(), match.end()) if match else None


def find_credits(lines: Iterable[str], dropped: Iterable[str]) -> tuple[str, ...]:
    """Return the agencies credited for the story, in order: in datelines, in reports of theirs, in bylines and end notes.

    *lines* are the lines as read, *dropped* those that cleaning takes for boilerplate; a photo's credit does not count.

    >>> find_credits(["CARACAS (Reuters) - The ferry was late, the AP reported."], [])
    ('Reuters', 'AP')
    """
    found: list[str] = []
    for line in lines:
        dateline = split_dateline(line)[0]
        inner = find_inner_dateline(line)
        for piece in (dateline, line[inner[0] : inner[1]] if inner else ""):
            found += [_BY_SPELLING[match[1]] for match in re.finditer(_WORD, piece)] or _UNKNOWN.findall(piece)
        found += [_BY_SPELLING[match[1] or match[2]] for match in _REPORTED.finditer(line)]
        found += [_BY_SPELLING[match[1]] for match in _CONTRIBUTED.finditer(line)]
        if _REUTERS_DESK.search(line):
            found.append("Reuters")
    for line in dropped:
        if not _PHOTO.search(line):
            found += [_BY_SPELLING[match[1]] for match in _BYLINE.finditer(line[:400])] or _UNKNOWN.findall(line[:400])
            if line.strip(" .()") in _BY_SPELLING:
                found.append(_BY_SPELLING[line.strip(" .()")])
    return tuple(dict.fromkeys(found))


def is_agency(name: str) -> bool:
    """Return whether *name* is an agency's.

    >>> is_agency("Reuters"), is_agency("the Associated Press"), is_agency("The Gull")
    (True, True, False)
    """
    return name.removeprefix("the ").removeprefix("The ").strip(" .") in _BY_SPELLING
