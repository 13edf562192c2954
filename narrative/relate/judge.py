"""Verdicts on links: what two linked claims do to each other, with the evidence on both sides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from narrative.config import RelateConfig
from narrative.data import Article, Block, Claim, Divergence, Evidence, Judgement, Link, Relation, Reuse
from narrative.relate.captions import is_caption
from narrative.relate.context import Background, Pair, pair_claims
from narrative.relate.doubt import MOST_AGREES, NEAR_COPY, Backing, is_taken_back, needs_reading, note_backing
from narrative.relate.reader import Reading, Readings
from narrative.relate.rules import HARD, SOFT, Conflict, find_difference
from narrative.relate.told import index_claims, is_told_by_both
from narrative.relate.weigh import rate_conflict
from narrative.relate.wording import find_copying

PRECEDENCE = (Relation.DIVERGES, Relation.REPEATS, Relation.AGREES)
"""Which verdict wins where several have reasons: a wire story with one number changed is a divergence."""

READING = "reading"
"""The signal of what the model read, with how surely the claims conflict by it; the last piece of evidence."""

_OF_VALUES = frozenset({Divergence.NUMBER, Divergence.UPDATE, Divergence.DATE, Divergence.PLACE, Divergence.ACTOR})

_CONTEXT_LINES = 2
"""Lines that may stand before a headline or a rumour and still leave it alone."""

_DIVERGES_FROM = 0.5
"""Strength from which a conflict is one; beneath, it only takes from the confidence in an agreement."""

_MOST_ALARM = 0.45
"""Strength at most of what only the model finds between two articles: in nine months of American news and a month of news
on Cuba none of 27 was a contradiction ("destabilize", "destabilise"; "in the capital", "in Havana")."""


@dataclass(frozen=True, slots=True)
class RelateCorpus:
    """What links are judged by: claims and articles by id, and the wording that articles share."""

    claims: Mapping[str, Claim]
    articles: Mapping[str, Article]
    reuses: tuple[Reuse, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """A link's two claims in the order of `_order`, what the rules find, and whether the sides were swapped for that."""

    link: Link
    pair: Pair
    conflicts: list[Conflict]
    swapped: bool


def judge_links(
    links: Sequence[Link], corpus: RelateCorpus, settings: RelateConfig, readings: Readings | None = None
) -> tuple[Judgement, ...]:
    """Return one judgement per link, in the order of *links*; *readings* are a model's, of the links that are open."""
    backgrounds = _gather_backgrounds(links, corpus, readings or {})
    backing: Backing = {}
    verdicts: dict[int, Judgement] = {}
    conflicting: dict[int, _Case] = {}  # decided when all are known, for what is read in one link may back another
    for at, (link, background) in enumerate(zip(links, backgrounds, strict=True)):
        case = _open_case(link, (corpus.claims[link.left], corpus.claims[link.right]), background)
        if case.conflicts:
            conflicting[at] = case
            note_backing(backing, case.pair, case.conflicts[0])
        else:
            verdicts[at] = _decide(case, settings, backing)
    verdicts |= {at: _decide(case, settings, backing) for at, case in conflicting.items()}
    return tuple(verdicts[at] for at in range(len(links)))


def list_open(links: Sequence[Link], corpus: RelateCorpus) -> tuple[Link, ...]:
    """Return the links that a model should read: the rules leave them open, or want a second opinion."""
    backgrounds = _gather_backgrounds(links, corpus, {})
    return tuple(
        link
        for link, background in zip(links, backgrounds, strict=True)
        if _is_open(pair_claims(corpus.claims[link.left], corpus.claims[link.right], background))
    )


def _is_open(pair: Pair) -> bool:
    """Return whether a model should read the pair: a rule wants a second opinion, or finds nothing where the claims differ.

    A headline tells more or less than its rumour as a matter of course, and the model takes that for a conflict: headlines
    are read only where they are nearly the same.
    """
    conflicts = _find_conflicts(pair)
    if conflicts:
        return needs_reading(pair, conflicts[0])
    is_loose = pair.has_headline and pair.likeness < NEAR_COPY
    return not is_loose and find_difference(pair) is not None and not _show_pictures(pair)


def _gather_backgrounds(links: Sequence[Link], corpus: RelateCorpus, readings: Readings) -> Iterator[Background]:
    blocks = _index_blocks(corpus.reuses)
    siblings = index_claims(corpus.claims.values())
    for link in links:
        claims = corpus.claims[link.left], corpus.claims[link.right]
        left, right = (corpus.articles[claim.article_id] for claim in claims)
        alone = _is_alone(claims[0], left), _is_alone(claims[1], right)
        reading = readings.get((link.left, link.right))
        yield Background(
            left.published, right.published, blocks.get((left.id, right.id), ()), reading, *alone, siblings
        )


def _is_alone(claim: Claim, article: Article) -> bool:
    """Return whether *article* has nothing more than *claim*, but for lines before it that give it a context."""
    before, after = article.text[: claim.span.start], article.text[claim.span.end :]
    return not after.strip() and (not before or before.endswith("\n")) and before.count("\n") <= _CONTEXT_LINES


def _index_blocks(reuses: Iterable[Reuse]) -> dict[tuple[str, str], tuple[Block, ...]]:
    """Return the blocks of each two articles, in both directions."""
    blocks: dict[tuple[str, str], tuple[Block, ...]] = defaultdict(tuple)
    for reuse in reuses:
        blocks[reuse.left_article, reuse.right_article] += reuse.blocks
        blocks[reuse.right_article, reuse.left_article] += Background(blocks=reuse.blocks).mirror().blocks
    return blocks


