"""The section of watched claims: what each source does with what the analyst asked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from narrative.data import Answer, AnswerKind, Claim, Judgement, Relation, Span, Watched
from narrative.report.view.divergences import CONTEXT, OVER, trim_pieces
from narrative.report.view.index import Index
from narrative.report.view.marks import cut_into_pieces, evidence_phrases, mark_evidence
from narrative.report.view.nouns import AnswerRow, Side, WatchRow
from narrative.report.view.surround import surround
from narrative.report.words import capitalise, certainty, count_in_words, in_quotes, join, spell

MOST_QUOTES = 3
# An answer less sure than this is given as a perhaps.
SURE = 0.65
WORDS = {
    AnswerKind.STATES: "comes near it; whether it says the same is left undecided",
    AnswerKind.REPEATS: "has it in the same wording",
    AnswerKind.AGREES: "says the same in its own words",
    AnswerKind.SILENT: "covers the story without it",
    AnswerKind.NEVER_MENTIONED: "does not cover the matter",
}
QUOTE_WORDS = {
    Relation.DIVERGES: "differs",
    Relation.AGREES: "the same in own words",
    Relation.REPEATS: "the same wording",
    None: "undecided",
}
MARKS = {AnswerKind.AGREES: "corroborates", AnswerKind.NEVER_MENTIONED: ""}
SUMMARY = (
    (AnswerKind.DIVERGES, "differs from it", "differ from it"),
    (AnswerKind.AGREES, "says the same in its own words", "say the same in their own words"),
    (AnswerKind.REPEATS, "has it in the same wording", "have it in the same wording"),
    (AnswerKind.STATES, "comes near it", "come near it"),
    (AnswerKind.SILENT, "covers the story without it", "cover the story without it"),
    (AnswerKind.NEVER_MENTIONED, "does not cover the matter", "do not cover the matter"),
)


def build_watch(index: Index) -> tuple[WatchRow, ...]:
    """Return a row per watched claim, in the order of the configuration, with an answer for every source."""
    return tuple(_row(one, index) for one in index.comparison.watched)


def describe_answers(answers: tuple[Answer, ...]) -> str:
    """Return who does what, in numbers.

    >>> describe_answers((Answer("A", AnswerKind.AGREES), Answer("B", AnswerKind.SILENT), Answer("C", AnswerKind.SILENT)))
    'One source says the same in its own words and two cover the story without it.'
    """
    counts = Counter(answer.kind for answer in answers)
    parts: list[str] = []
    for kind, one, several in SUMMARY:
        if counts[kind]:
            number = spell(counts[kind]) if parts else count_in_words(counts[kind], "source")
            parts.append(f"{number} {one if counts[kind] == 1 else several}")
    return f"{capitalise(join(parts))}." if parts else ""


def _row(one: Watched, index: Index) -> WatchRow:
    verdicts = {judgement.link.left: judgement for judgement in one.judgements}
    watched = Claim(one.claim_id, "", "", Span(0, len(one.text)), one.text)
    ranked = sorted(one.answers, key=lambda answer: (_rank(answer), answer.source))
    speaking = [answer for answer in ranked if answer.claim_ids]
    return WatchRow(
        anchor=one.claim_id,
        title=one.label or in_quotes(one.text),
        text=one.text if one.label else "",
        narrative=index.narrative_label(one.narrative_id),
        summary=describe_answers(one.answers),
        answers=tuple(_answer(answer, watched, verdicts, index) for answer in speaking),
        silent=tuple(index.label(answer.source) for answer in ranked if answer.kind is AnswerKind.SILENT),
        never=tuple(index.label(answer.source) for answer in ranked if answer.kind is AnswerKind.NEVER_MENTIONED)
        if any(answer.kind is not AnswerKind.NEVER_MENTIONED for answer in ranked)
        else (),
    )


def _rank(answer: Answer) -> int:
    return [kind for kind, _, _ in SUMMARY].index(answer.kind)


def _answer(answer: Answer, watched: Claim, verdicts: Mapping[str, Judgement], index: Index) -> AnswerRow:
    shown = answer.claim_ids[:MOST_QUOTES]
    left = len(answer.claim_ids) - len(shown)
    return AnswerRow(
        source=index.label(answer.source),
        kind=MARKS.get(answer.kind, answer.kind.value),
        words=_describe(answer, watched, verdicts, index),
        quotes=tuple(_quote(index.claims[id_], watched, verdicts[id_], verdicts[shown[0]], index) for id_ in shown),
        certainty=certainty(answer.confidence),
        more=f"{capitalise(count_in_words(left, 'more sentence'))} in watch.csv." if left else "",
    )


def _describe(answer: Answer, watched: Claim, verdicts: Mapping[str, Judgement], index: Index) -> str:
    """Return the answer in words, with both values where it differs: "differs on numbers: “65 boats” where …"."""
    perhaps = "perhaps " if answer.confidence < SURE else ""
    if answer.kind is not AnswerKind.DIVERGES:
        return WORDS[answer.kind] if answer.kind is AnswerKind.STATES else perhaps + WORDS[answer.kind]
    claim = index.claims[answer.claim_ids[0]]
    said, asked = evidence_phrases(verdicts[claim.id], claim, watched)
    over = OVER.get(answer.divergence, "a later figure") if answer.divergence else "other points"
    values = f": {in_quotes(said)} where the claim has {in_quotes(asked)}" if said and asked else ""
    return f"{perhaps}differs over {over}{values}"


def _quote(claim: Claim, watched: Claim, verdict: Judgement, best: Judgement, index: Index) -> Side:
    """Return a sentence with what it does in brackets where that is not what the surest one does."""
    pieces = trim_pieces(cut_into_pieces(claim.text, mark_evidence(verdict, claim, watched)))
    pieces = surround(pieces, claim, index.articles[claim.article_id], CONTEXT)
    value = "" if verdict.relation is best.relation else QUOTE_WORDS[verdict.relation]
    return Side((claim.source,), value, pieces, f"#{claim.id}")
