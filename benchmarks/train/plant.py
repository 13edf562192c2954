"""Pairs of sentences that the project makes itself: one fact changed, the facts kept in other words, or two other facts.

Both a conflict and an agreement are worded anew by the same harmless edits, so that rewording gives nothing away.
"""

from __future__ import annotations

import calendar
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wordnet import WordNet

from narrative.text.names import find_names

AGREES, DIVERGES, NEITHER = "agrees", "diverges", "neither"

MONTHS, DAYS = list(calendar.month_name)[1:], list(calendar.day_name)
SMALL = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
]
LARGE = ("hundred", "thousand", "million", "billion")
NUMBER = re.compile(r"(?<![\w.,-])\$?\d[\d,]*(?:\.\d+)?(?![\w-])")
WORD_NUMBER = re.compile(rf"\b(?:{'|'.join(SMALL)})\b", re.IGNORECASE)
MONTH, DAY = (re.compile(rf"\b(?:{'|'.join(names)})\b") for names in (MONTHS, DAYS))
AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|did|does|do|may|might)\b")
DENIAL = re.compile(r"\b(?:not|never|no longer)\s+|n['’]t\b")
SAYING = re.compile(r"\b(?:said|confirmed|announced|acknowledged|admitted|insisted|claimed)\b")
TRAIL = re.compile(r"^(?P<body>.{40,}?), (?P<saying>(?:\w+ ){0,4}\w+ (?:said|told reporters|announced))\.?$")
LEAD = re.compile(r"^(?P<saying>(?:[\w.]+ ){1,5}(?:said|announced)) (?:that )?(?P<body>.{40,})$")
OPENING = re.compile(r"^(?P<when>(?:On|In|At|By|After|Before) [^,]{3,30}), (?P<rest>[^,]{30,})$")
ASIDE = re.compile(r", (?:which|who|whose|where|a|an|the|including|after|while|citing)\b[^,]{8,80}(?=[,.]|$)")
SPELLINGS = (
    (r"\bU\.S\.(?!\w)", "United States", "US", "American"),
    (r"\bU\.K\.(?!\w)", "British", "UK"),
    (r"\bpercent\b", "per cent", "%"),
    (r"\babout\b", "around", "roughly", "some", "approximately"),
    (r"\bmore than\b", "over", "upwards of"),
    (r"\bsaid\b", "told reporters", "stated", "noted", "according to a statement said"),
    (r"\bMr\. |\bMs\. |\bMrs\. |\bSen\. |\bRep\. |\bGov\. |\bDr\. ", ""),
    (r"\bdid not\b", "didn't"),
    (r"\bis not\b", "isn't"),
    (r"\bwill not\b", "won't"),
    (r"\bbecause\b", "since", "as"),
    (r"\balso \b", ""),
    (r"\bPresident (?=[A-Z])", ""),
    (r"\bbut\b", "however", "yet", "although"),
)


@dataclass(frozen=True)
class Sentence:
    """One sentence, its words with their tags, and the article that it stands in."""

    text: str
    tags: tuple[tuple[str, str], ...]
    article: str


