"""The top of the page: a line of counts, an opening paragraph made of counted facts, and a strip of numbers."""

from __future__ import annotations

from collections import Counter

from narrative.data import Divergence, StandKind
from narrative.report.view.divergences import OVER, describe_sides, differing
from narrative.report.view.families import describe_credited, describe_widest
from narrative.report.view.gravity import contradicting, gravest, rank_contradictions, sharpest
from narrative.report.view.index import Index
from narrative.report.view.nouns import Count
from narrative.report.view.silences import loud_silences
from narrative.report.words import (
    capitalise,
    clip,
    count,
    count_in_words,
    figure,
    in_quotes,
    join,
    period,
    plural,
    spell,
    spell_opening,
)

QUOTE_WIDTH = 200


def build_kicker(index: Index) -> str:
    """Return what was compared and over which days; says so where dates are missing."""
    articles, sources = len(index.comparison.articles), len(index.comparison.sources)
    versions = articles - index.count_articles(index.articles)
    changed = f" ({spell(versions)} changed after publication)" if versions else ""
    line = f"Comparison of {count(articles - versions, 'article')}{changed} from {count(sources, 'source')}"
    undated = articles - len(index.dates)
    if not index.dates:
        return f"{line}, {'no date known' if articles == 1 else 'no dates known'}"
    line += f", {period(index.dates)}"
    return f"{line}; {spell(undated)} without a date" if undated else line


def build_lede(index: Index) -> tuple[str, ...]:
    """Return the sentences of the opening paragraph; each states a count that the page can show."""
    if len(index.comparison.sources) < 2:  # noqa: PLR2004
        return _single_source(index)
    sentences = (
        _stories(index),
        _shared(index),
        _contradictions(index) + _opponents(index),
        _repeats(index),
        _order(index),
    )
    return tuple(s for s in sentences if s)


def build_counts(index: Index) -> tuple[Count, ...]:
    """Return the strip of numbers; each leads to what it counts."""
    c = index.comparison
    shared, clashing, silent = len(index.shared), len(contradicting(index)), len(loud_silences(index))
    several = len(c.sources) > 1
    strip = [
        (len(c.narratives), plural(len(c.narratives), "narrative"), "#narratives", True),
        (len(c.claims), plural(len(c.claims), "claim"), "#articles", True),
        (shared, "made by two or more sources", "#claims", several),
        (clashing, "contradicted", "#divergences", several),
        (
            len(c.reuses),
            f"{plural(len(c.reuses), 'pair')} of articles with shared wording",
            "#repeats",
            len(c.articles) > 1,
        ),
        (silent, plural(silent, "silence"), "#silences", len(c.sources) > 2),  # noqa: PLR2004
        (len(c.rejects), f"{plural(len(c.rejects), 'record')} not compared", "#rejects", bool(c.rejects)),
    ]
    return tuple(Count(figure(number), words, href) for number, words, href, wanted in strip if wanted)


def _single_source(index: Index) -> tuple[str, ...]:
    articles, claims = index.count_articles(index.articles), len(index.comparison.claims)
    if not articles:
        return ("No article was left to compare.",)
    opening = f"{spell_opening(articles)} {plural(articles, 'article')} of one source {'was' if articles == 1 else 'were'} read"
    return (
        f"{opening}, with {count_in_words(claims, 'claim')} in {_narratives(index)}.",
        "With one source there is nothing to compare it with: no claim can be shared, contradicted or left out.",
    )


def _narratives(index: Index) -> str:
    stories = len(index.comparison.narratives)
    return count_in_words(stories, "narrative") if stories else "no narrative"


def _stories(index: Index) -> str:
    sources, stories = len(index.comparison.sources), len(index.comparison.narratives)
    opening = f"{spell_opening(sources)} sources"
    if not stories:
        return f"{opening} were compared; their articles are too few or too different to form a narrative."
    common = sum(1 for n in index.comparison.narratives if len(index.coverage.get(n.id, ())) > 1)
    tell = f"{opening} tell {spell(stories)} {plural(stories, 'story')}"
    if stories == 1:
        everyone = "both" if sources == 2 else "all of them"  # noqa: PLR2004
        return f"{tell}{f', and {everyone} cover it' if _all_cover(index) else ''}."
    if common == stories:
        return f"{tell}; each is covered by two or more of them."
    if not common:
        return f"{tell}; no two sources cover the same one."
    alone = stories - common
    rest = "the other by one alone" if alone == 1 else "the others by one alone"
    return f"{tell}; {spell(common)} {'is' if common == 1 else 'are'} covered by two or more of them, {rest}."


