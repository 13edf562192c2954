"""All runs of an experiment together, and what only shows across them: the front of quality and time, seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from narrative.experiment.differences import Difference
from narrative.experiment.measure import list_names
from narrative.experiment.plan import SEED, Plan, PlannedRun, spell_value
from narrative.experiment.records import RunRecord

DEFAULT_QUALITY = ("gold_links_f1", "coherence")


@dataclass(frozen=True, slots=True)
class SeedGroup:
    """Runs that differ in nothing but their seed, and how far they agree.

    *narratives* is the mean adjusted Rand index of two of them (None: no passage in common), *links* the mean overlap
    of their links, *spread* the least and greatest value of each metric that is not the same in all.
    """

    runs: tuple[int, ...]
    narratives: float | None
    links: float
    spread: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """The plan, a record per run in its order, and what changed between any two finished runs."""

    plan: Plan
    records: tuple[RunRecord, ...]
    differences: tuple[tuple[int, int, Difference], ...]
    articles: int

    @property
    def done(self) -> tuple[tuple[PlannedRun, RunRecord], ...]:
        """The runs that finished."""
        together = zip(self.plan.runs, self.records, strict=True)
        return tuple((run, record) for run, record in together if not record.error)

    @property
    def failed(self) -> tuple[tuple[PlannedRun, RunRecord], ...]:
        """The runs that did not."""
        together = zip(self.plan.runs, self.records, strict=True)
        return tuple((run, record) for run, record in together if record.error)

    @property
    def metrics(self) -> tuple[str, ...]:
        """The names of all metrics, in order."""
        return list_names(dict(record.metrics) for record in self.records)

    @property
    def quality(self) -> str:
        """The metric to set against time: the one that the file names, else the first default that there is; or ""."""
        wanted = self.plan.experiment.quality
        return next((name for name in (wanted, *DEFAULT_QUALITY) if name and name in self.metrics), "")

    def values(self, metric: str) -> dict[int, float]:
        """Return the metric of each finished run that has it, by number."""
        found = ((run.number, dict(record.metrics).get(metric)) for run, record in self.done)
        return {number: value for number, value in found if value is not None}


def find_front(points: Sequence[tuple[int, float, float]]) -> tuple[int, ...]:
    """Return the runs, of (number, seconds, quality), that no other run beats: none is as good in less time.

    By seconds, then number; of runs equal in both, the first.

    >>> find_front([(1, 2.0, 0.5), (2, 1.0, 0.5), (3, 3.0, 0.9), (4, 4.0, 0.8)])
    (2, 3)
    """
    front: list[tuple[int, float]] = []
    for number, _, quality in sorted(points, key=lambda point: (point[1], -point[2], point[0])):
        if not front or quality > front[-1][1]:
            front.append((number, quality))
    return tuple(number for number, _ in front)


def group_seeds(results: Results) -> tuple[SeedGroup, ...]:
    """Return the groups of two or more finished runs that differ in nothing but ``cluster.seed``, in their order."""
    groups: dict[str, list[tuple[PlannedRun, RunRecord]]] = {}
    for run, record in results.done:
        same = spell_value({key: run.value(key) for key in results.plan.parameters if key != SEED})
        groups.setdefault(same, []).append((run, record))
    found = {(one, other): difference for one, other, difference in results.differences}
    return tuple(_describe_group(group, found) for group in groups.values() if len(group) > 1)


def _describe_group(
    group: Sequence[tuple[PlannedRun, RunRecord]], found: dict[tuple[int, int], Difference]
) -> SeedGroup:
    numbers = tuple(run.number for run, _ in group)
    pairs = [found[pair] for pair in combinations(numbers, 2)]
    rated = [pair.agreement for pair in pairs if pair.agreement is not None]
    spread = []
    for name in list_names(dict(record.metrics) for _, record in group):
        values = [value for _, record in group if (value := dict(record.metrics).get(name)) is not None]
        if values and min(values) != max(values):
            spread.append((name, min(values), max(values)))
    narratives = round(fmean(rated), 4) if rated else None
    return SeedGroup(numbers, narratives, round(fmean(pair.overlap for pair in pairs), 4), tuple(spread))


def differ_in(one: PlannedRun, other: PlannedRun, parameters: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters in which two runs differ."""
    return tuple(key for key in parameters if spell_value(one.value(key)) != spell_value(other.value(key)))
