"""The sentences of a claim side by side, each marked against the one it is judged with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from narrative.data import Article, Claim, Judgement, Modality, Relation, Stand, StandKind
from narrative.report.view.index import Index, is_difference, surest
from narrative.report.view.marks import Painted, compare_wording, cut_into_pieces, mark_evidence
from narrative.report.view.nouns import Quote
from narrative.report.view.stands import claim_time_order, quote_anchor, stand_words
from narrative.report.view.surround import surround
from narrative.report.words import figure, moment_in_words, name_speaker

ORDER = (
    StandKind.ORIGINATES,
    StandKind.STATES,
    StandKind.CORROBORATES,
    StandKind.REPEATS,
    StandKind.DIVERGES,
    StandKind.SILENT,
)
IN_VERSIONS = ", and in a later version of it"
MODALITY_WORDS = {
    Modality.ASSERTED: "",
    Modality.HEDGED: "with reserve",
    Modality.DENIED: "as a denial",
    Modality.PREDICTED: "as a forecast",
    Modality.ASKED: "as a question",
}


def build_quotes(group: str, index: Index) -> tuple[Quote, ...]:
    """Return the quotes of *group*: by time where dates are known, else the first to say it before the others."""
    stands = {c: s for s in index.stands.get(group, ()) for c in s.claim_ids}
    members = [index.claims[c] for c in index.groups[group].claim_ids]
    members.sort(key=lambda c: (*claim_time_order(c, index), ORDER.index(_kind(stands.get(c.id))), c.source, c.id))
    return tuple(
        _quote(first, stands.get(first.id), index, tuple(quote_anchor(c.id) for c in others))
        for first, *others in _join_versions(members, index)
    )


def locate(claim: Claim, article: Article) -> str:
    """Return where *claim* stands: "paragraph 3"."""
    before = article.text[: claim.span.start]
    return f"paragraph {figure(1 + sum(1 for line in before.split(chr(10))[:-1] if line.strip()))}"


def best_partner(claim: Claim, group: str, index: Index) -> Judgement | None:
    """Return the verdict that says most about *claim*: a difference before an agreement, then the surest."""
    mine = [j for j in index.judgements.get(group, ()) if claim.id in (j.link.left, j.link.right)]
    crossing = [j for j in mine if index.crosses(j)] or mine
    ordered = surest(crossing)
    return next((j for j in ordered if is_difference(j)), ordered[0] if ordered else None)


def describe_speaker(claim: Claim) -> str:
    """Return who is said to say it and how: "according to the ministry, with reserve"."""
    manner = MODALITY_WORDS[claim.modality]
    spoken = f"attributed to {name_speaker(claim.speaker)}" if claim.speaker else ""
    return ", ".join(part for part in (spoken, manner) if part)


def _join_versions(members: Sequence[Claim], index: Index) -> list[list[Claim]]:
    """Return the claims in their order, the same sentence in two versions of one article as one."""
    joined: dict[tuple[str, str], list[Claim]] = {}
    for claim in members:
        version = index.latest.get(claim.article_id, claim.article_id)
        # Two sentences of one text stay two, however alike.
        key = (version, " ".join(claim.text.split()))
        if any(other.article_id == claim.article_id for other in joined.get(key, ())):
            key = (claim.id, "")
        joined.setdefault(key, []).append(claim)
    return list(joined.values())


def _quote(claim: Claim, stand: Stand | None, index: Index, also: tuple[str, ...]) -> Quote:
    article = index.articles[claim.article_id]
    group = index.group_of[claim.id]
    return Quote(
        anchor=quote_anchor(claim.id),
        source=index.label(claim.source),
        when=moment_in_words(article.published, article.precision) + (IN_VERSIONS if also else ""),
        stand=_kind(_stand_here(claim, stand, index)).value,
        stand_words=_words(claim, stand, index),
        speaker=describe_speaker(claim),
        pieces=surround(cut_into_pieces(claim.text, _paint(claim, group, index)), claim, article),
        place=locate(claim, article),
        href="#" + claim.id,
        also=also,
    )


def _paint(claim: Claim, group: str, index: Index) -> Painted:
    judgement = best_partner(claim, group, index)
    if judgement is None:
        other = index.representative(group)
        return compare_wording(claim.text, other.text, copied=False)[0] if other.id != claim.id else []
    other = index.claims[judgement.link.right if claim.id == judgement.link.left else judgement.link.left]
    painted, _ = compare_wording(claim.text, other.text, copied=judgement.relation is Relation.REPEATS)
    return painted + mark_evidence(judgement, claim, other)


def _words(claim: Claim, stand: Stand | None, index: Index) -> str:
    """Return the stand in words; it belongs to the source's first sentence, or to those that differ themselves."""
    if stand is None:
        return ""
    here = _stand_here(claim, stand, index)
    if here and here.kind is StandKind.STATES and stand.kind is StandKind.DIVERGES:
        return "says it here, otherwise in another sentence"
    if here and (claim.id == _first(stand, index) or _opposes(claim.id, here, index)):
        return stand_words(here, index)
    return "another sentence of this source"


def _first(stand: Stand, index: Index) -> str:
    return min((index.claims[c] for c in stand.claim_ids), key=lambda c: (*claim_time_order(c, index), c.id)).id


def _stand_here(claim: Claim, stand: Stand | None, index: Index) -> Stand | None:
    """Return *stand*, or that of saying it where the source says otherwise in another of its sentences alone.

    Of a source that says it first, a later sentence against others says otherwise; the first one is the first alone.
    """
    if stand is None or stand.divergence is None:
        return stand
    if stand.kind is StandKind.ORIGINATES:
        turned = claim.id != _first(stand, index) and _opposes(claim.id, stand, index)
        return replace(stand, kind=StandKind.DIVERGES) if turned else replace(stand, divergence=None)
    if _opposes(claim.id, stand, index):
        return stand
    elsewhere = any(_opposes(other, stand, index) for other in stand.claim_ids)
    return replace(stand, kind=StandKind.STATES) if elsewhere and _agrees(claim, index) else stand


def _opposes(claim_id: str, stand: Stand, index: Index) -> bool:
    """Whether the sentence itself was judged to differ from those that its source stands against."""
    sides = (
        (j.link.left, j.link.right)
        for j in index.divergences(stand.group_id)
        if claim_id in (j.link.left, j.link.right)
    )
    return any(index.claims[one].source in stand.of_sources for pair in sides for one in pair if one != claim_id)


def _agrees(claim: Claim, index: Index) -> bool:
    alike = {Relation.AGREES, Relation.REPEATS}
    judged = index.judgements.get(index.group_of[claim.id], ())
    return any(j.relation in alike and claim.id in (j.link.left, j.link.right) and index.crosses(j) for j in judged)


def _kind(stand: Stand | None) -> StandKind:
    return stand.kind if stand else StandKind.STATES
