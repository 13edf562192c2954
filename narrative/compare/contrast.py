"""Words that one source uses for a narrative more than the others do."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from narrative.config import CompareConfig
from narrative.data import Article, Contrast, Findings
from narrative.text.tokens import STOPWORDS, lower_words, stem

# Size of the prior in words (Monroe et al. 2008), about one article. A much smaller one ranks a word that the others
# never use below one that they use now and then: the variance of a count of nought explodes.
PRIOR_WORDS = 500.0
SHORTEST = 3
# An inferred source may be named after its title; such a name is no outlet's, and its words are the story's.
LONGEST_OUTLET_NAME = 4
# A word in one passage only says what that passage is about, not how a source speaks.
FEWEST_PASSAGES = 2


@dataclass(frozen=True)
class Counts:
    """The words of one narrative: stems, all words and passages by source; passages and written forms of each stem.

    The sums are taken once, when all is counted: each word that is shown asks for them.
    """

    stems: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    words: Counter[str] = field(default_factory=Counter)
    sizes: Counter[str] = field(default_factory=Counter)
    passages: Counter[tuple[str, str]] = field(default_factory=Counter)
    forms: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    @cached_property
    def total(self) -> Counter[str]:
        """The stems of all sources together."""
        total: Counter[str] = Counter()
        for counter in self.stems.values():
            total.update(counter)
        return total

    @cached_property
    def own(self) -> dict[str, int]:
        """How many stems each source has."""
        return {source: counter.total() for source, counter in self.stems.items()}

    @cached_property
    def everything(self) -> int:
        """How many stems all sources have together."""
        return self.total.total()

    @cached_property
    def all_words(self) -> int:
        """How many words all sources have together."""
        return self.words.total()


@dataclass(frozen=True, slots=True)
class Trial:
    """How likely so many uses of *word* by *source* would be by chance alone."""

    chance: float
    narrative_id: str
    source: str
    word: str


def contrast_words(findings: Findings, settings: CompareConfig) -> tuple[Contrast, ...]:
    """Return the words that set a source apart, by narrative, source and falling z.

    Source against the other sources of the same narrative; stop words, numbers and names of outlets are left out.
    *z* ranks: log-odds with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, "Fightin' Words"). *q*
    admits: Fisher's exact test, one-sided, with the false-discovery control of Benjamini and Hochberg (1995) over all
    words of all sources and narratives that occur often enough to be tested. Rates are per 1,000 words, stop words included.
    """
    counted = _count_words(findings)
    trials = [one for key, counts in counted.items() for one in _try_words(key, counts, settings.min_count)]
    trials.sort(key=lambda one: (one.chance, one.narrative_id, one.source, one.word))
    found: dict[tuple[str, str], list[Contrast]] = defaultdict(list)
    for trial, q in zip(trials, control_false_discoveries([one.chance for one in trials]), strict=True):
        if q <= settings.max_q:
            contrast = _measure(trial, q, counted[trial.narrative_id])
            if contrast.z > 0 and _is_spread(trial, contrast.count, counted[trial.narrative_id], settings.min_count):
                found[trial.narrative_id, trial.source].append(contrast)
    for contrasts in found.values():
        contrasts.sort(key=lambda item: (-item.z, item.word))
    return tuple(item for key in sorted(found) for item in found[key][: settings.max_words])


def _is_spread(trial: Trial, count: int, counts: Counts, least: int) -> bool:
    fewest = min(FEWEST_PASSAGES, counts.sizes[trial.source])
    return count >= least and counts.passages[trial.source, trial.word] >= fewest


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
            words = lower_words(passage.span.of(article.text))
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
    return frozenset(word for name in names for word in lower_words(name))


def _is_content(word: str) -> bool:
    return len(word) >= SHORTEST and word not in STOPWORDS and not word[0].isdigit()


def _without_possessive(word: str) -> str:
    return word.removesuffix("'s")


def _try_words(narrative_id: str, counts: Counts, least: int) -> Iterator[Trial]:
    """Yield a trial per source and word of the narrative: the source against all others together.

    Words that occur fewer than *least* times in the whole narrative are not tested: none of them could ever be shown,
    and the choice looks at sums only, so the error control stays true (Tarone 1990).
    """
    total, everything = counts.total, counts.everything
    for source in sorted(counts.stems):
        own = counts.stems[source]
        size = counts.own[source]
        if size < everything:
            for word in sorted(own):
                if total[word] >= least:
                    yield Trial(tail((own[word], size), (total[word], everything)), narrative_id, source, word)


def tail(own: tuple[int, int], total: tuple[int, int]) -> float:
    """Return the chance that a sample of ``own[1]`` of ``total[1]`` words holds ``own[0]`` or more of the ``total[0]`` uses.

    One-sided Fisher's exact test; 1 where no more than expected are held, since such a word is never shown. Computed
    term by term, because most words are rare: a call to a statistics library costs more than all terms.

    >>> round(tail((3, 10), (3, 30)), 6)
    0.029557
    """
    (here, size), (uses, everything) = own, total
    if here * everything <= size * uses:
        return 1.0
    term = math.exp(
        _log_choose(uses, here) + _log_choose(everything - uses, size - here) - _log_choose(everything, size)
    )
    chance = term
    for k in range(here, min(uses, size)):
        term *= (uses - k) * (size - k) / ((k + 1) * (everything - uses - size + k + 1))
        chance += term
        if term < chance * 1e-12:
            break
    return min(1.0, chance)


def _log_choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)


def control_false_discoveries(chances: Sequence[float]) -> list[float]:
    """Return the q-values of rising p-values (Benjamini and Hochberg 1995), to four decimals.

    >>> control_false_discoveries([0.001, 0.02, 0.03, 0.9])
    [0.004, 0.04, 0.04, 0.9]
    """
    smallest, found = 1.0, []
    for rank in range(len(chances), 0, -1):
        smallest = min(smallest, chances[rank - 1] * len(chances) / rank)
        found.append(round(smallest, 4))
    return found[::-1]


def _measure(trial: Trial, q: float, counts: Counts) -> Contrast:
    """Return the contrast of a word that passed its test, in the form in which it is written most often."""
    own, total = counts.stems[trial.source], counts.total
    here, there = own[trial.word], total[trial.word] - own[trial.word]
    size, everything = counts.own[trial.source], counts.everything
    z = _log_odds((here, size), (there, everything - size), PRIOR_WORDS * total[trial.word] / everything)
    rate = 1000 * here / counts.words[trial.source]
    rate_elsewhere = 1000 * there / (counts.all_words - counts.words[trial.source])
    forms = counts.forms[trial.word]
    word = min(forms, key=lambda form: (-forms[form], form))
    return Contrast(
        trial.narrative_id, trial.source, word, here, round(rate, 4), round(rate_elsewhere, 4), round(z, 4), q
    )


def _log_odds(here: tuple[int, int], there: tuple[int, int], prior: float) -> float:
    """Return the z-score of the difference in log-odds of (count, size) *here* and *there* (Monroe et al. 2008, eq. 22)."""
    odds = [math.log((count + prior) / (size + PRIOR_WORDS - count - prior)) for count, size in (here, there)]
    return (odds[0] - odds[1]) / math.sqrt(1 / (here[0] + prior) + 1 / (there[0] + prior))
