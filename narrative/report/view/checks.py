"""The section of checks: a source against itself, and weekdays against the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from narrative.data import Article, Claim, Divergence, Judgement, Revision, SelfContradiction, Span, WrongWeekday
from narrative.report.view.divergences import CONTEXT, OVER, trim_pieces
from narrative.report.view.index import Index
from narrative.report.view.marks import cut_into_pieces, evidence_phrases, mark_evidence
from narrative.report.view.nouns import Clash, Label, Mark, Piece, RevisedArticle, Side, Turn, WeekdayPlace
from narrative.report.view.sections import Checks
from narrative.report.view.surround import surround
from narrative.report.words import capitalise, certainty, count_in_words, day, in_quotes, moment_in_words

MOST = 25


def build_checks(index: Index) -> Checks:
    """Return what single sources get wrong by their own words or by the calendar; contradictions and updates apart."""
    own = index.comparison.self_contradictions
    revised = [one for one in own if one.revised]
    contradictions = [one for one in own if not one.revised and one.divergence is not Divergence.UPDATE]
    updates = [one for one in own if not one.revised and one.divergence is Divergence.UPDATE]
    revisions = index.comparison.revisions
    weekdays = index.comparison.wrong_weekdays
    return Checks(
        contradictions=tuple(_turn(one, index) for one in _surest(contradictions)[:MOST]),
        contradictions_more=_more(len(contradictions), "pair", "self_contradictions.csv"),
        updates=tuple(_turn(one, index) for one in _surest(updates)[:MOST]),
        updates_more=_more(len(updates), "pair", "self_contradictions.csv"),
        revisions=tuple(_revision(one, index) for one in revisions[:MOST]),
        revisions_more=_more(len(revisions), "article", "revisions.csv"),
        revised=tuple(_turn(one, index) for one in _surest(revised)[:MOST]),
        revised_more=_more(len(revised), "pair", "self_contradictions.csv"),
        weekdays=tuple(_weekday(one, index) for one in weekdays[:MOST]),
        weekdays_more=_more(len(weekdays), "place", "wrong_weekdays.csv"),
    )


def _revision(one: Revision, index: Index) -> RevisedArticle:
    before, after = index.articles[one.before], index.articles[one.after]
    return RevisedArticle(
        source=index.label(after.source),
        before=Label(_name_version(before), f"#{before.id}"),
        after=Label(_name_version(after), f"#{after.id}"),
    )


def _name_version(article: Article) -> str:
    """Return the title of an article with its time: "Ferry late (6 May 2031, 08:00)"."""
    name = article.title or article.place.path
    return f"{name} ({moment_in_words(article.published, article.precision)})" if article.published else name


def _surest(found: Sequence[SelfContradiction]) -> list[SelfContradiction]:
    return sorted(found, key=lambda one: (-round(one.confidence, 4), one.source, one.first, one.second))


def _more(total: int, noun: str, file: str) -> str:
    return f"{capitalise(count_in_words(total - MOST, f'more {noun}'))} in {file}." if total > MOST else ""


def _turn(one: SelfContradiction, index: Index) -> Turn:
    first, second = index.claims[one.first], index.claims[one.second]
    verdict = next(j for j in index.judgements[one.group_id] if {j.link.left, j.link.right} == {one.first, one.second})
    sides = (_side(first, second, verdict, index), _side(second, first, verdict, index))
    return Turn(
        source=index.label(one.source),
        words=_describe(one, sides),
        clash=Clash(f"#{first.id}", sides, certainty(one.confidence)),
    )


def _side(claim: Claim, other: Claim, verdict: Judgement, index: Index) -> Side:
    article = index.articles[claim.article_id]
    pieces = trim_pieces(cut_into_pieces(claim.text, mark_evidence(verdict, claim, other)))
    pieces = surround(pieces, claim, article, CONTEXT)
    is_left = claim.id == verdict.link.left
    left, right = evidence_phrases(verdict, *((claim, other) if is_left else (other, claim)))
    value = left if is_left else right
    return Side((moment_in_words(article.published, article.precision),), value, pieces, f"#{claim.id}")


def _describe(one: SelfContradiction, sides: tuple[Side, Side]) -> str:
    """Return what the two claims say in a few words: "“12 ships”, then “20 ships”"."""
    between = ", then " if one.ordered else " and "
    values = [side.value for side in sides]
    if all(values):
        return between.join(in_quotes(value) for value in values)
    return f"differs with itself over {OVER.get(one.divergence, 'figures')}"


def _weekday(one: WrongWeekday, index: Index) -> WeekdayPlace:
    article = index.articles[one.article_id]
    when = day(datetime.combine(date.fromisoformat(one.day), datetime.min.time()))
    year = "" if one.year_from == "text" else " (the year is that of the publication)"
    return WeekdayPlace(
        source=index.label(article.source),
        article=Label(article.title or article.place.path, f"#{article.id}"),
        pieces=_cut_around(article, one.span),
        href=f"#{_find_passage(article, one.span, index)}",
        words=f"{when} was a {one.actual.capitalize()}{year}.",
    )


def _cut_around(article: Article, span: Span) -> tuple[Piece, ...]:
    """Return the place with what stands around it in its paragraph."""
    start = article.text.rfind("\n", 0, span.start) + 1
    end = article.text.find("\n", span.end)
    line = Span(start, end if end >= 0 else len(article.text)).of(article.text)
    marked = Span(span.start - start, span.end - start)
    first, *rest = cut_into_pieces(line, [(marked, Mark.DIFFERS)])
    return trim_pieces((first, *rest))


def _find_passage(article: Article, span: Span, index: Index) -> str:
    """Return the anchor nearest before the place: its passage, else the article."""
    inside = [one for one in index.comparison.passages if one.article_id == article.id and one.span.start <= span.start]
    return max(inside, key=lambda one: one.span).id if inside else article.id
