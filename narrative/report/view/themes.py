"""Many narratives under a few headings."""

from __future__ import annotations

from narrative.report.view.index import Index
from narrative.report.view.sections import ThemeView
from narrative.report.words import count

OPEN = 25  # narratives that are shown at once; the themes behind them are folded
APART = "in-no-theme"


def build_themes(index: Index) -> tuple[ThemeView, ...]:
    """Return the headings, those of most passages first, and one for the narratives that are in no theme; none without themes."""
    themes = [(theme.id, theme.label, theme.narratives) for theme in index.comparison.themes]
    if not themes:
        return ()
    grouped = {key for _, _, inside in themes for key in inside}
    apart = tuple(n.id for n in index.comparison.narratives if n.id not in grouped)
    if apart:
        themes.append((APART, "In no theme", apart))
    views, shown = [], 0
    for anchor, title, inside in themes:
        views.append(ThemeView(anchor, title, _describe(inside, index), inside, shown < OPEN))
        shown += len(inside)
    return tuple(views)


def _describe(inside: tuple[str, ...], index: Index) -> str:
    members = [index.passages[m.passage_id] for key in inside for m in index.narratives[key].members]
    articles = {passage.article_id for passage in members}
    sources = {index.articles[key].source for key in articles}
    many = f"{count(len(inside), 'narrative')}, {count(len(articles), 'article')}"
    return f"{many} from {count(len(sources), 'source')}"
