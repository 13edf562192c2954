"""What evaluate promises: gold that is read strictly, and scores that know an oracle from nothing and from chance."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrative.data import (
    Article,
    Block,
    Claim,
    ClaimGroup,
    Comparison,
    Divergence,
    Dropped,
    Judgement,
    Link,
    Membership,
    Narrative,
    Origin,
    Place,
    Reject,
    Relation,
    Reuse,
    SelfContradiction,
    Span,
    Stand,
    StandKind,
    WrongWeekday,
)
from narrative.errors import InputError
from narrative.evaluate.gold import Gold, GoldContradiction, GoldLink, Quote, read_gold
from narrative.evaluate.quotes import covers, find_quote
from narrative.evaluate.whole import format_scores, score_comparison

GOLD_PATH = Path(__file__).parent / "seeds_gold.json"
GOLD = read_gold(GOLD_PATH)
SEEDS = Path(GOLD.input)
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)


def read_seed(path: str) -> Article:
    """Return a seed as careful cleaning would leave it."""
    whole = (SEEDS / path).read_text("utf-8")
    head = FRONT_MATTER.match(whole)
    assert head
    source = re.search(r"^source: (.*)$", head[1], re.MULTILINE)
    assert source
    dropped = {line.line for line in GOLD.boilerplate if line.file == path}
    lines = [line for line in whole[head.end() :].splitlines() if line.strip(" *#") not in dropped]
    text = "\n".join(lines).strip()
    return Article(f"a-{path}", source[1], source_inferred=False, title="", text=text, place=Place(path))


ARTICLES = {file: read_seed(file) for files in GOLD.narratives.values() for file in files}


def name_claim(quote: Quote) -> str:
    return f"c-{quote.file}-{ARTICLES[quote.file].text.index(quote.quote):05}-{len(quote.quote):04}"


def make_claims(gold: Gold) -> dict[str, Claim]:
    quotes = {name_claim(quote): quote for quote in gold.quotes}
    return {
        identity: Claim(
            id=identity,
            article_id=ARTICLES[quote.file].id,
            source=ARTICLES[quote.file].source,
            span=Span(start := ARTICLES[quote.file].text.index(quote.quote), start + len(quote.quote)),
            text=quote.quote,
        )
        for identity, quote in sorted(quotes.items())
    }


def make_judgement(link: GoldLink) -> Judgement:
    left, right = sorted((name_claim(link.a), name_claim(link.b)))
    kind = Divergence(link.divergence) if link.divergence else None
    return Judgement(Link(left, right, 0.9), link.relation, kind, 0.9)


def make_groups(gold: Gold, claims: dict[str, Claim]) -> tuple[ClaimGroup, ...]:
    """Return the connected components of the links."""
    group = {identity: identity for identity in claims}
    for link in gold.links:
        ours, theirs = group[name_claim(link.a)], group[name_claim(link.b)]
        group = {claim: ours if of == theirs else of for claim, of in group.items()}
    members: dict[str, list[str]] = {}
    for claim, of in group.items():
        members.setdefault(of, []).append(claim)
    return tuple(ClaimGroup(of, tuple(found)) for of, found in sorted(members.items()))


def make_reuses(gold: Gold) -> tuple[Reuse, ...]:
    reuses = []
    for repeat in gold.repeats:
        blocks = []
        for quotes in repeat.blocks:
            spans = [
                find_quote(ARTICLES[file].text, quote) for file, quote in zip((repeat.a, repeat.b), quotes, strict=True)
            ]
            assert spans[0]
            assert spans[1]
            blocks.append(Block(spans[0], spans[1], 1.0))
        left, right = ARTICLES[repeat.a].id, ARTICLES[repeat.b].id
        reuses.append(Reuse(left, right, tuple(blocks), 0.5, 0.5, repeat.kind))
    return tuple(reuses)


def make_contradiction(pair: GoldContradiction) -> SelfContradiction:
    first, second = name_claim(pair.a), name_claim(pair.b)
    source = ARTICLES[pair.a.file].source
    return SelfContradiction(
        source, "g", first, second, ordered=True, divergence=pair.kind, confidence=0.9, evidence=()
    )


def make_weekday(quote: Quote) -> WrongWeekday:
    article = ARTICLES[quote.file]
    start = article.text.index(quote.quote)
    return WrongWeekday(article.id, Span(start, start + len(quote.quote)), "Monday", "Friday", "2019-01-01", "text")


def make_oracle(gold: Gold) -> Comparison:
    """Return the comparison that says exactly what the gold says."""
    claims = make_claims(gold)
    groups = make_groups(gold, claims)
    group_of = {claim: group.id for group in groups for claim in group.claim_ids}
    narratives = tuple(Narrative(label, label, "", (), (), ()) for label in gold.narratives)
    stands = [(stand, stand.source, stand.stand) for stand in gold.stands]
    stands += [(silence, silence.source, StandKind.SILENT) for silence in gold.silences]
    return Comparison(
        version="",
        sources=(),
        articles=tuple(ARTICLES.values()),
        dropped=tuple(Dropped(ARTICLES[line.file].id, line.line, "boilerplate") for line in gold.boilerplate),
        rejects=tuple(Reject(Place(reject.file), "clean", reject.reason) for reject in gold.rejects),
        passages=(),
        claims=tuple(claims.values()),
        narratives=narratives,
        memberships=tuple(
            Membership(ARTICLES[file].id, label, 1.0) for label, files in gold.narratives.items() for file in files
        ),
        unplaced=(),
        not_found=(),
        layout=(),
        groups=groups,
        judgements=tuple(make_judgement(link) for link in gold.links),
        reuses=make_reuses(gold),
        directions=(),
        stands=tuple(Stand(group_of[name_claim(quote)], None, source, kind) for quote, source, kind in stands),
        origins=tuple(
            Origin(group_of[name_claim(wanted)], wanted.sources[number :: wanted.origins])
            for wanted in gold.origins
            for number in range(wanted.origins)
        ),
        coverage=(),
        contrasts=(),
        counts=(),
        self_contradictions=tuple(make_contradiction(pair) for pair in gold.contradictions),
        wrong_weekdays=tuple(make_weekday(quote) for quote in gold.weekdays),
    )


ORACLE = make_oracle(GOLD)
EMPTY = replace(
    ORACLE,
    articles=(),
    dropped=(),
    rejects=(),
    claims=(),
    narratives=(),
    memberships=(),
    groups=(),
    judgements=(),
    reuses=(),
    stands=(),
    origins=(),
    self_contradictions=(),
    wrong_weekdays=(),
)


def test_an_oracle_is_perfect() -> None:
    scores = score_comparison(ORACLE, GOLD)

    rows = {measure.name: (measure.precision, measure.recall, measure.f1) for measure in scores.measures}
    # A group joins two sentences of one outlet that another outlet tells in one, so pairs inside it are not all links.
    assert rows.pop("same group")[1] == 1.0
    assert {name: row for name, row in rows.items() if row != (1.0, 1.0, 1.0)} == {}
    assert scores.hard_negatives == 0
    assert scores.faults == ()


def test_nothing_found_scores_nothing() -> None:
    scores = score_comparison(EMPTY, GOLD)

    wanted = [measure for measure in scores.measures if measure.wanted and measure.name != "narratives"]
    assert wanted
    assert {measure.f1 for measure in wanted} == {0.0}
    assert scores.of("narratives").recall < 0.3


def test_links_drawn_at_random_score_near_chance() -> None:
    dice = random.Random(17)
    rights = [judgement.link.right for judgement in ORACLE.judgements]
    dice.shuffle(rights)
    pairs = zip(ORACLE.judgements, rights, strict=True)
    shuffled = tuple(replace(judgement, link=replace(judgement.link, right=right)) for judgement, right in pairs)

    scores = score_comparison(replace(ORACLE, judgements=shuffled), GOLD)

    assert scores.of("links").f1 < 0.1
    assert scores.of("whole: diverges").f1 < 0.1


def test_a_linked_trap_is_wrong_and_counted() -> None:
    trap = GOLD.not_links[0]
    left, right = sorted((name_claim(trap.a), name_claim(trap.b)))
    wrong = Judgement(Link(left, right, 0.7), Relation.AGREES, None, 0.9)

    scores = score_comparison(replace(ORACLE, judgements=(*ORACLE.judgements, wrong)), GOLD)

    assert scores.hard_negatives == 1
    assert scores.of("links").precision == pytest.approx(len(GOLD.links) / (len(GOLD.links) + 1), abs=1e-4)
    assert [fault.kind for fault in scores.faults] == ["wrong link, a trap"]


def test_a_pair_that_one_may_link_or_not_changes_nothing() -> None:
    pair = GOLD.optional[0]
    left, right = sorted((name_claim(pair.a), name_claim(pair.b)))
    extra = Judgement(Link(left, right, 0.7), Relation.DIVERGES, Divergence.OTHER, 0.9)

    changed = score_comparison(replace(ORACLE, judgements=(*ORACLE.judgements, extra)), GOLD)

    assert changed.of("links") == score_comparison(ORACLE, GOLD).of("links")


def test_links_inside_one_source_are_not_counted() -> None:
    silent = [claim for claim in ORACLE.claims if claim.source == "The Anvil"]
    inside = Judgement(Link(silent[0].id, silent[1].id, 0.9), Relation.AGREES, None, 0.9)

    changed = score_comparison(replace(ORACLE, judgements=(*ORACLE.judgements, inside)), GOLD)

    assert changed.measures == score_comparison(ORACLE, GOLD).measures


def test_a_conflict_taken_for_agreement_is_named() -> None:
    odd = next(item for item in ORACLE.judgements if item.relation is Relation.DIVERGES)
    blind = replace(odd, relation=Relation.AGREES, divergence=None)
    judgements = tuple(blind if item is odd else item for item in ORACLE.judgements)

    scores = score_comparison(replace(ORACLE, judgements=judgements), GOLD)

    assert scores.of("links").f1 == 1.0
    assert scores.of("relation diverges").recall < 1.0
    assert scores.of("relation agrees").precision < 1.0
    assert [fault.kind for fault in scores.faults] == ["wrong relation"]


def test_a_wrong_kind_is_named_and_a_further_kind_accepted() -> None:
    swap = next(link for link in GOLD.links if link.also)
    plain = next(link for link in GOLD.links if link.divergence == "date")
    wanted = {make_judgement(swap).link: swap.also[0], make_judgement(plain).link: Divergence.PLACE}
    judgements = tuple(replace(item, divergence=wanted.get(item.link, item.divergence)) for item in ORACLE.judgements)

    scores = score_comparison(replace(ORACLE, judgements=judgements), GOLD)

    assert [fault.kind for fault in scores.faults] == ["wrong kind"]
    assert scores.faults[0].line.startswith("place, not date")


@settings(max_examples=15)  # each example scores the whole gold
@given(st.sets(st.integers(0, len(ORACLE.judgements) - 1)))
def test_fewer_right_links_lower_recall_and_nothing_else(gone: set[int]) -> None:
    kept = tuple(item for number, item in enumerate(ORACLE.judgements) if number not in gone)

    row = score_comparison(replace(ORACLE, judgements=kept), GOLD).of("links")

    assert row.precision == (1.0 if kept else 0.0)
    assert row.recall == pytest.approx(len(kept) / len(ORACLE.judgements), abs=1e-4)


@settings(max_examples=15)  # each example scores the whole gold
@given(st.randoms(use_true_random=False))
def test_order_does_not_matter(dice: random.Random) -> None:
    judgements = list(ORACLE.judgements)
    dice.shuffle(judgements)

    assert score_comparison(replace(ORACLE, judgements=tuple(judgements)), GOLD) == score_comparison(ORACLE, GOLD)


@given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_covering_is_mutual(start: int, length: int, other: int, size: int) -> None:
    one, two = Span(start, start + length), Span(other, other + size)

    assert covers(one, two) == covers(two, one)
    assert covers(one, one)


def test_a_quote_is_found_whatever_its_marks() -> None:
    text = "It\u2019s late \u2013 very\u00a0late, she said."

    assert find_quote(text, "It's late - very late") == Span(0, 21)
    assert find_quote(text, "It is late") is None


def test_the_table_shows_every_row_and_the_errors_on_request() -> None:
    scores = score_comparison(replace(ORACLE, judgements=ORACLE.judgements[1:]), GOLD)

    plain, full = format_scores(scores), format_scores(scores, errors=True)

    assert all(measure.name in plain for measure in scores.measures)
    assert "missed link (1)" not in plain
    assert "missed link (1)" in full
    assert GOLD.links[0].id in full


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "is not JSON"),
        ("[1, 2", "is not JSON"),
        ("[]", "the whole"),
        ("{}", "input: field required"),
        ('{"input": "x", "linked": []}', "linked: extra inputs"),
        ('{"input": "x", "links": [{"id": "1"}]}', "links.0.a: field required"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_a_bad_gold_file_is_refused_in_one_line(tmp_path: Path, text: str, part: str) -> None:
    path = tmp_path / "gold.json"
    path.write_text(text, "utf-8")

    with pytest.raises(InputError) as caught:
        read_gold(path)

    assert part in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_or_foreign_gold_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00\xd8")

    for name in ("nowhere.json", "bytes.json", "."):
        with pytest.raises(InputError):
            read_gold(tmp_path / name)


def test_the_input_is_found_beside_the_gold(tmp_path: Path) -> None:
    (tmp_path / "gold.json").write_text(json.dumps({"input": "articles"}), "utf-8")

    assert Path(read_gold(tmp_path / "gold.json").input) == tmp_path / "articles"


def test_what_versions_of_an_article_differ_in_and_an_update_are_no_contradictions() -> None:
    version = GOLD.versions[0]
    changed = [claim for claim in ORACLE.claims if claim.article_id in {f"a-{version.a}", f"a-{version.b}"}]
    first, last = changed[0].id, changed[-1].id
    told = make_contradiction(GOLD.contradictions[0])
    more = (
        replace(told, first=first, second=last, revised=True),
        replace(told, divergence=Divergence.UPDATE, first=last, second=first),
    )

    scores = score_comparison(replace(ORACLE, self_contradictions=(*ORACLE.self_contradictions, *more)), GOLD)

    assert scores.of("self-contradictions").precision == 1.0


def test_a_contradiction_and_a_weekday_that_the_gold_does_not_know_are_named() -> None:
    told, odd = make_contradiction(GOLD.contradictions[0]), make_weekday(GOLD.weekdays[0])
    wrong = (replace(told, first=ORACLE.claims[0].id, second=ORACLE.claims[1].id),)

    scores = score_comparison(
        replace(ORACLE, self_contradictions=wrong, wrong_weekdays=(replace(odd, span=Span(0, 3)),)), GOLD
    )

    assert scores.of("self-contradictions").f1 == scores.of("weekdays").f1 == 0.0
    assert Counter(fault.kind for fault in scores.faults) == {
        "missed self-contradiction": 2,
        "wrong self-contradiction": 1,
        "missed weekday": 2,
        "wrong weekday": 1,
    }


def test_every_linked_pair_crosses_two_sources() -> None:
    for pair in chain(GOLD.links, GOLD.optional, GOLD.not_links):
        assert ARTICLES[pair.a.file].source != ARTICLES[pair.b.file].source, pair.id
