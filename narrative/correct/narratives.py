"""Narratives as an analyst wants them: another name, part of another, in parts, with passages of the analyst's choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from narrative.data import Correction, Findings, Member, Narrative, NarrativeEdit, Theme
from narrative.text.identity import content_id

NAMED_BY = "correction"
PINNED = 1.0  # weight of a passage that is pinned where it had none


@dataclass
class _Table:
    """The narratives while they are edited; *heirs* says which one a merged one is part of, *parts* what was split off."""

    narratives: dict[str, Narrative]
    article_of: dict[str, str]
    heirs: dict[str, str]
    parts: dict[str, list[str]] = field(default_factory=dict)

    def find(self, identifier: str) -> Narrative | None:
        """Return the narrative of that id, or the one that it has become part of."""
        while identifier in self.heirs:
            identifier = self.heirs[identifier]
        return self.narratives.get(identifier)

    def choose(self, wanted: Sequence[str]) -> set[str]:
        """Return the passages that *wanted* names, by their own ids or by those of their articles."""
        names = set(wanted)
        return {passage for passage, article in self.article_of.items() if passage in names or article in names}

    def keep(self, narrative: Narrative, members: Sequence[Member]) -> None:
        """Give *narrative* these members; without any it is gone."""
        if not members:
            self.narratives.pop(narrative.id, None)
            return
        present = {member.passage_id for member in members}
        strongest = sorted(members, key=lambda member: (-member.weight, member.passage_id))
        exemplars = tuple(key for key in narrative.exemplars if key in present) or (strongest[0].passage_id,)
        self.narratives[narrative.id] = replace(
            narrative,
            members=tuple(sorted(members, key=lambda member: member.passage_id)),
            exemplars=exemplars,
            cohesion=round(sum(member.weight for member in members) / len(members), 4),
        )


def edit_narratives(findings: Findings, edits: Sequence[NarrativeEdit], done: list[Correction]) -> Findings:
    """Return *findings* with the narratives as *edits* want them, one after the other."""
    if not edits:
        return findings
    table = _Table(
        {narrative.id: narrative for narrative in findings.clustering.narratives},
        {passage.id: passage.article_id for passage in findings.passages},
        {},
    )
    done.extend(_edit(table, edit) for edit in edits)
    placed = {member.passage_id for one in table.narratives.values() for member in one.members}
    unplaced = []
    for item in findings.clustering.unplaced:
        nearest = table.find(item.nearest) if item.nearest else None
        if item.passage_id not in placed:
            unplaced.append(replace(item, nearest=nearest.id if nearest else None))
    narratives = sorted(table.narratives.values(), key=lambda one: (-len(one.members), one.id))
    edited = replace(
        findings.clustering,
        narratives=tuple(narratives),
        unplaced=tuple(unplaced),
        themes=tuple(_follow(theme, table) for theme in findings.clustering.themes),
    )
    return replace(findings, clustering=edited)


def _follow(theme: Theme, table: _Table) -> Theme:
    """Return *theme* with the parts of a narrative that was split, wherever that happened to a part again."""
    inside = list(theme.narratives)
    for key in inside:  # grows while it is walked
        inside.extend(table.parts.get(key, ()))
    return replace(theme, narratives=tuple(inside))


def _edit(table: _Table, edit: NarrativeEdit) -> Correction:
    narrative = table.find(edit.id)
    if narrative is None:
        return Correction("narrative", _say(edit), edit.line, f"there is no narrative {edit.id}", 0)
    if edit.rename:
        table.narratives[narrative.id] = replace(narrative, label=edit.rename, named_by=NAMED_BY)
        effect, touched = f"narrative renamed, it was “{narrative.label}”", 1
    elif edit.merge_into:
        effect, touched = _merge(table, narrative, edit.merge_into)
    elif edit.split:
        effect, touched = _split(table, narrative, edit)
    else:
        effect, touched = _pin(table, narrative, edit)
    return Correction("narrative", _say(edit), edit.line, effect, touched)


def _say(edit: NarrativeEdit) -> str:
    if edit.rename:
        return f"{edit.id} is called {edit.rename}"
    if edit.merge_into:
        return f"{edit.id} is part of {edit.merge_into}"
    if edit.split:
        return f"{edit.id} is split"
    return f"{edit.id} holds {', '.join(edit.pin)}"


def _merge(table: _Table, narrative: Narrative, target_id: str) -> tuple[str, int]:
    target = table.find(target_id)
    if target is None:
        return f"there is no narrative {target_id}", 0
    if target.id == narrative.id:
        return "it is part of itself", 0
    del table.narratives[narrative.id]
    table.heirs[narrative.id] = target.id
    table.keep(target, (*target.members, *narrative.members))
    return f"passages joined “{target.label}”", len(narrative.members)


def _split(table: _Table, narrative: Narrative, edit: NarrativeEdit) -> tuple[str, int]:
    touched = 0
    for number, wanted in enumerate(edit.split, start=2):
        current = table.narratives[narrative.id]
        chosen = table.choose(wanted)
        leaving = tuple(member for member in current.members if member.passage_id in chosen)
        staying = tuple(member for member in current.members if member.passage_id not in chosen)
        if not leaving or not staying:
            continue
        name = content_id("n", "split", narrative.id, *sorted(wanted))
        part = replace(current, id=name, label=f"{narrative.label} ({number})", stability=None, named_by=NAMED_BY)
        table.keep(current, staying)
        table.keep(part, leaving)
        table.parts.setdefault(narrative.id, []).append(name)
        touched += len(leaving)
    return ("passages left it" if touched else "none of its passages would leave, or all"), touched


def _pin(table: _Table, narrative: Narrative, edit: NarrativeEdit) -> tuple[str, int]:
    chosen = table.choose(edit.pin)
    weights: dict[str, float] = {}
    for other in list(table.narratives.values()):
        weights.update({one.passage_id: one.weight for one in other.members if one.passage_id in chosen})
        if other.id != narrative.id and any(one.passage_id in chosen for one in other.members):
            table.keep(other, tuple(one for one in other.members if one.passage_id not in chosen))
    staying = tuple(one for one in table.narratives[narrative.id].members if one.passage_id not in chosen)
    pinned = tuple(Member(key, weights.get(key, PINNED)) for key in sorted(chosen))
    table.keep(narrative, (*staying, *pinned))
    return ("passages pinned" if chosen else "no such passage or article"), len(chosen)
