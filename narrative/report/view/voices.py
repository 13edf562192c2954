"""Who says a claim, who denies it or says otherwise, who says something near it, and who is silent on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from narrative.data import Divergence, Stand, StandKind
from narrative.report.view.divergences import gather_sides
from narrative.report.view.index import Index, is_update
from narrative.report.words import count, figure, in_quotes


@dataclass(frozen=True, slots=True)
class Voices:
    """The sources that cover a claim's story, each in one list, as they stand to the sentence that the page shows for it."""

    saying: tuple[str, ...]
    denying: tuple[str, ...]
    differing: tuple[str, ...]
    doubtful: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def speaking(self) -> int:
        """How many speak on the matter, whatever they say."""
        return len(self.saying) + len(self.denying) + len(self.differing)

    @property
    def covering(self) -> int:
        """How many could have made the claim: they, and those that cover its story without it."""
        return self.speaking + len(self.doubtful) + len(self.silent)


def gather_voices(group: str, index: Index) -> Voices:
    """Return who says what, as the table of claims marks them: who says otherwise denies it or has another figure, day or place.

    Where neither side counts as the one that differs, those against the sentence that the page shows say otherwise.
    """
    stands = index.stands.get(group, ())
    speakers = index.speakers(group)
    against = [s for s in stands if s.kind is StandKind.DIVERGES and s.divergence is not Divergence.UPDATE]
    if against and index.representative(group).source not in {s.source for s in against}:
        denying = frozenset(s.source for s in against if s.divergence is Divergence.NEGATION)
        differing = frozenset(s.source for s in against) - denying
    else:
        denying = _opponents(group, index, denials=True)
        differing = _opponents(group, index, denials=False) - denying
    return Voices(
        saying=tuple(s for s in speakers if s not in denying | differing),
        denying=tuple(s for s in speakers if s in denying),
        differing=tuple(s for s in speakers if s in differing),
        doubtful=tuple(s.source for s in stands if s.doubtful),
        silent=tuple(s.source for s in stands if is_silent(s)),
    )


def is_silent(stand: Stand) -> bool:
    """Whether the source is silent beyond doubt: it has no sentence that may be the claim."""
    return stand.kind is StandKind.SILENT and not stand.doubtful


def _opponents(group: str, index: Index, *, denials: bool) -> frozenset[str]:
    """Return the sources that contradict the sentence that the page shows for *group*, by denial or in another field."""
    verdicts = [
        j
        for j in index.divergences(group)
        if not is_update(j)
        and (j.divergence is Divergence.NEGATION) is denials
        and index.group_of[j.link.right] == group
    ]
    sides = [side.sources for side in gather_sides(verdicts, index)] if verdicts else []
    shown = index.representative(group).source
    own: Sequence[str] = next((side for side in sides if shown in side), sides[0] if sides else ())
    return frozenset(source for side in sides for source in side if source not in own)


def describe_voices(group: str, index: Index) -> str:
    """Return "said by 4, denied by 2, of 11 sources"; a source that may say it is counted as "perhaps"."""
    return f"{_tell(group, index)}{_those_days(group, index, 'it')}"


def describe_coverage(group: str, index: Index) -> str:
    """Return "said by 4, denied by 2, of 11 sources that cover “Harbour strike”"."""
    narrative = index.narrative_label(index.narrative_of.get(group)).name
    story = in_quotes(narrative) if narrative else "the story"
    return f"{_tell(group, index)}{_those_days(group, index, story) or f' that cover {story}'}"


def _tell(group: str, index: Index) -> str:
    voices = gather_voices(group, index)
    told = [
        f"said by {figure(len(voices.saying))}",
        *([f"denied by {figure(len(voices.denying))}"] if voices.denying else []),
        *([f"said otherwise by {figure(len(voices.differing))}"] if voices.differing else []),
        *([f"perhaps by {figure(len(voices.doubtful))}"] if voices.doubtful else []),
    ]
    return f"{', '.join(told)}{',' if len(told) > 1 else ''} of {count(voices.covering, 'source')}"


def _those_days(group: str, index: Index, story: str) -> str:
    """Return how the sources that could have made the claim are fewer than those that cover its story, "" where they are not."""
    covering = {one.source for one in index.coverage.get(index.narrative_of.get(group) or "", ())}
    all_of_them = len(covering.union(index.speakers(group)))
    if gather_voices(group, index).covering >= all_of_them:
        return ""
    return f" that wrote on {story} in those days ({figure(all_of_them)} in all)"
