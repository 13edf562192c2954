"""Words that one source uses for a narrative more than the others do."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from narrative.config import CompareConfig
from narrative.data import Contrast, Findings
from narrative.text.tokens import STOPWORDS, find_words, stem

# Size of the prior in words (Monroe et al. 2008): small, because a narrative of two articles has a few hundred words.
PRIOR_WORDS = 20.0
SHORTEST = 3


def contrast_words(findings: Findings, settings: CompareConfig) -> tuple[Contrast, ...]:
    """Return the words that set a source apart, by narrative, source and falling z.

    Source against the other sources of the same narrative. *z* ranks: log-odds with an informative Dirichlet prior
    (Monroe, Colaresi and Quinn 2008, "Fightin' Words"). *q* admits: Fisher's exact test, one-sided, with the
    false-discovery control of Benjamini and Hochberg (1995) over all words tested.
    """
    tests: list[Contrast] = []
    shown: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for narrative_id, by_source in _count_words(findings, shown).items():
        for source in sorted(by_source):
            tests += _test_source(narrative_id, source, by_source)
    kept = [item for item in control_false_discoveries(tests) if item.q <= settings.max_q and item.z > 0]
    kept = [item for item in kept if item.count >= settings.min_count]
    kept.sort(key=lambda item: (item.narrative_id, item.source, -item.z, item.word))
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for item in kept:
        seen[item.narrative_id, item.source] += 1
        if seen[item.narrative_id, item.source] <= settings.max_words:
            forms = shown[item.narrative_id, item.word]
            word = min(forms, key=lambda form: (-forms[form], form))
            found.append(_with(item, word=word))
    return tuple(found)


def _count_words(findings: Findings, shown: dict[tuple[str, str], Counter[str]]) -> dict[str, dict[str, Counter[str]]]:
    """Return narrative → source → counts of stems; *shown* collects the written forms of each stem."""
    articles = {article.id: article for article in findings.articles}
    passages = {passage.id: passage for passage in findings.passages}
    names = {word for article in findings.articles for word, _ in find_words(article.source)}
    counts: dict[str, dict[str, Counter[str]]] = {}
    for narrative in sorted(findings.clustering.narratives, key=lambda item: item.id):
        by_source: dict[str, Counter[str]] = defaultdict(Counter)
        for member in narrative.members:
            passage = passages[member.passage_id]
            article = articles[passage.article_id]
            for word, _ in find_words(passage.span.of(article.text)):
                if _counts(word) and word not in names:
                    by_source[article.source][stem(word)] += 1
                    shown[narrative.id, stem(word)][word] += 1
        counts[narrative.id] = dict(by_source)
    return counts


def _counts(word: str) -> bool:
    return len(word) >= SHORTEST and word not in STOPWORDS and not word[0].isdigit()


def _test_source(narrative_id: str, source: str, by_source: dict[str, Counter[str]]) -> Iterable[Contrast]:
    """Yield a test per word of *source* against all other sources of the narrative, its p-value in ``q``."""
    from scipy.stats import hypergeom

    own = by_source[source]
    total: Counter[str] = Counter()
    for counter in by_source.values():
        total.update(counter)
    everything, size = total.total(), own.total()
    rest = everything - size
    if not size or not rest:
        return
    words = sorted(own)
    chances = hypergeom.sf([own[word] - 1 for word in words], everything, [total[word] for word in words], size)
    for word, chance in zip(words, chances, strict=True):
        here, there = own[word], total[word] - own[word]
        prior = PRIOR_WORDS * total[word] / everything
        odds_here = math.log((here + prior) / (size + PRIOR_WORDS - here - prior))
        odds_there = math.log((there + prior) / (rest + PRIOR_WORDS - there - prior))
        z = (odds_here - odds_there) / math.sqrt(1 / (here + prior) + 1 / (there + prior))
        rates = round(1000 * here / size, 4), round(1000 * there / rest, 4)
        yield Contrast(narrative_id, source, word, here, *rates, round(z, 4), float(chance))


def control_false_discoveries(tests: Sequence[Contrast]) -> list[Contrast]:
    """Return *tests* with their p-values (in ``q``) made into q-values (Benjamini and Hochberg 1995)."""
    ordered = sorted(tests, key=lambda item: (-item.q, item.narrative_id, item.source, item.word))
    smallest, found = 1.0, []
    for place, item in enumerate(ordered):
        rank = len(ordered) - place
        smallest = min(smallest, item.q * len(ordered) / rank)
        found.append(_with(item, q=round(smallest, 4)))
    return found


def _with(item: Contrast, *, word: str | None = None, q: float | None = None) -> Contrast:
    return replace(item, word=item.word if word is None else word, q=item.q if q is None else q)
