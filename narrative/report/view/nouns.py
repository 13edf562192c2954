"""The parts of what the page shows, as plain data: words, numbers, marks and anchors are decided; nothing here is HTML.

``href`` values are anchors inside the page ("#g1f…") unless said otherwise; "" means no link.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a run of characters in a quote or an article is marked."""

    PLAIN = ""
    DIFFERS = "differs"
    OTHER_WORD = "word"
    SHARED = "shared"
    COPIED = "copied"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters with one mark."""

    text: str
    mark: Mark = Mark.PLAIN


@dataclass(frozen=True, slots=True)
class Label:
    """A source, narrative or article as named on the page; *inferred* names carry a note."""

    name: str
    href: str = ""
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """A number of the strip under the opening paragraph."""

    number: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a card: what is said, the values that clash, and who says it; *lead* says what the line answers."""

    text: str
    who: str
    href: str
    values: tuple[str, ...] = ()
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """What one source gives to one narrative, with links to the passages."""

    anchor: str
    source: Label
    words: str
    width: float
    passages: tuple[Label, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in a matrix; *level* from 0 to 5 is its shade."""

    number: str
    level: int
    href: str


@dataclass(frozen=True, slots=True)
class Tally:
    """A number with its mark; *words* say in full what it counts."""

    kind: str
    number: str
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class PairCell:
    """What two sources do with the claims that they share; *own* where both are the same source."""

    tallies: tuple[Tally, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class LagCell:
    """How many pairs of articles one source repeats of another, and the median lag."""

    number: str
    lag: str
    href: str


@dataclass(frozen=True, slots=True)
class Tie:
    """A line of the graph of repeats, between two heights, from the earlier source to the later."""

    start: float
    end: float
    width: float
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class OpenPair:
    """Two sources that share wording without an order, in how many pairs of articles and why."""

    left: Label
    right: Label
    words: str
    href: str


@dataclass(frozen=True, slots=True)
class StandCell:
    """What one source does in one claim group; *kind* "" where the source does not cover the story."""

    kind: str
    words: str
    note: str
    href: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence as its source has it, and all that is needed to cite it; *also* are anchors of its other versions."""

    anchor: str
    source: Label
    when: str
    stand: str
    stand_words: str
    speaker: str
    pieces: tuple[Piece, ...]
    place: str
    href: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of a waterfall, in per cent of the whole width: *amount* in words, *weight* in log-odds."""

    name: str
    left: float
    width: float
    amount: str
    weight: str
    against: bool


@dataclass(frozen=True, slots=True)
class LinkReason:
    """Why two sentences are taken for the same claim."""

    title: str
    pair: str
    bars: tuple[Bar, ...]
    total: str
    note: str
    flip: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one verdict was given, on which two claims, and what would have made it another one."""

    title: str
    lines: tuple[str, ...]
    left: str = ""
    right: str = ""
    verdict: str = ""
    flip: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim that two or more sources make. Without *quotes* the row does not open, its cells lead to the articles.

    *former* are ids of earlier batches that lead here now. *lead* is the start of the sentence that the claim goes on with.
    """

    id: str
    former: tuple[str, ...]
    lead: str
    claim: str
    narrative: Label
    origins: str
    credit: str
    days: tuple[str, str]
    cells: tuple[StandCell, ...]
    kinds: tuple[str, ...]
    relations: str
    opener: str
    quotes: tuple[Quote, ...]
    link: LinkReason | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Aligned:
    """Two passages with the same wording; *same* words are marked on both sides."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two articles that share wording."""

    anchor: str
    title: str
    left: Label
    right: Label
    left_when: str
    right_when: str
    numbers: str
    direction: str
    blocks: tuple[Aligned, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a divergence: who holds it, the words that differ, and a sentence with its anchor in the article."""

    sources: tuple[str, ...]
    value: str
    pieces: tuple[Piece, ...]
    href: str


@dataclass(frozen=True, slots=True)
class Clash:
    """The sides of one claim that differ on one field."""

    href: str
    sides: tuple[Side, ...]
    certainty: str


@dataclass(frozen=True, slots=True)
class Field:
    """All divergences on one field."""

    anchor: str
    title: str
    note: str
    clashes: tuple[Clash, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Two sentences of one source that differ, and in a few words how."""

    source: Label
    words: str
    clash: Clash


@dataclass(frozen=True, slots=True)
class RevisedArticle:
    """An article that was changed after publication: both versions, as they are named on the page, and when."""

    source: Label
    before: Label
    after: Label


@dataclass(frozen=True, slots=True)
class WeekdayPlace:
    """A date with a weekday that it does not have, in its sentence, and what the calendar says."""

    source: Label
    article: Label
    pieces: tuple[Piece, ...]
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """A word where it stands, with the words before and after it."""

    before: str
    word: str
    after: str
    href: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What one source does with a watched claim, and the sentences that show it; *kind* names the mark."""

    source: Label
    kind: str
    words: str
    quotes: tuple[Side, ...]
    certainty: str
    more: str


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A watched claim; *text* is empty where the title is the text."""

    anchor: str
    title: str
    text: str
    narrative: Label
    summary: str
    answers: tuple[AnswerRow, ...]
    silent: tuple[Label, ...]
    never: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that one source uses more than the others, and some of the places where it does."""

    word: str
    count: str
    rate: str
    elsewhere: str
    lines: tuple[Concordance, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A run of characters of an article: anchors that begin here, a claim's stand and the row it opens."""

    text: str
    anchors: tuple[str, ...] = ()
    claim: str = ""
    stand: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of an article; *anchor* is the passage that begins with it."""

    anchor: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A plain table."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