def _all_cover(index: Index) -> bool:
    narrative = index.comparison.narratives[0]
    return len(index.coverage.get(narrative.id, ())) == len(index.comparison.sources)


def _shared(index: Index) -> str:
    shared, groups = len(index.shared), len(index.groups)
    if not groups:
        return "No sentence in them is worth comparing as a claim."
    if not shared:
        return f"Of {count_in_words(groups, 'claim')}, none stands in more than one source."
    widest = index.shared[0]
    quoted = in_quotes(capitalise(clip(index.say(index.representative(widest)), QUOTE_WIDTH)).rstrip("."))
    if groups == 1:
        return f"There is one claim, and it stands in {_how_many(widest, index)}: {quoted}."
    lead = f"Of {count_in_words(groups, 'different claim')}, {'all' if shared == groups else spell(shared)}"
    if shared == 1:
        return f"{lead} stands in {_how_many(widest, index)}: {quoted}."
    if len(index.speakers(widest)) == 2:  # noqa: PLR2004
        everywhere = _how_many(widest, index) if len(index.comparison.sources) == 2 else "two sources each"  # noqa: PLR2004
        return f"{lead} stand in {everywhere}, among them {quoted}."
    return f"{lead} stand in two or more sources; the widest, in {_how_many(widest, index)}, is {quoted}."


def _how_many(group: str, index: Index) -> str:
    speaking, sources = len(index.speakers(group)), len(index.comparison.sources)
    if speaking == sources:
        return "both sources" if sources == 2 else f"all {spell(sources)} sources"  # noqa: PLR2004
    return count_in_words(speaking, "source")


def _contradictions(index: Index) -> str:
    groups = contradicting(index)
    if not index.shared:
        return ""
    if not groups:
        return "No contradiction between them was found"
    fields = Counter(OVER.get(sharpest(g, index).divergence or Divergence.OTHER, "other points") for g in groups)
    ranked = sorted(fields.items(), key=lambda item: (-item[1], item[0]))
    everything = len(groups) == len(index.shared)
    on = "it" if len(index.shared) == 1 else "all of them" if everything else f"{spell(len(groups))} of them"
    opening = f"They contradict each other on {on}"
    if len(ranked) == 1:
        return f"{opening}, {'each time ' if len(groups) > 1 else ''}over {ranked[0][0]}"
    if ranked[0][1] == ranked[1][1]:
        return f"{opening}, over {join([field for field, _ in ranked])}"
    if 2 * ranked[0][1] >= len(groups):
        return f"{opening}, most often over {ranked[0][0]} ({spell(ranked[0][1])})"
    shown = [field for field, _ in ranked[:3] if field != OVER[Divergence.OTHER]]
    rest = len(ranked) - len(shown)
    return f"{opening}, over {join([*shown, *([count_in_words(rest, 'other point')] if rest else [])])}"


def _opponents(index: Index) -> str:
    """Return the end of the sentence on contradictions: who stands against whom in the first, and on what."""
    ranked = rank_contradictions(index)
    if not ranked:
        return "." if index.shared else ""
    sides = describe_sides(differing(ranked[0], gravest(ranked[0], index), index), index)
    if len(index.shared) == 1:
        return f": {sides}."
    quoted = in_quotes(capitalise(clip(index.say(index.representative(ranked[0])), QUOTE_WIDTH)).rstrip("."))
    return f"; {'first ' if len(ranked) > 1 else ''}{sides}, on {quoted}."


def _repeats(index: Index) -> str:
    copied = [g for g in index.shared if any(s.kind is StandKind.REPEATS for s in index.stands[g])]
    if not copied:
        return "" if not index.comparison.reuses else " ".join(filter(None, (_pairs(index), describe_widest(index))))
    claims = f"{spell_opening(len(copied))} {'claim stands' if len(copied) == 1 else 'claims stand'} in the same wording in more than one source"
    return " ".join(part for part in (f"{claims}.", describe_widest(index), describe_credited(index)) if part)


def _pairs(index: Index) -> str:
    pairs = len(index.comparison.reuses)
    return f"{spell_opening(pairs)} {plural(pairs, 'pair')} of articles {'shares' if pairs == 1 else 'share'} wording."


def _order(index: Index) -> str:
    if index.dates or not index.shared:
        return ""
    return "No article carries a usable date, so the page does not say who came first."
