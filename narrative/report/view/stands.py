"""How the page names and draws what a source does with a claim."""

from __future__ import annotations

from narrative.data import Claim, Divergence, Precision, Stand, StandKind
from narrative.report.view.index import Index, is_update
from narrative.report.view.marks import evidence_phrases
from narrative.report.view.nouns import StandCell
from narrative.report.words import clip, join_some, lag, short_day

STAND_WORDS = {
    StandKind.ORIGINATES: "says it first",
    StandKind.STATES: "says it",
    StandKind.CORROBORATES: "in its own words",
    StandKind.REPEATS: "same wording",
    StandKind.DIVERGES: "says otherwise",
    StandKind.SILENT: "covers the story, not this",
}
DIVERGENCE_WORDS = {
    Divergence.NUMBER: "number",
    Divergence.DATE: "date",
    Divergence.PLACE: "place",
    Divergence.ACTOR: "who acts",
    Divergence.NEGATION: "said and denied",
    Divergence.MODALITY: "how certain",
    Divergence.ATTRIBUTION: "who says so",
    Divergence.NAMING: "choice of name",
    Divergence.UPDATE: "update",
    Divergence.OTHER: "content",
}
# What a source that says otherwise has instead.
OTHERWISE = {
    Divergence.NUMBER: "another number",
    Divergence.DATE: "another date",
    Divergence.PLACE: "another place",
    Divergence.ACTOR: "somebody else acts",
    Divergence.NEGATION: "it denies what the others say",
    Divergence.MODALITY: "more or less certain",
    Divergence.UPDATE: "a later figure",
}
NOTE_WIDTH = 24
# Who says it first and otherwise in another sentence has a mark of its own: under that of the first nobody would look for it.
TURNED = "turned"
TURNED_WORDS = "says it first, otherwise elsewhere"
# A silence in doubt has a mark of its own: who filters for silences does not want it, and it leads to its sentence.
DOUBTFUL = "doubtful"
DOUBTFUL_WORDS = "perhaps silent: says something near"


def stand_words(stand: Stand, index: Index) -> str:
    """Return what *stand* says, as a clause: "copies Harbour Courier, 2 hours later"."""
    of_sources = join_some(list(stand.of_sources), 2)
    if stand.kind is StandKind.REPEATS and of_sources:
        source, words = find_copied(stand, index)
        return f"copies {source}{words}" if source else f"same wording as {of_sources}{_credit(stand, index)}"
    words = TURNED_WORDS if is_turned(stand) else STAND_WORDS[stand.kind]
    if stand.divergence and stand.divergence is not Divergence.OTHER:
        return f"{words}: {OTHERWISE.get(stand.divergence, DIVERGENCE_WORDS[stand.divergence])}"
    return words


def is_turned(stand: Stand) -> bool:
    """Whether the source says it first and otherwise in another sentence."""
    return stand.kind is StandKind.ORIGINATES and stand.divergence is not None


def _credit(stand: Stand, index: Index) -> str:
    """Return ", from Coast Wire", whom the source and those of the same wording credit for it, "" where they do not."""
    sources = {stand.source, *stand.of_sources}
    origins = index.origins.get(stand.group_id, ())
    return next((f", from {one.credit}" for one in origins if one.credit and sources <= set(one.sources)), "")


def find_copied(stand: Stand, index: Index) -> tuple[str, str]:
    """Return the source whose text *stand* copies and ", 2 hours later", both "" where the times do not tell."""
    mine = {index.claims[c].article_id for c in stand.claim_ids}
    members = index.groups[stand.group_id].claim_ids
    theirs = [index.claims[c] for c in members if index.claims[c].source in stand.of_sources]
    for claim in theirs:
        for article in sorted(mine):
            direction = index.directions.get((min(article, claim.article_id), max(article, claim.article_id)))
            if direction and direction.copied_from == claim.article_id:
                known = direction.lag_hours is not None and direction.precision is not Precision.UNKNOWN
                return claim.source, _later(direction.lag_hours or 0.0, direction.precision) if known else ""
    return "", ""


def stand_cell(stand: Stand, index: Index, *, opens: bool) -> StandCell:
    """Return the table cell of one source and one claim; with *opens* it leads to the quote, else into the article."""
    if stand.doubtful:
        return StandCell(DOUBTFUL, DOUBTFUL_WORDS, "", f"#{stand.nearest}")
    anchor = stand.claim_ids[0] if stand.claim_ids else ""
    href = f"#{quote_anchor(anchor) if opens else anchor}" if anchor else ""
    kind = TURNED if is_turned(stand) else stand.kind.value
    return StandCell(kind, stand_words(stand, index), _note(stand, index), href)


def quote_anchor(claim_id: str) -> str:
    """Return the anchor of a claim's quote in the table of claims; the claim's own id is its place in the article.

    >>> quote_anchor("c12")
    'q12'
    """
    return "q" + claim_id[1:]


def is_copy(stand: Stand) -> bool:
    """Whether *stand* rests on copied wording."""
    return stand.kind is StandKind.REPEATS


def _later(hours: float, precision: Precision) -> str:
    words = lag(hours, precision)
    return f", {words}" if words == "the same day" else f", {words} later"


def _note(stand: Stand, index: Index) -> str:
    claims = [index.claims[c] for c in stand.claim_ids]
    if stand.kind is StandKind.DIVERGES:
        return clip(_own_value(stand, index), NOTE_WIDTH)
    if stand.kind is not StandKind.SILENT and not any(
        s.kind is StandKind.DIVERGES for s in index.stands[stand.group_id]
    ):
        value = _contested_value(stand, index)
        if value:
            return clip(value, NOTE_WIDTH)
    if stand.kind is StandKind.ORIGINATES:
        days = sorted(a.published for a in (index.articles[c.article_id] for c in claims) if a.published)
        return short_day(days[0], year=len({moment.year for moment in index.dates}) > 1) if days else ""
    if stand.kind is StandKind.REPEATS and stand.of_sources:
        source, _ = find_copied(stand, index)
        return clip(f"from {source}" if source else f"as {stand.of_sources[0]}", NOTE_WIDTH)
    return ""


def _own_value(stand: Stand, index: Index) -> str:
    """Return the words by which the source diverges, or the field on which it does."""
    mine = set(stand.claim_ids)
    for judgement in index.divergences(stand.group_id):
        left, right = (index.claims[c] for c in (judgement.link.left, judgement.link.right))
        if judgement.divergence == stand.divergence and (left.id in mine) != (right.id in mine):
            texts = evidence_phrases(judgement, left, right)
            own = texts[0] if left.id in mine else texts[1]
            if own:
                return own
    return DIVERGENCE_WORDS[stand.divergence] if stand.divergence else ""


def _contested_value(stand: Stand, index: Index) -> str:
    """Return the words by which the source is contradicted in a claim of which nobody counts as the one that diverges.

    A source may say it first and later say otherwise; its stand is the first, and the row would hide the contradiction.
    """
    mine = set(stand.claim_ids)
    for judgement in index.divergences(stand.group_id):
        left, right = (index.claims[c] for c in (judgement.link.left, judgement.link.right))
        if not is_update(judgement) and (left.id in mine) != (right.id in mine):
            return evidence_phrases(judgement, left, right)[0 if left.id in mine else 1]
    return ""


def claim_time_order(claim: Claim, index: Index) -> tuple[bool, str]:
    """Return a sort key: dated claims first, by time."""
    published = index.articles[claim.article_id].published
    return published is None, published.isoformat() if published else ""
