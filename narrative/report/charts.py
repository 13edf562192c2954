"""The interactive charts as plotly figures. Texts stay in the page: the figures carry ids, the page looks the words up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from narrative.data import Article, Point
from narrative.report.view.index import Index, is_dated
from narrative.report.view.nouns import Table
from narrative.report.view.sections import Exploration
from narrative.report.words import clip, count, figure, period

# More tones than this cannot be told apart; narratives beyond it share one.
MOST_TONES = 8
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross", "x", "star", "hexagon")
FEWEST_POINTS = 4
MOST_PERIODS = 40
LABEL_WIDTH = 34
MAP_MARGIN = 0.12  # of the narratives' extent, on each side of them
OTHER, UNPLACED = "Other narratives", "In no narrative"
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})

Figure = dict[str, object]
DAY = 86_400_000  # in milliseconds, the unit of plotly's date axes
TICKS = [
    {"dtickrange": [None, DAY - 1], "value": "%H:%M\n%-d %b"},
    {"dtickrange": [DAY, None], "value": "%-d %b\n%Y"},
]
Series = tuple[str, str, list[tuple[object, object, str]]]


def build_explorations(index: Index) -> tuple[Exploration, ...]:
    """Return the map of passages and the timeline of articles, each only where there is enough to draw."""
    found = []
    if len(index.comparison.layout) >= FEWEST_POINTS:
        found.append(_map(index))
    if len({moment.date() for moment in index.dates}) > 1:
        found.append(_timeline(index))
    return tuple(found)


def escape_label(text: str) -> str:
    """Return *text* as plotly shows it letter by letter: its labels understand a few HTML tags, links among them.

    >>> escape_label('<a href="https://example.org">x</a>')
    '&lt;a href="https://example.org"&gt;x&lt;/a&gt;'
    """
    return text.translate(ESCAPES)


def _map(index: Index) -> Exploration:
    tones = _tones(index)
    home = _home(index)
    points: defaultdict[str, list[tuple[object, object, str]]] = defaultdict(list)
    frame = _find_frame(index.comparison.layout, home)
    beyond = 0
    for point in index.comparison.layout:
        name = tones.get(home.get(point.passage_id, ""), OTHER if point.passage_id in home else UNPLACED)
        x, y = (min(max(value, low), high) for value, (low, high) in zip((point.x, point.y), frame, strict=True))
        beyond += (x, y) != (point.x, point.y)
        points[name].append((round(x, 3), round(y, 3), point.passage_id))
    outside = (
        f" {count(beyond, 'passage')} in no narrative would lie farther out and stand{'s' * (beyond == 1)} on the edge."
    )
    return Exploration(
        key="map",
        title="Map of the passages",
        caption=(
            "Each mark is a passage; passages that say similar things lie close together. "
            "Point at a mark to read it, click it to open the passage in its article, drag to enlarge, double-click to go back. "
            f"The axes have no meaning of their own.{outside if beyond else ''}"
        ),
        figure=_draw(_series(points, tones), labelled=True, height=460),
        table=_map_table(index, home),
    )


def _find_frame(layout: Sequence[Point], home: Mapping[str, str]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the least and the greatest x, and y, that the map shows: all of the narratives, with a margin.

    A line of boilerplate that belongs nowhere can lie so far off that everything else is one blot.
    """
    placed = [point for point in layout if point.passage_id in home] or list(layout)
    return _pad([point.x for point in placed]), _pad([point.y for point in placed])


def _pad(values: Sequence[float]) -> tuple[float, float]:
    margin = MAP_MARGIN * (max(values) - min(values))
    return min(values) - margin, max(values) + margin


def _timeline(index: Index) -> Exploration:
    tones = _tones(index)
    rows = _name_rows([s.name for s in index.comparison.sources])
    home = heaviest_narrative(index)
    points: defaultdict[str, list[tuple[object, object, str]]] = defaultdict(list)
    for article in _dated(index):
        name = tones.get(home.get(article.id, ""), OTHER if article.id in home else UNPLACED)
        moment = article.published.strftime("%Y-%m-%d %H:%M") if article.published else ""
        points[name].append((moment, rows[article.source], article.id))
    sources = list(rows.values())
    return Exploration(
        key="timeline",
        title="Timeline of the articles",
        caption=(
            "Each mark is an article, in the colour and shape of the narrative that fills most of it. "
            "Point at a mark for its title, click it to open the article. Times are in UTC; an article with a day only stands at its midnight."
        ),
        figure=_draw(_series(points, tones), labelled=False, height=140 + 26 * len(sources), rows=sources),
        table=_timeline_table(index, home),
    )


def _name_rows(names: Sequence[str]) -> dict[str, str]:
    """Return a label for each name; long names that are cut to the same words are told apart by a number."""
    rows: dict[str, str] = {}
    for name in names:
        label = escape_label(clip(name, LABEL_WIDTH))
        same = sum(1 for other in rows if clip(other, LABEL_WIDTH) == clip(name, LABEL_WIDTH))
        rows[name] = f"{label} ({same + 1})" if same else label
    return rows


