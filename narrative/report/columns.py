"""What each column of the twins holds: its type and its meaning, for the typed twins and for ``docs/schema.md``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The type of a column; every cell may be empty."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    TRUTH = "true or false"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's type and meaning."""

    kind: Kind
    meaning: str


_TEXTS = {
    "id": "content hash, the anchor on the page",
    "source": "outlet",
    "title": "title of the article",
    "url": "where the article stands",
    "published": "ISO 8601, as exact as it is known",
    "language": "ISO 639-1",
    "path": "file, relative to its INPUT",
    "before": "the version before it",
    "after": "article that was changed after publication",
    "sha256": "of the text as it was read",
    "article_id": "article",
    "line": "text of the line",
    "reason": "why",
    "stage": "stage that refused it",
    "detail": "the reason in particular",
    "text": "the words",
    "speaker": "who is said to say it",
    "modality": "asserted, hedged, denied, predicted or asked",
    "narrative_id": "narrative",
    "group_id": "claim group",
    "label": "name of the narrative",
    "headline": "a sentence of the corpus that says it",
    "keywords": "words, the most telling first",
    "first_seen": "first publication",
    "last_seen": "last publication",
    "left_claim": "claim with the smaller id",
    "right_claim": "claim with the larger id",
    "left_source": "source of the left claim",
    "right_source": "source of the right claim",
    "left_text": "words of the left claim",
    "right_text": "words of the right claim",
    "relation": "repeats, agrees or diverges; empty: undecided",
    "divergence": "field on which they differ",
    "left_article": "article with the smaller id",
    "right_article": "article with the larger id",
    "kind": "verbatim, light_edit or rewrite",
    "copied_from": "the earlier article; empty: the times do not tell",
    "precision": "of the lag: minute, day or unknown",
    "stand": "originates, states, repeats, corroborates, diverges or silent",
    "of_source": "whom it repeats or diverges from",
    "claim_ids": "the source’s claims in the group",
    "nearest_claim": "of a silent source the claim that comes nearest",
    "article_ids": "its articles",
    "theme_id": "theme; empty: in none",
    "narratives": "its narratives, the largest first",
    "first": "earlier claim",
    "second": "later claim",
    "first_text": "words of the first claim",
    "second_text": "words of the second claim",
    "written": "weekday in the text",
    "actual": "weekday of that date",
    "day": "the date",
    "year_from": "text or publication",
    "watch_id": "watched claim",
    "watched_text": "words of the watched claim",
    "answer": "what the source does with it",
    "claim_id": "claim",
    "claim_text": "words of the claim",
    "key": "attribute, such as country",
    "value": "its value",
    "left": "the value that comes first",
    "right": "the other value",
}
_INTEGERS = {
    "record": "place inside the file",
    "chars": "characters of the cleaned text",
    "start": "first character",
    "end": "character after the last",
    "articles": "how many articles",
    "claims": "how many claims",
    "sources": "how many sources",
    "left_start": "first character on the left",
    "left_end": "character after the last on the left",
    "right_start": "first character on the right",
    "right_end": "character after the last on the right",
    "origins": "independent origins of the claim",
    "passages": "how many passages",
    "silences": "shared claims left out while covering the story",
    "repeats": "claims in the same wording",
    "agrees": "claims in agreement",
    "diverges": "contradictions",
    "updates": "claims of which one side has a later figure",
}
_NUMBERS = {
    "stability": "0 to 1: part of it that is found again in subsamples",
    "cohesion": "0 to 1: mean similarity of its passages to its centre",
    "separation": "-1 to 1: how much nearer its passages are to its centre than to the next one",
    "weight": "part of the article’s placed passages",
    "probability": "that both are the same claim, calibrated",
    "confidence": "that the verdict is right, 0 to 1",
    "share_left": "part of the left article inside the passages",
    "share_right": "part of the right article inside the passages",
    "lag_hours": "hours between the two",
    "share": "part of the narrative’s passages",
    "nearness": "0 to 1: how near that claim is",
}
_TRUTHS = {
    "source_inferred": "whether no metadata named the source",
    "revised": "whether both stand in versions of one article, changed after publication",
    "doubtful": "whether it is so near that the source is perhaps not silent",
    "ordered": "whether the times tell which came first",
}
COLUMNS: dict[str, Column] = {
    name: Column(kind, meaning)
    for kind, columns in (
        (Kind.TEXT, _TEXTS),
        (Kind.INTEGER, _INTEGERS),
        (Kind.NUMBER, _NUMBERS),
        (Kind.TRUTH, _TRUTHS),
    )
    for name, meaning in columns.items()
}


# Columns that mean something else in one table.
SPECIAL = {
    ("events", "headline"): Column(Kind.TEXT, "title or sentence of the corpus that says what happened"),
    ("events", "sources"): Column(Kind.TEXT, "the sources that tell it"),
    ("themes", "label"): Column(Kind.TEXT, "name of the theme"),
    ("attributes", "sources"): Column(Kind.TEXT, "the sources with this value"),
}


def find_column(name: str, table: str = "") -> Column:
    """Return type and meaning of a column; one that is not described is text.

    >>> find_column("probability").kind.value, find_column("sources", "attributes").kind.value
    ('number', 'text')
    """
    return SPECIAL.get((table, name)) or COLUMNS.get(name, Column(Kind.TEXT, ""))