@dataclass
class Vocabulary:
    """What the corpus offers in place of a word: forms by base and tag, names by kind, words by tag."""

    wordnet: WordNet
    forms: dict[tuple[str, str], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    names: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    words: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def learn(cls, sentences: Sequence[Sentence], wordnet: WordNet) -> Vocabulary:
        """Return the vocabulary of *sentences*."""
        made = cls(wordnet)
        for sentence in sentences:
            for word, tag in sentence.tags:
                kind = kind_of(tag)
                base = wordnet.find_base(word.lower(), kind) if kind else None
                if kind and base and word.islower():
                    made.forms[base, tag][word] += 1
                    made.words[tag].append(word)
            for name in find_names(sentence.text):
                made.names[name.kind.value].append(name.text)
        return made

    def inflect(self, base: str, tag: str) -> str | None:
        """Return *base* in the form that *tag* asks for, as the corpus writes it."""
        seen = self.forms.get((base, tag))
        return seen.most_common(1)[0][0] if seen else None

    def replace(self, word: str, tag: str, choose: str, draw: random.Random) -> str | None:
        """Return another word for *word*: choose is synonyms, antonyms, sisters or strangers."""
        kind = kind_of(tag)
        base = self.wordnet.find_base(word.lower(), kind) if kind else None
        if not kind or not base:
            return None
        if choose == "strangers":
            other = draw.choice(self.words[tag])
            near = {base, *self.wordnet.list_synonyms(base, kind)}
            return None if self.wordnet.find_base(other, kind) in near else other
        bases = getattr(self.wordnet, f"list_{choose}")(base, kind)
        forms = [form for one in bases if (form := self.inflect(one, tag))]
        return draw.choice(forms) if forms else None


def kind_of(tag: str) -> str | None:
    """Return WordNet's kind of word for a Penn tag, None for names and small words."""
    if tag.startswith("NNP"):
        return None
    return {"N": "n", "V": "v", "J": "a", "R": "r"}.get(tag[:1]) if tag[:2] in {"NN", "VB", "JJ", "RB"} else None


def swap_word(text: str, old: str, new: str) -> str:
    """Return *text* with the first whole word *old* replaced, its capital kept."""
    new = new.capitalize() if old[:1].isupper() else new
    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, text, count=1)


ORDINALS = {
    "First": "1st",
    "Second": "2nd",
    "Third": "3rd",
    "Fourth": "4th",
    "Fifth": "5th",
    "Sixth": "6th",
    "Ninth": "9th",
}
ORDINAL = re.compile(rf"(?<=[a-z] )(?:{'|'.join(ORDINALS)})\b")
WHEN = re.compile(
    r",? (?:on|last|this|late|early)?\s?\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b(?: (?:night|morning|evening))?"
)
WHENS = ("", "", "", " on Monday", " on Tuesday", " on Thursday", " Friday", " last week", " this week", " late Sunday")
SPEAKERS = (
    "officials",
    "the ministry",
    "a spokesman",
    "the company",
    "she",
    "he",
    "police",
    "the senator",
    "a spokeswoman for the group",
)
ROLES = (
    "he",
    "she",
    "the president",
    "the senator",
    "the former official",
    "the leader",
    "the lawmaker",
    "the Republican",
    "the Democrat",
)
ADVERBS = ("also", "already", "now", "recently", "reportedly", "still", "effectively", "largely")
DETAILS = (
    ", according to people familiar with the matter",
    ", the latest step in a long dispute",
    ", local media reported",
    ", as had been expected",
    " in a move that surprised observers",
    ", and more is expected to follow",
    " after weeks of debate",
    ", none of them by name",
    ", a first in many years",
)
NUMBERS_FIRST = 0.5
SMALL_VERBS = frozenset(
    [
        "be",
        "have",
        "do",
        "say",
        "tell",
        "make",
        "take",
        "get",
        "go",
        "come",
        "see",
        "know",
        "think",
        "want",
        "use",
        "give",
        "put",
        "keep",
        "let",
        "seem",
        "become",
        "begin",
    ]
)


