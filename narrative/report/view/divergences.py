"""The section of divergences: what differs, field by field, with both sides in their own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from narrative.data import Claim, Divergence, Judgement, Relation, StandKind
from narrative.report.view.gravity import contradicting, rank_contradictions, weigh_field
from narrative.report.view.index import Index, is_framing, is_update, surest
from narrative.report.view.marks import cut_into_pieces, evidence_phrases, evidence_texts, mark_evidence
from narrative.report.view.nouns import Clash, Field, Piece, Side
from narrative.report.view.sections import Divergences
from narrative.report.view.stands import DIVERGENCE_WORDS, claim_time_order
from narrative.report.view.surround import surround
from narrative.report.words import capitalise, certainty, count_in_words, join_some

MOST_CLASHES = 25
_FIGURE = re.compile(r"\d[\d.,]*")
ONE_SOURCE = "With one source there is nobody to differ from."
# Characters kept on each side of the differing words.
CONTEXT = 160
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


class Holding(NamedTuple):
    """A side while it is gathered: its sources in order, its words, and the claim and verdict that show them."""

    sources: dict[str, None]
    value: str
    claim: Claim
    judgement: Judgement
    words: str


def build_divergences(index: Index) -> Divergences:
    """Return all differences by field, a line for each claim."""
    crossing = [j for j in index.comparison.judgements if index.crosses(j)]
    hard = [j for j in crossing if j.relation is Relation.DIVERGES]
    contradictions = _fields([j for j in hard if not is_update(j)], "contradiction", index)
    updates = _fields([j for j in hard if is_update(j)], "update", index)
    framing = _fields([j for j in crossing if is_framing(j)], "framing", index)
    return Divergences(
        note=_note(contradictions, updates, framing) or _count_twice(hard, index)
        if len(index.comparison.sources) > 1
        else ONE_SOURCE,
        contradictions=contradictions,
        updates=updates,
        framing=framing,
    )


def gather_sides(judgements: Sequence[Judgement], index: Index) -> tuple[Side, ...]:
    """Return the sides of a difference, the widest first: who holds the same words, or agrees, stands together.

    Two sources whose verdict is among *judgements* never stand on one side, whatever words the evidence points at:
    "two Chinese and seven Russian aircraft" differs from "seven Chinese and two Russian" in either number.
    Of an update the earlier figure comes first. A source that copies one side without being judged itself is put with it.
    """
    found: list[Holding] = []
    opposed = {_sources(judgement, index) for judgement in judgements}
    joined = _agreements(judgements, index) - opposed
    for judgement in judgements:
        pair = _claims(judgement, index)
        phrases = evidence_phrases(judgement, *pair)
        for text, phrase, claim in zip(evidence_texts(judgement, *pair), phrases, pair, strict=True):
            # A source that says both stands on the side where it was found first, with its surer verdict.
            if any(claim.source in holding.sources for holding in found):
                continue
            holding = _side_of(claim, text.casefold(), found, (opposed, joined))
            if holding is None:
                holding = Holding({}, phrase, claim, judgement, text.casefold())
                found.append(holding)
            holding.sources.setdefault(claim.source)
    spoken = {source for holding in found for source in holding.sources}
    for holding in found:
        for stand in index.stands.get(index.group_of[holding.claim.id], ()):
            copies = stand.kind is StandKind.REPEATS and set(stand.of_sources) & set(holding.sources)
            if copies and stand.source not in spoken:
                holding.sources.setdefault(stand.source)
    updates = all(is_update(j) for j in judgements)

    def key(holding: Holding) -> tuple[int, tuple[bool, str]]:
        return 0 if updates else -len(holding.sources), claim_time_order(holding.claim, index)

    return tuple(_side(holding, index) for holding in sorted(found, key=key))


def _side_of(
    claim: Claim, words: str, found: Sequence[Holding], verdicts: tuple[set[frozenset[str]], set[frozenset[str]]]
) -> Holding | None:
    """Return the side that *claim* belongs to: none of its sources contradicts it, and the words or a verdict are the same.

    A verdict joins no two figures: "13,000 soldiers" and "nearly 10,000" may have been read as one claim, not as one number.
    """
    opposed, joined = verdicts
    for holding in found:
        pairs = {frozenset((claim.source, source)) for source in holding.sources}
        agree = pairs & joined and not _differ_in_digits(words, holding.words)
        if not pairs & opposed and (agree or (words and words == holding.words)):
            return holding
    return None


def _differ_in_digits(words: str, others: str) -> bool:
    """Return whether both hold figures, and not the same.

    >>> _differ_in_digits("13,000", "nearly 10,000"), _differ_in_digits("100 men", "a hundred")
    (True, False)
    """
    ours, theirs = _FIGURE.findall(words), _FIGURE.findall(others)
    return bool(ours and theirs) and ours != theirs


def _sources(judgement: Judgement, index: Index) -> frozenset[str]:
    return frozenset(claim.source for claim in _claims(judgement, index))


def _agreements(judgements: Sequence[Judgement], index: Index) -> set[frozenset[str]]:
    """Return the pairs of sources that agree or repeat each other in the groups of *judgements*."""
    groups = {index.group_of[judgement.link.left] for judgement in judgements}
    alike = {Relation.AGREES, Relation.REPEATS}
    return {_sources(j, index) for group in groups for j in index.judgements.get(group, ()) if j.relation in alike}


def differing(group: str, judgement: Judgement, index: Index) -> tuple[Judgement, ...]:
    """Return the verdicts of *group* on the same field as *judgement*, the surest first."""
    return tuple(j for j in index.divergences(group) if j.divergence is judgement.divergence)


def clashing_values(judgements: Sequence[Judgement], index: Index) -> tuple[str, ...]:
    """Return the different words that verdicts point at, each once, those of the widest side first."""
    return tuple(side.value for side in gather_sides(judgements, index) if side.value)


def describe_sides(judgements: Sequence[Judgement], index: Index) -> str:
    """Return who is against whom: "A and B against C", "A, B and C, each with another figure"."""
    sides = [join_some(list(side.sources), 3) for side in gather_sides(judgements, index)]
    return " against ".join(sides)


def _fields(judgements: Sequence[Judgement], section: str, index: Index) -> tuple[Field, ...]:
    fields = []
    places = {group: place for place, group in enumerate(rank_contradictions(index))}
    for kind in Divergence:
        groups: dict[str, list[Judgement]] = {}
        for judgement in surest(j for j in judgements if (j.divergence or Divergence.OTHER) is kind):
            groups.setdefault(index.group_of[judgement.link.left], []).append(judgement)
        if groups:
            ordered = sorted(groups, key=lambda group: places.get(group, len(places)))
            clashes = tuple(_clash(groups[group], index) for group in ordered[:MOST_CLASHES])
            left = len(groups) - len(clashes)
            more = f"{capitalise(count_in_words(left, 'more such claim'))} in groups.csv." if left else ""
            note = NOTES.get(kind, "") if section != "contradiction" else ""
            field = Field(f"{section}-{kind.value}", TITLES[kind], note, clashes, more)
            fields.append(((weigh_field(kind), -len(clashes), field.anchor), field))
    return tuple(field for _, field in sorted(fields, key=lambda one: one[0]))


def _clash(judgements: Sequence[Judgement], index: Index) -> Clash:
    best = judgements[0]
    return Clash(
        href=f"#{index.group_of[best.link.left]}",
        sides=gather_sides(judgements, index),
        certainty=certainty(best.confidence),
    )


def _side(holding: Holding, index: Index) -> Side:
    claim, judgement = holding.claim, holding.judgement
    left, right = _claims(judgement, index)
    marks = mark_evidence(judgement, claim, right if claim.id == left.id else left)
    pieces = trim_pieces(cut_into_pieces(claim.text, marks))
    pieces = surround(pieces, claim, index.articles[claim.article_id], CONTEXT)
    return Side(tuple(holding.sources), holding.value, pieces, f"#{claim.id}")


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


def _count_twice(hard: Sequence[Judgement], index: Index) -> str:
    """Return why more differences than claims are listed, "" where they are as many."""
    listed = {(index.group_of[j.link.left], j.divergence) for j in hard if not is_update(j)}
    claims = len(contradicting(index))
    if len(listed) <= claims:
        return ""
    said = count_in_words(claims, "claim")
    return (
        f"{capitalise(said)} {'is' if claims == 1 else 'are'} contradicted, on {len(listed)} points: "
        "one that differs in two fields stands under both."
    )


def _claims(judgement: Judgement, index: Index) -> tuple[Claim, Claim]:
    return index.claims[judgement.link.left], index.claims[judgement.link.right]


def name_field(judgement: Judgement) -> str:
    """Return the field of a difference in a word or two."""
    return DIVERGENCE_WORDS[judgement.divergence or Divergence.OTHER]
