"""The section of claims: a row per shared claim, a column per source; below, the claims that one source alone makes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from narrative.config import ReportConfig
from narrative.data import Claim, Divergence, Judgement, StandKind
from narrative.report.view.between import encode_relations
from narrative.report.view.findings import rank_single_claims
from narrative.report.view.gravity import contradicting
from narrative.report.view.index import Index, is_dated
from narrative.report.view.nouns import ClaimRow, Label, Quote, StandCell
from narrative.report.view.quotes import build_quotes
from narrative.report.view.reasons import explain_link, explain_verdicts
from narrative.report.view.sections import Claims, SingleSource
from narrative.report.view.stands import (
    DIVERGENCE_WORDS,
    DOUBTFUL,
    DOUBTFUL_WORDS,
    STAND_WORDS,
    TURNED,
    TURNED_WORDS,
    is_turned,
    stand_cell,
)
from narrative.report.view.surround import begin_sentence
from narrative.report.view.weight import gather_weights
from narrative.report.words import capitalise, clip, count, count_in_words, figure, join_some

CLAIM_WIDTH, LEAD_WIDTH = 220, 100
SINGLE_WIDTH = 240
# Names of so many sources, of words of so many letters, stand level in a table as wide as a laptop.
MOST_LEVEL, LONGEST_LEVEL = 12, 10
# All sources together list about so many claims that nobody else makes, and each at least so many.
MOST_SINGLE, FEWEST_SINGLE = 240, 3


def order_rows(index: Index) -> tuple[str, ...]:
    """Return the shared groups as the table lists them: contradicted ones first, then the widest."""
    clashing = frozenset(contradicting(index))
    return tuple(
        sorted(index.shared, key=lambda g: (g not in clashing, -len(index.speakers(g)), -index.strength(g), g))
    )


def build_claims(index: Index, settings: ReportConfig) -> Claims:
    """Return the section; rows beyond ``list_claims`` are counted, those beyond ``open_claims`` do not open."""
    rows = order_rows(index)
    shown = rows[: min(settings.list_claims, settings.max_claims)]
    built = tuple(_row(g, index, opens=n < settings.open_claims) for n, g in enumerate(shown))
    packed = tuple(_row(g, index, opens=False) for g in rows[len(shown) : settings.max_claims])
    kinds = {kind for row in built + packed for kind in row.kinds}
    single = rank_single_by_source(index, settings.single_claims)
    return Claims(
        count=f"{figure(len(rows))} shared",
        listed=f", {figure(len(built))} listed here" if len(built) < len(rows) else "",
        note=_note(index, len(built), settings),
        columns=tuple(index.label(s.name) for s in index.comparison.sources),
        level=_fit_level([s.name for s in index.comparison.sources]),
        rows=built,
        packed=packed,
        more=_more(len(rows) - len(shown)),
        beyond=len(rows) - len(shown) - len(packed),
        narratives=tuple(
            (n.id, capitalise(n.label)) for n in index.comparison.narratives if _has_row(n.id, built + packed)
        ),
        dated=any(any(row.days) for row in built + packed),
        kinds=tuple((k.value, DIVERGENCE_WORDS[k]) for k in Divergence if k.value in kinds),
        stands=(*((k.value, _legend(k, index)) for k in StandKind if _occurs(k, index)), *_rare(index)),
        single=single,
        single_note=_single_note(index, single),
    )


def rank_single_by_source(index: Index, most: int) -> tuple[SingleSource, ...]:
    """Return for each source the claims that it alone makes, those that matter most in their story first, at most *most*."""
    weights = gather_weights(index)
    mine: defaultdict[str, list[Claim]] = defaultdict(list)
    for group in index.single:
        claim = index.representative(group)
        mine[claim.source].append(claim)
    most = min(most, max(FEWEST_SINGLE, MOST_SINGLE // max(len(mine), 1)))
    sections = []
    for source in (s.name for s in index.comparison.sources):
        claims = sorted(mine.get(source, ()), key=lambda c: (-weights.weigh(c, _narrative_of(c, index)), c.id))
        if claims:
            left = len(claims) - most
            sections.append(
                SingleSource(
                    source=index.label(source),
                    words=count(len(claims), "claim"),
                    claims=tuple(Label(clip(index.say(c), SINGLE_WIDTH), f"#{c.id}") for c in claims[:most]),
                    more=f"{capitalise(count_in_words(left, 'more claim'))} in the articles." if left > 0 else "",
                )
            )
    return tuple(sections)


def _row(group: str, index: Index, *, opens: bool) -> ClaimRow:
    stands = {s.source: s for s in index.stands.get(group, ())}
    quotes = build_quotes(group, index) if opens else ()
    cells = tuple(
        stand_cell(stands[s.name], index, opens=opens) if s.name in stands else StandCell("", "", "", "")
        for s in index.comparison.sources
    )
    kinds = {j.divergence.value for j in _differences(group, index) if j.divergence}
    claim = index.representative(group)
    lead = begin_sentence(claim, index.articles[claim.article_id], LEAD_WIDTH)
    words = clip(claim.text, CLAIM_WIDTH)
    return ClaimRow(
        id=group,
        former=index.former.get(group, ()),
        lead=lead,
        claim=words if lead else capitalise(words),
        narrative=index.narrative_label(index.narrative_of.get(group)),
        origins=_origins(group, index),
        credit=_credit(group, index),
        days=_days(group, index),
        cells=cells,
        kinds=tuple(sorted(kinds)),
        relations=encode_relations(group, index),
        opener=_opener(quotes),
        quotes=quotes,
        link=explain_link(group, index) if opens else None,
        reasons=explain_verdicts(group, index) if opens else (),
    )


def _differences(group: str, index: Index) -> tuple[Judgement, ...]:
    return index.divergences(group) + index.divergences(group, soft=True)


def _origins(group: str, index: Index) -> str:
    origins = index.origins.get(group, ())
    return figure(len(origins)) if origins else ""


def _credit(group: str, index: Index) -> str:
    """Return whom the texts credit for the claim: "via Coast Wire"; of several origins "one is Coast Wire"."""
    origins = index.origins.get(group, ())
    credited = sorted({o.credit for o in origins if o.credit})
    if not credited:
        return ""
    named = join_some(credited, 2)
    return f"via {named}" if len(origins) == len(credited) else f"among them {named}"


def _days(group: str, index: Index) -> tuple[str, str]:
    """Return the first and the last day on which the claim was published, as ISO dates, "" where none is known."""
    articles = (index.articles[index.claims[c].article_id] for c in index.groups[group].claim_ids)
    days = sorted(a.published.date().isoformat() for a in articles if a.published and is_dated(a))
    return (days[0], days[-1]) if days else ("", "")


def _opener(quotes: tuple[Quote, ...]) -> str:
    return f"{count(len(quotes), 'sentence')} side by side" if quotes else ""


def _note(index: Index, rows: int, settings: ReportConfig) -> str:
    if len(index.comparison.sources) < 2:  # noqa: PLR2004
        return "A shared claim needs two sources; there is one."
    if not rows:
        return "No claim stands in more than one source."
    if rows > settings.open_claims:
        return f"The first {figure(settings.open_claims)} rows open to their sentences; in the others each mark leads to its article."
    return ""


def _narrative_of(claim: Claim, index: Index) -> str:
    return index.narrative_of.get(index.group_of[claim.id]) or ""


def _fit_level(names: Sequence[str]) -> bool:
    """Whether names fit above columns of their own, word under word; else they stand on end."""
    return (
        len(names) <= MOST_LEVEL
        and max((len(word) for name in names for word in name.split()), default=0) <= LONGEST_LEVEL
    )


def _more(left: int) -> str:
    return f"{capitalise(count_in_words(left, 'more shared claim'))} in groups.csv." if left > 0 else ""


def _single_note(index: Index, single: tuple[SingleSource, ...]) -> str:
    if not single:
        return "Every claim is made by two sources or more." if index.groups else ""
    if len(index.comparison.sources) < 2:  # noqa: PLR2004
        return "All claims are those of the one source."
    ranked, all_ = len(rank_single_claims(index)), len(index.single)
    perhaps = sum(len(index.speakers(group)) == 1 for group in index.groups) - all_
    told = f"{capitalise(count_in_words(ranked, 'claim'))} of one source in stories that others cover too"
    told += f", and {figure(all_ - ranked)} in other stories" if all_ > ranked else ""
    told += "; those that matter most in their story come first."
    if perhaps:
        told += f" {capitalise(count_in_words(perhaps, 'more claim'))} may say what others say too; each stands with that claim, as “perhaps”."
    return told


def _legend(kind: StandKind, index: Index) -> str:
    ways = {bool(d.copied_from) for d in index.comparison.directions}
    if kind is StandKind.REPEATS and True in ways:
        return "copies it, or shares its wording" if False in ways else "copies it"
    return STAND_WORDS[kind]


def _occurs(kind: StandKind, index: Index) -> bool:
    if kind is StandKind.DIVERGES and contradicting(index):
        return True
    return any(s.kind is kind and not s.doubtful for g in index.shared for s in index.stands[g])


def _rare(index: Index) -> tuple[tuple[str, str], ...]:
    stands = [s for g in index.shared for s in index.stands[g]]
    turned = ((TURNED, TURNED_WORDS),) if any(is_turned(s) for s in stands) else ()
    return (*turned, *(((DOUBTFUL, DOUBTFUL_WORDS),) if any(s.doubtful for s in stands) else ()))


def _has_row(narrative: str, rows: tuple[ClaimRow, ...]) -> bool:
    return any(row.narrative.href == f"#{narrative}" for row in rows)
