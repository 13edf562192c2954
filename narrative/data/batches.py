"""A comparison that lives on: its batches, what each of them changed, and what an analyst corrected."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from narrative.data.articles import Place
from narrative.data.verdicts import Divergence


@dataclass(frozen=True, slots=True)
class Revision:
    """One article whose text changed after publication: the version that was known, and the one that came later."""

    before: str
    after: str
    url: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that came together: the first batch is the first comparison, from 1.

    *known* are records that brought nothing new. *settings* are the keys that differ from the batch before, with the
    value there and here. *renamed* has, for a refit, each old narrative's id with the ids that its passages went to.
    """

    number: int
    article_ids: tuple[str, ...]
    known: tuple[Place, ...] = ()
    revisions: tuple[Revision, ...] = ()
    settings: tuple[tuple[str, str, str], ...] = ()
    refitted: bool = False
    renamed: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Movement(StrEnum):
    """What became of a narrative."""

    NEW = "new"
    GROWN = "grown"
    FADED = "faded"


@dataclass(frozen=True, slots=True)
class NarrativeChange:
    """A narrative that is new, has grown, or has faded: had more in every batch up to the last and nothing since."""

    kind: Movement
    narrative_id: str
    articles: int
    passages: int
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim that sources agreed on and no longer do: the two claims that clash, and on what."""

    group_id: str
    left: str
    right: str
    divergence: Divergence | None


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A source that says another figure or date than it did: its two claims, and the words that differ."""

    source: str
    group_id: str
    before: str
    after: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A new article that shares wording with one that was there before; *share* is the part of it that does."""

    article_id: str
    of_article: str
    share: float


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the new passages are from the narratives as fitted.

    *placed* is the share of new passages in a narrative that was there before, *likeness* the mean weight of these
    there, *fitted* that of the members before them. *reasons* say why a refit is worth while; none: it is not.
    """

    placed: float
    likeness: float | None
    fitted: float | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different from how the comparison stood after batch *since*; ids in order, groups widest first."""

    since: int
    batch: int
    articles: tuple[str, ...]
    known: int
    revisions: tuple[Revision, ...] = ()
    copies: tuple[Copy, ...] = ()
    narratives: tuple[NarrativeChange, ...] = ()
    new_groups: tuple[str, ...] = ()
    spread_groups: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = ()
    figures: tuple[FigureChange, ...] = ()
    renamed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unmatched: tuple[str, ...] = ()
    drift: Drift | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the corrections file: its kind, what it says, its line there, and what it did.

    *touched* counts what it changed (articles, passages, claims or verdicts, as *effect* says); 0: it no longer
    matches anything.
    """

    kind: str
    said: str
    line: int
    effect: str
    touched: int


@dataclass(frozen=True, slots=True)
class NarrativeEdit:
    """What an analyst says of one narrative; exactly one of the four is given.

    *split* are the parts that leave it, *pin* what belongs to it whatever clustering says: ids of passages or articles.
    """

    id: str
    line: int
    rename: str | None = None
    merge_into: str | None = None
    split: tuple[tuple[str, ...], ...] = ()
    pin: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """Two claims that are the same claim, or are not."""

    left: str
    right: str
    line: int


@dataclass(frozen=True, slots=True)
class VerdictEdit:
    """What an analyst says of a linked pair instead; *relation* is None for "undecided"."""

    left: str
    right: str
    relation: str | None
    divergence: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the corrections file says, entry by entry, each with its line."""

    narratives: tuple[NarrativeEdit, ...] = ()
    same: tuple[ClaimPair, ...] = ()
    different: tuple[ClaimPair, ...] = ()
    verdicts: tuple[VerdictEdit, ...] = ()
    aliases: tuple[tuple[str, str, int], ...] = field(default=())
    ignore_lines: tuple[tuple[str, int], ...] = ()
