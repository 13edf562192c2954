"""An experiment file: one input, optional gold, and the settings to try; every mistake with line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from narrative.config import Config, Section
from narrative.config.reading import CONFIG, Form, locate, read_config, read_tree, set_key, to_plain, validate_tree
from narrative.errors import ConfigError
from narrative.text.identity import content_id

SEED = "cluster.seed"
MOST_RUNS = 200
SLUG_CHARS = 60

Override = tuple[str, Any]
Location = tuple[str | int, ...]


class RowsOrder(Section):
    """Labelled rows that every run is measured on with ``narrative evaluate``."""

    stage: str = Field(pattern="^(clean|cluster|claims|link|relate|reuse)$", description="The stage they are gold for.")
    file: str = Field(min_length=1, description="JSONL, gzipped or not.")
    pool: str = Field("", description="For link: the texts among which each row looks for its own.")


class Experiment(Section):
    """What an experiment file holds; paths are relative to the file."""

    name: str = Field("", pattern=r"^[\w.-]*$", description="Name of its folder; empty: that of the file.")
    question: str = Field("", description="What it is to answer; the page opens with it.")
    input: Annotated[
        tuple[str, ...],
        BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
        Field(min_length=1),
    ] = Field(description="A file, folder or glob of articles, or a list of them.")
    metadata: str = Field("", description="A table of metadata, as for `narrative compare --metadata`.")
    gold: str = Field("", description="Gold for a whole comparison, as for `narrative evaluate whole`.")
    rows: tuple[RowsOrder, ...] = Field((), description="Labelled rows for single stages.")
    base: str = Field("", description="The configuration that all runs start from; empty: the defaults.")
    grid: dict[str, Annotated[tuple[Any, ...], Field(min_length=1)]] = Field(
        {}, description="Values to try for each setting, `link.min_probability: [0.2, 0.5]`; all combinations are run."
    )
    runs: tuple[dict[str, Any], ...] = Field((), description="Single runs: the settings of each.")
    seeds: tuple[int, ...] = Field((), description="Every run is done once with each of these as `cluster.seed`.")
    quality: str = Field("", description="The metric to set against time; empty: F1 of links, else coherence.")
    show: tuple[str, ...] = Field((), description="The metrics to draw; empty: those that say most.")
    workers: int = Field(0, ge=0, le=256, description="Runs at a time, at most; 0: as many as cores and memory allow.")


FORM = Form(Experiment, "keys such as `input:` and `grid:`", "see docs/experiments.md")


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run: its number in the order of the file, what it changes, and its whole configuration."""

    number: int
    overrides: tuple[Override, ...]
    config: Config

    @property
    def folder(self) -> str:
        """The name of its comparison folder, which follows from what it changes and not from its place in the file."""
        words = [f"{key.rpartition('.')[2]}={spell_value(value)}" for key, value in self.overrides]
        slug = re.sub(r"[^\w.=+-]+", "-", "_".join(words))[:SLUG_CHARS].strip("-.") or "base"
        return f"{slug}-{content_id('', spell_value(dict(self.overrides)))[:6]}"

    def value(self, key: str) -> Any:
        """Return the setting under the dotted *key*, changed by this run or not."""
        node: Any = self.config
        for part in key.split("."):
            node = getattr(node, part)
        return node.model_dump(mode="json") if hasattr(node, "model_dump") else node


