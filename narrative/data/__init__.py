"""The nouns that travel between stages, one frozen type per station.

All offsets are half-open character ranges into the *cleaned* text of an article (``Article.text``).
Collections are tuples; enum values are lower case in every file; nothing here has behaviour beyond derived properties.
"""

from narrative.data.articles import Article, Cleaned, Dropped, Place, Precision, RawArticle, Reject, Span
from narrative.data.checks import SelfContradiction, WrongWeekday
from narrative.data.claims import Claim, Embeddings, Extracted, Modality, Name, NameKind, Passage, Quantity, TimeRef
from narrative.data.comparison import (
    Comparison,
    Contrast,
    Coverage,
    Direction,
    Findings,
    Membership,
    Origin,
    RunManifest,
    Source,
    StageCount,
    StageRecord,
    Stand,
    StandKind,
)
from narrative.data.narratives import Clustering, Member, Narrative, Point, Unplaced
from narrative.data.verdicts import (
    Block,
    ClaimGroup,
    Divergence,
    Evidence,
    Judgement,
    Link,
    Relation,
    Reuse,
    ReuseKind,
    Signal,
)

__all__ = [
    "Article",
    "Block",
    "Claim",
    "ClaimGroup",
    "Cleaned",
    "Clustering",
    "Comparison",
    "Contrast",
    "Coverage",
    "Direction",
    "Divergence",
    "Dropped",
    "Embeddings",
    "Evidence",
    "Extracted",
    "Findings",
    "Judgement",
    "Link",
    "Member",
    "Membership",
    "Modality",
    "Name",
    "NameKind",
    "Narrative",
    "Origin",
    "Passage",
    "Place",
    "Point",
    "Precision",
    "Quantity",
    "RawArticle",
    "Reject",
    "Relation",
    "Reuse",
    "ReuseKind",
    "RunManifest",
    "SelfContradiction",
    "Signal",
    "Source",
    "Span",
    "StageCount",
    "StageRecord",
    "Stand",
    "StandKind",
    "TimeRef",
    "Unplaced",
    "WrongWeekday",
]
