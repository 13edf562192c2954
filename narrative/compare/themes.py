"""Themes of the narratives that are there."""

from __future__ import annotations

from dataclasses import replace

from narrative.data import Clustering, Theme


def settle_themes(clustering: Clustering) -> tuple[Theme, ...]:
    """Return the themes with the narratives that are there, those of most passages first.

    Corrections and removals take narratives away after themes were made; a theme that is left with one says nothing that
    the narrative does not, and goes.
    """
    sizes = {narrative.id: len(narrative.members) for narrative in clustering.narratives}
    order = {narrative.id: place for place, narrative in enumerate(clustering.narratives)}
    settled = []
    for theme in clustering.themes:
        inside = sorted({key for key in theme.narratives if key in sizes}, key=order.__getitem__)
        if len(inside) > 1:
            settled.append(replace(theme, narratives=tuple(inside)))
    return tuple(sorted(settled, key=lambda theme: (-sum(sizes[key] for key in theme.narratives), theme.id)))
