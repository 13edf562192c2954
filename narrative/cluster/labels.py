"""What a narrative is called: a noun phrase of the corpus, the name that goes with it, a headline and keywords."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from narrative.cluster.features import Features, Floats, count_terms
from narrative.cluster.phrases import is_nominal
from narrative.data import NameKind
from narrative.text.names import find_names
from narrative.text.sentences import split_sentences
from narrative.text.tokens import STOPWORDS, stem

SHAPES = {1: 0.55, 2: 1.1, 3: 1.15}  # by content words: two or three say what, one only what about
NAMED = 1.25
CONNECTED = 0.85
PARTNER = 0.6  # a second name joins the first where it is in so many of its passages
CARRIED = 0.35  # a name has to stand in so many of the passages
HEADLINE_WORDS = (6, 28)
HEADLINE_PASSAGES = 8

_DANGLING = re.compile(
    r"^(?:and|but|or|so|he|she|it|they|this|that|these|those|there|his|her|its|their|also|however|still|meanwhile|"
    r"then|for example|in addition|earlier|later|we|you|i|if)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a narrative can be named with: ranked phrase keys, how the corpus writes them, and its passages' texts."""

    ranked: Sequence[tuple[str, float]]
    written: Mapping[str, str]
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Called:
    """A name of the corpus with the share of passages that hold it, here and everywhere."""

    text: str
    key: str
    here: float
    everywhere: float


def choose_label(words: Words, outlets: frozenset[str], shares: Mapping[str, float], taken: frozenset[str]) -> str:
    """Return a label that is not among *taken* (lower case), free of *outlets* (see `list_outlets`).

    The best noun phrase by rank and shape; where it holds no name, the name that sets the narrative apart goes before
    it. *shares* has the share of all passages that hold each name.
    """
    names = list(_rank_names(words.texts, outlets, shares))
    for phrase in _rank_nominal(words, outlets, names):
        for label in _compose(phrase, names):
            if label.casefold() not in taken:
                return label
    spare = [name.text for name in names] + [words.written[key] for key, _ in words.ranked if key in words.written]
    for label in (*spare, *_abridge(words.texts)):
        if label.casefold() not in taken:
            return label
    base = spare[0] if spare else "Narrative"
    return next(f"{base} ({n})" for n in range(2, len(taken) + 3) if f"{base} ({n})".casefold() not in taken)


def choose_keywords(words: Words, outlets: frozenset[str], count: int) -> tuple[str, ...]:
    """Return up to *count* phrases, best first, none of which only repeats the words of a better one."""
    chosen: list[tuple[frozenset[str], str]] = []
    for key, _ in words.ranked:
        stems = frozenset(key.split("_"))
        if is_outlet(key, outlets) or any(stems <= other or other <= stems for other, _ in chosen):
            continue
        chosen.append((stems, words.written[key]))
        if len(chosen) == count:
            break
    return tuple(text for _, text in chosen)


def choose_headline(candidates: Sequence[tuple[str, bool]], direction: tuple[Features, Floats]) -> str:
    """Return the candidate (text, is it a title) that says most of what the narrative is about; "" without any.

    *direction* are the features and the mean word vector of the narrative. Titles, whole sentences of six to 28 words
    and those that stand on their own are preferred; ties go to the shorter, then to the alphabet.
    """
    if not candidates:
        return ""
    features, mean = direction
    rows = features.space.vectorise([count_terms(text) for text, _ in candidates])
    fits = np.round(np.asarray(rows @ mean).ravel(), 4)
    scored = [
        (-round(float(fit) * _rate_headline(text, is_title=is_title), 4), len(text), text)
        for fit, (text, is_title) in zip(fits, candidates, strict=True)
    ]
    return min(scored)[2]


def list_candidates(titles: Sequence[str], texts: Sequence[str]) -> list[tuple[str, bool]]:
    """Return what may become a headline: titles, and sentences of the passages nearest to the centre."""
    found = {" ".join(title.split()): True for title in titles if title.strip()}
    for text in texts[:HEADLINE_PASSAGES]:
        for span in split_sentences(text):
            found.setdefault(" ".join(span.of(text).split()), False)
    return sorted(found.items())


