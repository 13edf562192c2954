"""What the demonstration corpus promises: its gold quotes stand in it, its outlets are invented, its story adds up."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from datetime import datetime
from itertools import chain
from pathlib import Path

from expand_gold import SOURCE, TARGET, expand_gold, write_gold
from ruamel.yaml import YAML

from narrative.config.reading import read_config
from narrative.data import Divergence, Relation, ReuseKind, StandKind
from narrative.evaluate.gold import read_gold
from narrative.evaluate.rest import strip_marks

ROOT = Path(__file__).parents[1]
GOLD = read_gold(ROOT / "tests" / "seeds_gold.json")
SEEDS = ROOT / "seeds"
FILES = {path.name: path.read_text("utf-8") for path in sorted(SEEDS.glob("*.md"))}
HEADS = {name: YAML(typ="base").load(text.split("---")[1]) for name, text in FILES.items() if text.startswith("---\n")}
BATCH = ROOT / "tests" / "corpora" / "batch-2"
EXPECTED = json.loads(BATCH.with_suffix(".json").read_text("utf-8"))
COMPARED = [file for files in GOLD.narratives.values() for file in files]


def body_of(name: str) -> str:
    return FILES[name].split("---\n", 2)[2]


def test_every_quote_of_the_gold_stands_in_its_file_once() -> None:
    for quote in GOLD.quotes:
        assert FILES[quote.file].count(quote.quote) == 1, quote


def test_every_copied_passage_stands_in_its_file() -> None:
    for repeat in GOLD.repeats:
        for left, right in repeat.blocks:
            assert left in FILES[repeat.a]
            assert right in FILES[repeat.b]


def test_every_line_of_the_gold_is_a_line_of_its_file() -> None:
    for line in chain(GOLD.boilerplate, GOLD.may_drop):
        assert strip_marks(line.line) in map(strip_marks, FILES[line.file].splitlines()), line


def test_no_pair_is_listed_twice() -> None:
    pairs = chain(GOLD.links, GOLD.optional, GOLD.not_links)
    seen = Counter(frozenset(((p.a.file, p.a.quote), (p.b.file, p.b.quote))) for p in pairs)

    assert [pair for pair, times in seen.items() if times > 1] == []


def test_a_divergence_has_a_kind_and_a_repeat_has_none() -> None:
    for link in GOLD.links:
        assert bool(link.divergence) or link.relation is not Relation.DIVERGES, link.id
        assert not link.divergence or link.relation is not Relation.REPEATS, link.id


def test_ids_are_unique() -> None:
    rows = chain(GOLD.links, GOLD.optional, GOLD.not_links, GOLD.repeats, GOLD.stands, GOLD.silences, GOLD.origins)
    times = Counter(row.id for row in rows)

    assert max(times.values()) == 1


def test_twenty_eight_articles_of_eleven_outlets_tell_three_stories() -> None:
    sources = {label: {HEADS[file]["source"] for file in files} for label, files in GOLD.narratives.items()}
    # The blog's article tells two stories and is listed under the one that fills most of it.
    sources["arms supply to Russia"].add(HEADS["steppe-review-2023-03-03.md"]["source"])

    assert len(COMPARED) == len(set(COMPARED)) == 28
    assert len(set.union(*sources.values())) == 11
    assert len(sources) == 3
    assert min(len(found) for found in sources.values()) >= 8


def test_every_file_is_compared_or_refused() -> None:
    assert {*COMPARED, *(reject.file for reject in GOLD.rejects)} == set(FILES)


def test_outlets_live_on_example_domains() -> None:
    for name, head in HEADS.items():
        assert re.fullmatch(r"https://[a-z-]+\.example/[a-z0-9/-]+", head["url"]), name
        assert head["language"] == "en"
        assert datetime.fromisoformat(head["published"]).tzinfo, name


def test_articles_have_the_length_of_news() -> None:
    assert {name for name in COMPARED if not 200 <= len(body_of(name).split()) <= 450} == set()


def test_the_empty_file_is_empty_and_the_duplicate_is_one() -> None:
    assert body_of("lakeside-tribune-2022-08-19.md").strip() == ""
    copy, original = "harbour-courier-2022-08-17-mobile.md", "harbour-courier-2022-08-17.md"
    assert body_of(copy) == body_of(original)
    assert HEADS[copy]["published"] > HEADS[original]["published"]


def find_odd_weekdays(name: str) -> list[tuple[str, str]]:
    year, months = HEADS[name]["published"][:4], "January|February|March|April|August|September|November"
    british = rf"[A-Z][a-z]+day,? (?P<day>\d{{1,2}}) (?P<month>{months})"
    american = british.replace(f"(?P<day>\\d{{1,2}}) (?P<month>{months})", f"(?P<month>{months}) (?P<day>\\d{{1,2}})")
    odd = []
    for form in (british, american):
        for found in re.finditer(rf"\b{form}", body_of(name)):
            date = datetime.strptime(f"{found['day']} {found['month']} {year} +0000", "%d %B %Y %z")
            if not found[0].startswith(date.strftime("%A")):
                odd.append((name, found[0]))
    return odd


def test_weekdays_fit_their_dates_but_for_the_planted_ones() -> None:
    odd = chain.from_iterable(map(find_odd_weekdays, COMPARED))

    assert sorted(odd) == sorted((quote.file, quote.quote) for quote in GOLD.weekdays)


def test_the_gold_is_what_its_claims_imply() -> None:
    """Whoever edits tests/seeds_gold.yaml runs tests/expand_gold.py afterwards."""
    assert write_gold(expand_gold(SOURCE.read_text("utf-8"))) == TARGET.read_text("utf-8")


def test_every_kind_of_divergence_repeat_and_stand_is_planted() -> None:
    planted = {link.divergence for link in GOLD.links} | {kind for link in GOLD.links for kind in link.also}

    assert planted - {""} == set(Divergence) - {Divergence.OTHER}
    assert {repeat.kind for repeat in GOLD.repeats} == set(ReuseKind)
    assert {stand.stand for stand in GOLD.stands} | {StandKind.SILENT} == set(StandKind) - {StandKind.STATES}
    assert len(GOLD.not_links) >= 80


def test_a_source_contradicts_itself_in_its_own_words() -> None:
    assert GOLD.contradictions
    for pair in GOLD.contradictions:
        assert HEADS[pair.a.file]["source"] == HEADS[pair.b.file]["source"]


def test_a_changed_article_keeps_its_address() -> None:
    assert GOLD.versions
    for version in GOLD.versions:
        assert HEADS[version.a]["url"] == HEADS[version.b]["url"]
        for was, now in version.changes:
            assert was in FILES[version.a]
            assert was not in FILES[version.b]
            assert now in FILES[version.b]


def test_links_form_no_contradiction() -> None:
    """Whoever agrees with one side of a conflict does not agree with the other side on the same words."""
    friends: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for link in GOLD.links:
        if link.relation is not Relation.DIVERGES:
            one, other = (link.a.file, link.a.quote), (link.b.file, link.b.quote)
            friends[one].add(other)
            friends[other].add(one)
    for link in GOLD.links:
        if link.relation is Relation.DIVERGES:
            one, other = (link.a.file, link.a.quote), (link.b.file, link.b.quote)
            assert friends[one] & friends[other] == set(), link.id


def test_the_presets_are_only_differences_and_can_be_used() -> None:
    named = read_config(str(ROOT / "configs" / "sino-russian.yaml"))
    quick = read_config(str(ROOT / "configs" / "quick.yaml"))

    assert {narrative.label for narrative in named.cluster.narratives} == set(GOLD.narratives)
    assert all(4 <= len(narrative.hints) <= 8 for narrative in named.cluster.narratives)
    assert quick.cluster.stability_runs == 0
    assert quick.report.plotly is False
    assert YAML(typ="safe").load((ROOT / "configs" / "quick.yaml").read_text("utf-8")).keys() == {
        "cluster",
        "link",
        "report",
    }


def read_batch(name: str) -> str:
    return (BATCH / name).read_text("utf-8")


def test_every_expectation_of_the_second_batch_quotes_its_file() -> None:
    pairs = [(turn["was"], turn["now"]) for part in ("figures", "ended_silences", "joins") for turn in EXPECTED[part]]
    pairs += [(before, flip["now"]) for flip in EXPECTED["flips"] for before in flip["before"]]
    for was, now in pairs:
        assert FILES[was["file"]].count(was["quote"]) == 1, was
        assert read_batch(now["file"]).count(now["quote"]) == 1, now
    for copy in EXPECTED["copies"]:
        assert copy["quote"] in FILES[copy["of"]]
        assert copy["quote"] in read_batch(copy["file"])


def test_a_known_article_of_the_second_batch_is_the_same_to_the_byte() -> None:
    assert EXPECTED["known"]
    for known in EXPECTED["known"]:
        assert read_batch(known["file"]) == FILES[known["of"]]


def test_a_new_version_keeps_its_address_and_differs_where_it_is_said_to() -> None:
    for version in EXPECTED["versions"]:
        head = YAML(typ="base").load(read_batch(version["file"]).split("---")[1])
        assert head["url"] == HEADS[version["of"]]["url"]
        for change in version["changes"]:
            assert change["was"] in FILES[version["of"]]
            assert change["was"] not in read_batch(version["file"])
            assert change["now"] in read_batch(version["file"])


def test_the_second_batch_has_only_files_that_are_spoken_of() -> None:
    grown = chain.from_iterable(EXPECTED["grown_narratives"].values())
    fresh = (file for narrative in EXPECTED["new_narratives"] for file in narrative["files"])

    assert {*grown, *fresh, *(known["file"] for known in EXPECTED["known"])} == {p.name for p in BATCH.iterdir()}
