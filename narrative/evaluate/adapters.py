"""What the labels of well-known sets mean here: the one place where foreign labels become ours.

A row's own ``relation`` and ``group`` come first; then its ``label``, read by these tables. A label that no table knows
gives no gold: such rows are predicted, not scored, and counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from narrative.evaluate.rows import Row

NEITHER = "neither"
"""About the same thing, yet neither the same claim nor against it: right where nothing is said of the pair."""

REPEATS, AGREES, DIVERGES, UNRELATED = "repeats", "agrees", "diverges", "unrelated"
RELATIONS = (REPEATS, AGREES, DIVERGES, UNRELATED)

RELATION_OF: Mapping[str, str] = {
    **{relation: relation for relation in (*RELATIONS, NEITHER)},
    # inference: RTE, SICK, SNLI and the like
    "entailment": AGREES,
    "contradiction": DIVERGES,
    "neutral": NEITHER,
    # a headline's stance on a rumour: Emergent
    "for": AGREES,
    "against": DIVERGES,
    "observing": NEITHER,
    # a body's stance on a headline: FNC-1; summaries with one fact changed: SummEdits, BUMP
    "agree": AGREES,
    "disagree": DIVERGES,
    "diverge": DIVERGES,
    "discuss": NEITHER,
    # one outlet's sentence against another's: ClaimDiff
    "strengthen": AGREES,
    "weaken": DIVERGES,
    # sentences about one event: ECB+; answers to one question: NAnCo
    "same_event": AGREES,
    "different_event": UNRELATED,
    "same_answer": AGREES,
    "different_answer": NEITHER,
    # answers copied, revised, reworded or written alone: Clough & Stevenson
    "cut": REPEATS,
    "light": REPEATS,
    "heavy": AGREES,
    "non": UNRELATED,
    # paraphrase or not: MSRP; "not" is often the same event with a detail more
    "1": AGREES,
    "0": NEITHER,
}

LINK_OF: Mapping[str, bool | None] = {
    **{label: relation not in {UNRELATED, NEITHER} for label, relation in RELATION_OF.items()},
    # About the claim, without a word on whether it is true.
    "observing": True,
    "discuss": True,
    # Neutral to each other: the same scene or another one. Nobody labelled which, so such a pair is not scored.
    "neutral": None,
    NEITHER: None,
}

WORTH_OF: Mapping[str, bool] = {"1": True, "0": False, "true": True, "false": False, "yes": True, "no": False} | {
    "cfs": True,  # ClaimBuster: check-worthy, unimportant, not factual
    "ufs": False,
    "nfs": False,
    "-1": False,
}

COPIED_OF: Mapping[str, float] = {"non": 0.0, "heavy": 1.0, "light": 2.0, "cut": 3.0, "near_copy": 3.0}
"""How much of a text is copied, in steps."""

COPIED_FROM = 2.0
"""The step from which a text is copied; beneath, it is written in own words."""

GROUP_FIELDS = ("group", "topic", "cluster", "narratives")
"""Where the group of an article stands, best first; a list counts by its first entry."""

PREFERRED_GROUP: Mapping[str, tuple[str, ...]] = {
    "semeval25_narratives": ("narratives",),
    # All of these articles are about one subject: there is nothing to find.
    "cuba2021_unlabelled": (),
    "recession2022_unlabelled": (),
}
"""Sets whose group stands elsewhere, by the name of the file."""


def read_label(row: Row) -> str:
    """Return the label of *row* in lower case; "" where it has none.

    >>> read_label(Row("f:1", {"label": "For"})), read_label(Row("f:1", {"label": 1})), read_label(Row("f:1", {}))
    ('for', '1', '')
    """
    label = row.fields.get("label")
    if isinstance(label, float) and label.is_integer():
        label = int(label)
    return str(label).strip().lower() if isinstance(label, str | int | float) else ""


def read_relation(row: Row) -> str | None:
    """Return the gold relation of *row*: one of `RELATIONS`, `NEITHER`, or None."""
    return RELATION_OF.get(row.read_word("relation").lower() or read_label(row))


def read_link(row: Row) -> bool | None:
    """Return whether the two texts of *row* make the same claim; None where nobody said so."""
    return LINK_OF.get(row.read_word("relation").lower() or read_label(row))


def read_grade(row: Row) -> float | None:
    """Return the number that grades the likeness of a pair, None where the label is none.

    >>> read_grade(Row("f:1", {"label": 3.4})), read_grade(Row("f:1", {"label": "for"}))
    (3.4, None)
    """
    label = row.fields.get("label")
    return float(label) if isinstance(label, int | float) and not isinstance(label, bool) else None


def read_group(row: Row) -> str:
    """Return the group that the article of *row* belongs to, "" where it has none."""
    stem = row.where.rpartition(":")[0].replace("\\", "/").rpartition("/")[2].split(".")[0]
    for name in PREFERRED_GROUP.get(stem, GROUP_FIELDS):
        value: Any = row.fields.get(name)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, str | int) and str(first).strip():
            return str(first).strip()
    return ""


def read_unit(row: Row) -> str:
    """Return what *row* shares with rows that are not independent of it: its group or story, "" where it has none."""
    return row.read_word("group", "story")
