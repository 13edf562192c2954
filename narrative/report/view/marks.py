"""Which characters of two sentences differ, are shared or are copied."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

from narrative.data import Claim, Judgement, Relation, Span
from narrative.report.view.nouns import Mark, Piece
from narrative.text.tokens import STOPWORDS

Painted = list[tuple[Span, Mark]]

WORD = re.compile(r"\w+(?:[-'’.,]\w+)*")
# Later marks cover earlier ones: a differing number stays visible inside copied wording.
COVERS = (Mark.OTHER_WORD, Mark.SHARED, Mark.COPIED, Mark.DIFFERS)
# Below this part of common words two sentences are told apart by what they share; above it, by what differs.
ALIKE = 0.6
NEXT_WORD = re.compile(r" (\w+(?:[-'’.,]\w+)*)")
FOLLOWING = 2
_OPEN_END = re.compile(r"(?<=\w)(?: (?:a|an|the|of|to|in|on|at|by|for|from|with|and|or|that|than|as))+$", re.IGNORECASE)
COPIED_RUN = 3
# Evidence that covers more of a sentence than this shows nothing by being marked.
WHOLE = 0.6


def compare_wording(left: str, right: str, *, copied: bool) -> tuple[Painted, Painted]:
    """Return the marks of two sentences against each other, word by word.

    Of *copied* wording the common runs are marked; of sentences alike the words that differ; of others what they share.

    >>> left, right = compare_wording("12 ships left the port", "20 ships left the port", copied=False)
    >>> [(span.of("12 ships left the port"), str(mark)) for span, mark in left]
    [('12', 'word')]
    """
    mine, yours = _words(left), _words(right)
    ours = [word for word, _ in mine], [word for word, _ in yours]
    if copied:
        return _common_runs(mine, yours)
    if Indel.normalized_similarity(*ours) >= ALIKE:
        return _other_words(mine, yours)
    return _shared_words(mine, set(ours[1])), _shared_words(yours, set(ours[0]))


def mark_evidence(judgement: Judgement, claim: Claim, other: Claim) -> Painted:
    """Return the characters of *claim* that a verdict rests on, counted from the claim's start.

    Words that both sides have are shared, whatever the verdict; the rest differs where the verdict says so.
    """
    is_left = claim.id == judgement.link.left
    differs = judgement.relation is Relation.DIVERGES or judgement.divergence is not None
    painted: Painted = []
    for evidence in judgement.evidence:
        here, there = (evidence.left, evidence.right) if is_left else (evidence.right, evidence.left)
        mine, yours = _inside(here, claim), _inside(there, other)
        if mine:
            same = yours is not None and mine.of(claim.text).casefold() == yours.of(other.text).casefold()
            painted.append((mine, Mark.DIFFERS if differs and not same else Mark.SHARED))
    return painted


def cut_into_pieces(text: str, painted: Iterable[tuple[Span, Mark]]) -> tuple[Piece, ...]:
    """Return *text* as pieces of one mark each; marks that only spaces part are joined.

    >>> [(p.text, str(p.mark)) for p in cut_into_pieces("a bc d", [(Span(2, 4), Mark.DIFFERS)])]
    [('a ', ''), ('bc', 'differs'), (' d', '')]
    """
    marks = [Mark.PLAIN] * len(text)
    for span, mark in sorted(painted, key=lambda item: COVERS.index(item[1])):
        marks[span.start : span.end] = [mark] * (min(span.end, len(text)) - span.start)
    _bridge_spaces(text, marks)
    pieces: list[Piece] = []
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marks[at] != marks[start]:
            pieces.append(Piece(text[start:at], marks[start]))
            start = at
    return tuple(pieces)


def evidence_texts(judgement: Judgement, left: Claim, right: Claim) -> tuple[str, str]:
    """Return the words on both sides that a verdict rests on most, "" where it points at none."""
    mine, yours = _evidence_spans(judgement, left, right)
    return (mine.of(left.text), yours.of(right.text)) if mine and yours else ("", "")


def evidence_phrases(judgement: Judgement, left: Claim, right: Claim) -> tuple[str, str]:
    """Return the same words with those after them that they need to be understood: not "two", but "two ships"."""
    mine, yours = _evidence_spans(judgement, left, right)
    return (_phrase(left.text, mine), _phrase(right.text, yours)) if mine and yours else ("", "")


def _evidence_spans(judgement: Judgement, left: Claim, right: Claim) -> tuple[Span | None, Span | None]:
    for evidence in sorted(judgement.evidence, key=lambda e: -round(e.score, 4)):
        mine, yours = _inside(evidence.left, left), _inside(evidence.right, right)
        if mine and yours and mine.of(left.text).casefold() != yours.of(right.text).casefold():
            return mine, yours
    return None, None


def _phrase(text: str, span: Span) -> str:
    """Return the words of *span* and up to `FOLLOWING` content words that follow it without a pause.

    Words that only lead to what follows are left off at the end: not "find no support in".
    """
    words = span.of(text)
    if " " in words:
        return _OPEN_END.sub("", words)
    end = kept = span.end
    for _ in range(FOLLOWING):
        found = NEXT_WORD.match(text, end)
        if not found or found.group(1).casefold() in STOPWORDS:
            break
        end = found.end()
        # Not "13,000 Russian" of "13,000 Russian and Chinese soldiers".
        kept = kept if found.group(1).istitle() else end
    return text[span.start : kept]


def longest_run(left: str, right: str) -> int:
    """Return how many words in a row two sentences have in common at most, in their best alignment.

    >>> longest_run("The old pier was closed on Friday", "On Sunday the old pier was closed again")
    5
    """
    steps = Indel.opcodes([w for w, _ in _words(left)], [w for w, _ in _words(right)])
    return max((step.src_end - step.src_start for step in steps if step.tag == "equal"), default=0)


def _inside(span: Span | None, claim: Claim) -> Span | None:
    """Return *span* of the article as a span of the claim, None where it lies outside or covers nearly all of it."""
    if span is None or span.end <= span.start or span.start < claim.span.start or span.end > claim.span.end:
        return None
    if span.end - span.start > WHOLE * len(claim.text):
        return None
    return Span(span.start - claim.span.start, span.end - claim.span.start)


def _words(text: str) -> list[tuple[str, Span]]:
    return [(found.group().casefold(), Span(*found.span())) for found in WORD.finditer(text)]


def _common_runs(mine: Sequence[tuple[str, Span]], yours: Sequence[tuple[str, Span]]) -> tuple[Painted, Painted]:
    left: Painted = []
    right: Painted = []
    for step in Indel.opcodes([w for w, _ in mine], [w for w, _ in yours]):
        if step.tag == "equal" and step.src_end - step.src_start >= COPIED_RUN:
            left.append((Span(mine[step.src_start][1].start, mine[step.src_end - 1][1].end), Mark.COPIED))
            right.append((Span(yours[step.dest_start][1].start, yours[step.dest_end - 1][1].end), Mark.COPIED))
    return left, right


def _other_words(mine: Sequence[tuple[str, Span]], yours: Sequence[tuple[str, Span]]) -> tuple[Painted, Painted]:
    left: Painted = []
    right: Painted = []
    for step in Indel.opcodes([w for w, _ in mine], [w for w, _ in yours]):
        if step.tag != "equal":
            left += [(span, Mark.OTHER_WORD) for _, span in mine[step.src_start : step.src_end]]
            right += [(span, Mark.OTHER_WORD) for _, span in yours[step.dest_start : step.dest_end]]
    return left, right


def _shared_words(mine: Sequence[tuple[str, Span]], theirs: set[str]) -> Painted:
    return [(span, Mark.SHARED) for word, span in mine if word in theirs and word not in STOPWORDS]


def _bridge_spaces(text: str, marks: list[Mark]) -> None:
    for found in re.finditer(r"\s+", text):
        start, end = found.span()
        if start > 0 and end < len(text) and marks[start - 1] == marks[end]:
            marks[start:end] = [marks[end]] * (end - start)
