"""Which sentence stands for a claim on the page: one that can be understood alone, and that is near to the others."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from narrative.data import Claim, Link

# What a sentence that leans on the one before it begins with, or says of a time.
LEANS_ON = re.compile(
    r"^\W*(?:he|she|it|they|we|i|you|his|her|its|their|our|your|this|that|these|those|there|here|such|both|neither"
    r"|another|others?|also|and|but|or|so|then|yet|however|moreover|instead|nevertheless|meanwhile|too"
    r"|the (?:others?|same|group|latter|former|two)|(?:in|of) (?:that|this|these|those|them)|with it)\b"
    r"|\b(?:that|those|the same|the next|the following) (?:year|month|week|day|evening|night|time)s?\b",
    re.IGNORECASE,
)
_REPORT = r"(?:article|report|magazine|newspaper|paper|weekly|daily|story|account|headline|piece|post)"
# What a report of a report begins with, and whom it names as speaker.
OPENS_WITH_REPORT = re.compile(rf"^(?:according to |as )?(?:the|that|this|an?|its|their) {_REPORT}\b", re.IGNORECASE)
NAMES_REPORT = re.compile(rf"^(?:\w+ )?{_REPORT}$", re.IGNORECASE)
SHORT, LONG = 25, 240
"""Characters below which a sentence hardly says what it is about, and above which nobody reads it in a table."""
# Nothing makes up for a clause that only goes on with a sentence ("meant to send …"), as long as there is another.
FRAGMENT, REPORT, LEANS, UNPAIRED, NAMELESS, UNWIELDY = 3.0, 1.0, 0.8, 0.6, 0.4, 0.4


def choose_representative(members: Sequence[Claim], links: Iterable[Link]) -> Claim:
    """Return the claim that stands for its group: self-contained and close to the others; the shorter one in a tie."""
    closeness: defaultdict[str, float] = defaultdict(float)
    for link in links:
        closeness[link.left] += link.probability
        closeness[link.right] += link.probability
    most = max(closeness.values(), default=0.0) or 1.0

    def key(claim: Claim) -> tuple[float, int, str]:
        return round(weigh_flaws(claim) - closeness[claim.id] / most, 4), len(claim.text), claim.id

    return min(members, key=key)


def weigh_flaws(claim: Claim) -> float:
    """Return what keeps a sentence from being understood alone, added up; 0 for one that stands on its own.

    >>> from narrative.data import Name, NameKind, Span
    >>> def weigh(text, *names):
    ...     found = tuple(Name(name, name, NameKind.PLACE, Span(0, 1)) for name in names)
    ...     return weigh_flaws(Claim("c", "a", "S", Span(0, 9), text, names=found))
    >>> weigh("A crane fell into the basin of Port Sable.", "Port Sable")
    0.0
    >>> weigh("It fell into the basin of Port Sable.", "Port Sable"), weigh("The article says that it fell.")
    (0.8, 1.4)
    """
    text = claim.text.strip()
    first = text.lstrip("\"“‘'([")[:1]
    flaws = (
        REPORT * _reports_a_report(claim),
        LEANS * bool(LEANS_ON.search(text)),
        FRAGMENT * first.islower(),
        UNPAIRED * (text.count("“") != text.count("”") or text.count('"') % 2 or not first.isalnum()),
        NAMELESS * (not claim.names),
        UNWIELDY * (len(text) > LONG or len(text) < SHORT),
    )
    return round(sum(flaws), 4)


def _reports_a_report(claim: Claim) -> bool:
    """Whether the sentence passes on what "the article" or "the weekly" says, without naming it."""
    return bool(OPENS_WITH_REPORT.search(claim.text) or NAMES_REPORT.search(claim.speaker or ""))
