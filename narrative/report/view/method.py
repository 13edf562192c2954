"""The end of the page: how it came about, what was left out and why, and what it cannot say."""

from __future__ import annotations

from collections import Counter

from narrative.report.view.funnel import build_funnel, describe_part
from narrative.report.view.index import Index
from narrative.report.view.nouns import Label, Table
from narrative.report.view.sections import Method
from narrative.report.words import capitalise, clip, count_in_words, figure, in_quotes, join, join_some

MOST_REJECTS = 200
MOST_UNPLACED = 100
PASSAGE_WIDTH = 160
# The reason that the words on the nearest narrative say already.
FAR = "far from every narrative"

LIMITS = (
    "A finding is a pattern in the texts, not a proof. It does not say who is right.",
    "Shared wording does not show that anybody acted together; both may have used a third text that is not here.",
    "A silence says that a sentence was not found, not that a source kept something back.",
    "“First” means first among these articles, by the times they carry.",
    "Links and verdicts are made by rules and small models and can be wrong; the sentences are there to be read.",
)


def build_method(index: Index) -> Method:
    """Return the last section."""
    unplaced, note = _unplaced(index)
    return Method(
        steps=build_funnel(index),
        part=describe_part(index),
        rejects=_rejects(index),
        unplaced=unplaced,
        unplaced_note=note,
        not_found=_not_found(index),
        limits=LIMITS,
        inferred=_inferred(index),
        version=index.comparison.version,
    )


def _rejects(index: Index) -> Table:
    rejects = index.comparison.rejects
    rows = tuple(
        (
            f"{r.place.path}, record {r.place.record}" if r.place.record else r.place.path,
            r.reason,
            clip(r.detail, PASSAGE_WIDTH),
        )
        for r in rejects[:MOST_REJECTS]
    )
    left = len(rejects) - len(rows)
    note = f"{capitalise(count_in_words(left, 'more record'))} in rejects.csv." if left else ""
    return Table(("File", "Reason", "Detail"), rows, note)


def _unplaced(index: Index) -> tuple[tuple[tuple[Label, str], ...], str]:
    unplaced = index.comparison.unplaced
    if not unplaced:
        return (), "Every passage is in a narrative." if index.comparison.passages else ""
    rows = []
    for item in sorted(unplaced, key=lambda u: (round(u.distance, 4), u.passage_id))[:MOST_UNPLACED]:
        passage = index.passages[item.passage_id]
        article = index.articles[passage.article_id]
        nearest = index.narrative_label(item.nearest).name
        near = f"nearest to {in_quotes(nearest)}, but not near enough" if nearest else "no narrative is near"
        label = Label(clip(passage.span.of(article.text), PASSAGE_WIDTH), f"#{passage.id}")
        rows.append((label, "; ".join([article.source, near, *([] if item.reason == FAR else [item.reason])])))
    reasons = Counter(u.reason for u in unplaced)
    total = f"{capitalise(count_in_words(len(unplaced), 'passage'))} {'is' if len(unplaced) == 1 else 'are'} in no narrative"
    why = join([f"{figure(n)} {reason}" for reason, n in sorted(reasons.items(), key=lambda i: (-i[1], i[0]))])
    left = len(unplaced) - len(rows)
    return tuple(rows), f"{total}: {why}." + (f" The nearest {figure(len(rows))} are listed." if left else "")


def _not_found(index: Index) -> str:
    missing = index.comparison.not_found
    if not missing:
        return ""
    named = join_some([in_quotes(label) for label in missing], 8)
    return f"Named beforehand, but no passage tells {'it' if len(missing) == 1 else 'them'}: {named}."


def _inferred(index: Index) -> str:
    names = sorted(index.inferred)
    if not names:
        return ""
    if len(names) == 1:
        lead = f"* The name of {names[0]} was inferred from its text or its file"
    else:
        lead = f"* The names of {join_some(names, 6)} were inferred from their texts or files"
    return f"{lead}, because no metadata gives {'it' if len(names) == 1 else 'them'}. A table of names can be handed in with --metadata."