class Planter:
    """Makes pairs from sentences; everything is drawn from one seeded stream."""

    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        self.vocabulary = vocabulary
        self.draw = random.Random(seed)

    def plant_conflict(self, sentence: Sentence) -> tuple[str, str] | None:
        """Return the sentence with one fact changed and the kind of change; None where nothing could be changed."""
        makers: list[tuple[str, Callable[[Sentence], str | None]]] = [
            ("number", self._change_number),
            ("number", self._change_number),
            ("date", self._change_date),
            ("name", self._change_name),
            ("name", self._change_name),
            ("roles", self._swap_roles),
            ("negation", self._negate),
            ("negation", self._negate),
            ("denial", self._deny),
            ("antonym", lambda one: self._change_word(one, "antonyms", "VNJR")),
            ("antonym", lambda one: self._change_word(one, "antonyms", "VNJR")),
            ("predicate", lambda one: self._change_word(one, self.draw.choice(("sisters", "strangers")), "V")),
            ("predicate", lambda one: self._change_word(one, "strangers", "V")),
            ("noun", lambda one: self._change_word(one, self.draw.choice(("sisters", "strangers")), "N")),
            ("noun", lambda one: self._change_word(one, self.draw.choice(("sisters", "strangers")), "N")),
            ("adjective", lambda one: self._change_word(one, "sisters", "J")),
        ]
        self.draw.shuffle(makers)
        if self.draw.random() < NUMBERS_FIRST:  # few sentences have any; drawn like the rest they would hardly be met
            makers.sort(key=lambda maker: maker[0] not in {"number", "date"})
        for kind, make in makers:
            changed = make(sentence)
            if changed and changed != sentence.text:
                return changed, kind
        return None

    def reword(self, text: str, tags: Sequence[tuple[str, str]], edits: int, *, cut: bool = True) -> str:
        """Return *text* with its facts kept and up to *edits* places worded otherwise; with *cut* it may lose an aside."""
        makers: list[Callable[[str], str]] = [
            lambda one: self._use_synonym(one, tags),
            lambda one: self._use_synonym(one, tags),
            self._respell,
            self._respell,
            self._respell_number,
            self._move_saying,
            self._move_opening,
            self._shorten_name,
            self._call_otherwise,
            self._add_saying,
            self._add_saying,
            self._add_detail,
            self._add_detail,
            *([self._drop_aside, self._drop_adverb(tags), self._drop_saying, self._drop_when] if cut else []),
        ]
        for _ in range(edits):
            text = self.draw.choice(makers)(text)
        return text

    # ------------------------------------------------------------ facts changed

    def _change_number(self, sentence: Sentence) -> str | None:
        found = [*NUMBER.finditer(sentence.text), *WORD_NUMBER.finditer(sentence.text)]
        if not found:
            return None
        match = self.draw.choice(found)
        return sentence.text[: match.start()] + self._other_number(match.group()) + sentence.text[match.end() :]

    def _other_number(self, old: str) -> str:
        if old[-1].isalpha():
            return self.draw.choice([word for word in SMALL if word != old.lower()])
        sign = "$" if old.startswith("$") else ""
        digits = old.lstrip("$").replace(",", "")
        if re.fullmatch(r"(?:19|20)\d\d", digits) and not sign:
            return str(int(digits) + self.draw.choice((-7, -3, -2, -1, 1, 2, 4)))
        value = float(digits)
        other = value * self.draw.choice((0.2, 0.5, 0.6, 0.8, 1.3, 1.5, 2, 3, 10)) + self.draw.choice((0, 1, 3))
        if "." in digits:
            return f"{sign}{other:,.1f}"
        return f"{sign}{max(1, round(other)) if round(other) != value else round(value) + 2:,}"

    def _change_date(self, sentence: Sentence) -> str | None:
        for pattern, names in self.draw.sample([(MONTH, MONTHS), (DAY, DAYS)], 2):
            match = pattern.search(sentence.text)
            if match:
                other = self.draw.choice([name for name in names if name != match.group()])
                return sentence.text[: match.start()] + other + sentence.text[match.end() :]
        return None

    def _change_name(self, sentence: Sentence) -> str | None:
        names = find_names(sentence.text)
        if not names:
            return None
        name = self.draw.choice(names)
        keys = {one.text for one in names}
        others = [one for one in self.draw.sample(self.vocabulary.names[name.kind.value], 5) if one not in keys]
        if not others:
            return None
        return sentence.text[: name.span.start] + others[0] + sentence.text[name.span.end :]

    def _swap_roles(self, sentence: Sentence) -> str | None:
        names = [name for name in find_names(sentence.text) if name.span.end <= len(sentence.text)]
        if len(names) < 2:
            return None
        one, other = names[0], names[1]
        between = sentence.text[one.span.end : other.span.start]
        if len(between) < 6 or re.fullmatch(r"[\s,]*(?:and|or)?\s*", between) or " and " in between:
            return None
        text = sentence.text
        return text[: one.span.start] + other.text + between + one.text + text[other.span.end :]

    def _negate(self, sentence: Sentence) -> str | None:
        denial = DENIAL.search(sentence.text)
        if denial:
            return sentence.text[: denial.start()] + sentence.text[denial.end() :]
        found = list(AUXILIARY.finditer(sentence.text))
        if found and self.draw.random() < 0.6:
            at = self.draw.choice(found).end()
            return sentence.text[:at] + self.draw.choice((" not", " not", " never")) + sentence.text[at:]
        past = [word for word, tag in sentence.tags if tag == "VBD" and word.islower()]
        for word in self.draw.sample(past, len(past)):
            base = self.vocabulary.wordnet.find_base(word, "v")
            if base and base not in {"be", "have", "do", "say"}:
                return swap_word(sentence.text, word, self.draw.choice((f"did not {base}", f"never {word}")))
        return None

    def _deny(self, sentence: Sentence) -> str | None:
        match = SAYING.search(sentence.text)
        rest = sentence.text[match.end() :].split() if match else []
        if not match or len(rest) < 5 or rest[0] in {"on", "in", "at", "to", "by", "of"}:
            return None
        denial = self.draw.choice(("denied", "denied that", "dismissed reports that"))
        return sentence.text[: match.start()] + denial + sentence.text[match.end() :]

    def _change_word(self, sentence: Sentence, choose: str, kinds: str) -> str | None:
        words = [(word, tag) for word, tag in sentence.tags if tag[:1] in kinds and word.islower() and len(word) > 2]
        for word, tag in self.draw.sample(words, len(words)):
            base = self.vocabulary.wordnet.find_base(word, kind_of(tag) or "n")
            if base in SMALL_VERBS and choose != "antonyms":
                continue
            other = self.vocabulary.replace(word, tag, choose, self.draw)
            if other and other != word:
                return swap_word(sentence.text, word, other)
        return None

    # ------------------------------------------------------------ facts kept

    def _use_synonym(self, text: str, tags: Sequence[tuple[str, str]]) -> str:
        words = [(word, tag) for word, tag in tags if word.islower() and len(word) > 3 and word in text]
        for word, tag in self.draw.sample(words, min(6, len(words))):
            other = self.vocabulary.replace(word, tag, "synonyms", self.draw)
            if other and other != word:
                return swap_word(text, word, other)
        return text

    def _respell(self, text: str) -> str:
        for pattern, *others in self.draw.sample(SPELLINGS, len(SPELLINGS)):
            if re.search(pattern, text):
                other = self.draw.choice(others)
                return re.sub(pattern, other, text, count=1)
        return text

    def _respell_number(self, text: str) -> str:
        match = WORD_NUMBER.search(text)
        if match:
            return text[: match.start()] + str(SMALL.index(match.group().lower()) + 2) + text[match.end() :]
        match = ORDINAL.search(text)
        if match:
            return text[: match.start()] + ORDINALS[match.group()] + text[match.end() :]
        match = re.search(r"(?<![\w.,$-])(\d{1,2})(?![\w.,%-])", text)
        if match and 2 <= int(match.group()) < len(SMALL) + 2:
            return text[: match.start()] + SMALL[int(match.group()) - 2] + text[match.end() :]
        match = re.search(r"\$(\d[\d.]*) (million|billion)", text)
        if match:
            return text[: match.start()] + f"{match[1]} {match[2]} dollars" + text[match.end() :]
        return text

    def _move_saying(self, text: str) -> str:
        trail = TRAIL.match(text)
        if trail:
            saying = trail["saying"]
            return f"{saying[0].upper()}{saying[1:]} that {_lower_first(trail['body'])}."
        lead = LEAD.match(text)
        if lead:
            body = lead["body"].rstrip(".")
            return f"{body[0].upper()}{body[1:]}, {_lower_first(lead['saying'])}."
        return text

    def _move_opening(self, text: str) -> str:
        match = OPENING.match(text)
        if not match:
            return text
        rest = match["rest"].rstrip(".")
        return f"{rest[0].upper()}{rest[1:]} {_lower_first(match['when'])}."

    def _drop_aside(self, text: str) -> str:
        return ASIDE.sub("", text, count=1)

    def _drop_adverb(self, tags: Sequence[tuple[str, str]]) -> Callable[[str], str]:
        adverbs = [word for word, tag in tags if tag == "RB" and word.islower() and word.endswith("ly")]

        def drop(text: str) -> str:
            return re.sub(rf"\s{re.escape(self.draw.choice(adverbs))}\b", "", text, count=1) if adverbs else text

        return drop

    def _add_saying(self, text: str) -> str:
        """Return the statement with somebody who says it: who speaks is told by one side and left out by the other."""
        if SAYING.search(text) or " told " in text:
            return text
        speaker = self.draw.choice((*SPEAKERS, self.draw.choice(self.vocabulary.names["person"])))
        body = text.rstrip(".")
        if self.draw.random() < 0.7:
            verb = self.draw.choice(("said", "said", "told reporters", "said in a statement", "added"))
            return f"{body}, {speaker} {verb}{self.draw.choice(WHENS)}."
        return f"{speaker[0].upper()}{speaker[1:]} said{self.draw.choice(WHENS)} that {_lower_first(body)}."

    def _drop_saying(self, text: str) -> str:
        for pattern in (TRAIL, LEAD):
            match = pattern.match(text)
            if match:
                body = match["body"].rstrip(".")
                return f"{body[0].upper()}{body[1:]}."
        return text

    def _drop_when(self, text: str) -> str:
        return WHEN.sub("", text, count=1)

    def _add_detail(self, text: str) -> str:
        """Return the statement with a detail more, which takes nothing back."""
        body, end = (text[:-1], text[-1]) if text[-1] in ".!" else (text, "")
        if self.draw.random() < 0.4 and not WHEN.search(text):
            return body + self.draw.choice(WHENS[3:]) + end
        verb = AUXILIARY.search(text)
        if verb and self.draw.random() < 0.5:
            return text[: verb.end()] + " " + self.draw.choice(ADVERBS) + text[verb.end() :]
        return body + self.draw.choice(DETAILS) + end

    def _call_otherwise(self, text: str) -> str:
        """Return the statement with its last person as a pronoun or a role would name them."""
        people = [name for name in find_names(text) if name.kind.value == "person" and name.span.start > 0]
        if not people:
            return text
        name = people[-1]
        after = text[name.span.end : name.span.end + 2]
        other = self.draw.choice(("his", "her", "the leader's") if after in {"'s", "’s"} else ROLES)
        return text[: name.span.start] + other + text[name.span.end + 2 * (after in {"'s", "’s"}) :]

    def _shorten_name(self, text: str) -> str:
        people = [name for name in find_names(text) if name.kind.value == "person" and " " in name.text]
        if not people:
            return text
        name = self.draw.choice(people)
        return text[: name.span.start] + name.text.split()[-1] + text[name.span.end :]


def _lower_first(text: str) -> str:
    first = text.split(" ", 1)[0]
    small = first in {
        "The",
        "A",
        "An",
        "It",
        "He",
        "She",
        "They",
        "In",
        "On",
        "At",
        "By",
        "After",
        "Before",
        "Officials",
    }
    return text[0].lower() + text[1:] if small else text
