"""Watched claims against every claim of the corpus, with the links and verdicts of all other claims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from narrative.config import Config
from narrative.config import WatchedText as Text
from narrative.data import (
    Article,
    Claim,
    Divergence,
    Evidence,
    Findings,
    Judgement,
    Link,
    Place,
    Relation,
    Span,
    WatchedClaim,
)
from narrative.embed import load_encoder
from narrative.extract import read_claim
from narrative.link import LinkCorpus, measure_corpus, score_pairs, spell_out
from narrative.pipeline.readings import look_at_each, read_all, read_links
from narrative.pipeline.run import Run
from narrative.relate import READING, Reading, RelateCorpus, judge_links
from narrative.text.cues import find_denials, find_negations

_DENIED = 0.8
"""From where the model's contradiction counts."""


def judge_watched(findings: Findings, config: Config, run: Run, shift: float | None = None) -> tuple[WatchedClaim, ...]:
    """Return the claims of ``config.watch`` in their order with the verdicts on them and the corpus' claims.

    Each is the one claim of an article that no stage but linking and judging sees: nothing else changes by it. Links are
    weighed with the *shift* of the corpus' own.
    """
    if not config.watch:
        return ()
    encoder = load_encoder(config.embed)
    watched = [_read_watched(item) for item in config.watch]
    claims = (*findings.claims, *(claim for _, claim in watched))
    vectors = run.embed(encoder, [(claim.id, spell_out(claim)) for claim in claims])

    def judge() -> tuple[WatchedClaim, ...]:
        corpus = LinkCorpus(claims, vectors, measure_corpus(findings.claims))
        first = len(findings.claims)
        pairs = [(one, first + place) for place in range(len(watched)) for one in range(first)]
        links = look_at_each(score_pairs(pairs, corpus, config.link), claims, (config, run), shift)
        articles = {article.id: article for article in (*findings.articles, *(article for article, _ in watched))}
        known = RelateCorpus({claim.id: claim for claim in claims}, articles, ())
        certain = [link for link in links if link.probability >= config.link.min_probability]
        heard = read_all(certain, known, config)
        judged = judge_links(certain, known, config.relate, read_links(certain, known, config))
        judgements = [_hear(one, known, heard.get((one.link.left, one.link.right))) for one in judged]
        texts = zip(config.watch, (claim for _, claim in watched), strict=True)
        return tuple(_gather(text, claim, links, judgements) for text, claim in texts)

    inputs = (config.watch, findings.claims, findings.articles, config.link, config.relate, encoder.name, shift)
    return run.whole("watch", judge, inputs, tuple[WatchedClaim, ...])


def _read_watched(item: Text) -> tuple[Article, Claim]:
    """Return the text as an article without a source, and the whole of it as its claim; its id sorts behind all claims."""
    text = item.text.strip()
    article = Article(f"watch {item.id or text}", "", False, "", text, Place("watch"))
    claim = read_claim(article, Span(0, len(text)))
    return article, replace(claim, id="w" + claim.id[1:])


def _hear(judgement: Judgement, known: RelateCorpus, reading: Reading | None) -> Judgement:
    """Return the verdict after the model was heard on it.

    An analyst's claim is short and plain, and denied in other words than its own: "China supplies weapons", "it does not
    sell any". There the rules find nothing, and of a few pairs each can be read.
    """
    if reading is None or judgement.relation is Relation.DIVERGES:
        return judgement
    sides = [known.claims[name] for name in (judgement.link.left, judgement.link.right)]
    cues = [(*find_negations(one.text, one.span.start), *find_denials(one.text, one.span.start)) for one in sides]
    if reading.diverges < _DENIED or bool(cues[0]) == bool(cues[1]):
        return judgement
    left, right = (cue[0] if cue else side.span for cue, side in zip(cues, sides, strict=True))
    note = f"the relation model reads that they contradict each other ({reading.diverges:.2f})"
    turned = Evidence("negation", left, right, reading.diverges)
    confidence = round(min(judgement.link.probability, reading.diverges), 4)
    heard = Evidence(READING, None, None, reading.diverges, note)
    return Judgement(judgement.link, Relation.DIVERGES, Divergence.NEGATION, confidence, (turned, heard))


def _gather(text: Text, claim: Claim, links: Sequence[Link], judgements: Sequence[Judgement]) -> WatchedClaim:
    mine = sorted(
        (judgement for judgement in judgements if judgement.link.right == claim.id),
        key=lambda one: (-one.link.probability, one.link.left),
    )
    near = sorted((-link.probability, link.left) for link in links if link.right == claim.id)
    return WatchedClaim(
        id=text.id or claim.id,
        label=text.label,
        text=claim.text,
        claim_id=claim.id,
        judgements=tuple(mine),
        near=tuple((claim_id, -probability) for probability, claim_id in near),
    )
