"""The section of divergences: what differs, field by field, with both sides in their own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from narrative.data import Claim, Divergence, Judgement, Relation
from narrative.report.view.index import Index, is_framing, is_update, surest
from narrative.report.view.marks import cut_into_pieces, evidence_texts, mark_evidence
from narrative.report.view.nouns import Clash, Divergences, Field, Piece, Side
from narrative.report.view.stands import DIVERGENCE_WORDS, quote_anchor
from narrative.report.words import certainty, count_in_words, join_some

MOST_CLASHES = 25
# Characters kept on each side of the differing words.
CONTEXT = 90
TITLES = {
    Divergence.NUMBER: "Numbers",
    Divergence.DATE: "Dates",
    Divergence.PLACE: "Places",
    Divergence.ACTOR: "Who acts",
    Divergence.NEGATION: "Said by one, denied by another",
    Divergence.MODALITY: "How certain it is",
    Divergence.ATTRIBUTION: "Who says so",
    Divergence.NAMING: "Choice of name",
    Divergence.UPDATE: "Later figures",
    Divergence.OTHER: "Other differences",
}
OVER = {
    Divergence.NUMBER: "numbers",
    Divergence.DATE: "dates",
    Divergence.PLACE: "places",
    Divergence.ACTOR: "who acts",
    Divergence.NEGATION: "whether it is so",
    Divergence.MODALITY: "how certain it is",
    Divergence.ATTRIBUTION: "who says so",
    Divergence.NAMING: "names",
    Divergence.OTHER: "other points",
}
NOTES = {
    Divergence.UPDATE: "A later report gives another figure and may replace the earlier one. This is no contradiction by itself.",
    Divergence.NAMING: "The same thing under different names.",
    Divergence.ATTRIBUTION: "The same statement, resting on different voices.",
    Divergence.MODALITY: "One side states it, the other puts it with reserve.",
}


def build_divergences(index: Index, opened: frozenset[str]) -> Divergences:
    """Return all differences by field; *opened* are the groups whose quotes are on the page."""
    crossing = [j for j in index.comparison.judgements if index.crosses(j)]
    hard = [j for j in crossing if j.relation is Relation.DIVERGES]
    within = [j for j in index.comparison.judgements if j.relation is Relation.DIVERGES and not index.crosses(j)]
    contradictions = _fields([j for j in hard if not is_update(j)], "contradiction", index, opened)
    updates = _fields([j for j in hard if is_update(j)], "update", index, opened)
    framing = _fields([j for j in crossing if is_framing(j)], "framing", index, opened)
    return Divergences(
        note=_note(contradictions, updates, framing),
        contradictions=contradictions,
        updates=updates,
        framing=framing,
        within=_fields(within, "within", index, opened),
    )


def contradicting(index: Index) -> tuple[str, ...]:
    """Return the shared groups whose sources contradict each other, updates apart."""
    return tuple(g for g in index.shared if any(not is_update(j) for j in index.divergences(g)))


def split_sides(judgement: Judgement, index: Index) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the sources that hold the left and the right side of a difference, named once each, in order.

    A third source sides with the words that it shares in another verdict on the same field.
    """
    left, right = _claims(judgement, index)
    mine, yours = (text.casefold() for text in evidence_texts(judgement, left, right))
    sides: tuple[dict[str, None], dict[str, None]] = ({left.source: None}, {right.source: None})
    for other in index.judgements.get(index.group_of[left.id], ()):
        if other.divergence is not judgement.divergence:
            continue
        for text, claim in zip(evidence_texts(other, *_claims(other, index)), _claims(other, index), strict=True):
            if text and text.casefold() == mine and claim.source not in sides[1]:
                sides[0].setdefault(claim.source)
            elif text and text.casefold() == yours and claim.source not in sides[0]:
                sides[1].setdefault(claim.source)
    return tuple(sides[0]), tuple(sides[1])


def clashing_values(group: str, judgement: Judgement, index: Index) -> tuple[str, ...]:
    """Return the different words of the sources of *group* on the field of *judgement*, each once."""
    found: dict[str, str] = {}
    for other in index.divergences(group):
        if other.divergence is judgement.divergence:
            for text in evidence_texts(other, *_claims(other, index)):
                if text:
                    found.setdefault(text.casefold(), text)
    return tuple(found.values())