def heaviest_narrative(index: Index) -> dict[str, str]:
    """Return for each article the narrative that fills most of it."""
    best: dict[str, tuple[float, str]] = {}
    for m in index.comparison.memberships:
        key = (-round(m.weight, 4), m.narrative_id)
        if m.article_id not in best or key < best[m.article_id]:
            best[m.article_id] = key
    return {article: narrative for article, (_, narrative) in best.items()}


def _draw(series: Sequence[Series], *, labelled: bool, height: int, rows: Sequence[str] = ()) -> Figure:
    """Return a plotly figure as plain data; colours are left to the page, which knows the reader's scheme."""
    import plotly.graph_objects as go

    figure_ = go.Figure()
    for name, symbol, points in series:
        figure_.add_trace(
            go.Scatter(
                x=[p[0] for p in points],
                y=[p[1] for p in points],
                customdata=[p[2] for p in points],
                name=name,
                mode="markers",
                marker={"symbol": symbol, "size": 9, "opacity": 0.85},
                hovertemplate="%{text}<extra></extra>",
            )
        )
        if labelled and name not in (OTHER, UNPLACED):
            # The page moves it to where no mark is, for only there the size of the chart is known.
            figure_.add_annotation(x=points[0][0], y=points[0][1], text=name, showarrow=False)
    hidden = {"visible": False}
    figure_.update_layout(
        height=height,
        template=None,
        showlegend=True,
        hovermode="closest",
        margin={"l": 12, "r": 12, "t": 36, "b": 12},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        xaxis=hidden if labelled else {"type": "date", "automargin": True, "tickformatstops": TICKS},
        yaxis=hidden
        if labelled
        else {"type": "category", "categoryorder": "array", "categoryarray": list(reversed(rows)), "automargin": True},
    )
    plain: Figure = figure_.to_plotly_json()
    return plain


def _series(points: Mapping[str, list[tuple[object, object, str]]], tones: Mapping[str, str]) -> list[Series]:
    order = [*dict.fromkeys(tones.values()), OTHER, UNPLACED]
    symbols = dict(zip(order[:-2], SYMBOLS, strict=False)) | {OTHER: "circle-open", UNPLACED: "circle-open-dot"}
    return [(name, symbols[name], points[name]) for name in order if points.get(name)]


def _tones(index: Index) -> dict[str, str]:
    """Return the escaped names of the largest narratives by id; equal names are told apart by their number."""
    tones: dict[str, str] = {}
    for number, narrative in enumerate(index.comparison.narratives[:MOST_TONES], 1):
        name = escape_label(clip(narrative.label, LABEL_WIDTH))
        tones[narrative.id] = f"{name} ({number})" if name in tones.values() else name
    return tones


def _home(index: Index) -> dict[str, str]:
    """Return for each passage the narrative that it weighs most in, the larger narrative in a tie."""
    best: dict[str, tuple[float, str]] = {}
    for narrative in index.comparison.narratives:
        for member in narrative.members:
            if member.passage_id not in best or member.weight > best[member.passage_id][0]:
                best[member.passage_id] = (member.weight, narrative.id)
    return {passage: narrative for passage, (_, narrative) in best.items()}


def _dated(index: Index) -> list[Article]:
    return [a for a in index.comparison.articles if is_dated(a)]


def _map_table(index: Index, home: Mapping[str, str]) -> Table:
    rows = []
    for narrative in index.comparison.narratives:
        mine = [p for p, n in home.items() if n == narrative.id]
        sources = {index.articles[index.passages[p].article_id].source for p in mine}
        rows.append((narrative.label, figure(len(mine)), figure(len(sources))))
    if index.comparison.unplaced:
        sources = {index.articles[index.passages[u.passage_id].article_id].source for u in index.comparison.unplaced}
        rows.append((UNPLACED, figure(len(index.comparison.unplaced)), figure(len(sources))))
    return Table(("Narrative", "Passages", "Sources"), tuple(rows))


def _timeline_table(index: Index, home: Mapping[str, str]) -> Table:
    """Return articles by day, or by month where there are too many days."""
    articles = sorted(_dated(index), key=lambda a: (str(a.published), a.id))
    form = "%Y-%m-%d" if len({a.published.date() for a in articles if a.published}) <= MOST_PERIODS else "%Y-%m"
    spans: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        if article.published:
            spans[article.published.strftime(form)].append(article)
    rows = []
    for inside in spans.values():
        moments: list[datetime] = [a.published for a in inside if a.published]
        told = Counter(index.narratives[home[a.id]].label for a in inside if a.id in home)
        narratives = "; ".join(f"{label} ({n})" for label, n in sorted(told.items(), key=lambda i: (-i[1], i[0])))
        rows.append((period(moments), figure(len(inside)), narratives or "–"))
    return Table(("When", "Articles", "Narratives"), tuple(rows[-MOST_PERIODS * 3 :]))
