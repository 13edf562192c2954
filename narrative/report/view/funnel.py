"""How the page came about, step by step: what each step does, how much it gave, and what went no further and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from narrative.data import Relation, StageCount
from narrative.report.view.index import Index
from narrative.report.words import count, figure, join

Counts = Mapping[str, StageCount]

READING = "Files are read into articles. What cannot be read is listed below with the reason."
CLEANING = (
    "Comment prompts, share bars, bylines and lines that recur from article to article are taken out, and so is a text "
    "that is there already. Each article shows its dropped lines."
)
NARRATIVES = (
    "Articles are cut into passages of a few sentences. Passages that tell the same story are put together by meaning, "
    "and the story is named in words from the texts."
)
CLAIMS = (
    "Sentences, and parts of sentences that are statements of their own, are kept where there is something to check, "
    "with who is said to say them, their numbers, dates and names."
)
PAIRS = (
    "Claims of different articles that share a rare phrase, a name, a number or meaning are put side by side; "
    "the others cannot be one claim and are not looked at."
)
LINKS = (
    "Two claims are taken for the same one when their meaning, names, numbers and rare words agree. How probable that "
    "is stands beside each claim."
)
VERDICTS = (
    "Linked claims repeat each other, agree in their own words, or differ on something that can be pointed at. "
    "Where the signs are weak, there is no verdict."
)
GROUPS = (
    "Claims that hang together by their links are one claim. For each that two sources make, every source is given one "
    "stand: first, in its own words, same wording, otherwise, or silent although it covers the story."
)
# What a stage calls what it left out, as a reader would say it of one or of several.
REASONS = {
    "no text": "without text",
    "not an article": "not an article by name",
    "duplicate": "with a text that is there already",
    "no verb": "without a verb",
    "too short": "too short to say anything",
    "no comment was given": "“no comment”",
    "only says that somebody spoke": "“she said on Monday”, and nothing else",
    "leads over to what follows": "“here are five points”",
    "not worth checking": "with nothing to check",
    "undecided": "left undecided",
    "one source only": "made by one source only",
    "below the bar or against the group": "not alike enough, or at odds with the other claims of their group",
}
NOUNS = frozenset({"heading", "question"})
ELSEWHERE = "What each step took, gave and left out is counted on the page of the whole, report.html."
PART = "The counts are those of the whole comparison; this page shows a part of it: {}."
FEWEST = 2


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to the page: what it does, what it gave ("29 articles"), of how many, and what went no further."""

    name: str
    words: str
    gave: str
    of: str
    left: str


def build_funnel(index: Index) -> tuple[Step, ...]:
    """Return the steps from records to shared claims; each begins with what the one before it gave."""
    counts = {c.stage: c for c in index.comparison.counts}
    return (
        _step("Reading", READING, counts.get("ingest"), ("record", "article")),
        _clean(counts, index),
        _place(counts, index),
        _extract(counts),
        _pair(counts),
        _step("Links", LINKS, counts.get("link"), ("pair", "linked pair")),
        _judge(counts, index),
        _group(counts),
    )


def describe_part(index: Index) -> str:
    """Return where the counts of the whole stand, or that they are those, where the page shows a part of it, else ""."""
    if not index.comparison.counts:
        return ELSEWHERE
    articles, claims = len(index.comparison.articles), len(index.comparison.claims)
    counts = {c.stage: c.given for c in index.comparison.counts}
    if counts.get("clean", articles) == articles and counts.get("extract", claims) == claims:
        return ""
    return PART.format(f"{count(articles, 'article')} with {count(claims, 'claim')}")


def explain_left_out(stage: StageCount) -> str:
    """Return what went no further and why, the most frequent reason first.

    >>> explain_left_out(StageCount("extract", 9, 6, (("heading", 1), ("no verb", 2))))
    '2 without a verb, 1 heading'
    """
    ranked = sorted(stage.left_out, key=lambda one: (-one[1], one[0]))
    return ", ".join(
        count(n, reason) if reason in NOUNS else f"{figure(n)} {REASONS.get(reason, reason)}" for reason, n in ranked
    )


def _step(name: str, words: str, stage: StageCount | None, nouns: tuple[str, str]) -> Step:
    """Return a step that turns some of the first of *nouns* into the second."""
    if stage is None:
        return Step(name, words, "", "", "")
    return Step(
        name, words, count(stage.given, nouns[1]), f"of {count(stage.taken, nouns[0])}", explain_left_out(stage)
    )


def _clean(counts: Counts, index: Index) -> Step:
    step = _step("Cleaning", CLEANING, counts.get("clean"), ("article", "article"))
    lines, versions = len(index.comparison.dropped), len(index.comparison.revisions)
    if not step.gave or describe_part(index):
        return step
    if versions:
        step = replace(step, of=f"{step.of}; {figure(versions)} of them an earlier version of another")
    if not lines:
        return step
    return replace(
        step, left="; ".join(part for part in (step.left, f"{count(lines, 'line')} inside the others") if part)
    )


def _place(counts: Counts, index: Index) -> Step:
    stage = counts.get("cluster")
    step = _step("Narratives", NARRATIVES, stage, ("passage", "passage"))
    if stage is None:
        return step
    several = count(len(index.comparison.narratives), "narrative")
    where = f"{step.gave} in {several}" if not describe_part(index) else f"{step.gave} in narratives"
    return replace(step, gave=where, of=f"{step.of}, cut from those articles")


def _extract(counts: Counts) -> Step:
    step = _step("Claims", CLAIMS, counts.get("extract"), ("statement", "claim"))
    return replace(step, of=f"{step.of} in those articles") if step.gave else step


def _pair(counts: Counts) -> Step:
    claims, stage = counts.get("extract"), counts.get("link")
    if stage is None or claims is None or claims.given < FEWEST:
        return Step("Pairs", PAIRS, "", "", "")
    possible = claims.given * (claims.given - 1) // 2
    left = possible - stage.taken
    why = f"{figure(left)} of one article, or with nothing of the kind in common" if left > 0 else ""
    of = f"of the {figure(possible)} that {count(claims.given, 'claim')} can make" if left >= 0 else ""
    return Step("Pairs", PAIRS, count(stage.taken, "pair"), of, why)


def _judge(counts: Counts, index: Index) -> Step:
    stage = counts.get("relate")
    step = _step("Verdicts", VERDICTS, stage, ("linked pair", "verdict"))
    judged = Counter(j.relation for j in index.comparison.judgements)
    if stage is None or stage.taken != judged.total():
        return step
    parts = [
        f"{figure(judged[Relation.AGREES])} agree",
        f"{figure(judged[Relation.REPEATS])} repeat",
        f"{figure(judged[Relation.DIVERGES])} differ",
    ]
    return replace(step, of=f"{step.of}: {join(parts)}")


def _group(counts: Counts) -> Step:
    stage, claims, links = counts.get("compare"), counts.get("extract"), counts.get("link")
    if stage is None or claims is None or links is None:
        return _step("Groups", GROUPS, stage, ("different claim", "shared claim"))
    of = f"of the {count(stage.taken, 'different claim')} that the {count(links.given, 'link')} make of {count(claims.given, 'claim')}"
    return Step("Groups", GROUPS, count(stage.given, "shared claim"), of, explain_left_out(stage))
