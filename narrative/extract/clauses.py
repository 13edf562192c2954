"""Clauses: the parts of a long compound sentence that state something each on its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from narrative.data import Span
from narrative.extract.sentences import has_verb
from narrative.text.cues import find_quotes
from narrative.text.lexicon import list_words

_BRACKETED = re.compile(r"\([^()]{0,400}\)")
_JOINT = re.compile(
    r";\s+(?:(?:and|but|while|however,|meanwhile,)\s+)?|,\s+(?:and|but|while|whereas|although|though|yet|so)\s+|\s+but\s+(?=(?:the|he|she|it|they|we)\b)|\s+and\s+(?=(?:the\s+)?[A-Z]\w+\s+(?:[A-Z]\w+\s+)?(?:says?|said|claims?|claimed|denie[sd]|told|insists?|insisted|warned|announced)\b)"
)
# "…, meant to send a message": the purpose is said of the whole clause, and is a statement that others make alone.
_PURPOSE = re.compile(r",\s+(?=(?:meant|intended|designed|calculated|aimed)\s+(?:to|at)\s)")
# "a message to the White House which is threatening them": of a name, a relative clause says something more.
_RELATIVE = re.compile(r"(?<=[a-z]),?\s+(?=which\s+(?:is|are|was|were|has|had|have|will|would)\s)")
_NAMED = re.compile(r"[A-Z]\w*$")
# "She has rejected the sanctions, but has been careful not to break them": one subject, two statements.
_SAME_SUBJECT = re.compile(
    r",\s+(?:and|but|yet)\s+(?=(?:has|have|had|is|are|was|were|will|would|does|did|can|could)\s)"
)
_EXPLAINED = re.compile(r":\s+")
_DETERMINER = r"(?:the|a|an|this|that|these|those|his|her|its|their|our|some|many|most|several|all|no|one|two|three|four|five|\d[\d,.]*)"
_PRONOUN = re.compile(r"(?:he|she|it|they|we|I|there|this|that|others|both|none)\s", re.IGNORECASE)
_SUBJECT_OPENER = re.compile(rf"(?:{_DETERMINER}\s|[A-Z])")
_FINITE = list_words("finite") | list_words("irregular_pasts") | list_words("present_verbs")
_REPORTING = list_words("reporting")
# "the plan to leave", "the man who left": these words end the noun phrase without a verb.
_NO_SUBJECT = frozenset(
    ["who", "which", "that", "whose", "to", "than", "and", "or", "if", "when", "as", "because", "including", "such"]
)
_PAST_FORM = re.compile(r"[a-z]{3,}ed|[a-z]+n['’]t")
# No sentence is longer; beyond it the search for joints is wasted.
_LONGEST = 3000
_LEAST_WORDS = 4


def split_clauses(text: str, least_words: int) -> tuple[Span, ...]:
    """Return the clauses of a sentence as spans into *text*; a sentence with fewer than *least_words* words stays whole.

    Cut is at ";", ":" and ", and / but / while …" where a subject with its own finite verb follows and a verb stands
    before, at a purpose (", meant to …") and before a relative clause on a name; never inside quotes or brackets.
    Better two claims in one than half a claim.

    >>> text = "The fleet left the port of Brest at dawn, and the minister said on radio that it would not return soon."
    >>> [span.of(text) for span in split_clauses(text, 10)][1]
    'the minister said on radio that it would not return soon.'
    """
    whole = Span(0, len(text))
    if len(text) > _LONGEST or len(text.split()) < least_words:
        return (whole,)
    quoted = [*find_quotes(text), *(match.span() for match in _BRACKETED.finditer(text))]
    cuts: list[tuple[int, int]] = []
    last = 0
    for start, end, parts in _list_joints(text):
        if start < last or any(begin < start < finish for begin, finish in quoted):
            continue
        before, after = text[last:start], text[end : end + 160]
        if _is_clause(before) and parts(before, after):
            cuts.append((start, end))
            last = end
    if not cuts or not _is_clause(text[last:]):
        cuts = cuts[:-1]
    borders = [(0, 0), *cuts, (len(text), len(text))]
    spans = tuple(Span(left[1], right[0]) for left, right in pairwise(borders))
    return spans if len(spans) > 1 else (whole,)


def _list_joints(text: str) -> list[tuple[int, int, Callable[[str, str], bool]]]:
    """Return where *text* may be cut, in order, each with what says of the parts before and after whether it is."""
    found = [
        (*match.span(), parts)
        for joint, parts in (
            (_JOINT, lambda _before, after: _starts_clause(after)),
            (_EXPLAINED, lambda before, after: not _reports(before) and _starts_clause(after)),
            (_PURPOSE, lambda _before, after: len(after.split()) >= _LEAST_WORDS),
            (_SAME_SUBJECT, lambda _before, after: len(after.split()) >= _LEAST_WORDS),
            (_RELATIVE, lambda before, _after: bool(_NAMED.search(before))),
        )
        for match in joint.finditer(text)
    ]
    return sorted(found, key=lambda joint: joint[:2])


def _reports(piece: str) -> bool:
    return not _REPORTING.isdisjoint(piece.lower().split())


def _is_clause(piece: str) -> bool:
    return len(piece.split()) >= _LEAST_WORDS and has_verb(piece)


def _starts_clause(rest: str) -> bool:
    """Return whether *rest* begins with a subject and its verb."""
    pronoun = _PRONOUN.match(rest)
    if pronoun:
        return _is_verb(rest[pronoun.end() :].split(" ", 1)[0])
    return bool(_SUBJECT_OPENER.match(rest)) and _finds_verb(rest)


def _finds_verb(rest: str) -> bool:
    """Return whether among the first eight words one is a verb, before any word that would make them no clause."""
    words = [word.strip("“”\"'’") for word in re.split(r"\s+", rest)[:8]]
    for index, word in enumerate(words):
        if index and (word in _NO_SUBJECT or words[index - 1].endswith((",", ";", "."))):
            return False
        if index and _is_verb(word):
            return True
    return False


def _is_verb(word: str) -> bool:
    bare = word.rstrip(",.;:")
    return bare in _FINITE or bare in _REPORTING or bool(_PAST_FORM.fullmatch(bare))
