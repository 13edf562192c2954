"""Why two sentences are one claim, and why a verdict was given, in words."""

from __future__ import annotations

import re
from math import isfinite

from narrative.data import Claim, Divergence, Judgement, Link, Precision, Quantity, Relation
from narrative.report.view.flips import describe_change, describe_flip, is_evidence, quantity_words
from narrative.report.view.index import Index, is_difference, surest
from narrative.report.view.marks import evidence_phrases, longest_run
from narrative.report.view.nouns import Bar, LinkReason, Reason
from narrative.report.view.signals import BASELINE, name_signal
from narrative.report.words import (
    capitalise,
    certainty,
    clip,
    count_in_words,
    in_hundred,
    in_quotes,
    join,
    join_some,
    lag,
    name_speaker,
    plural,
)

# Bars that add less than this to the log-odds would be invisible; they are summed up in one.
SMALLEST_BAR = 0.05
# Log-odds that alone turn even odds into more than 8 in 10, and into more than 6 in 10.
STRONG, PLAIN = 1.5, 0.5
MOST_BARS = 7
MOST_REASONS = 3
# How the stage of verdicts notes what the relation model makes of two sentences.
MODEL_NOTE = re.compile(r"the relation model reads that (they [a-z ]+) \((0\.\d+|1\.0+)\)$")
# A figure that was published so much later may replace the earlier one.
UPDATE_HOURS = 12
VERDICTS = {
    Relation.REPEATS: "Why this is copied wording",
    Relation.AGREES: "Why they agree",
    Relation.DIVERGES: "Why they diverge",
}
VALUE_WIDTH = 60
NOTE_WIDTH = 160
DIFFER = {
    Divergence.NUMBER: "They give different numbers",
    Divergence.DATE: "They give different dates",
    Divergence.PLACE: "They name different places",
    Divergence.ACTOR: "They name different actors",
    Divergence.NEGATION: "One says what the other denies",
    Divergence.MODALITY: "One is more certain than the other",
    Divergence.ATTRIBUTION: "They rest on different voices",
    Divergence.NAMING: "They use different names for the same thing",
    Divergence.UPDATE: "A later report replaces an earlier one",
    Divergence.OTHER: "They do not fit together",
}


def explain_link(group: str, index: Index) -> LinkReason | None:
    """Return why the members of *group* are linked, shown on the link between sources that says most."""
    links = index.groups[group].links
    crossing = [k for k in links if index.claims[k.left].source != index.claims[k.right].source] or list(links)
    if not crossing:
        return None
    best = _telling(group, index) or min(crossing, key=lambda k: (-round(k.probability, 4), k.left, k.right))
    weakest = max(crossing, key=lambda k: (-round(k.probability, 4), k.left, k.right))
    note = ""
    if len(crossing) > 1:
        note = f"The weakest tie here, between {_pair(weakest, index)}, is {in_hundred(weakest.probability)}."
    title = f"Why these are the same claim: {in_hundred(best.probability)}"
    bars, total = draw_waterfall(best), _sum_up(best)
    return LinkReason(title, f"Between {_pair(best, index)}", bars, total, note, describe_flip(best))


def _telling(group: str, index: Index) -> Link | None:
    """Return the link of the surest difference: the reader asks of these two first whether they are one claim."""
    differing = surest(j for j in index.judgements.get(group, ()) if index.crosses(j) and is_difference(j))
    return differing[0].link if differing else None


def draw_waterfall(link: Link) -> tuple[Bar, ...]:
    """Return the signals of *link* as steps: each bar begins where the one before it ended.

    Lengths are log-odds; after the starting point the largest come first, and what is too small to see is summed up last.
    """
    ordered = sorted(link.signals, key=lambda s: (s.name != BASELINE, -abs(round(s.weight, 4)), s.name))
    shown = [(name_signal(s.name), s.weight) for s in ordered[:MOST_BARS] if abs(s.weight) >= SMALLEST_BAR]
    rest = sum(s.weight for s in ordered[len(shown) :])
    if abs(rest) >= SMALLEST_BAR:
        shown.append(("everything else", rest))
    edges = [0.0]
    for _, weight in shown:
        edges.append(edges[-1] + weight)
    low, high = min(edges), max(edges)
    scale = 100 / (high - low) if high > low else 0.0
    return tuple(
        Bar(
            name=name,
            left=round((min(before, after) - low) * scale, 1),
            width=round(max(abs(after - before) * scale, 0.8), 1),
            amount=weigh_in_words(weight),
            weight=_sign(weight),
            against=weight < 0,
        )
        for (name, weight), before, after in zip(shown, edges, edges[1:], strict=False)
    )


def weigh_in_words(weight: float) -> str:
    """Return how much a signal of *weight*, in log-odds, says for or against one claim.

    >>> [weigh_in_words(w) for w in (2.4, 0.9, 0.2, -0.2, -3.0)]
    ['strongly for', 'for', 'a little for', 'a little against', 'strongly against']
    """
    side = "against" if weight < 0 else "for"
    degree = "strongly " if abs(weight) >= STRONG else "" if abs(weight) >= PLAIN else "a little "
    return degree + side


def _sign(weight: float) -> str:
    return f"{'+' if weight >= 0 else '−'}{abs(weight):.2f}"


def _sum_up(link: Link) -> str:
    """Return what the weights of *link* add up to, and which probability that is."""
    return (
        f"{_sign(sum(s.weight for s in link.signals))} together, in log-odds, which is {in_hundred(link.probability)}"
    )


