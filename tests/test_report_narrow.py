"""Pages of a part: one narrative, some sources, quoted sentences only; and pages by narrative where one would be too large."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from report_browser import save
from report_factory import build_comparison, load_case

from narrative.config import ReportConfig
from narrative.data import (
    Answer,
    AnswerKind,
    Changes,
    Claim,
    Comparison,
    Drift,
    Judgement,
    Link,
    Relation,
    Watched,
)
from narrative.errors import InputError
from narrative.report.html import list_parts, name_page, render_part, render_report
from narrative.report.narrow import Selection, narrow_comparison, split_by_narrative
from narrative.report.recount import recount_coverage, recount_pairs, recount_values

ID = re.compile(r"[acpgn][0-9a-f]{16}")


@pytest.fixture(scope="module")
def harbour() -> Comparison:
    return build_comparison(load_case("harbour"))


def ids_in(value: Any) -> set[str]:
    """Return every id in *value*."""
    if isinstance(value, str):
        return {value} if ID.fullmatch(value) else set()
    if isinstance(value, tuple):
        return {found for item in value for found in ids_in(item)}
    if dataclasses.is_dataclass(value):
        return {found for field in dataclasses.fields(value) for found in ids_in(getattr(value, field.name))}
    return set()


def selections(comparison: Comparison) -> list[Selection]:
    names = [s.name for s in comparison.sources]
    return [
        *(Selection(narratives=(n.label,)) for n in comparison.narratives),
        *(Selection(sources=(name,)) for name in names),
        Selection(sources=tuple(names[:2])),
        Selection((comparison.narratives[0].id,), tuple(names[1:3])),
    ]


def test_parts_by_narrative_are_those_that_one_asks_for_alone(harbour: Comparison) -> None:
    assert dict(split_by_narrative(harbour)) == {
        one.id: narrow_comparison(harbour, Selection(narratives=(one.id,))) for one in harbour.narratives
    }


def test_a_part_names_nothing_that_is_not_in_it(harbour: Comparison) -> None:
    for selection in selections(harbour):
        part = narrow_comparison(harbour, selection)
        owned = (part.articles, part.passages, part.claims, part.groups, part.narratives)
        assert ids_in(part) <= {item.id for items in owned for item in items}
        sources = {s.name for s in part.sources}
        assert {a.source for a in part.articles} <= sources
        assert {s.source for s in part.stands} <= sources
        assert sorted(c for g in part.groups for c in g.claim_ids) == sorted(c.id for c in part.claims)
        assert len(render_report(part, "", ReportConfig(plotly=False))) > 1000


def test_a_whole_selection_is_the_whole(harbour: Comparison) -> None:
    assert narrow_comparison(harbour, Selection()) == harbour
    everyone = Selection(sources=tuple(s.name.upper() for s in harbour.sources))
    assert narrow_comparison(harbour, everyone) == harbour


def test_a_part_keeps_all_that_is_said_in_its_narrative(harbour: Comparison) -> None:
    for narrative in harbour.narratives:
        part = narrow_comparison(harbour, Selection(narratives=(narrative.label.upper(),)))
        assert [n.id for n in part.narratives] == [narrative.id]
        assert {m.passage_id for m in narrative.members} == {p.id for p in part.passages}
        story = {s.group_id for s in harbour.stands if s.narrative_id == narrative.id and s.claim_ids}
        assert {g.id for g in part.groups} == story


def test_an_unknown_name_is_answered_with_those_there_are(harbour: Comparison) -> None:
    with pytest.raises(InputError, match="Nowhere: is no source of this comparison; choose one of .*Harbour Courier"):
        narrow_comparison(harbour, Selection(sources=("Nowhere",)))
    with pytest.raises(InputError, match="is no narrative of this comparison"):
        narrow_comparison(harbour, Selection(narratives=("nothing",)))


@pytest.mark.browser
def test_a_page_of_excerpts_quotes_and_holds_no_full_text(harbour: Comparison, open_page: Any, tmp_path: Path) -> None:
    html = render_report(harbour, "", ReportConfig(excerpts_only=True))
    longest = max(harbour.articles, key=lambda a: len(a.text))
    assert longest.text not in html
    visit = open_page(save(html, tmp_path))
    visit.draw_charts()
    page = visit.page
    assert visit.complaints == []
    for article in harbour.articles:
        shown = page.text_content(f"#{article.id} .body")
        assert len(shown) < 0.5 * len(article.text) + 200
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    hrefs = page.evaluate("[...document.querySelectorAll('main a[href^=\"#\"]')].map((a) => a.getAttribute('href'))")
    missing = [h for h in hrefs if "?" not in h and not page.evaluate(f"!!document.getElementById('{h[1:]}')")]
    assert missing == []


@pytest.mark.browser
def test_a_large_comparison_has_an_index_and_a_page_for_each_narrative(
    harbour: Comparison, open_page: Any, tmp_path: Path
) -> None:
    pages = {one.name: render_part(one, "") for one in list_parts(harbour, ReportConfig(split_over=2))}
    assert list(pages)[-1] == "report.html"
    assert set(pages) == {"report.html", *(name_page(n.id) for n in harbour.narratives)}
    for name, html in pages.items():
        (tmp_path / name).write_text(html, encoding="utf-8")
    visit = open_page(tmp_path / "report.html")
    visit.page.wait_for_selector("html[data-ready]")
    visit.page.click("article.narrative h3 a >> nth=0")
    visit.page.wait_for_selector("html[data-ready] details.text")
    assert harbour.narratives[0].label in visit.page.inner_text("h1")
    assert visit.complaints == []
    assert all(url.startswith(tmp_path.as_uri()) for url in visit.requests)


def test_one_page_is_enough_for_a_small_comparison(harbour: Comparison) -> None:
    assert [one.name for one in list_parts(harbour, ReportConfig())] == ["report.html"]


COUNTRIES = ("Norland", "Sudland")


def told_in(comparison: Comparison, narrative: str) -> list[Claim]:
    """Return the claims of *narrative*, one for each source."""
    groups = {s.group_id for s in comparison.stands if s.narrative_id == narrative}
    members = {c for g in comparison.groups if g.id in groups for c in g.claim_ids}
    return list({c.source: c for c in comparison.claims if c.id in members}.values())


def watch(comparison: Comparison, narrative: str) -> Watched:
    """Return a watched claim of *narrative* that one claim of each of its sources answers."""
    key, claims = f"c{narrative[1:]}", told_in(comparison, narrative)
    answers = tuple(Answer(c.source, AnswerKind.AGREES, confidence=0.9, claim_ids=(c.id,)) for c in claims)
    judgements = tuple(Judgement(Link(c.id, key, 0.9, ()), Relation.AGREES, None, 0.9, ()) for c in claims)
    return Watched(key, "", "The quay was closed.", key, narrative, judgements, answers)


@pytest.fixture(scope="module")
def equipped(harbour: Comparison) -> Comparison:
    """Give the harbour with watched claims, attributes and changes of two narratives."""
    sources = tuple(
        dataclasses.replace(s, attributes=(("country", COUNTRIES[n % 2]),)) for n, s in enumerate(harbour.sources)
    )
    found = dataclasses.replace(
        harbour,
        sources=sources,
        watched=tuple(watch(harbour, n.id) for n in harbour.narratives[:2]),
        changes=Changes(
            1,
            2,
            tuple(a.id for a in harbour.articles),
            3,
            new_groups=tuple(g.id for g in harbour.groups),
            drift=Drift(1.0, None, None),
        ),
    )
    sizes = {n.id: len(n.members) for n in found.narratives}
    return dataclasses.replace(
        found,
        attribute_values=recount_values(found),
        attribute_pairs=recount_pairs(found),
        attribute_coverage=recount_coverage(found, sizes),
    )


def test_a_part_keeps_the_watched_claims_that_concern_it_with_their_sentences(equipped: Comparison) -> None:
    first, second = equipped.watched
    part = narrow_comparison(equipped, Selection(narratives=(str(first.narrative_id),)))
    assert [w.id for w in part.watched] == [first.id]
    assert {c for a in part.watched[0].answers for c in a.claim_ids} <= {c.id for c in part.claims}
    name = second.answers[0].source
    part = narrow_comparison(equipped, Selection(sources=(name,)))
    assert {a.source for w in part.watched for a in w.answers} == {name}
    assert "Watched claims" in render_report(part, "", ReportConfig(plotly=False))


def test_an_answer_from_another_narrative_comes_along_with_its_claim(equipped: Comparison) -> None:
    first, second = equipped.watched
    moved = dataclasses.replace(second, narrative_id=first.narrative_id)
    part = narrow_comparison(
        dataclasses.replace(equipped, watched=(moved,)), Selection(narratives=(str(first.narrative_id),))
    )
    assert part.watched[0].answers
    assert {c for a in part.watched[0].answers for c in a.claim_ids} <= {c.id for c in part.claims}
    assert len(render_report(part, "", ReportConfig(plotly=False))) > 1000


def test_a_part_counts_its_sources_by_attribute_anew(equipped: Comparison) -> None:
    name = equipped.narratives[0].id
    part = narrow_comparison(equipped, Selection(narratives=(name,)))
    groups = {g.id for g in part.groups}
    assert {v.value for v in part.attribute_values} <= set(COUNTRIES)
    assert all(v.claims <= len(groups) for v in part.attribute_values)
    assert {c.narrative_id for c in part.attribute_coverage} == {name}
    assert "By country" in render_report(part, "", ReportConfig(plotly=False))
    (one,) = narrow_comparison(equipped, Selection(sources=(equipped.sources[0].name,))).attribute_values
    assert one.sources == (equipped.sources[0].name,)


def test_a_part_says_what_changed_in_it_alone(equipped: Comparison) -> None:
    part = narrow_comparison(equipped, Selection(narratives=(equipped.narratives[0].id,)))
    assert part.changes is not None
    assert set(part.changes.articles) == {a.id for a in part.articles}
    assert set(part.changes.new_groups) == {g.id for g in part.groups}
    assert (part.changes.known, part.changes.drift) == (0, None)
    quiet = dataclasses.replace(equipped, changes=Changes(1, 2, (), 3))
    assert narrow_comparison(quiet, Selection(narratives=(equipped.narratives[0].id,))).changes is None
