"""The nouns that travel between stages, one frozen type per station.

All offsets are half-open character ranges into the *cleaned* text of an article (``Article.text``).
Collections are tuples; enum values are lower case in every file; nothing here has behaviour beyond derived properties.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Precision(StrEnum):
    """How exactly a publication time is known."""

    MINUTE = "minute"
    DAY = "day"
    UNKNOWN = "unknown"


class Modality(StrEnum):
    """How a claim's content is put forward."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    DENIED = "denied"
    PREDICTED = "predicted"
    ASKED = "asked"


class Relation(StrEnum):
    """What two linked claims do to each other; an undecided link has none."""

    REPEATS = "repeats"
    AGREES = "agrees"
    DIVERGES = "diverges"


class Divergence(StrEnum):
    """The field on which two linked claims differ."""

    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    ACTOR = "actor"
    NEGATION = "negation"
    MODALITY = "modality"
    ATTRIBUTION = "attribution"
    NAMING = "naming"
    UPDATE = "update"
    OTHER = "other"


class ReuseKind(StrEnum):
    """How closely a later text follows an earlier one."""

    VERBATIM = "verbatim"
    LIGHT_EDIT = "light_edit"
    REWRITE = "rewrite"


class StandKind(StrEnum):
    """What one source does in one claim group."""

    ORIGINATES = "originates"
    STATES = "states"
    REPEATS = "repeats"
    CORROBORATES = "corroborates"
    DIVERGES = "diverges"
    SILENT = "silent"


class NameKind(StrEnum):
    """What a name names, as far as the word lists can tell."""

    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    DESIGNATOR = "designator"
    OTHER = "other"


# ---------------------------------------------------------------- ingest


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of *text* in this range.

        >>> Span(0, 3).of("abcdef")
        'abc'
        """
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a record was read: path relative to its INPUT, and the record in it (0: the whole file, else from 1)."""

    path: str
    record: int = 0


@dataclass(frozen=True, slots=True)
class RawArticle:
    """An article as read. *source* is None where no field, front matter or sub-folder named one.

    *key* is the source's part in the article's id: the name in fields, front matter or sub-folder, or the path
    relative to INPUT where the source has to be inferred. A name from a ``--metadata`` table changes *source*, never *key*.
    *published* is the string found in the file, unread.
    """

    place: Place
    key: str
    source: str | None
    title: str
    body: str
    is_html: bool = False
    url: str | None = None
    published: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that is not compared, the stage that refused it, and why (*reason* is a short fixed phrase)."""

    place: Place
    stage: str
    reason: str
    detail: str = ""


# ---------------------------------------------------------------- clean


@dataclass(frozen=True, slots=True)
class Article:
    """An article as compared: cleaned text, named source, time in UTC with its precision.

    *fixes* names the repairs that changed the text, in order. *credits* are the agencies or outlets that the text
    credits for itself ("Reuters" for a wire story), in order of appearance. *sha256* is of the raw body.
    """

    id: str
    source: str
    source_inferred: bool
    title: str
    text: str
    place: Place
    url: str | None = None
    published: datetime | None = None
    precision: Precision = Precision.UNKNOWN
    language: str = ""
    fixes: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that cleaning took out of an article, and the reason (a short fixed phrase)."""

    article_id: str
    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What cleaning one raw article gives: an article with its dropped lines, or a reject."""

    article: Article | None
    dropped: tuple[Dropped, ...] = ()
    reject: Reject | None = None


# ---------------------------------------------------------------- extract


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences of one article on paragraph borders: the unit of clustering."""

    id: str
    article_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text. *low* and *high* bound the value ("about 100": 90 to 110; "more than 100": 100 to inf).

    *unit* is a normal form ("tonne", "percent", "usd", "") and *counted* the stemmed noun that is counted ("soldier").
    """

    value: float
    low: float
    high: float
    unit: str
    counted: str
    approximate: bool
    span: Span


@dataclass(frozen=True, slots=True)
class TimeRef:
    """A date or interval in the text, made absolute where the text or the publication time allows.

    *start* and *end* are ISO days, both inclusive; empty where the reference stays relative. *text* is the normal form.
    """

    text: str
    start: str
    end: str
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name or designator; *key* is its normal form ("moscow", "the Kremlin" and "Russia" share one)."""

    text: str
    key: str
    kind: NameKind
    span: Span


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement worth comparing. ``span.of(article.text) == text``; inner spans point into the article's text too.

    *speaker* is who is said to say it (None: the outlet itself). *worth* is check-worthiness in [0, 1].
    """

    id: str
    article_id: str
    source: str
    span: Span
    text: str
    speaker: str | None = None
    modality: Modality = Modality.ASSERTED
    quantities: tuple[Quantity, ...] = ()
    times: tuple[TimeRef, ...] = ()
    names: tuple[Name, ...] = ()
    worth: float = 1.0


@dataclass(frozen=True, slots=True)
class Extracted:
    """The passages and claims of one article in text order, and how many sentences became no claim, by reason."""

    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    skipped: tuple[tuple[str, int], ...] = ()


# ---------------------------------------------------------------- embed


@dataclass(frozen=True, slots=True)
class Embeddings:
    """Unit vectors, float32, one row per id in order, and the name of the encoder that made them."""

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    encoder: str


# ---------------------------------------------------------------- cluster


@dataclass(frozen=True, slots=True)
class Member:
    """A passage in a narrative with its weight in (0, 1]."""

    passage_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Narrative:
    """A set of passages that tell the same story. *members* are ordered by passage id, *exemplars* by closeness.

    *stability* is the mean best-match Jaccard over resampled runs (None: too few passages to resample),
    *named_by* is ``config`` for a narrative that the analyst named beforehand, else ``corpus``.
    """

    id: str
    label: str
    headline: str
    keywords: tuple[str, ...]
    members: tuple[Member, ...]
    exemplars: tuple[str, ...]
    stability: float | None = None
    cohesion: float = 0.0
    named_by: str = "corpus"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A passage in no narrative, the nearest one, its cosine distance in [0, 2] and why it was not placed."""

    passage_id: str
    nearest: str | None
    distance: float
    reason: str


