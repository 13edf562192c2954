"""A page of a part of a comparison, beside the page of the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from narrative.pipeline.folder import read_folder
from narrative.pipeline.publish import list_pages
from narrative.report.html import name_page
from narrative.report.narrow import Selection, narrow_comparison
from narrative.store import write_files


@dataclass(frozen=True, slots=True)
class PageOrder:
    """What a page is to show: a selection, at most so many rows of shared claims (0: no limit), full texts or excerpts."""

    selection: Selection = field(default_factory=Selection)
    max_claims: int = 0
    excerpts_only: bool = False

    @property
    def part(self) -> str:
        """The words that name the page's file."""
        names = [*self.selection.narratives, *self.selection.sources]
        names += [f"{self.max_claims} claims"] if self.max_claims else []
        return " ".join([*names, "excerpts"] if self.excerpts_only else names)


def render_selection(folder: Path, order: PageOrder) -> Path:
    """Return the file of a page with what *order* names, written beside the page of the whole; no model is loaded."""
    comparison, config = read_folder(folder)
    part = narrow_comparison(comparison, order.selection)
    changed: dict[str, object] = {"split_over": len(part.articles) + 1, "excerpts_only": order.excerpts_only}
    if order.max_claims:
        changed["max_claims"] = order.max_claims
    narrowed = config.model_copy(update={"report": config.report.model_copy(update=changed)})
    [page] = list_pages(part, narrowed)
    name = name_page(order.part)
    write_files(folder, [(name, page.content)])
    return folder / name
