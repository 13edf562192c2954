"""Boilerplate fused into a paragraph: known prompts and credits inside a line, whose rest stays."""

from __future__ import annotations

import re
from typing import Final

from narrative.clean.prompts import (
    ADVERTISEMENT,
    CAPTION,
    CONTACT,
    CREDIT,
    NETWORK,
    NEWSLETTER,
    PAGE,
    RELATED,
    SEPARATOR,
)

# Fused into a paragraph. Only what cannot be part of a sentence: the rest of the line stays.
PIECES: Final[tuple[tuple[str, str], ...]] = (
    (
        CAPTION,
        r"\((?:photo |image |picture |file )?(?:credits?|photo|image|picture|photograph)(?: credit| by| courtesy(?: of)?)? ?: ?[^()\n]{2,100}\)",
    ),
    (CAPTION, r"\((?:photo|photograph|image|picture)s? (?:by|courtesy(?: of)?|via) [^()\n]{2,100}\)"),
    (
        CAPTION,
        r"\((?-i:AP|AFP|EPA|REUTERS|Reuters) (?:photo|file photo|images?|video)?/[^()\n]{2,80}\)|\((?-i:AP|AFP|REUTERS|Reuters|EPA)/[^()\n]{2,80}\)",
    ),
    (CAPTION, r"\([^()\n]{2,60}(?:/| via | for )(?:getty images|ap|afp|reuters|epa|shutterstock)[^()\n]{0,30}\)"),
    (
        CAPTION,
        r"(?-i:REUTERS/(?:File Photo|Handout|Stringer|Staff|[A-Z][\w.'’-]+ (?:[Dd]e |[Dd]el |[Vv]an |[Aa]l )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+(?=/|$))?)(?:/File Photo|/Files?|/Handout[\w ]{0,20}|/Pool)?)(?: read more)?",
    ),
    (
        CAPTION,
        r"enlarge this image toggle caption .{2,60}?(?:getty images|/ap|/reuters|/npr)(?: .{2,60}?(?:getty images|/ap|/reuters|/npr))?",
    ),
    (NEWSLETTER, r"register now for free unlimited access to reuters\.com(?: register)?"),
    (CREDIT, r"our standards: the thomson reuters trust principles\.?"),
    (
        CREDIT,
        r"(?:(?<=[.!?\"”’)\]] )|^)\(?(?:additional )?reporting (?:and writing )?by [^\n]{3,300}?;? (?:writing|editing) by [^\n.;]{3,100}(?:\. [A-Z]\.)?[.)]{0,2}$",
    ),
    (
        CREDIT,
        r"(?:(?<=[.!?\"”’)\]_] )|^)[^.!?\n]{3,160} contributed (?:reporting )?to this (?:report|story|article)(?: from [^.\n]{2,60})?\.?$",
    ),
    (CREDIT, r"(?:(?<=[.!?\"”’)\]] )|^)source: [^.!?\n]{2,60}$|(?:(?<=[.!?\"”’)\]] ))with post wires\.?$"),
    (PAGE, r"(?-i:(?:NEW )?[Yy]ou can now listen to Fox News articles!)|(?-i:CLICK HERE TO GET THE FOX NEWS APP)"),
    (PAGE, r"(?-i:CLICK HERE (?:FOR|TO) [A-Z' ]{5,80}[A-Z])"),
    (ADVERTISEMENT, r"(?-i:(?<=[.!?\"”’)] )ADVERTISEMENT(?= ))|story continues below(?: advertisement)?"),
    (
        CONTACT,
        rf"(?:(?<=[.!?\"”’)\]] ))follow (?-i:[A-Z@])[\w.'’@ -]{{2,60}} on {NETWORK}(?:(?:,| and|, and) {NETWORK})*(?: (?:at )?@\w{{2,30}})?[^.\n]{{0,40}}\.?$",
    ),
    (RELATED, r"(?:(?<=[.!?\"”’)\]] ))(?-i:READ MORE|RELATED|SEE ALSO|ALSO READ): [^.!?\n]{5,160}$"),
    (SEPARATOR, r"(?<= )_{2,}(?= )"),
)

_COMPILED = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in PIECES)


def take_pieces(line: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return *line* without the prompts and credits fused into it, and these with their reasons.

    >>> take_pieces("The ferry was late. (credit: GULL PRESS)")
    ('The ferry was late.', (('(credit: GULL PRESS)', 'photo caption or credit'),))
    """
    gone: list[tuple[str, str]] = []
    for reason, pattern in _COMPILED:
        found = [match[0].strip() for match in pattern.finditer(line)]
        if found:
            gone += [(piece, reason) for piece in found]
            line = pattern.sub(" ", line)
    return (re.sub(r" {2,}", " ", line).strip() if gone else line), tuple(gone)