def list_outlets(sources: Sequence[str]) -> frozenset[str]:
    """Return the stems of each outlet's name as one key, with and without its article: what no label may hold.

    >>> sorted(list_outlets(["The Anvil", "Steppe Review"]))
    ['anvil', 'stepp_review']
    """
    keys = set()
    for source in sources:
        words = [stem(word) for word in re.findall(r"[^\W_]+", source.lower()) if word not in STOPWORDS]
        keys.add("_".join(words))
    return frozenset(keys - {""})


def is_outlet(key: str, outlets: frozenset[str]) -> bool:
    """Return whether a phrase key holds an outlet's name.

    >>> is_outlet("stepp_review_report", frozenset({"stepp_review"}))
    True
    """
    return any(f"_{outlet}_" in f"_{key}_" for outlet in outlets)


def share_names(texts: Sequence[str]) -> dict[str, float]:
    """Return the share of *texts* that hold each name, by its key."""
    holders = Counter(key for text in texts for key in sorted({name.key for name in find_names(text)}))
    return {key: count / len(texts) for key, count in holders.items()}


def _rank_names(texts: Sequence[str], outlets: frozenset[str], shares: Mapping[str, float]) -> Iterator[Called]:
    """Yield places, organisations and designators that carry the narrative, the most telling first."""
    holders: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for text in texts:
        found = [name for name in find_names(text) if name.kind in _CARRIERS]
        holders.update(sorted({name.key for name in found}))
        for name in found:
            spellings.setdefault(name.key, Counter())[name.text] += 1
    called = [
        Called(
            _spell(key, spellings[key]), key, count / len(texts), max(shares.get(key, 0.0), count / len(texts) / 100)
        )
        for key, count in holders.items()
        if count / len(texts) >= CARRIED and not is_outlet("_".join(stem(word) for word in key.split()), outlets)
    ]
    yield from sorted(called, key=lambda name: (-round(name.here * name.here / name.everywhere, 4), name.key))


_CARRIERS = frozenset({NameKind.PLACE, NameKind.ORGANISATION, NameKind.DESIGNATOR})


def _spell(key: str, spellings: Counter[str]) -> str:
    """Return how a name is written; a country not by its people or its capital, where the text ever names it."""
    exact = [text for text in spellings if text.lower() == key]
    if exact:
        return min(exact, key=lambda text: (-spellings[text], text))
    if all(word.isalpha() for word in key.split()):
        return key.title()
    return min(spellings, key=lambda text: (-spellings[text], text))


def _rank_nominal(words: Words, outlets: frozenset[str], names: Sequence[Called]) -> list[str]:
    scored = []
    for key, score in words.ranked:
        text = words.written.get(key, "")
        if not text or is_outlet(key, outlets) or not is_nominal(text):
            continue
        parts = [part for part in key.split("_") if part not in STOPWORDS]
        shape = SHAPES.get(len(parts), 1.0) * (CONNECTED if len(parts) < len(key.split("_")) else 1.0)
        holds_name = any(_holds(text, name) for name in names)
        only_name = holds_name and len(parts) == 1
        scored.append((-round(score * shape * (NAMED if holds_name else 1.0) * (0.5 if only_name else 1.0), 6), text))
    return [text for _, text in sorted(scored)]


def _compose(phrase: str, names: Sequence[Called]) -> Iterator[str]:
    """Yield the phrase with the names that it lacks, then alone."""
    mentioned = [name for name in names if _holds(phrase, name)]
    if not mentioned and names:
        first = names[0]
        partner = next((name for name in names[1:] if name.here >= PARTNER and first.here >= PARTNER), None)
        if partner is not None:
            yield f"{first.text}–{partner.text} {phrase}"
        yield f"{first.text} {phrase}"
    if len(phrase.split()) > 1 or mentioned:
        yield phrase


def _holds(phrase: str, name: Called) -> bool:
    return name.text.lower() in phrase.lower() or any(found.key == name.key for found in find_names(phrase))


def _abridge(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        words = text.split()
        if words:
            yield " ".join(words[:6])[:60]


def _rate_headline(text: str, *, is_title: bool) -> float:
    words = len(text.split())
    rate = 1.2 if is_title else 1.0
    if not HEADLINE_WORDS[0] - 2 * is_title <= words <= HEADLINE_WORDS[1]:
        rate *= 0.6
    if not is_title and not text.rstrip("”\"'’)").endswith("."):
        rate *= 0.6
    if _DANGLING.match(text) or not text[:1].isupper():
        rate *= 0.7
    if text.endswith("?") or text.count("“") != text.count("”") or text.count('"') % 2:
        rate *= 0.8
    return rate
