"""What a narrative is called: a noun phrase of the corpus, the name that goes with it, a headline and keywords."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from narrative.cluster.background import load_background
from narrative.cluster.features import Features, Floats, count_terms, read_names
from narrative.cluster.phrases import Usage, is_nominal
from narrative.data import NameKind
from narrative.text.sentences import split_sentences
from narrative.text.tokens import STOPWORDS, stem

SHAPES = {1: 0.8, 2: 1.3, 3: 1.3}  # by content words: two or three say more
CONNECTED = 0.85
ROLE = 0.3  # "defence minister" says who speaks, not what about
LONGER = 0.15  # a phrase that makes one word more precise replaces it from this part of its score on
PARTNER = 0.6  # two names share a label where each stands in so many of the passages
UNTOLD = 0.03  # of its score, which a person's name before a phrase keeps where nobody says so: "Bush lady"
PHRASES = 14  # of a narrative, with names before them, among which its label is chosen
NAMES = 3
EMPTY = frozenset(
    {"company", "companies", "group", "groups", "country", "countries", "people", "person", "member", "members"}
)
CARRIED = 0.15  # a name has to stand in so many of the passages,
TOGETHER = 0.5  # and in so many of those that hold the phrase it goes with,
TELLING = 1.5  # and in so many times more of them than elsewhere, or in nearly all
NEARLY_ALL = 0.65
AGENCIES = (
    "Reuters",
    "Thomson Reuters",
    "Associated Press",
    "AP",
    "AFP",
    "Agence France-Presse",
    "dpa",
    "EFE",
    "Xinhua",
)
HEADLINE_WORDS = (6, 28)
HEADLINE_PASSAGES = 5

_DOMAIN = frozenset({"com", "org", "net", "co", "uk", "www", "info", "eu"})
_DANGLING = re.compile(
    r"^(?:and|but|or|so|he|she|it|they|this|that|these|those|there|his|her|its|their|also|however|still|meanwhile|"
    r"then|for example|in addition|earlier|later|we|you|i|if)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """What a narrative can be named with: ranked phrase keys, how the corpus uses them, and its passages' texts."""

    ranked: Sequence[tuple[str, float]]
    usage: Usage
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Called:
    """A name of the corpus with the share of passages that hold it, here and everywhere."""

    text: str
    key: str
    here: float
    everywhere: float
    kind: NameKind

    @property
    def is_actor(self) -> bool:
        """Whether it says who or where."""
        return self.kind is not NameKind.DESIGNATOR


@dataclass(frozen=True, slots=True)
class Proposal:
    """A label that could be, and the score of its phrase by rank."""

    label: str
    score: float


def propose_labels(words: Words, outlets: frozenset[str], shares: Mapping[str, float]) -> list[Proposal]:
    """Return what a narrative could be called, free of *outlets* (see `list_outlets`), best by rank and shape first.

    The best noun phrases, each with the names that set the narrative apart where it holds none, and alone. *shares* has
    the share of all passages that hold each name.
    """
    names = list(_rank_names(words.texts, outlets, shares))
    nominal = _rank_nominal(words, outlets)
    if not any(name.is_actor for name in names):  # "programs" alone says nothing
        nominal.sort(key=lambda phrase: " " not in phrase[1])
    people = [name.text for name in names if name.kind is NameKind.PERSON]
    found: dict[str, float] = {}
    for score, phrase in [one for one in nominal if one[1].lower() not in EMPTY][:PHRASES] or nominal:
        for label in _compose(phrase, _keep_together(phrase, names, words.texts)):
            if not _says_twice(label):
                untold = any(label == f"{name} {phrase}" for name in people) and not _is_told(
                    label, phrase, words.texts
                )
                found.setdefault(label, score * UNTOLD if untold else score)
    return [Proposal(label, score) for label, score in found.items()]


def _is_told(label: str, phrase: str, texts: Sequence[str]) -> bool:
    """Return whether a text goes on from the person to the phrase as *label* does, or with a word between.

    >>> _is_told("Lee retirement", "retirement", ["Lee's sudden retirement"]), _is_told("Lee lady", "lady", ["lady Lee"])
    (True, False)
    """
    person = label.removesuffix(phrase).split()[-1]
    told = re.compile(rf"\b{re.escape(person)}(?:['’]s?)?\s+(?:(\w+)\s+)?{re.escape(phrase)}\b", re.IGNORECASE)
    between = (match.group(1) for text in texts for match in told.finditer(text))
    return any(word is None or word.lower() not in STOPWORDS for word in between)


