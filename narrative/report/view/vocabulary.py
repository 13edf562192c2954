"""The section of words: which words set a source apart within one narrative."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from narrative.data import Contrast
from narrative.report.view.index import Index
from narrative.report.view.nouns import Concordance, Word
from narrative.report.view.sections import Vocabulary
from narrative.report.words import figure, spell
from narrative.text.tokens import find_words, stem

MOST_LINES = 3
# Of all sources in all narratives about so many words stand on the page, and of each at least so many; about so many lines.
# A month of 43 outlets has 1,642 such words; with three lines for each they weighed a megabyte.
ALL_WORDS, FEWEST_WORDS, ALL_LINES = 700, 3, 1000
# Characters on each side of a word.
CONTEXT = 48
Places = dict[str, list[tuple[str, int, int]]]


def build_words(index: Index) -> tuple[Vocabulary, ...]:
    """Return the contrasting words by narrative, largest first, then source."""
    found: defaultdict[tuple[str, str], list[Contrast]] = defaultdict(list)
    for contrast in index.comparison.contrasts:
        found[contrast.narrative_id, contrast.source].append(contrast)
    order = [(n.id, s.name) for n in index.comparison.narratives for s in index.comparison.sources]
    most, lines = _share_out(index)
    return tuple(
        Vocabulary(
            index.narrative_label(narrative),
            index.label(source),
            _words(_strongest(found[narrative, source])[:most], lines, find_places(narrative, source, index), index),
        )
        for narrative, source in order
        if (narrative, source) in found
    )


def _share_out(index: Index) -> tuple[int, int]:
    """Return how many words each source has on the page for a narrative at most, and how many lines each word has."""
    told = Counter((one.narrative_id, one.source) for one in index.comparison.contrasts)
    most = max(FEWEST_WORDS, ALL_WORDS // max(len(told), 1))
    shown = sum(min(number, most) for number in told.values())
    return most, max(1, min(MOST_LINES, ALL_LINES // max(shown, 1)))


def describe_words(index: Index) -> str:
    """Return how to read the table, or why there is none."""
    if len(index.comparison.sources) < 2:  # noqa: PLR2004
        return "Words set a source apart only from other sources."
    if not index.comparison.contrasts:
        return "No word sets a source apart more than chance would have it; short texts seldom do."
    most, _ = _share_out(index)
    told = Counter((one.narrative_id, one.source) for one in index.comparison.contrasts)
    left = sum(max(0, number - most) for number in told.values())
    rest = f" The strongest {spell(most)} of each stand here, {figure(left)} more in comparison.json." if left else ""
    return f"Words that one source uses for a story more often than the others do, beyond what chance would give.{rest}"


def find_places(narrative: str, source: str, index: Index) -> Places:
    """Return where *source* uses each stem in *narrative*: passage, start and end in the article, in reading order."""
    passages = [index.passages[m.passage_id] for m in index.narratives[narrative].members]
    mine = [p for p in passages if index.articles[p.article_id].source == source]
    found: Places = defaultdict(list)
    for passage in sorted(mine, key=lambda p: (p.article_id, p.span)):
        for word, span in find_words(passage.span.of(index.articles[passage.article_id].text), passage.span.start):
            found[stem(word)].append((passage.id, span.start, span.end))
    return found


def spell_as_written(word: str, places: Places, index: Index) -> str:
    """Return *word* with a capital where its source always writes one: "Obama", "U.S."."""
    found = places.get(stem(word), ())
    forms = Counter(index.articles[index.passages[p].article_id].text[start:end] for p, start, end in found)
    return choose_form(word, forms)


def choose_form(word: str, forms: Mapping[str, int]) -> str:
    """Return the most frequent of the *forms* of *word*, if all begin with a capital, else *word*.

    >>> choose_form("obama", {"Obama": 3, "OBAMA": 1}), choose_form("act", {"Act": 2, "act": 1, "acted": 4})
    ('Obama', 'act')
    """
    same = {form: n for form, n in forms.items() if form.casefold() == word}
    if not same or any(form[:1].islower() for form in same):
        return word
    return min(same, key=lambda form: (-same[form], form))


def show_line(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return the words before, at and after a place, on one line, cut at words.

    >>> show_line("The convoy left the harbour at dawn", 4, 10)
    ('The', 'convoy', 'left the harbour at dawn')
    """
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        before = "…" + before.split(" ", 1)[-1]
    if end + CONTEXT < len(text):
        after = after.rsplit(" ", 1)[0] + "…"
    return " ".join(before.split()), text[start:end], " ".join(after.split())


def _strongest(contrasts: list[Contrast]) -> list[Contrast]:
    return sorted(contrasts, key=lambda c: (-round(c.z, 4), c.word))


def _words(contrasts: list[Contrast], lines: int, places: Places, index: Index) -> tuple[Word, ...]:
    return tuple(
        Word(
            spell_as_written(c.word, places, index),
            figure(c.count),
            f"{c.rate:.1f}",
            f"{c.rate_elsewhere:.1f}" if c.rate_elsewhere else "none",
            tuple(_line(place, index) for place in places.get(stem(c.word), ())[:lines]),
        )
        for c in contrasts
    )


def _line(place: tuple[str, int, int], index: Index) -> Concordance:
    passage, start, end = place
    return Concordance(*show_line(index.articles[index.passages[passage].article_id].text, start, end), f"#{passage}")