def judge_pair(
    link: Link, claims: tuple[Claim, Claim], settings: RelateConfig, background: Background | None = None
) -> Judgement:
    """Return the verdict on the two *claims* of *link* (left, right), who may be swapped without any other change.

    The confidence in [0, 1] is never above the link's probability; under ``settings.min_confidence`` there is no
    relation, and the evidence says what was found. Evidence is ordered strongest first.
    """
    case = _open_case(link, claims, background or Background())
    backing: Backing = {}
    if case.conflicts:
        note_backing(backing, case.pair, case.conflicts[0])
    return _decide(case, settings, backing)


def _open_case(link: Link, claims: tuple[Claim, Claim], background: Background) -> _Case:
    swapped = _order(claims[0], background, 0) > _order(claims[1], background, 1)
    pair = pair_claims(claims[1], claims[0], background.mirror()) if swapped else pair_claims(*claims, background)
    return _Case(link, pair, _find_conflicts(pair), swapped)


def _decide(case: _Case, settings: RelateConfig, backing: Backing) -> Judgement:
    found = _judge(case, settings, backing)
    if not case.swapped:
        return found
    return replace(
        found, evidence=tuple(Evidence(one.signal, one.right, one.left, one.score, one.note) for one in found.evidence)
    )


def _order(claim: Claim, background: Background, side: int) -> tuple[str, str, int, str]:
    """Return what decides which claim is read first, whichever side of the link it stands on."""
    published = (background.left_published, background.right_published)[side]
    return claim.text, claim.id, claim.span.start, published.isoformat() if published else ""


def _judge(case: _Case, settings: RelateConfig, backing: Backing) -> Judgement:
    link, pair, conflicts = case.link, case.pair, case.conflicts
    heard = pair.background.reading
    if conflicts and heard and is_taken_back(pair, conflicts[0], heard, backing):
        if heard.agrees < MOST_AGREES:
            evidence = [conflicts[0].evidence, *_note_reading(0.0, heard)]
            return Judgement(link, None, None, round(link.probability * (1 - heard.neither), 4), tuple(evidence))
        conflicts = []
    # Otherwise the model is heard only where there is something to point at and the rules have found nothing.
    reading = pair.background.reading if not conflicts and find_difference(pair) else None
    strength = rate_conflict(conflicts, reading)
    if reading and not _stand_alone(pair):
        strength = min(strength, _MOST_ALARM)
    if reading and (untyped := find_difference(pair, strength)):
        conflicts = [untyped]
    copying = find_copying(pair, settings)
    verdicts = _weigh_relations(strength, copying)
    relation = next(relation for relation in PRECEDENCE if relation in verdicts)
    divergence = conflicts[0].divergence if relation == Relation.DIVERGES else None
    evidence = _gather_evidence(relation, pair, link, conflicts, copying)
    if relation != Relation.DIVERGES and (soft := [found for rule in SOFT if (found := rule(pair))]):
        divergence = soft[0].divergence
        evidence += [found.evidence for found in soft]
    evidence += _note_reading(strength, reading)
    confidence = round(min(link.probability, verdicts[relation]), 4)
    if confidence < settings.min_confidence:
        return Judgement(link, None, None, confidence, tuple(evidence))
    return Judgement(link, relation, divergence, confidence, tuple(evidence))


def _stand_alone(pair: Pair) -> bool:
    """Return whether somebody set these two sentences side by side, with no articles around them."""
    return pair.left.alone and pair.right.alone


def _find_conflicts(pair: Pair) -> list[Conflict]:
    """Return what the hard rules find, surest first; nothing where a claim only describes a picture."""
    if _show_pictures(pair):
        return []
    found = [conflict for rule in HARD if (conflict := rule(pair)) and not _is_told_twice(pair, conflict)]
    return sorted(found, key=lambda conflict: (-conflict.evidence.score, conflict.evidence.signal))


def _is_told_twice(pair: Pair, conflict: Conflict) -> bool:
    sides = pair.left.claim, pair.right.claim
    if pair.likeness >= NEAR_COPY:  # one sentence with a value changed, whatever else the articles tell
        return False
    return conflict.divergence in _OF_VALUES and is_told_by_both(conflict.evidence, *sides, pair.background.siblings)


def _show_pictures(pair: Pair) -> bool:
    return is_caption(pair.left.claim.text) or is_caption(pair.right.claim.text)


def _note_reading(strength: float, reading: Reading | None) -> list[Evidence]:
    """Return what the model made of the pair, in words; it points at no characters."""
    if reading is None:
        return []
    said = {
        "they agree": reading.agrees,
        "they contradict each other": reading.diverges,
        "they are about two things": reading.neither,
    }
    most = max(said, key=lambda words: said[words])
    return [Evidence(READING, None, None, strength, f"the relation model reads that {most} ({said[most]:.2f})")]


def _weigh_relations(strength: float, copying: Evidence | None) -> dict[Relation, float]:
    """Return the relations that have reasons, each with its confidence before the link's probability caps it."""
    if strength >= _DIVERGES_FROM:
        return {Relation.DIVERGES: strength, Relation.AGREES: 1 - strength}
    verdicts = {Relation.AGREES: 1 - strength}
    if copying:
        verdicts[Relation.REPEATS] = min(copying.score, 1 - strength)
    return verdicts


def _gather_evidence(
    relation: Relation, pair: Pair, link: Link, conflicts: Sequence[Conflict], copying: Evidence | None
) -> list[Evidence]:
    if relation == Relation.DIVERGES:
        return [
            found.evidence for found in conflicts if found is conflicts[0] or found.evidence.score >= _DIVERGES_FROM
        ]
    if relation == Relation.REPEATS and copying:
        return [copying]
    return [Evidence("same_claim", pair.left.claim.span, pair.right.claim.span, round(link.probability, 4))]