def _says_twice(label: str) -> bool:
    """Return whether a word stands twice in *label*.

    >>> _says_twice("Supreme Court court"), _says_twice("Supreme Court rulings")
    (True, False)
    """
    stems = [stem(word.lower()) for word in label.replace("–", " ").split()]
    return len(set(stems)) < len(stems)


def choose_label(proposed: Sequence[str], words: Words, taken: frozenset[str]) -> str:
    """Return the first of *proposed* that is not among *taken* (lower case), else what the passages begin with."""
    spare = [words.usage.written[key] for key, _ in words.ranked if key in words.usage.written]
    for label in (*proposed, *spare, *_abridge(words.texts)):
        if label.casefold() not in taken:
            return label
    base = spare[0] if spare else "Narrative"
    return next(f"{base} ({n})" for n in range(2, len(taken) + 3) if f"{base} ({n})".casefold() not in taken)


def choose_keywords(words: Words, outlets: frozenset[str], count: int) -> tuple[str, ...]:
    """Return up to *count* phrases, best first, none of which only repeats the words of a better one."""
    chosen: list[tuple[frozenset[str], str]] = []
    for key, _ in words.ranked:
        text = words.usage.written[key]
        # "China", "Chinese" and "Beijing" share a name's key: one of them is enough.
        stems = frozenset(key.split("_")) | {f"@{name.key}" for name in read_names(text) if _is_name(text)}
        if is_outlet(key, outlets) or any(_repeat(stems, other) for other, _ in chosen):
            continue
        chosen.append((stems, text))
        if len(chosen) == count:
            break
    return tuple(text for _, text in chosen)


