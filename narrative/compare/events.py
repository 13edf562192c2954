"""Events of the articles and narratives that are there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from narrative.data import Event, Findings

SEVERAL = 2


def settle_events(findings: Findings) -> tuple[Event, ...]:
    """Return the events with the articles that are there, in the narrative that now holds most of what these say.

    Corrections and removals take articles away and move passages after events were found; an event that is left with one
    article goes. The order is by narrative, then by the number of articles.
    """
    home = {member.passage_id: one.id for one in findings.clustering.narratives for member in one.members}
    order = {narrative.id: place for place, narrative in enumerate(findings.clustering.narratives)}
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for passage in findings.passages:
        if passage.id in home:
            told[passage.article_id][home[passage.id]] += 1
    settled = []
    for event in findings.clustering.events:
        articles = tuple(key for key in event.articles if key in told)
        votes = sum((told[key] for key in articles), Counter[str]())
        if len(articles) >= SEVERAL:
            # Where it was, unless less is left there than elsewhere.
            place = min(votes, key=lambda key: (-votes[key], key != event.narrative_id, order[key]))
            settled.append(replace(event, narrative_id=place, articles=articles))
    return tuple(sorted(settled, key=lambda event: (order[event.narrative_id], -len(event.articles), event.id)))
