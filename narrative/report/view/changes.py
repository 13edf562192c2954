"""What the last batch changed, for the top of the page, and what an analyst corrected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from narrative.data import Changes, Correction, Drift, Flip, Movement, NarrativeChange
from narrative.report.view.index import Index
from narrative.report.words import (
    clip,
    count_in_words,
    figure,
    in_quotes,
    join_some,
    percent,
    plural,
    spell,
    spell_opening,
)

MOST = 6
QUOTE_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A change in words, and where it leads."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class News:
    """One kind of change; *more* counts what the list leaves out."""

    title: str
    lines: tuple[Line, ...]
    more: str = ""


@dataclass(frozen=True, slots=True)
class ChangesView:
    """The section on what changed."""

    intro: str
    news: tuple[News, ...]
    drift: str


@dataclass(frozen=True, slots=True)
class CorrectedView:
    """The list of corrections with what each did."""

    intro: str
    lines: tuple[Line, ...]


def build_changes(index: Index, listed: frozenset[str]) -> ChangesView | None:
    """Return what the last batch changed, None where there was only one batch; *listed* groups have a row to lead to."""
    changes = index.comparison.changes
    if changes is None:
        return None
    kinds = [(title, tuple(lines)) for title, lines in _list_news(index, changes, listed)]
    return ChangesView(
        intro=_introduce(index, changes),
        news=tuple(News(title, lines[:MOST], _more(len(lines))) for title, lines in kinds if lines),
        drift=_describe_drift(changes.drift),
    )


def build_corrected(index: Index) -> CorrectedView | None:
    """Return what the corrections did, None where there are none."""
    done = index.comparison.corrections
    if not done:
        return None
    lost = sum(not one.touched for one in done)
    intro = f"{spell_opening(len(done))} {plural(len(done), 'correction')} of an analyst {'is' if len(done) == 1 else 'are'} in this comparison"
    if lost:
        intro += f"; {spell(lost)} of them {'matches' if lost == 1 else 'match'} nothing any more"
    return CorrectedView(intro + ".", tuple(Line(_say_correction(one)) for one in done))


def _say_correction(one: Correction) -> str:
    effect = f"{figure(one.touched)} {one.effect}" if one.touched > 1 else one.effect
    return f"Line {one.line}, {one.kind}: {clip(one.said, QUOTE_WIDTH)} ({effect})"


def _introduce(index: Index, changes: Changes) -> str:
    sources = {index.articles[key].source for key in changes.articles}
    if not changes.articles:
        return f"No article has come since batch {changes.since}."
    came = f"{spell_opening(len(changes.articles))} {plural(len(changes.articles), 'article')}"
    verb = "has" if len(changes.articles) == 1 else "have"
    intro = f"{came} from {count_in_words(len(sources), 'source')} {verb} come since batch {changes.since}"
    if changes.known:
        intro += f"; {spell(changes.known)} more {'was' if changes.known == 1 else 'were'} known already"
    return intro + "."


def _list_news(index: Index, changes: Changes, listed: frozenset[str]) -> Iterator[tuple[str, Iterator[Line]]]:
    by_kind = {kind: [one for one in changes.narratives if one.kind is kind] for kind in Movement}
    yield "Agreed before, contradicted now", (_flip(index, one, listed) for one in changes.flips)
    yield (
        "Sources that say another figure",
        (
            Line(f"{one.source}: {in_quotes(one.was)} before, {in_quotes(one.now)} now", f"#{one.after}")
            for one in changes.figures
        ),
    )
    yield (
        "Articles changed after publication",
        (Line(_name_article(index, one.after), f"#{one.after}") for one in changes.revisions),
    )
    yield "New narratives", (_movement(index, one) for one in by_kind[Movement.NEW])
    yield "Narratives that have grown", (_movement(index, one) for one in by_kind[Movement.GROWN])
    yield "Narratives with nothing new", (_movement(index, one) for one in by_kind[Movement.FADED])
    yield "New claims of two or more sources", (_group(index, group, listed) for group in changes.new_groups)
    yield "Older claims that further sources make", (_group(index, group, listed) for group in changes.spread_groups)
    yield (
        "New copies of older texts",
        (
            Line(
                f"{percent(one.share)} of {_name_article(index, one.article_id)} stands in {_name_article(index, one.of_article)}",
                f"#{one.article_id}",
            )
            for one in changes.copies
        ),
    )
    yield "Narratives after the refit", (Line(_renamed(index, old, new)) for old, new in changes.renamed)
    yield "Corrections that no longer match anything", (Line(said) for said in changes.unmatched)


def _more(total: int) -> str:
    return f"and {spell(total - MOST)} more in changes.json" if total > MOST else ""


def _flip(index: Index, flip: Flip, listed: frozenset[str]) -> Line:
    claims = [index.claims[one] for one in (flip.left, flip.right)]
    words = " / ".join(f"{claim.source}: {in_quotes(clip(index.say(claim), QUOTE_WIDTH))}" for claim in claims)
    return Line(words, f"#{flip.group_id if flip.group_id in listed else flip.left}")


def _group(index: Index, group: str, listed: frozenset[str]) -> Line:
    claim = index.representative(group)
    words = f"{in_quotes(clip(index.say(claim), QUOTE_WIDTH))} ({join_some(index.speakers(group))})"
    return Line(words, f"#{group if group in listed else claim.id}")


def _movement(index: Index, change: NarrativeChange) -> Line:
    label = index.narratives[change.narrative_id].label
    if change.kind is Movement.FADED:
        return Line(label, f"#{change.narrative_id}")
    return Line(
        f"{label}: {count_in_words(change.articles, 'article')} from {join_some(change.sources)}",
        f"#{change.narrative_id}",
    )


def _name_article(index: Index, article_id: str) -> str:
    article = index.articles[article_id]
    return f"{article.source}, {in_quotes(article.title)}" if article.title else f"{article.source}, without a title"


def _renamed(index: Index, old: str, new: tuple[str, ...]) -> str:
    labels = [index.narratives[key].label for key in new if key in index.narratives]
    return f"{old} is {join_some(labels)} now" if labels else f"{old} is no narrative any more"


def _describe_drift(drift: Drift | None) -> str:
    """Return how the new passages fit, and what to do where they do not.

    >>> _describe_drift(Drift(1.0, 0.5, 0.5)).endswith("of the new passages are in narratives that were there before.")
    True
    """
    if drift is None:
        return ""
    words = f"{percent(drift.placed)} of the new passages are in narratives that were there before."
    if drift.reasons:
        words += f" It may be time to fit the narratives anew (narrative add with --refit): {'; '.join(drift.reasons)}."
    return words