def describe_sides(judgement: Judgement, index: Index) -> str:
    """Return who is against whom: "A and B against C"."""
    left, right = split_sides(judgement, index)
    return f"{join_some(left, 3)} against {join_some(right, 3)}"


def _fields(judgements: Sequence[Judgement], section: str, index: Index, opened: frozenset[str]) -> tuple[Field, ...]:
    fields = []
    for kind in Divergence:
        found = _one_per_claim((j for j in judgements if (j.divergence or Divergence.OTHER) is kind), index)
        if found:
            clashes = tuple(_clash(j, index, opened) for j in found[:MOST_CLASHES])
            left = len(found) - len(clashes)
            more = f"{count_in_words(left, 'more difference')} in the table of claims." if left else ""
            note = NOTES.get(kind, "") if section != "contradiction" else ""
            fields.append(Field(f"{section}-{kind.value}", TITLES[kind], note, clashes, more.capitalize()))
    return tuple(sorted(fields, key=lambda f: (-len(f.clashes), f.anchor)))


def _one_per_claim(judgements: Iterable[Judgement], index: Index) -> tuple[Judgement, ...]:
    """Return the surest verdict of each group and pair of values."""
    kept: dict[tuple[str, frozenset[str]], Judgement] = {}
    for judgement in surest(judgements):
        left, right = _claims(judgement, index)
        values = frozenset(t.casefold() for t in evidence_texts(judgement, left, right) if t)
        kept.setdefault((index.group_of[left.id], values or frozenset({left.source, right.source})), judgement)
    return tuple(kept.values())


def _clash(judgement: Judgement, index: Index, opened: frozenset[str]) -> Clash:
    left, right = _claims(judgement, index)
    mine, yours = split_sides(judgement, index) if left.source != right.source else ((left.source,), (right.source,))
    group = index.group_of[left.id]
    return Clash(
        href=f"#{group}" if group in opened else f"#{left.id}",
        left=_side(mine, left, judgement, group in opened),
        right=_side(yours, right, judgement, group in opened),
        certainty=certainty(judgement.confidence),
    )


def _side(sources: Sequence[str], claim: Claim, judgement: Judgement, opens: bool) -> Side:
    pieces = trim_pieces(cut_into_pieces(claim.text, mark_evidence(judgement, claim)))
    return Side(join_some(list(sources), 3), pieces, f"#{quote_anchor(claim.id) if opens else claim.id}")


def trim_pieces(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return *pieces* with long unmarked stretches before the first mark and after the last cut at a word.

    >>> long = "word " * 60
    >>> from narrative.report.view.nouns import Mark
    >>> shown = trim_pieces((Piece(long), Piece("12", Mark.DIFFERS), Piece(" " + long)))
    >>> shown[0].text.startswith("…word"), shown[-1].text.endswith("word…")
    (True, True)
    """
    if len(pieces) == 1:
        text = pieces[0].text
        return pieces if len(text) <= 3 * CONTEXT else (Piece(text[: 3 * CONTEXT].rsplit(" ", 1)[0] + "…"),)
    first, last = pieces[0], pieces[-1]
    if not first.mark and len(first.text) > CONTEXT:
        first = Piece("…" + first.text[-CONTEXT:].split(" ", 1)[-1])
    if not last.mark and len(last.text) > CONTEXT:
        last = Piece(last.text[:CONTEXT].rsplit(" ", 1)[0] + "…")
    return (first, *pieces[1:-1], last)


def _note(contradictions: Sequence[Field], updates: Sequence[Field], framing: Sequence[Field]) -> str:
    if not (contradictions or updates or framing):
        return "The sources do not differ on any claim that they share, as far as the texts show."
    if not contradictions:
        return "No source contradicts another; what differs are later figures or the choice of words."
    return ""


def _claims(judgement: Judgement, index: Index) -> tuple[Claim, Claim]:
    return index.claims[judgement.link.left], index.claims[judgement.link.right]


def name_field(judgement: Judgement) -> str:
    """Return the field of a difference in a word or two."""
    return DIVERGENCE_WORDS[judgement.divergence or Divergence.OTHER]
