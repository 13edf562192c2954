"""Why two sentences are one claim, and why a verdict was given, in words."""

from __future__ import annotations

from narrative.data import Claim, Divergence, Judgement, Link, Relation
from narrative.report.view.index import Index, is_difference, surest
from narrative.report.view.marks import evidence_texts
from narrative.report.view.nouns import Bar, LinkReason, Reason
from narrative.report.words import capitalise, certainty, clip, in_hundred, in_quotes

# Bars that add less than this to the log-odds would be invisible; they are summed up in one.
SMALLEST_BAR = 0.05
MOST_BARS = 7
MOST_REASONS = 3
VALUE_WIDTH = 60
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
    best = min(crossing, key=lambda k: (-round(k.probability, 4), k.left, k.right))
    weakest = max(crossing, key=lambda k: (-round(k.probability, 4), k.left, k.right))
    note = ""
    if len(crossing) > 1:
        note = f"The weakest tie here, between {_pair(weakest, index)}, is {in_hundred(weakest.probability)}."
    title = f"Why these are the same claim: {in_hundred(best.probability)}"
    return LinkReason(title, f"Between {_pair(best, index)}", draw_waterfall(best), note)


def draw_waterfall(link: Link) -> tuple[Bar, ...]:
    """Return the signals of *link* as steps: each bar begins where the one before it ended.

    Lengths are log-odds; the largest signals come first, and what is too small to see is summed up last.
    """
    ordered = sorted(link.signals, key=lambda s: (-abs(round(s.weight, 4)), s.name))
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
            amount=f"{'+' if weight >= 0 else '−'}{abs(weight):.1f}",
            against=weight < 0,
        )
        for (name, weight), before, after in zip(shown, edges, edges[1:], strict=False)
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


def name_signal(name: str) -> str:
    """Return a signal's name as a reader would say it."""
    return SIGNALS.get(name, name.replace("_", " ").replace("-", " "))


def _reason(judgement: Judgement, index: Index) -> Reason:
    left, right = index.claims[judgement.link.left], index.claims[judgement.link.right]
    verdict = {
        Relation.REPEATS: "Why this is copied wording",
        Relation.AGREES: "Why they agree",
        Relation.DIVERGES: "Why they diverge",
    }
    title = (
        "Why they are worded differently"
        if judgement.divergence and judgement.relation is not Relation.DIVERGES
        else ""
    )
    title = title or verdict.get(judgement.relation or Relation.AGREES, "")
    lines = [_sentence(judgement, left, right), *_evidence_lines(judgement, left, right)]
    return Reason(f"{title}: {certainty(judgement.confidence)}", tuple(line for line in lines if line))


def _sentence(judgement: Judgement, left: Claim, right: Claim) -> str:
    if judgement.divergence is None:
        words = (
            "Long runs of the same words"
            if judgement.relation is Relation.REPEATS
            else "Nothing in them differs in fact"
        )
        return f"{words}, compared between {left.source} and {right.source}."
    mine, yours = (clip(text, VALUE_WIDTH) for text in evidence_texts(judgement, left, right))
    lead = DIFFER[judgement.divergence]
    if mine and yours:
        return f"{lead}: {left.source} has {in_quotes(mine)}, {right.source} has {in_quotes(yours)}."
    return f"{lead}, compared between {left.source} and {right.source}."


def _evidence_lines(judgement: Judgement, left: Claim, right: Claim) -> list[str]:
    """Return the notes of the evidence, strongest first, each once."""
    del left, right
    ordered = sorted(judgement.evidence, key=lambda e: (-round(e.score, 4), e.signal))
    found: dict[str, None] = {}
    for evidence in ordered:
        line = evidence.note or name_signal(evidence.signal)
        found.setdefault(capitalise(clip(line, 160).rstrip(".")) + ".", None)
    return list(found)[:MOST_REASONS]


def _undecided() -> Reason:
    return Reason("No verdict", ("The signs are too weak to say whether these sentences agree or differ.",))


def _pair(link: Link, index: Index) -> str:
    return f"{index.claims[link.left].source} and {index.claims[link.right].source}"


SIGNALS = {
    "bias": "starting point",
    "intercept": "starting point",
    "cosine": "meaning",
    "meaning": "meaning",
    "token_set": "words in common",
    "rare_words": "rare words in common",
    "names": "names in common",
    "numbers": "numbers in common",
}