def _repeat(stems: frozenset[str], other: frozenset[str]) -> bool:
    same_name = {stem for stem in stems & other if stem.startswith("@")}
    return bool(same_name) or stems <= other or other <= stems


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

    Agencies are outlets too, whether or not they are among *sources*.

    >>> sorted(list_outlets(["The Anvil", "steppe-review.com"]) - list_outlets([]))
    ['anvil', 'stepp_review', 'stepp_review_com']
    """
    keys = set()
    for source in (*sources, *AGENCIES):
        words = [word for word in re.findall(r"[^\W_]+", source.lower()) if word not in STOPWORDS]
        keys.add("_".join(stem(word) for word in words))
        keys.add("_".join(stem(word) for word in words if word not in _DOMAIN))
    return frozenset(keys - {""})


def is_outlet(key: str, outlets: frozenset[str]) -> bool:
    """Return whether a phrase key holds an outlet's name.

    >>> is_outlet("stepp_review_report", frozenset({"stepp_review"}))
    True
    """
    return any(f"_{outlet}_" in f"_{key}_" for outlet in outlets)


def share_names(texts: Sequence[str]) -> dict[str, float]:
    """Return the share of *texts* that hold each name, by its key."""
    holders = Counter(key for text in texts for key in sorted({name.key for name in read_names(text)}))
    return {key: count / len(texts) for key, count in holders.items()}


def _rank_names(texts: Sequence[str], outlets: frozenset[str], shares: Mapping[str, float]) -> Iterator[Called]:
    """Yield the names that carry the narrative, the most telling first."""
    holders: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[NameKind]] = {}
    for text in texts:
        found = read_names(text)
        holders.update(sorted({name.key for name in found}))
        for name in found:
            spellings.setdefault(name.key, Counter())[name.text] += 1
            kinds.setdefault(name.key, Counter())[name.kind] += 1
    called = []
    for key, count in sorted(holders.items()):
        here = count / len(texts)
        everywhere = max(shares.get(key, 0.0), 1e-6)
        kind = min(kinds[key], key=lambda kind: (-kinds[key][kind], kind))
        is_telling = here >= CARRIED and (here >= TELLING * everywhere or here >= NEARLY_ALL)
        if is_telling and not is_outlet("_".join(map(stem, key.split())), outlets):
            called.append(Called(_spell(key, spellings[key]), key, here, everywhere, kind))
    yield from sorted(called, key=lambda name: (-round(name.here * name.here / name.everywhere, 4), name.key))


def _spell(key: str, spellings: Counter[str]) -> str:
    """Return how a name is written; a country not by its people or its capital, where the text ever names it."""
    exact = [text for text in spellings if text.lower() == key]
    if exact:
        return min(exact, key=lambda text: (-spellings[text], text))
    if key.isalpha() and not any(key in text.lower() for text in spellings):
        return key.title()
    return min(spellings, key=lambda text: (-spellings[text], text))


def _rank_nominal(words: Words, outlets: frozenset[str]) -> list[tuple[float, str]]:
    """Return the noun phrases that are no bare name with their scores, best first; a word gives way to a phrase with it."""
    scored: list[tuple[float, str]] = []
    for key, score in words.ranked:
        text = words.usage.written.get(key, "")
        if text and not is_outlet(key, outlets) and _can_say_what(key, text, words.usage):
            parts = [part for part in key.split("_") if part not in STOPWORDS]
            shape = SHAPES.get(len(parts), 1.0) * (CONNECTED if len(parts) < len(key.split("_")) else 1.0)
            scored.append((-round(score * shape * (ROLE if _is_role(text) else 1.0), 6), text))
    scored.sort()
    found: dict[str, float] = {}
    for score, text in scored:
        for chosen in (_lengthen(score, text, scored), text):
            found.setdefault(chosen, -score)
    return [(score, text) for text, score in found.items()]


def _lengthen(score: float, text: str, scored: Sequence[tuple[float, str]]) -> str:
    """Return the best plain phrase of two words with the word *text* in it, if it is good enough, else *text*."""
    if " " in text:
        return text
    word = text.lower().removesuffix("s")
    for other_score, other in scored:
        parts = [part.removesuffix("s") for part in other.lower().split()]
        if other_score > LONGER * score:
            break
        if len(parts) == 2 and word in parts and other.islower() and not _is_role(other):  # noqa: PLR2004
            return other
    return text


def _can_say_what(key: str, text: str, usage: Usage) -> bool:
    role, _, name = text.partition(" ")
    is_called = role.islower() and bool(name) and _is_name(name)  # "gunman Travis Reinking" says who
    return key not in usage.modifiers and is_nominal(text) and not is_called and not _is_name(text)


def _is_role(phrase: str) -> bool:
    return phrase.lower().split()[-1] in load_background().roles


def _is_name(phrase: str) -> bool:
    """Return whether *phrase* is a name and nothing else.

    >>> _is_name("South Korea"), _is_name("Russian soldiers")
    (True, False)
    """
    return any(name.span.end - name.span.start == len(phrase) for name in read_names(phrase)) or phrase.istitle()


def _compose(phrase: str, names: Sequence[Called]) -> Iterator[str]:
    """Yield the phrase with the names that it lacks, then alone."""
    carriers = [name for name in names if name.is_actor]
    mentioned = [name for name in carriers if _holds(phrase, name)]
    if not mentioned and carriers:
        first = carriers[0]
        partner = next((name for name in carriers[1:] if _is_partner(name, first)), None)
        if partner is not None:
            yield "–".join(sorted((first.text, partner.text))) + f" {phrase}"
        for name in carriers[:NAMES]:
            yield f"{name.text} {phrase}"
    if len(phrase.split()) > 1 or mentioned or not carriers:
        yield phrase


def _keep_together(phrase: str, names: Sequence[Called], texts: Sequence[str]) -> list[Called]:
    """Return those of *names* that mostly stand where the phrase does: of two stories in one narrative each has its own.

    "United States tariffs" named one that was half about tariffs and half about North Korea.
    """
    holding = [read_names(text) for text in texts if phrase.lower() in text.lower()]
    if not holding:
        return list(names)
    beside = Counter(key for found in holding for key in {name.key for name in found})
    return [name for name in names if beside[name.key] >= TOGETHER * len(holding)]


def _is_partner(name: Called, first: Called) -> bool:
    """Return whether the narrative is about both: each in most passages, and none there merely as everywhere."""
    lift, first_lift = name.here / name.everywhere, first.here / first.everywhere
    return min(name.here, first.here) >= PARTNER and lift >= PARTNER * first_lift


def _holds(phrase: str, name: Called) -> bool:
    return name.text.lower() in phrase.lower() or any(found.key == name.key for found in read_names(phrase))


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
