"""Batches: what is known, what is new, what stays, on a small corpus with the real models."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from report_browser import Visit
from typer.testing import CliRunner

from narrative.cli import app
from narrative.cli.batch_words import format_changes, format_health, format_overview
from narrative.config import Config
from narrative.data import Comparison, Event
from narrative.errors import ConfigError, EmptyCorpusError, InputError, StoreError
from narrative.pipeline import Outcome, SilentWatcher, add_inputs, compare_inputs, render_folder
from narrative.pipeline.folder import Addition, Order
from narrative.pipeline.grow import find_revisions
from narrative.pipeline.publish import list_pages
from narrative.pipeline.reshape import Choice, refit_folder, remove_articles, shrink_state
from narrative.pipeline.state import load_state
from narrative.pipeline.upkeep import describe_folder, list_changes, verify_folder
from narrative.report.html import Part, render_part
from narrative.store import Store, lock_folder

HARBOUR = (
    "Port officials counted 40 fishing boats in the northern basin of Eastquay on Monday, the harbour authority said. "
    "The authority closed the eastern quay after a crane fell into the water. Nobody was hurt in the accident. "
    "The harbour of Eastquay lands 9,000 tonnes of herring a year."
)
LANTERN = (
    "On Monday officials of the port counted 40 fishing boats in the northern basin of Eastquay. "
    "A crane fell into the water and the eastern quay was closed. No one was injured in the accident."
)
VALLEY = (
    "The valley's apple growers expect a poor harvest after the late frost in May. "
    "Prices at the weekly market of Upper Dell rose by 12 percent, the growers' union reported. "
    "The union of apple growers asked the province for help with the frost damage."
)
ORCHARD = (
    "After the frost in May the apple growers of Upper Dell await a poor harvest. "
    "The growers' union says that apples at the weekly market cost 12 percent more."
)
HARBOUR_LATER = HARBOUR.replace("counted 40 fishing boats", "counted 65 fishing boats")
OBSERVATORY = (
    "Astronomers at the Highmoor observatory found a comet with a green tail on Friday. "
    "The comet will pass the orbit of Mars in October, the observatory said. "
    "The telescope at Highmoor has a mirror of 4 metres."
)
COMET = (
    "A comet with a green tail was found by astronomers of the Highmoor observatory. "
    "In October the comet passes the orbit of Mars, according to the observatory."
)
FIRST = [
    ("Courier", HARBOUR, "2031-05-06T08:00:00Z", "https://courier.example/quay"),
    ("Lantern", LANTERN, "2031-05-06T12:00:00Z", "https://lantern.example/1"),
    ("Post", VALLEY, "2031-05-07T08:00:00Z", "https://post.example/1"),
    ("Lantern", ORCHARD, "2031-05-07T09:00:00Z", "https://lantern.example/2"),
]
SECOND = [
    ("Courier", HARBOUR, "2031-05-06T08:00:00Z", "https://courier.example/quay"),
    ("Courier", HARBOUR_LATER, "2031-05-08T08:00:00Z", "https://courier.example/quay"),
    ("Herald", VALLEY, "2031-05-08T08:00:00Z", "https://herald.example/1"),
    ("Herald", OBSERVATORY, "2031-05-08T09:00:00Z", "https://herald.example/2"),
]
THIRD = [("Post", COMET, "2031-05-09T08:00:00Z", "https://post.example/2")]


def write(path: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(dict(zip(("source", "text", "published", "url"), row, strict=True))) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def compare(path: Path, folder: Path) -> Outcome:
    return compare_inputs(Order((str(path),), config=Config()), folder, SilentWatcher())


def add(path: Path, folder: Path, *overrides: str) -> Outcome:
    return add_inputs(Addition((str(path),), overrides=overrides), folder, SilentWatcher())


def read_files(folder: Path) -> dict[str, bytes]:
    kept = (path for path in folder.iterdir() if not path.name.startswith(("manifest", "store.sqlite")))
    return {path.name: path.read_bytes() for path in kept}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    base = tmp_path_factory.mktemp("batches")
    return compare(write(base / "first.jsonl", FIRST), base / "out")


@pytest.fixture(scope="module")
def second(first: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    base = tmp_path_factory.mktemp("second")
    shutil.copytree(first.folder, base / "out")
    return add(write(base / "second.jsonl", SECOND), base / "out")


@pytest.fixture(scope="module")
def third(second: Outcome, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    base = tmp_path_factory.mktemp("third")
    shutil.copytree(second.folder, base / "out")
    return add(write(base / "third.jsonl", THIRD), base / "out")


def source_of(comparison: Comparison, article_id: str) -> str:
    return next(article.source for article in comparison.articles if article.id == article_id)


def test_a_known_article_is_recognised_and_brings_nothing(second: Outcome) -> None:
    assert [place.record for place in second.known] == [1]
    assert len(second.comparison.articles) == 7
    assert len({article.id for article in second.comparison.articles}) == 7


def test_what_is_there_keeps_its_ids_labels_and_members(first: Outcome, second: Outcome) -> None:
    after = {narrative.id: narrative for narrative in second.comparison.narratives}
    for narrative in first.comparison.narratives:
        assert after[narrative.id].label == narrative.label
        assert set(narrative.members) <= set(after[narrative.id].members)
    assert {claim.id for claim in first.comparison.claims} <= {claim.id for claim in second.comparison.claims}


def test_a_group_keeps_its_id_or_says_where_it_went(first: Outcome, second: Outcome) -> None:
    now = {group.id: set(group.claim_ids) for group in second.comparison.groups}
    moved = dict(second.comparison.moved)
    for group in first.comparison.groups:
        assert set(group.claim_ids) & now[moved.get(group.id, group.id)]


def list_rows(comparison: Comparison) -> dict[str, set[str]]:
    """Return the claims of each group that has a row on the page: two sources speak in it."""
    source_of = {claim.id: claim.source for claim in comparison.claims}
    every = {group.id: set(group.claim_ids) for group in comparison.groups}
    return {key: claims for key, claims in every.items() if len({source_of[claim] for claim in claims}) > 1}


@pytest.mark.browser
def test_links_saved_from_an_old_report_open_the_same_claim_after_a_batch_that_merges_groups(
    first: Outcome, tmp_path: Path, open_page: Callable[..., Visit]
) -> None:
    shutil.copytree(first.folder, tmp_path / "out")
    path = write(tmp_path / "second.jsonl", SECOND)
    merged = add(path, tmp_path / "out", "link.min_probability=0.02", "link.min_group_probability=0.01").comparison
    before, after = list_rows(first.comparison), list_rows(merged)
    moved = dict(merged.moved)
    assert before.keys() & moved.keys()  # the lower bar made one group of two
    for saved, claims in before.items():
        page = open_page(tmp_path / "out" / "report.html", f"#{saved}").page
        page.wait_for_selector("html[data-ready]")
        row = page.evaluate("document.getElementById(location.hash.slice(1)).closest('tbody').id")
        assert row == moved.get(saved, saved)
        assert claims <= after[row]
        assert page.evaluate("document.getElementById(location.hash.slice(1)).getBoundingClientRect().top") < 900
    (claim, *_) = (claim for claims in before.values() for claim in claims)
    page = open_page(tmp_path / "out" / "report.html", f"#{claim}").page
    page.wait_for_selector("html[data-ready]")
    assert page.evaluate("document.getElementById(location.hash.slice(1)).closest('details').open")


def test_a_link_to_a_row_leads_to_the_sentence_once_the_other_source_is_removed(first: Outcome, tmp_path: Path) -> None:
    shutil.copytree(first.folder, tmp_path / "out")
    before = list_rows(first.comparison)
    left = remove_articles(tmp_path / "out", Choice(source="Courier"))[0].comparison
    page = (tmp_path / "out" / "report.html").read_text()
    moved, texts = dict(left.moved), {claim.id: claim.text for claim in left.claims}
    gone = before.keys() - list_rows(left).keys()
    assert gone
    for saved in gone:
        assert moved[saved] in before[saved]
        assert f'<i id="{saved}"></i>' in page
        assert moved[saved] in texts


def test_a_changed_text_at_the_same_address_is_a_version_and_both_stay(second: Outcome) -> None:
    (revision,) = second.comparison.changes.revisions
    texts = {article.id: article.text for article in second.comparison.articles}
    assert "40 fishing boats" in texts[revision.before]
    assert "65 fishing boats" in texts[revision.after]


def test_a_source_that_changes_its_figure_is_named_with_both_figures(second: Outcome) -> None:
    figures = [(one.source, one.was, one.now) for one in second.comparison.changes.figures]
    assert [(source, was.split()[0], now.split()[0]) for source, was, now in figures] == [("Courier", "40", "65")]


def test_the_same_text_from_another_source_is_a_new_article_and_a_copy(second: Outcome) -> None:
    (copy,) = second.comparison.changes.copies
    assert source_of(second.comparison, copy.article_id) == "Herald"
    assert source_of(second.comparison, copy.of_article) == "Post"
    assert copy.share == 1.0


def test_a_claim_that_was_agreed_and_is_no_longer_is_a_flip(second: Outcome) -> None:
    claims = {claim.id: claim.text for claim in second.comparison.claims}
    flipped = [{claims[one.left][:30], claims[one.right][:30]} for one in second.comparison.changes.flips]
    assert any(any("boats" in text or "Port officials" in text for text in pair) for pair in flipped)


def test_one_article_of_a_new_story_waits_until_there_is_another(second: Outcome, third: Outcome) -> None:
    labels = {narrative.label for narrative in second.comparison.narratives}
    waiting = [item for item in second.comparison.unplaced if item.reason.startswith("too few articles")]
    assert waiting
    (new,) = [narrative for narrative in third.comparison.narratives if narrative.label not in labels]
    assert {item.passage_id for item in waiting} <= {member.passage_id for member in new.members}
    assert [one.kind.value for one in third.comparison.changes.narratives if one.narrative_id == new.id] == ["grown"]


def test_a_batch_of_nothing_new_changes_no_byte(second: Outcome, tmp_path: Path) -> None:
    shutil.copytree(second.folder, tmp_path / "out")
    before = read_files(second.folder)
    again = add(write(tmp_path / "again.jsonl", SECOND), tmp_path / "out")
    assert len(again.known) == 4
    assert read_files(tmp_path / "out") == before


def test_the_page_and_the_twins_are_written_again_from_the_store(second: Outcome, tmp_path: Path) -> None:
    shutil.copytree(second.folder, tmp_path / "out")
    for name in ("changes.json", "report.html", "comparison.json", "links.csv"):
        (tmp_path / "out" / name).unlink()
    render_folder(tmp_path / "out")
    assert read_files(tmp_path / "out") == read_files(second.folder)


def test_a_page_by_narrative_is_made_again_only_where_it_would_come_out_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(report={"split_over": 1})
    order = Order((str(write(tmp_path / "first.jsonl", FIRST)),), config=config)
    done = compare_inputs(order, tmp_path / "out", SilentWatcher())
    fresh = {page.name: page.content for page in list_pages(done.comparison, config)}
    made: list[str] = []

    def note(part: Part, shown: str) -> str:
        made.append(part.name)
        return render_part(part, shown)

    monkeypatch.setattr("narrative.pipeline.publish.render_part", note)
    first, second, *_ = sorted(fresh.keys() - {"report.html"})
    assert {name: (done.folder / name).read_bytes() for name in fresh} == fresh
    render_folder(done.folder)
    (done.folder / first).write_bytes(b"tampered with")
    (done.folder / second).unlink()
    render_folder(done.folder)
    assert sorted(made) == [first, second]
    assert {name: (done.folder / name).read_bytes() for name in fresh} == fresh
    grown = add(write(tmp_path / "later.jsonl", THIRD), done.folder)
    assert [(page.name, page.content) for page in list_pages(grown.comparison, config)] == [
        (page.name, (done.folder / page.name).read_bytes()) for page in list_pages(grown.comparison, config)
    ]


def test_a_folder_that_has_grown_is_not_compared_over(second: Outcome, first: Outcome) -> None:
    path = first.folder.parent / "first.jsonl"
    with pytest.raises(StoreError, match=r"has grown by later batches.*narrative add.*--replace"):
        compare(path, second.folder)


def test_a_setting_changed_with_a_batch_is_recorded_and_another_encoder_refused(first: Outcome, tmp_path: Path) -> None:
    shutil.copytree(first.folder, tmp_path / "out")
    path = write(tmp_path / "third.jsonl", THIRD)
    with pytest.raises(ConfigError, match="vectors are of minilm"):
        add(path, tmp_path / "out", "embed.encoder=other")
    with pytest.raises(ConfigError, match="between 0 and 1"):
        add(path, tmp_path / "out", "link.min_probability=7")


def test_a_folder_in_use_names_its_holder_and_nothing_to_add_is_one_line(first: Outcome, tmp_path: Path) -> None:
    path = write(tmp_path / "third.jsonl", THIRD)
    with lock_folder(first.folder), pytest.raises(StoreError, match=r"is in use by process \d+ on .*; wait for it"):
        add(path, first.folder)
    assert not (first.folder / ".lock").exists()
    (tmp_path / "empty").mkdir()
    with pytest.raises(EmptyCorpusError, match="there is no article"):
        add(tmp_path / "empty", first.folder)
    with pytest.raises(StoreError, match=r"holds no store\.sqlite"):
        add(path, tmp_path)


def test_an_article_without_address_has_no_versions() -> None:
    assert find_revisions((), ()) == ()


def test_changes_are_found_since_any_batch(third: Outcome) -> None:
    comparison, since_first = list_changes(third.folder, 1)
    assert len(since_first.articles) == 4
    assert list_changes(third.folder)[1] == third.comparison.changes
    assert "Courier: 40" in "\n".join(format_changes(comparison, since_first))
    with pytest.raises(InputError, match="batches 1 to 3"):
        list_changes(third.folder, 4)


def test_a_sound_folder_verifies_and_damage_is_named_with_what_to_do(second: Outcome, tmp_path: Path) -> None:
    assert verify_folder(second.folder).faults == ()
    shutil.copytree(second.folder, tmp_path / "out")
    (tmp_path / "out" / "links.csv").unlink()
    (tmp_path / "out" / "report.html").write_text("mine")
    with sqlite3.connect(tmp_path / "out" / "store.sqlite") as database:
        database.execute("UPDATE results SET body = substr(body, 2) WHERE stage = 'raws'")
        database.execute("UPDATE results SET body = substr(body, 2) WHERE stage = 'clean'")
    database.close()
    health = format_health("out", verify_folder(tmp_path / "out"))
    assert "links.csv is missing; run `narrative report`" in health
    assert "report.html is not as it was written; run `narrative report`" in health
    assert "of raws is damaged; compare again with --replace" in health
    assert "of clean is damaged; nothing; it is computed anew" in health


@pytest.mark.parametrize("place", [0.03, 0.3, 0.5, 0.7, 0.9])
def test_a_flipped_byte_anywhere_is_noticed_or_does_no_harm(second: Outcome, tmp_path: Path, place: float) -> None:
    shutil.copytree(second.folder, tmp_path / "out")
    store = tmp_path / "out" / "store.sqlite"
    content = bytearray(store.read_bytes())
    content[int(place * len(content))] ^= 0x55
    store.write_bytes(bytes(content))
    try:
        render_folder(tmp_path / "out")
    except StoreError as error:
        assert "damaged" in str(error) or "was not written by narrative" in str(error)  # noqa: PT017
    else:
        assert read_files(tmp_path / "out") == read_files(second.folder)


def test_a_source_is_removed_and_everything_else_keeps_its_ids(third: Outcome, tmp_path: Path) -> None:
    shutil.copytree(third.folder, tmp_path / "out")
    outcome, count = remove_articles(tmp_path / "out", Choice(source="Herald"))
    assert count == 2
    left = outcome.comparison
    assert {source.name for source in left.sources} == {"Courier", "Lantern", "Post"}
    assert {claim.id for claim in left.claims} < {claim.id for claim in third.comparison.claims}
    grouped = [claim for group in left.groups for claim in group.claim_ids]
    assert sorted(grouped) == sorted(claim.id for claim in left.claims)
    assert {one.id for one in left.narratives} <= {one.id for one in third.comparison.narratives}
    assert verify_folder(tmp_path / "out").faults == ()
    with pytest.raises(InputError, match="no article of the comparison is that"):
        remove_articles(tmp_path / "out", Choice(source="Herald"))
    with pytest.raises(InputError, match="nothing would be left"):
        remove_articles(first_batch(tmp_path / "out"), Choice(batch=1))


def test_an_event_forgets_an_article_that_is_removed(third: Outcome) -> None:
    with Store.open(third.folder, create=False) as store:
        state = load_state(store)
    one, two, three = (article.id for article in state.findings.articles[:3])
    events = (
        Event("e1", state.findings.clustering.narratives[0].id, "Two of three", (one, two, three)),
        Event("e2", state.findings.clustering.narratives[0].id, "Gone", (two,)),
    )
    clustering = replace(state.findings.clustering, events=events)
    shrunk = shrink_state(
        replace(state, findings=replace(state.findings, clustering=clustering)), frozenset({two})
    ).findings.clustering
    assert [(event.id, event.articles) for event in shrunk.events] == [("e1", (one, three))]


def first_batch(folder: Path) -> Path:
    """Return *folder* with all but its first batch removed."""
    for number in (2, 3):
        with contextlib.suppress(InputError):
            remove_articles(folder, Choice(batch=number))
    return folder


def test_a_refit_keeps_the_ids_of_narratives_that_go_on(third: Outcome, tmp_path: Path) -> None:
    shutil.copytree(third.folder, tmp_path / "out")
    outcome = refit_folder(tmp_path / "out", SilentWatcher())
    before = {one.id: one.label for one in third.comparison.narratives}
    after = {one.id: one.label for one in outcome.comparison.narratives}
    assert len(before.keys() & after.keys()) >= 2
    assert all(after[key] == before[key] for key in before.keys() & after.keys())
    assert {claim.id for claim in outcome.comparison.claims} == {claim.id for claim in third.comparison.claims}
    overview = describe_folder(tmp_path / "out")
    assert "batch 4: fitted anew" in format_overview(overview)
    assert verify_folder(tmp_path / "out").faults == ()


def stop_before_the_files(folder: Path, earlier: Path) -> None:
    """Leave *folder* as a kill does between its new state and its files, which are those of *earlier*."""
    for path in folder.iterdir():
        if not path.name.startswith("store.sqlite"):
            path.unlink()
    for name, content in read_files(earlier).items():
        (folder / name).write_bytes(content)
    with sqlite3.connect(folder / "store.sqlite") as database:
        database.execute("DELETE FROM results WHERE stage = 'comparison'")
    database.close()


def test_a_refit_that_was_killed_before_its_files_goes_on_and_is_not_made_twice(
    second: Outcome, tmp_path: Path
) -> None:
    shutil.copytree(second.folder, tmp_path / "out")
    refit_folder(tmp_path / "out", SilentWatcher())
    expected = read_files(tmp_path / "out")
    stop_before_the_files(tmp_path / "out", second.folder)
    refit_folder(tmp_path / "out", SilentWatcher())
    assert read_files(tmp_path / "out") == expected
    assert len(describe_folder(tmp_path / "out").batches) == 3


def test_a_removal_or_batch_that_was_killed_before_its_files_is_completed_by_the_same_command(
    second: Outcome, third: Outcome, tmp_path: Path
) -> None:
    shutil.copytree(second.folder, tmp_path / "removed")
    remove_articles(tmp_path / "removed", Choice(source="Herald"))
    expected = read_files(tmp_path / "removed")
    stop_before_the_files(tmp_path / "removed", second.folder)
    with pytest.raises(InputError, match="no article of the comparison is that"):
        remove_articles(tmp_path / "removed", Choice(source="Herald"))
    assert read_files(tmp_path / "removed") == expected
    shutil.copytree(third.folder, tmp_path / "grown")
    stop_before_the_files(tmp_path / "grown", second.folder)
    path = write(tmp_path / "third.jsonl", THIRD)
    said = CliRunner().invoke(app, ["add", str(tmp_path / "grown"), str(path), "--quiet"]).stdout
    assert "Since batch 2: 1 new article" in said
    assert read_files(tmp_path / "grown") == read_files(third.folder)


def test_corrections_in_the_folder_are_replayed_and_never_overwritten(second: Outcome, tmp_path: Path) -> None:
    shutil.copytree(second.folder, tmp_path / "out")
    text = "# mine\naliases:\n  Herald: Post\nsame:\n  - [c0, c1]\n"
    (tmp_path / "out" / "corrections.yaml").write_text(text)
    comparison = render_folder(tmp_path / "out")
    assert {source.name for source in comparison.sources} == {"Courier", "Lantern", "Post"}
    assert [one.touched for one in comparison.corrections] == [2, 0]
    assert comparison.changes.unmatched == ("same: c0, c1",)
    assert (tmp_path / "out" / "corrections.yaml").read_text() == text
    (tmp_path / "out" / "corrections.yaml").unlink()
    render_folder(tmp_path / "out")
    assert read_files(tmp_path / "out") == read_files(second.folder)


def test_the_commands_speak_plainly_and_exit_with_one_where_something_is_wrong(second: Outcome, tmp_path: Path) -> None:
    shutil.copytree(second.folder, tmp_path / "out")
    runner, folder = CliRunner(), str(tmp_path / "out")
    assert "batch 2: 3 articles, 1 known, 1 changed after publication" in runner.invoke(app, ["show", folder]).stdout
    assert "2 batches, 7 articles from 4 sources" in runner.invoke(app, ["list", str(tmp_path)]).stdout
    assert "sound; " in runner.invoke(app, ["verify", folder]).stdout
    assert "Since batch 1: 3 new articles" in runner.invoke(app, ["changes", folder]).stdout
    assert json.loads(runner.invoke(app, ["changes", folder, "--since", "2", "--json"]).stdout)["articles"] == []
    (tmp_path / "out" / "corrections.yaml").write_text("same:\n  - [c0, c1]\n")
    said = runner.invoke(app, ["report", folder]).stdout
    assert said.startswith("1 correction, of which 1 matches nothing\n  corrections.yaml:2: same c0, c1: there is no ")
    (tmp_path / "out" / "corrections.yaml").unlink()
    assert runner.invoke(app, ["report", folder]).stdout.count("\n") == 1
    again = str(write(tmp_path / "again.jsonl", [*SECOND[:1], ("Herald", "", "", "")]))
    said = runner.invoke(app, ["add", folder, again, "--quiet"]).stdout
    assert said.startswith("1 article known already\nNot compared: ")
    assert "Nothing new: the comparison stands as it did" in said
    assert "Since batch" not in said
    with pytest.raises(InputError, match=r"nowhere: is not a folder"):
        runner.invoke(app, ["list", str(tmp_path / "nowhere")], catch_exceptions=False)
    (tmp_path / "out" / "report.html").write_text("")
    done = runner.invoke(app, ["verify", folder])
    assert (done.exit_code, done.stdout.count("\n")) == (1, 2)
    with pytest.raises(InputError, match="names no input"):
        runner.invoke(app, ["add", folder], catch_exceptions=False)