@dataclass(frozen=True, slots=True)
class Plan:
    """An experiment as read: its name, the file's own text, the paths that can be opened, and the runs in order."""

    name: str
    text: str
    experiment: Experiment
    runs: tuple[PlannedRun, ...]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The settings that any run changes, in the order of the file."""
        return tuple(dict.fromkeys(key for run in self.runs for key, _ in run.overrides))

    @property
    def varied(self) -> tuple[str, ...]:
        """The parameters that differ between runs."""
        return tuple(key for key in self.parameters if len({spell_value(run.value(key)) for run in self.runs}) > 1)


def read_plan(path: str) -> Plan:
    """Return the experiment in the file at *path* with its runs.

    Raises ConfigError with file, line and column where a key or a value cannot be used.
    """
    tree = read_tree(Path(path), FORM)
    validate_tree(tree, FORM, path)
    experiment = Experiment.model_validate(json.loads(json.dumps(to_plain(tree), default=str)))
    experiment = _open_paths(experiment, Path(path).parent)
    base = read_config(experiment.base or None)
    runs = tuple(_plan_runs(experiment, base, tree, path))
    return Plan(experiment.name or Path(path).stem, Path(path).read_text(encoding="utf-8-sig"), experiment, runs)


def _open_paths(experiment: Experiment, folder: Path) -> Experiment:
    def place(name: str) -> str:
        return str(folder / name) if name else ""

    rows = tuple(
        order.model_copy(update={"file": place(order.file), "pool": place(order.pool)}) for order in experiment.rows
    )
    return experiment.model_copy(
        update={
            "input": tuple(place(name) for name in experiment.input),
            **{key: place(getattr(experiment, key)) for key in ("metadata", "gold", "base")},
            "rows": rows,
        }
    )


def _plan_runs(experiment: Experiment, base: Config, tree: Any, path: str) -> Iterator[PlannedRun]:
    """Yield the runs; two of the same settings are a mistake, because one of them would go unseen."""
    _check_values(experiment, base, tree, path)
    met: dict[str, int] = {}
    for number, (overrides, location) in enumerate(_list_overrides(experiment), 1):
        where = locate(path, tree, location)
        if number > MOST_RUNS:
            raise ConfigError(where, f"asks for more than {MOST_RUNS:,} runs", "try fewer values")
        config = _change(base, overrides, where)
        same = met.setdefault(config.model_dump_json(), number)
        if same != number:
            raise ConfigError(where, f"run {number} has the settings of run {same}", "take one of them out")
        yield PlannedRun(number, overrides, config)
    if not met:
        raise ConfigError(path, "names nothing to try", "add `grid:` or `runs:`")


def _check_values(experiment: Experiment, base: Config, tree: Any, path: str) -> None:
    """Raise ConfigError for the first value that no run could use, at its own line and column."""
    for override, location in _list_values(experiment):
        where = locate(path, tree, location)
        if experiment.seeds and override[0] == SEED and location[0] != "seeds":
            raise ConfigError(where, f"{SEED} is set here and under seeds", "take one of them out")
        _change(base, [override], where)


def _list_values(experiment: Experiment) -> Iterator[tuple[Override, Location]]:
    """Yield every single setting and where the file says it."""
    for key, values in experiment.grid.items():
        yield from (((key, value), ("grid", key, n)) for n, value in enumerate(values))
    for n, run in enumerate(experiment.runs):
        yield from ((override, ("runs", n, override[0])) for override in run.items())
    yield from (((SEED, seed), ("seeds", n)) for n, seed in enumerate(experiment.seeds))


def _list_overrides(experiment: Experiment) -> Iterator[tuple[tuple[Override, ...], Location]]:
    """Yield what each run changes and where the file says so: the grid, its last key fastest, then the single runs."""
    settings: list[tuple[tuple[Override, ...], Location]] = []
    if experiment.grid:
        axes = [[(key, value) for value in values] for key, values in experiment.grid.items()]
        settings += [(overrides, ("grid",)) for overrides in product(*axes)]
    settings += [(tuple(run.items()), ("runs", n)) for n, run in enumerate(experiment.runs)]
    for overrides, location in settings:
        seeded = [(*overrides, (SEED, seed)) for seed in experiment.seeds] or [overrides]
        yield from ((each, location) for each in seeded)


def _change(base: Config, overrides: Sequence[Override], where: str) -> Config:
    tree = base.model_dump()
    for key, value in overrides:
        set_key(tree, key, value, where)
    validate_tree(tree, CONFIG, where)
    return Config.model_validate(tree)


def spell_value(value: Any) -> str:
    """Return a value on one line, text as it is.

    >>> spell_value("fine"), spell_value(0.5), spell_value(True), spell_value(["a"])
    ('fine', '0.5', 'true', '["a"]')
    """
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
