"""Results → what the page shows: words and numbers are decided here, no HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from narrative import __version__
from narrative.experiment.charts import Drawing, draw_front, draw_panel, format_number, name_settings
from narrative.experiment.differences import Difference, Pair
from narrative.experiment.measure import name_metric
from narrative.experiment.plan import PlannedRun, spell_value
from narrative.experiment.records import RunRecord
from narrative.experiment.results import Results, differ_in, find_front, group_seeds
from narrative.report.view.nouns import Table
from narrative.report.words import clip, count, count_in_words, in_quotes, join, join_some, spell_opening

MOST_DRAWN = 12
MOST_PAIRS = 80
MOST_IN_MATRIX = 24
MOST_LISTED = 5
QUOTE_CHARS = 160
# What says most without gold, in this order.
PLAIN = (
    "narratives",
    "unplaced_share",
    "coherence",
    "diversity",
    "stability",
    "shared_claims",
    "links",
    "agrees",
    "diverges",
    "undecided",
    "silences",
)
Claims = Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the table; *href* leads to its comparison ("" for a failed run)."""

    number: int
    href: str
    settings: tuple[str, ...]
    figures: tuple[str, ...]
    error: str


@dataclass(frozen=True, slots=True)
class Panels:
    """The drawings of one setting."""

    parameter: str
    drawings: tuple[Drawing, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """A number in the table of pairs, its shade from 0 to 5 and the entry that it leads to ("" where there is none)."""

    words: str
    level: int
    href: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """A number for any two runs: a row per run from the second, a column per run but the last."""

    title: str
    note: str
    columns: tuple[int, ...]
    rows: tuple[tuple[int, tuple[Cell, ...]], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two runs, in lists that are cut to what can be read; *more* counts the rest."""

    anchor: str
    title: str
    summary: str
    lists: tuple[tuple[str, tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole page."""

    title: str
    lede: tuple[str, ...]
    counts: tuple[tuple[str, str, str], ...]
    columns: tuple[str, ...]
    figures: tuple[str, ...]
    runs: tuple[RunRow, ...]
    constant: str
    panels: tuple[Panels, ...]
    front: Drawing | None
    front_words: str
    matrices: tuple[Matrix, ...]
    changes_lede: str
    changes: tuple[Change, ...]
    changes_note: str
    seeds: Table | None
    settings: str
    version: str


def build_page(results: Results, claims: Claims) -> Page:
    """Return the page of *results*; *claims* are source and text of each claim that a link joins, by id."""
    drawn, constant = choose_metrics(results)
    pairs = _choose_pairs(results)
    return Page(
        title=results.plan.name.replace("-", " ").replace("_", " ").strip().capitalize() or "Experiment",
        lede=tuple(_write_lede(results)),
        counts=tuple(_count(results)),
        columns=results.plan.varied,
        figures=(*(name_metric(name) for name in drawn), "seconds", "MB"),
        runs=tuple(_list_runs(results, drawn)),
        constant=constant,
        panels=tuple(_draw(results, drawn)),
        front=draw_front(results),
        front_words=_describe_front(results),
        matrices=tuple(_fill_matrices(results, pairs)),
        changes_lede=_sum_up_changes(results),
        changes=tuple(_describe_change(results, claims, *pair) for pair in pairs),
        changes_note=_note_pairs(results, len(pairs)),
        seeds=_tabulate_seeds(results),
        settings=results.plan.text,
        version=__version__,
    )


def choose_metrics(results: Results) -> tuple[tuple[str, ...], str]:
    """Return the metrics to draw, those that differ between runs, and a sentence on the rest."""
    wanted = results.plan.experiment.show
    gold = [name for name in results.metrics if name.startswith("gold_") and name.endswith(("_f1", "_linked"))]
    rows = [name for name in results.metrics if not name.startswith("gold_") and name not in _named_plainly(results)]
    order = [name for name in wanted if name in results.metrics] or [results.quality, *gold, *rows, *PLAIN]
    known = list(dict.fromkeys(name for name in order if results.values(name)))
    varying = [name for name in known if len(set(results.values(name).values())) > 1]
    same = [f"{name_metric(name)} {format_number(_any(results, name))}" for name in known if name not in varying]
    drawn, more = varying[:MOST_DRAWN], len(varying) - MOST_DRAWN
    told = [f"The same in all runs: {join(same)}."] if same and len(results.done) > 1 else []
    lost = [name for name in wanted if name not in results.metrics]
    told += [f"No run has a metric called {join(lost, 'or')}."] if lost else []
    told += [f"{count(more, 'more metric')} that differ between runs: see runs.csv."] if more > 0 else []
    return tuple(drawn), " ".join(told)


def _named_plainly(results: Results) -> frozenset[str]:
    """Return the metrics that every comparison has, with or without gold."""
    first = [name for name in results.metrics if not name.startswith("gold_")]
    return frozenset(first[: first.index("silences") + 1]) if "silences" in first else frozenset()


def _any(results: Results, name: str) -> float | None:
    return next(iter(results.values(name).values()), None)


def _write_lede(results: Results) -> list[str]:
    plan, done = results.plan, results.done
    sentences = [plan.experiment.question] if plan.experiment.question else []
    tried = [f"{key} ({join_some(_settings(results, key), 6)})" for key in plan.varied]
    runs = spell_opening(len(plan.runs)) + (" runs" if len(plan.runs) > 1 else " run")
    what = f" try {join(tried)}" if tried else ""
    sentences.append(f"{runs} over {count_in_words(_count_articles(results), 'article')}{what}.")
    best = _find_best(results)
    if best:
        run, value = best
        sentences.append(
            f"The best {name_metric(results.quality)} is {format_number(value)}, in run {run.number} ({name_settings(run, plan.varied)})."
        )
    if len(done) < len(plan.runs):
        failed = len(plan.runs) - len(done)
        sentences.append(f"{spell_opening(failed)} {'run' if failed == 1 else 'runs'} failed; the table says why.")
    return sentences


def _count_articles(results: Results) -> int:
    """Return how many articles the first finished run compared, or how many were read where none finished."""
    compared = _any(results, "articles")
    return results.articles if compared is None else int(compared)


def _find_best(results: Results) -> tuple[PlannedRun, float] | None:
    """Return the run of the highest quality, the quickest of equals, where runs differ in it."""
    values = results.values(results.quality) if results.quality else {}
    if len(set(values.values())) < 2:  # noqa: PLR2004 - nothing is best where all are equal
        return None
    found = [(-values[run.number], record.seconds or 0.0, run) for run, record in results.done if run.number in values]
    quality, _, run = min(found, key=lambda item: (item[0], item[1], item[2].number))
    return run, -quality


def _settings(results: Results, key: str) -> list[str]:
    return list(dict.fromkeys(spell_value(run.value(key)) for run in results.plan.runs))


def _count(results: Results) -> list[tuple[str, str, str]]:
    done, failed = len(results.done), len(results.failed)
    entries = [("#runs", str(done), "run done" if done == 1 else "runs done")]
    entries += [("#runs", str(failed), "failed")] if failed else []
    entries.append(("#runs", str(len(results.plan.varied)), "setting" if len(results.plan.varied) == 1 else "settings"))
    entries.append(("#runs", str(len(results.metrics)), "metrics"))
    return entries


def _list_runs(results: Results, drawn: Sequence[str]) -> list[RunRow]:
    rows = []
    for run, record in zip(results.plan.runs, results.records, strict=True):
        metrics = dict(record.metrics)
        figures = [format_number(metrics.get(name)) for name in drawn]
        figures += [format_number(round(record.seconds, 1) if record.seconds is not None else None), _megabytes(record)]
        settings = tuple(spell_value(run.value(key)) for key in results.plan.varied)
        href = "" if record.error else f"runs/{run.folder}/report.html"
        rows.append(RunRow(run.number, href, settings, tuple(figures), record.error))
    return rows


def _megabytes(record: RunRecord) -> str:
    return format_number(record.memory_mb)


def _draw(results: Results, drawn: Sequence[str]) -> list[Panels]:
    if len(results.done) < 2:  # noqa: PLR2004
        return []
    return [
        Panels(key, tuple(draw_panel(results, key, metric) for metric in drawn))
        for key in results.plan.varied
        if drawn and len({spell_value(run.value(key)) for run, _ in results.done}) > 1
    ]


def _describe_front(results: Results) -> str:
    quality = results.values(results.quality) if results.quality else {}
    points = [
        (run.number, record.seconds or 0.0, quality[run.number])
        for run, record in results.done
        if run.number in quality
    ]
    front = find_front(points)
    if len(points) < 2:  # noqa: PLR2004
        return ""
    runs = [str(number) for number in front]
    if len(runs) == 1:
        return f"No run is better than run {runs[0]} in {name_metric(results.quality)}, and none as good is quicker."
    return (
        f"Filled marks are the Pareto front: no other run reaches their {name_metric(results.quality)} in less time "
        f"(runs {join(runs)})."
    )


def _choose_pairs(results: Results) -> list[tuple[int, int, Difference]]:
    """Return the pairs that are told in full: first those that differ in one setting, then the others, by number."""
    runs = {run.number: run for run, _ in results.done}

    def order(pair: tuple[int, int, Difference]) -> tuple[int, int, int]:
        return len(differ_in(runs[pair[0]], runs[pair[1]], results.plan.varied)), pair[0], pair[1]

    return sorted(sorted(results.differences, key=order)[:MOST_PAIRS], key=lambda pair: pair[:2])


def _note_pairs(results: Results, told: int) -> str:
    more = len(results.differences) - told
    return f"{count(more, 'more pair')} of runs: counted in changes.csv." if more > 0 else ""


def _fill_matrices(results: Results, told: Sequence[tuple[int, int, Difference]]) -> list[Matrix]:
    numbers = [run.number for run, _ in results.done]
    if not 2 <= len(numbers) <= MOST_IN_MATRIX:  # noqa: PLR2004
        return []
    told_pairs = frozenset((one, other) for one, other, _ in told)
    agreement = {(one, other): d.agreement for one, other, d in results.differences}
    overlap = {(one, other): d.overlap for one, other, d in results.differences}
    links = "The part of all links between sources that both runs have; 1 is all of them."
    narratives = "Adjusted Rand index over passages: 1 where both runs part them alike, 0 where they agree no more than by chance."
    found = (("Links in common", links, overlap), ("Agreement of narratives", narratives, agreement))
    # A table of ones says nothing that a sentence does not say better.
    return [
        _fill_matrix(title, note, values, told_pairs) for title, note, values in found if set(values.values()) != {1.0}
    ]


def _sum_up_changes(results: Results) -> str:
    """Return what is the same in all runs, "" where nothing is."""
    pairs = [difference for _, _, difference in results.differences]
    same = []
    if not any(pair.narratives for pair in pairs):
        same.append("narratives")
    if not any(pair.lost or pair.gained for pair in pairs):
        same.append("links between sources")
    if not any(pair.changed for pair in pairs):
        same.append("the verdicts on links that two runs share" if len(same) < 2 else "their verdicts")  # noqa: PLR2004
    return f"The same in all runs: {join(same)}." if pairs and same else ""


def _fill_matrix(
    title: str, note: str, values: Mapping[tuple[int, int], float | None], told: frozenset[tuple[int, int]]
) -> Matrix:
    numbers = sorted({number for pair in values for number in pair})
    rows = []
    for other in numbers[1:]:
        cells = []
        for one in numbers[:-1]:
            value = values.get((one, other))
            level = 0 if value is None else max(0, min(5, round((1 - value) * 10)))
            words = "" if one >= other else "–" if value is None else f"{value:.2f}"
            cells.append(Cell(words, level if words else 0, f"#d-{one}-{other}" if (one, other) in told else ""))
        rows.append((other, tuple(cells)))
    return Matrix(title, note, tuple(numbers[:-1]), tuple(rows))


def _describe_change(results: Results, claims: Claims, one: int, other: int, found: Difference) -> Change:
    runs = {run.number: run for run, _ in results.done}
    settings = [
        f"{key} {spell_value(runs[one].value(key))} → {spell_value(runs[other].value(key))}"
        for key in differ_in(runs[one], runs[other], results.plan.varied)
    ]
    numbers = [count(len(found.lost), "link") + " lost"] if found.lost else []
    numbers += [count(len(found.gained), "link") + " gained"] if found.gained else []
    numbers += [count(len(found.changed), "verdict") + " changed"] if found.changed else []
    numbers += [count(len(found.narratives), "narrative") + " changed"] if found.narratives else []
    changed = [f"{_quote(pair[1], claims)}: {pair[0].verdict} → {pair[1].verdict}" for pair in found.changed]
    lists = (
        _cut("Narratives", found.narratives),
        _cut("Links lost", [_say(pair, claims) for pair in found.lost]),
        _cut("Links gained", [_say(pair, claims) for pair in found.gained]),
        _cut("Verdicts changed", changed),
    )
    return Change(
        f"d-{one}-{other}",
        f"Run {one} and run {other}",
        f"{'; '.join(settings)}: {join(numbers) or 'nothing changed'}",
        tuple(entry for entry in lists if entry[1]),
    )


def _cut(title: str, lines: Sequence[str]) -> tuple[str, tuple[str, ...], str]:
    more = len(lines) - MOST_LISTED
    rest = lines if more == 1 else lines[:MOST_LISTED]
    return title, tuple(rest), f"and {more:,} more" if more > 1 else ""


def _say(pair: Pair, claims: Claims) -> str:
    return f"{_quote(pair, claims)}: {pair.verdict}, probability {pair.probability:.2f}"


def _quote(pair: Pair, claims: Claims) -> str:
    sides = (claims[claim] for claim in (pair.left, pair.right))
    return " / ".join(f"{source}: {in_quotes(clip(text, QUOTE_CHARS))}" for source, text in sides)


def _tabulate_seeds(results: Results) -> Table | None:
    groups = group_seeds(results)
    if not groups:
        return None
    quality = results.quality
    rows = []
    for group in groups:
        spread = {name: (low, high) for name, low, high in group.spread}
        values = [results.values(quality).get(number) for number in group.runs] if quality else []
        low, high = spread.get(quality, (values[0] if values else None, values[0] if values else None))
        around = format_number(low) if low == high else f"{format_number(low)} to {format_number(high)}"
        runs = join([str(number) for number in group.runs])
        rows.append(
            (f"Runs {runs}", format_number(group.narratives), format_number(group.links), around, _moving(spread))
        )
    columns = (
        "Alike but for the seed",
        "Agreement of narratives",
        "Links in common",
        name_metric(quality) or "–",
        "What moves",
    )
    return Table(columns, tuple(rows))


def _moving(spread: Mapping[str, tuple[float, float]]) -> str:
    told = [
        f"{name_metric(name)} {format_number(low)} to {format_number(high)}" for name, (low, high) in spread.items()
    ]
    return join_some(told, 4) or "nothing"