@dataclass(frozen=True, slots=True)
class Point:
    """A passage's place on the two-dimensional map."""

    passage_id: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Clustering:
    """What clustering gives: narratives (largest first), passages left out, the map, and configured labels not found."""

    narratives: tuple[Narrative, ...]
    unplaced: tuple[Unplaced, ...] = ()
    layout: tuple[Point, ...] = ()
    not_found: tuple[str, ...] = ()


# ---------------------------------------------------------------- link


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason for or against a link: its measured value and what it adds to the log-odds."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Link:
    """Two claims that are the same claim with this probability. *left* < *right* (claim ids)."""

    left: str
    right: str
    probability: float
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """Claims that are one claim. Groups partition the claims; *links* are those inside, strongest first."""

    id: str
    claim_ids: tuple[str, ...]
    links: tuple[Link, ...] = ()


# ---------------------------------------------------------------- relate


@dataclass(frozen=True, slots=True)
class Block:
    """A passage of the left article aligned with one of the right; *similarity* in [0, 1] of their words."""

    left: Span
    right: Span
    similarity: float


@dataclass(frozen=True, slots=True)
class Reuse:
    """Wording that two articles share. *share_left* is the part of the left article's characters inside the blocks."""

    left_article: str
    right_article: str
    blocks: tuple[Block, ...]
    share_left: float
    share_right: float
    kind: ReuseKind


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a verdict was given: the signal, the characters on both sides that show it, and its strength in [0, 1]."""

    signal: str
    left: Span | None
    right: Span | None
    score: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on a link. No evidence, no verdict: *relation* is None where the signals do not reach the bar."""

    link: Link
    relation: Relation | None
    divergence: Divergence | None
    confidence: float
    evidence: tuple[Evidence, ...] = ()


# ---------------------------------------------------------------- compare


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet as shown; *inferred* where no metadata named it; *attributes* such as country or group."""

    name: str
    inferred: bool
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """The part of an article's placed passages that is in a narrative; an article's weights sum to 1."""

    article_id: str
    narrative_id: str
    weight: float


@dataclass(frozen=True, slots=True)
class Direction:
    """Which of two articles with shared wording came first. *copied_from* is None where the times cannot tell."""

    left_article: str
    right_article: str
    copied_from: str | None
    lag_hours: float | None
    precision: Precision
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One independent origin of a claim: the sources tied to it by copied wording or one credited agency.

    *first* is the earliest claim where the times tell, else None; *credit* the agency that the texts credit.
    """

    group_id: str
    sources: tuple[str, ...]
    first: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Stand:
    """What one source does in one claim group; *of_sources* are those it repeats, or diverges from."""

    group_id: str
    narrative_id: str | None
    source: str
    kind: StandKind
    of_sources: tuple[str, ...] = ()
    divergence: Divergence | None = None
    claim_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much one source gives one narrative: articles, passages, share of the narrative's passages, first and last day."""

    narrative_id: str
    source: str
    articles: int
    passages: int
    share: float
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contrast:
    """A word that one source uses in a narrative more than the others: counts, rates per 1,000 words, z and q-value."""

    narrative_id: str
    source: str
    word: str
    count: int
    rate: float
    rate_elsewhere: float
    z: float
    q: float


@dataclass(frozen=True, slots=True)
class StageCount:
    """What went into a stage and what came out; *left_out* says how many went no further, by reason."""

    stage: str
    taken: int
    given: int
    left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything that the stages before ``compare`` found."""

    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    rejects: tuple[Reject, ...]
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    clustering: Clustering
    groups: tuple[ClaimGroup, ...]
    judgements: tuple[Judgement, ...]
    reuses: tuple[Reuse, ...]
    counts: tuple[StageCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the page and the twins need, without any model. Tuples are ordered by id unless said otherwise."""

    version: str
    sources: tuple[Source, ...]
    articles: tuple[Article, ...]
    dropped: tuple[Dropped, ...]
    rejects: tuple[Reject, ...]
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    narratives: tuple[Narrative, ...]
    memberships: tuple[Membership, ...]
    unplaced: tuple[Unplaced, ...]
    not_found: tuple[str, ...]
    layout: tuple[Point, ...]
    groups: tuple[ClaimGroup, ...]
    judgements: tuple[Judgement, ...]
    reuses: tuple[Reuse, ...]
    directions: tuple[Direction, ...]
    stands: tuple[Stand, ...]
    origins: tuple[Origin, ...]
    coverage: tuple[Coverage, ...]
    contrasts: tuple[Contrast, ...]
    counts: tuple[StageCount, ...]


# ---------------------------------------------------------------- run


@dataclass(frozen=True, slots=True)
class StageRecord:
    """How one stage ran: seconds, items in and out, and how many results came from the store."""

    stage: str
    seconds: float
    taken: int
    given: int
    reused: int = 0


@dataclass(frozen=True, slots=True)
class RunManifest:
    """How a comparison was made: versions, hashes, timings. The only file of the folder that may differ between runs."""

    version: str
    started: str
    python: str
    packages: tuple[tuple[str, str], ...]
    config_hash: str
    comparison_hash: str
    encoder: str
    stages: tuple[StageRecord, ...]