def explain_verdicts(group: str, index: Index) -> tuple[Reason, ...]:
    """Return why the sources of *group* were found to differ, or to agree or repeat where none differ."""
    crossing = surest(j for j in index.judgements.get(group, ()) if index.crosses(j))
    differing = [j for j in crossing if is_difference(j)]
    decided = differing or [j for j in crossing if j.relation is not None]
    if not decided:
        return (_undecided(),) if crossing else ()
    kinds: dict[tuple[Relation | None, Divergence | None], Judgement] = {}
    for judgement in decided:
        kinds.setdefault((judgement.relation, judgement.divergence), judgement)
    return tuple(_reason(j, index) for j in list(kinds.values())[:MOST_REASONS])


def _reason(judgement: Judgement, index: Index) -> Reason:
    left, right = index.claims[judgement.link.left], index.claims[judgement.link.right]
    title = VERDICTS[judgement.relation or Relation.AGREES]
    if judgement.divergence and judgement.relation is not Relation.DIVERGES:
        title = "Why they are worded differently"
    lines = [_sentence(judgement, left, right), *_grounds(judgement, left, right), *_notes(judgement)]
    if judgement.divergence is Divergence.NUMBER:
        lines.append(_later(left, right, index))
    if judgement.divergence:
        lines.append(_voices(left, right))
    verdict = f"{judgement.relation or ''} {judgement.divergence or ''}".strip()
    return Reason(
        f"{title}: {certainty(judgement.confidence)}",
        tuple(line.replace("….", "…") for line in lines if line),
        left=left.id,
        right=right.id,
        verdict=verdict,
        flip=describe_change(judgement, left, right),
    )


def _sentence(judgement: Judgement, left: Claim, right: Claim) -> str:
    if judgement.divergence is None:
        if judgement.relation is Relation.REPEATS:
            run = longest_run(left.text, right.text)
            return f"{left.source} and {right.source} have {count_in_words(run, 'word')} in a row in common."
        return f"Nothing that can be checked differs between {left.source} and {right.source}."
    mine, yours = (clip(text, VALUE_WIDTH) for text in evidence_phrases(judgement, left, right))
    lead = DIFFER[judgement.divergence]
    if mine and yours:
        return f"{lead}: {left.source} has {in_quotes(mine)}, {right.source} has {in_quotes(yours)}."
    return f"{lead}, compared between {left.source} and {right.source}."


def _grounds(judgement: Judgement, left: Claim, right: Claim) -> list[str]:
    """Return what else the verdict rests on: how far a rounded number reaches, or what both sentences name."""
    if judgement.divergence is Divergence.NUMBER:
        return [_reach(q, claim) for claim in (left, right) for q in claim.quantities if is_evidence(q, judgement)]
    if judgement.relation is Relation.AGREES:
        return [_common_ground(left, right)]
    return []


def _reach(quantity: Quantity, claim: Claim) -> str:
    """Return how far a rounded number reaches: "“About 900” would cover 810 to 990."."""
    if not quantity.approximate or not (isfinite(quantity.low) and isfinite(quantity.high)):
        return ""
    words = capitalise(quantity_words(quantity, claim))
    return f"{in_quotes(words)} would cover {quantity.low:,.10g} to {quantity.high:,.10g}."


def _common_ground(left: Claim, right: Claim) -> str:
    theirs = {name.key for name in right.names}
    names = list({name.key: name.text for name in left.names if name.key in theirs}.values())
    values = {q.value for q in right.quantities}
    numbers = list(dict.fromkeys(f"{q.value:,.10g}" for q in left.quantities if q.value in values))
    parts = [f"name {join_some(names, 4)}"] if names else []
    parts += [f"give the {plural(len(numbers), 'number')} {join_some(numbers, 4)}"] if numbers else []
    return f"Both {join(parts)}." if parts else ""


def _later(left: Claim, right: Claim, index: Index) -> str:
    """Return which of two figures is the later one: it may be an update that nobody called so."""
    first, second = (index.articles[c.article_id] for c in (left, right))
    if not first.published or not second.published or Precision.UNKNOWN in (first.precision, second.precision):
        return ""
    hours = (second.published - first.published).total_seconds() / 3600
    late, precision = (right if hours > 0 else left), Precision.DAY
    if first.precision is second.precision is Precision.MINUTE:
        precision = Precision.MINUTE
    if abs(hours) < UPDATE_HOURS:
        return ""
    return f"{late.source} wrote {lag(hours, precision)} later, so this may be an update."


def _voices(left: Claim, right: Claim) -> str:
    """Return who each side refers to, where at least one refers to somebody."""
    if not left.speaker and not right.speaker:
        return ""
    mine, yours = name_speaker(left.speaker), name_speaker(right.speaker)
    if mine.casefold() == yours.casefold():
        return f"Both refer to {mine}."
    return f"{left.source} refers to {mine}, {right.source} to {yours}."


def _notes(judgement: Judgement) -> list[str]:
    """Return the notes of the evidence, each once. A signal without a note has no words to show."""
    notes = (clip(_reword(e.note), NOTE_WIDTH).rstrip(".") for e in judgement.evidence if e.note)
    return list(dict.fromkeys(capitalise(note) + "." for note in notes))[:MOST_REASONS]


def _reword(note: str) -> str:
    found = MODEL_NOTE.match(note)
    if not found:
        return note
    sure = in_hundred(float(found.group(2)))
    return f"a second reading, by a model trained on pairs of sentences, is that {found.group(1)} ({sure})"


def _undecided() -> Reason:
    return Reason("No verdict", ("The signs are too weak to say whether these sentences agree or differ.",))


def _pair(link: Link, index: Index) -> str:
    return f"{index.claims[link.left].source} and {index.claims[link.right].source}"
