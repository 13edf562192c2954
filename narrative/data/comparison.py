"""What each source does, and the whole that the page and the twins are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from narrative.data.articles import Article, Dropped, Precision, Reject
from narrative.data.attributes import AttributeCoverage, AttributePair, AttributeValue
from narrative.data.batches import Changes, Correction, Revision
from narrative.data.checks import SelfContradiction, WrongWeekday
from narrative.data.claims import Claim, Passage
from narrative.data.narratives import Clustering, Event, Narrative, Point, Theme, Unplaced
from narrative.data.verdicts import ClaimGroup, Divergence, Judgement, Reuse
from narrative.data.watch import Watched, WatchedClaim


class StandKind(StrEnum):
    """What one source does in one claim group."""

    ORIGINATES = "originates"
    STATES = "states"
    REPEATS = "repeats"
    CORROBORATES = "corroborates"
    DIVERGES = "diverges"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Source:
    """An outlet as shown; *inferred* where no metadata named it; *attributes* such as (country, Norland), by key and value.

    Where what its articles carry disagrees, a key stands there with each of its values.
    """

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
    """What one source does in one claim group; *of_sources* are those it repeats, or diverges from.

    A source that originates the claim has them and a *divergence* where it says otherwise in another sentence.

    Of a silent source *nearest* is its claim that comes nearest, *nearness* how near (0 to 1); *doubtful* says that this
    is near enough to be the claim itself, in other words: the source is perhaps not silent.
    """

    group_id: str
    narrative_id: str | None
    source: str
    kind: StandKind
    of_sources: tuple[str, ...] = ()
    divergence: Divergence | None = None
    claim_ids: tuple[str, ...] = ()
    nearest: str | None = None
    nearness: float = 0.0
    doubtful: bool = False


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
    """Everything that the stages before ``compare`` found; *attributes* is what the configuration says of sources."""

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
    wrong_weekdays: tuple[WrongWeekday, ...] = ()
    watched: tuple[WatchedClaim, ...] = ()
    attributes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


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
    self_contradictions: tuple[SelfContradiction, ...] = ()
    wrong_weekdays: tuple[WrongWeekday, ...] = ()
    # Articles that were changed after publication, each with the version before it, whichever batch brought it.
    revisions: tuple[Revision, ...] = ()
    corrections: tuple[Correction, ...] = ()
    changes: Changes | None = None
    # Ids of earlier groups that have no row now, with the group or the claim to which links that people saved lead.
    moved: tuple[tuple[str, str], ...] = ()
    watched: tuple[Watched, ...] = ()
    absent_sources: tuple[str, ...] = ()
    attribute_values: tuple[AttributeValue, ...] = ()
    attribute_pairs: tuple[AttributePair, ...] = ()
    attribute_coverage: tuple[AttributeCoverage, ...] = ()
    themes: tuple[Theme, ...] = ()
    events: tuple[Event, ...] = ()


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
