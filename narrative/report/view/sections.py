"""The sections of the page, and the page itself."""

from __future__ import annotations

from dataclasses import dataclass

from narrative.report.view.changes import ChangesView, CorrectedView
from narrative.report.view.funnel import Step
from narrative.report.view.lanes import Chart
from narrative.report.view.nouns import (
    Cell,
    ClaimRow,
    Count,
    Entry,
    Field,
    Label,
    LagCell,
    OpenPair,
    PairCell,
    Paragraph,
    Repeat,
    RevisedArticle,
    Share,
    Table,
    Tie,
    Turn,
    WatchRow,
    WeekdayPlace,
    Word,
)


@dataclass(frozen=True, slots=True)
class Card:
    """One of the four lists of findings. *more* counts what the list leaves out, *empty* speaks where it has nothing."""

    kind: str
    title: str
    entries: tuple[Entry, ...]
    more: str
    more_href: str
    empty: str


@dataclass(frozen=True, slots=True)
class EventView:
    """An event in a narrative: what happened, when, who tells it, and links to the articles."""

    anchor: str
    headline: str
    when: str
    who: str
    articles: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class NarrativeView:
    """A narrative in the list of narratives; *page* is the file that holds it alone, "" where this page holds all."""

    id: str
    label: str
    headline: str
    numbers: str
    certainty: str
    shape: str
    measures: tuple[tuple[str, str], ...]
    keywords: str
    alone: tuple[tuple[Label, str], ...]
    chart: Chart
    shares: tuple[Share, ...]
    page: str = ""
    events: tuple[EventView, ...] = ()
    events_note: str = ""


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A heading over narratives: which ones (ids), how much that is in words, and whether it is open at first."""

    anchor: str
    title: str
    words: str
    narratives: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """A table of counts: a row per source, a column per narrative, and what the sources hold in all."""

    columns: tuple[Label, ...]
    rows: tuple[tuple[Label, tuple[Cell, ...], str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Between:
    """The sources among themselves: a row and a column for each, with the claims that they share."""

    columns: tuple[Label, ...]
    rows: tuple[tuple[Label, tuple[PairCell, ...]], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Copying:
    """Who repeats whom: a graph from left to right, a table with a row per copying and a column per copied source.

    *open_pairs* share wording too, but who was first is not known.
    """

    lefts: tuple[Label, ...]
    rights: tuple[Label, ...]
    ties: tuple[Tie, ...]
    height: int
    note: str
    rows: tuple[tuple[Label, tuple[LagCell, ...]], ...]
    open_pairs: tuple[OpenPair, ...]


@dataclass(frozen=True, slots=True)
class SingleSource:
    """The claims that one source alone makes, those most worth checking first."""

    source: Label
    words: str
    claims: tuple[Label, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Claims:
    """The section of claims, its filters and what it leaves out.

    *level* says that the names of the sources fit above their columns as they are. *rows* can be read without scripts, *packed* ones need them; *beyond* counts those that are not on the page at all.
    """

    count: str
    listed: str
    note: str
    columns: tuple[Label, ...]
    level: bool
    rows: tuple[ClaimRow, ...]
    packed: tuple[ClaimRow, ...]
    more: str
    beyond: int
    narratives: tuple[tuple[str, str], ...]
    dated: bool
    kinds: tuple[tuple[str, str], ...]
    stands: tuple[tuple[str, str], ...]
    single: tuple[SingleSource, ...]
    single_note: str


@dataclass(frozen=True, slots=True)
class Repeats:
    """The section of repeats: what it adds up to, and the pairs, longest shared wording first."""

    note: str
    copying: Copying | None
    pairs: tuple[Repeat, ...]
    rest: tuple[tuple[str, Label, Label, str], ...]
    more: str


@dataclass(frozen=True, slots=True)
class Divergences:
    """The section of divergences between sources: contradictions, then updates, then differences of framing."""

    note: str
    contradictions: tuple[Field, ...]
    updates: tuple[Field, ...]
    framing: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Checks:
    """What one source says against itself or against the calendar; each *more* counts what its list leaves out."""

    contradictions: tuple[Turn, ...]
    contradictions_more: str
    updates: tuple[Turn, ...]
    updates_more: str
    revisions: tuple[RevisedArticle, ...]
    revisions_more: str
    revised: tuple[Turn, ...]
    revised_more: str
    weekdays: tuple[WeekdayPlace, ...]
    weekdays_more: str

    @property
    def any(self) -> bool:
        """Whether there is something to show."""
        return bool(self.contradictions or self.updates or self.revisions or self.weekdays)


@dataclass(frozen=True, slots=True)
class AttributeSection:
    """Sources compared by one attribute."""

    anchor: str
    title: str
    values: Table
    matrix: Table | None


@dataclass(frozen=True, slots=True)
class Quiet:
    """A silent source, how much it has on the story, and its sentence that comes nearest to the claim."""

    source: Label
    articles: str
    nearest: Label


@dataclass(frozen=True, slots=True)
class Silence:
    """A claim, how many make it, and who covers the story without it (or, in doubt, with a sentence near it)."""

    claim: Label
    narrative: Label
    said: str
    silent: tuple[Quiet, ...]


@dataclass(frozen=True, slots=True)
class Silences:
    """The section of silences, those that most of the other sources break first; *by_source* counts all of each.

    *perhaps* are those in doubt: the silent source has a sentence that may be the claim.
    """

    note: str
    rows: tuple[Silence, ...]
    more: str
    perhaps: tuple[Silence, ...]
    perhaps_more: str
    by_source: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class SourceList:
    """Some lines on one source under a title, each a link, and one that shows all of them."""

    title: str
    lines: tuple[Label, ...]
    everything: Label | None = None


@dataclass(frozen=True, slots=True)
class SourceView:
    """A source in the list of sources; *words* sums up what it does, *texts* leads to its articles.

    *attributes* is what is known of it beside its texts: "country Norland, group Hall Media".
    """

    source: Label
    numbers: str
    words: str
    lists: tuple[SourceList, ...]
    texts: str
    attributes: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that set one source apart in one narrative."""

    narrative: Label
    source: Label
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article in full. *url* is http or https or "" and leads out of the page; *is_earlier*: it was changed later."""

    id: str
    title: str
    source: Label
    when: str
    url: str
    host: str
    numbers: str
    notes: tuple[str, ...]
    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[tuple[str, str], ...]
    dropped_note: str
    is_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """How the page came about: its steps with what went no further, settings, limits; *part* where it is not of all."""

    steps: tuple[Step, ...]
    part: str
    rejects: Table
    unplaced: tuple[tuple[Label, str], ...]
    unplaced_note: str
    not_found: str
    limits: tuple[str, ...]
    inferred: str
    version: str


@dataclass(frozen=True, slots=True)
class Exploration:
    """The interactive charts as plotly figures (JSON-ready) with a caption and a table for each."""

    key: str
    title: str
    caption: str
    figure: dict[str, object]
    table: Table


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    fingerprint: str
    title: str
    kicker: str
    lede: tuple[str, ...]
    counts: tuple[Count, ...]
    cards: tuple[Card, ...]
    watch: tuple[WatchRow, ...]
    narratives_note: str
    narratives: tuple[NarrativeView, ...]
    front: Matrix | None
    matrix: Matrix | None
    between: Between | None
    explorations: tuple[Exploration, ...]
    claims: Claims
    repeats: Repeats
    divergences: Divergences
    checks: Checks
    attributes: tuple[AttributeSection, ...]
    attributes_note: str
    silences: Silences
    words_note: str
    words: tuple[Vocabulary, ...]
    articles: tuple[ArticleView, ...]
    excerpts_only: bool
    method: Method
    config_yaml: str
    changes: ChangesView | None = None
    corrected: CorrectedView | None = None
    themes: tuple[ThemeView, ...] = ()
    sources: tuple[SourceView, ...] = ()
