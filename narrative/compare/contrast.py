"""Words that one source uses for a narrative more than the others do."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from narrative.config import CompareConfig
from narrative.data import Article, Contrast, Findings
from narrative.text.tokens import STOPWORDS, find_words, stem

# Size of the prior in words (Monroe et al. 2008), about one article. A much smaller one ranks a word that the others
# never use below one that they use now and then: the variance of a count of nought explodes.
PRIOR_WORDS = 500.0
SHORTEST = 3
# An inferred source may be named after its title; such a name is no outlet's, and its words are the story's.
LONGEST_OUTLET_NAME = 4
# A word in one passage only says what that passage is about, not how a source speaks.
FEWEST_PASSAGES = 2


@dataclass(frozen=True, slots=True)
class Counts:
    """The words of one narrative: stems, all words and passages by source; passages and written forms of each stem."""

    stems: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    passages: Counter[tuple[str, str]] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def contrast_words(findings: Findings, settings: CompareConfig) -> tuple[Contrast, ...]:
    """Return the words that set a source apart, by narrative, source and falling z.

    Source against the other sources of the same narrative; stop words, numbers and names of outlets are left out.
    *z* ranks: log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words"). *q*
    admits: Fisher's exact test, one-sided, with the false-discovery control of Benjamini and Hochberg (1995) over all
    words of all sources and narratives that occur often enough to be tested. Rates are per 1,000 words, stop words included.
    """
    counted = _count_words(findings)
    tests: list[Contrast] = []
    for narrative_id, counts in counted.items():
        for source in sorted(counts.stems):
            tests += _test_source(narrative_id, source, counts, settings.min_count)
    kept = [item for item in control_false_discoveries(tests) if item.q <= settings.max_q and item.z > 0]
    kept = [item for item in kept if _is_spread(item, counted[item.narrative_id], settings.min_count)]
    kept.sort(key=lambda item: (item.narrative_id, item.source, -item.z, item.word))
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for item in kept:
        seen[item.narrative_id, item.source] += 1
        if seen[item.narrative_id, item.source] <= settings.max_words:
            forms = counted[item.narrative_id].forms[item.word]
            found.append(replace(item, word=min(forms, key=lambda form: (-forms[form], form))))
    return tuple(found)


def _is_spread(item: Contrast, counts: Counts, least: int) -> bool:
    fewest = min(FEWEST_PASSAGES, counts.sizes[item.source])
    return item.count >= least and counts.passages[item.source, item.word] >= fewest


def _count_words(findings: Findings) -> dict[str, Counts]:
    """Return the counts of each narrative by its id, in order of ids."""
    articles = {article.id: article for article in findings.articles}
    passages = {passage.id: passage for passage in findings.passages}
    outlets = _list_outlet_words(findings.articles)
    found: dict[str, Counts] = {}
    for narrative in sorted(findings.clustering.narratives, key=lambda item: item.id):
        counts = found[narrative.id] = Counts()
        for member in sorted(narrative.members, key=lambda item: item.passage_id):
            passage = passages[member.passage_id]
            article = articles[passage.article_id]
            words = [word for word, _ in find_words(passage.span.of(article.text))]
            counts.words[article.source] += len(words)
            counts.sizes[article.source] += 1
            content = [word for word in words if _is_content(word) and _without_possessive(word) not in outlets]
            counts.stems[article.source].update(stem(word) for word in content)
            for word in content:
                counts.forms[stem(word)][_without_possessive(word)] += 1
            counts.passages.update((article.source, stem_) for stem_ in {stem(word) for word in content})
    return found


def _list_outlet_words(articles: Iterable[Article]) -> frozenset[str]:
    names = {name for article in articles for name in article.credits}
    for article in articles:
        if not article.source_inferred or len(article.source.split()) <= LONGEST_OUTLET_NAME:
            names.add(article.source)
    return frozenset(word for name in names for word, _ in find_words(name))


def _is_content(word: str) -> bool:
    return len(word) >= SHORTEST and word not in STOPWORDS and not word[0].isdigit()


def _without_possessive(word: str) -> str:
    return word.removesuffix("'s")


def _test_source(narrative_id: str, source: str, counts: Counts, least: int) -> Iterable[Contrast]:
    """Yield a test per word of *source* against all other sources of the narrative, its p-value in ``q``.

    Words that occur fewer than *least* times in the whole narrative are not tested: none of them could ever be shown,
    and the choice looks at sums only, so the error control stays true (Tarone 1990).
    """
    from scipy.stats import hypergeom

    own = counts.stems[source]
    total: Counter[str] = Counter()
    for counter in counts.stems.values():
        total.update(counter)
    everything, size = total.total(), own.total()
    rest = everything - size
    if not size or not rest:
        return
    words = sorted(word for word in own if total[word] >= least)
    all_own = counts.words[source]
    all_rest = counts.words.total() - all_own
    chances = hypergeom.sf([own[word] - 1 for word in words], everything, [total[word] for word in words], size)
    for word, chance in zip(words, chances, strict=True):
        here, there = own[word], total[word] - own[word]
        z = _log_odds((here, size), (there, rest), PRIOR_WORDS * total[word] / everything)
        rates = round(1000 * here / all_own, 4), round(1000 * there / all_rest, 4)
        yield Contrast(narrative_id, source, word, here, *rates, round(z, 4), float(chance))


def _log_odds(here: tuple[int, int], there: tuple[int, int], prior: float) -> float:
    """Return the z-score of the difference in log-odds of (count, size) *here* and *there* (Monroe et al. 2008, eq. 22)."""
    odds = [math.log((count + prior) / (size + PRIOR_WORDS - count - prior)) for count, size in (here, there)]
    return (odds[0] - odds[1]) / math.sqrt(1 / (here[0] + prior) + 1 / (there[0] + prior))


def control_false_discoveries(tests: Sequence[Contrast]) -> list[Contrast]:
    """Return *tests* with their p-values (in ``q``) made into q-values (Benjamini and Hochberg 1995)."""
    ordered = sorted(tests, key=lambda item: (-item.q, item.narrative_id, item.source, item.word))
    smallest, found = 1.0, []
    for place, item in enumerate(ordered):
        rank = len(ordered) - place
        smallest = min(smallest, item.q * len(ordered) / rank)
        found.append(replace(item, q=round(smallest, 4)))
    return found
