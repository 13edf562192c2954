"""Sentences that describe a picture: who and what they show sets two pictures apart, not two accounts."""

from __future__ import annotations

import re

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = rf"(?:{_MONTH}\s+\d{{1,2}},?\s+\d{{4}}|\d{{1,2}}\s+{_MONTH}\s+\d{{4}})"
_ENDS_IN_DAY = re.compile(rf"\b(?:in|at|near|outside|on)\b[^.]{{2,80}}?,?\s+(?:on\s+)?{_DAY}\W*$")
_PRESENT = re.compile(
    r"^(?:\W*(?:A|An|The|Two|Three|Several|Some|People|[A-Z]\w+)\b)[^.,]{0,80}?\s"
    r"(?:holds?|waves?|walks?|stands?|shouts?|chants?|speaks?|looks?|gathers?|takes?|attends?|gestures?|passes|pass|sits?"
    r"|marches|march|demonstrates?|protests?|rides?|wears?|carry|carries|drives?|is|are)\b"
)
_COUNTER = re.compile(r"^\W*\d{1,2}/\d{1,2}\s+[A-Z]")  # "1/5 People carry a poster": the first of five pictures
_CREDIT = re.compile(
    r"\bREUTERS/[A-Z]|\bGetty Images\b|\bAFP/[A-Z]|\bAP Photo\b|\(Photo\b|\bPhoto(?:graph)?(?: by|:)\s|\bEPA/|/AP\b|\bFile photo\b",
    re.IGNORECASE,
)


def is_caption(text: str) -> bool:
    """Return whether *text* describes a picture: it names the photographer, counts it, or shows something on a full date.

    >>> is_caption("A woman waves a flag outside the embassy in Oslo, March 3, 2021.")
    True
    >>> is_caption("The embassy in Oslo was closed on March 3, 2021.")
    False
    """
    return bool(_CREDIT.search(text) or _COUNTER.match(text)) or bool(
        _ENDS_IN_DAY.search(text) and _PRESENT.match(text)
    )
