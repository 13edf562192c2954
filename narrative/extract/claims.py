"""Claims: sentences or clauses with their speaker, modality, numbers, times and names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from narrative.config import ExtractConfig
from narrative.data import Article, Claim, Modality, Name, NameKind, Span
from narrative.extract.clauses import split_clauses
from narrative.extract.sentences import Sentence, count_per_paragraph, has_verb, is_heading, is_whole
from narrative.extract.speakers import Speaker, find_speakers
from narrative.extract.worth import score_worth
from narrative.text.cues import find_denials, find_hedges, find_predictions
from narrative.text.dates import find_times
from narrative.text.identity import content_id
from narrative.text.lexicon import list_words
from narrative.text.names import find_names
from narrative.text.numbers import find_quantities
from narrative.text.tokens import collect_words

_PERSON_ROLES = list_words("person_roles")
_BODY_ROLES = list_words("body_roles")
_ASKED = re.compile(
    r"(?<!when )(?<!When )(?<!was )(?<!were )(?<!been )(?<!being )\b(?:asked|asks|wondered|wonders|inquired|questioned)"
    r"\s+(?:\S+\s+){0,4}?(?:whether|if|why|how|what|who|when)\b"
)
_ASKING = frozenset({"asked", "asks", "wondered", "wonders", "inquired", "questioned"})
_LEAD = r"[“\"‘(\s]*(?:(?:But|And|Yet|So|Then|Later|Meanwhile,|However,)\s+)?"
_OPENS_WITH_PERSON = re.compile(_LEAD + r"(?:He|She|he|she|His|Her|his|her)\b")
_OPENS_WITH_BODY = re.compile(_LEAD + r"(?:It|They|it|they|Its|Their|its|their)\b")
# "The general left" stands for a name, "the general staff" does not: a verb has to follow.
_OPENS_WITH_ROLE = re.compile(_LEAD + r"[Tt]he\s+(?P<role>[a-z]+)\s+(?:also\s+|later\s+|then\s+)?(?P<verb>[a-z’']+)\b")
# "But the mayor left" says the same as "the mayor left"; bullets and what a cut left over say nothing.
_LEADING = re.compile(
    r"(?:[)\]},;:•▪●*·–—-]{1,9}\s{1,9}){0,3}(?:(?:[Aa]nd|[Bb]ut),?\s{1,9}(?!for\b))?(?=[^\W_]|[“\"‘'($€£])"
)
# Every second story says that somebody did not answer; linked, "Facebook did not respond" contradicts "Telegram did not".
_NO_COMMENT = re.compile(
    r"\b(?:respon[ds]\w*|repl(?:y|ied)|answer\w*|return\w*)\b[^.]{0,40}\b(?:requests?|calls?|emails?)\b[^.]{0,40}\bcomment|"
    r"\bdeclin(?:ed|es|ing)\s+to\s+comment\b|"
    r"\b(?:be|been)\s+reached\s+for\s+comment|\b(?:requests?|calls?)\s+for\s+comment\b[^.]{0,30}\bnot\b",
    re.IGNORECASE,
)
# "Trump tweeted on Thursday": without what was said, it contradicts every other day on which he did.
_ONLY_SAYS = re.compile(
    r"(?:[\w.’'-]+\s+){1,5}?(?:(?:later|also|then|again)\s+)?(?:tweeted|said|wrote|added|posted|responded|replied|continued|explained"
    r"|told\s+\w+)(?!\s+(?:the|an?|his|her|its|their|that|another)\b)(?:\s+(?:reporters|to|on|in|at|late|early|later|earlier|last|this|that|the|same|an?|his|her|its|their|\w+day|morning"
    r"|afternoon|evening|night|week|month|year|Twitter|Facebook|tweet|post|statement|interview|letter|email|again|yesterday|today|too"
    r"|also|separate|another|follow-up)){0,9}\s*[.:!]?"
)
_LEADS_OVER = re.compile(r"(?:[Aa]nd |[Bb]ut )?(?:[Ff]or now,? )?[Hh]ere(?:[’']s|\s+are|\s+is)\b")
_FRAGMENT = re.compile(r"[“\"]?Which\s")
_SAYS_NOTHING = {
    "no comment was given": _NO_COMMENT.search,
    "only says that somebody spoke": _ONLY_SAYS.fullmatch,
    "leads over to what follows": _LEADS_OVER.match,
    "no verb": _FRAGMENT.match,
}
_PERSONS = frozenset({NameKind.PERSON})
_BODIES = frozenset({NameKind.PLACE, NameKind.ORGANISATION})
_EARLY = 0.4
_REACH_SENTENCES = 3


@dataclass(slots=True)
class _Reader:
    """What is known while the sentences of one article are read in order."""

    article: Article
    settings: ExtractConfig
    names: tuple[Name, ...]
    starts: list[int]
    claims: list[Claim] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)

    def count_again(self, text: str) -> int:
        """Return how many claims before this one have the same *text*."""
        self.said[text] += 1
        return self.said[text] - 1

    def names_within(self, span: Span) -> tuple[Name, ...]:
        """Return the names inside *span*."""
        first, last = bisect_left(self.starts, span.start), bisect_left(self.starts, span.end)
        return tuple(name for name in self.names[first:last] if name.span.end <= span.end)


def make_claims(
    article: Article, sentences: tuple[Sentence, ...], settings: ExtractConfig
) -> tuple[tuple[Claim, ...], tuple[tuple[str, int], ...]]:
    """Return the claims in text order, and how many sentences became none by reason, in alphabetical order."""
    names = find_names(article.text)
    reader = _Reader(article, settings, names, [name.span.start for name in names])
    speakers = find_speakers(sentences, names)
    alone = count_per_paragraph(sentences)
    for index, sentence in enumerate(sentences):
        single = alone[sentence.paragraph] == 1 and len(sentences) > 1
        reason = _find_reason(sentence, settings, single=single)
        if reason:
            reader.skipped[reason] += 1
            continue
        _add_claims(reader, sentences[max(0, index - _REACH_SENTENCES) : index + 1], speakers[index])
    return tuple(reader.claims), tuple(sorted(reader.skipped.items()))


def _find_reason(sentence: Sentence, settings: ExtractConfig, *, single: bool) -> str:
    """Return why a sentence is no claim, "" where it is one."""
    if sentence.words < settings.min_words and not is_whole(sentence):
        return "too short"
    if is_heading(sentence, alone=single) or (sentence.text.isupper() and not sentence.ends):
        return "heading"
    if sentence.asks:
        return "question"
    if reason := next((reason for reason, says in _SAYS_NOTHING.items() if says(sentence.text.strip())), ""):
        return reason
    if not has_verb(sentence.text):
        return "no verb"
    return "not worth checking" if score_worth(sentence.text) < settings.min_worth else ""


def _add_claims(reader: _Reader, recent: Sequence[Sentence], speaker: Speaker | None) -> None:
    sentence = recent[-1]
    clauses = split_clauses(sentence.text, reader.settings.clause_words)
    leading = _LEADING.match(sentence.text)
    for index, clause in enumerate(clauses):
        opening = leading.end() if index == 0 and leading else clause.start
        span = Span(sentence.span.start + opening, sentence.span.start + clause.end)
        heard = speaker if speaker and speaker.covers(clause, clauses) else None
        reader.claims.append(_make_claim(reader, span, heard, recent if index == 0 else ()))


def _make_claim(reader: _Reader, span: Span, speaker: Speaker | None, recent: Sequence[Sentence]) -> Claim:
    article = reader.article
    text = span.of(article.text)
    names = reader.names_within(span)
    antecedent = _find_antecedent(reader, text, recent)
    published = article.published.date() if article.published else None
    return Claim(
        # Not from offsets: a line that cleaning drops later, or no longer, moves a claim and makes no other one of it.
        id=content_id("c", article.id, text, str(reader.count_again(text))),
        article_id=article.id,
        source=article.source,
        span=span,
        text=text,
        speaker=speaker.name if speaker else None,
        modality=judge_modality(text),
        quantities=find_quantities(text, span.start),
        times=find_times(text, published, span.start),
        names=(*names, antecedent) if antecedent and antecedent.key not in {name.key for name in names} else names,
        worth=score_worth(text),
    )


def read_claim(article: Article, span: Span) -> Claim:
    """Return *span* of *article* as one claim, whatever is written there: a headline or a fragment is never extracted."""
    text = span.of(article.text)
    published = article.published.date() if article.published else None
    return Claim(
        id=content_id("c", article.id, str(span.start), str(span.end)),
        article_id=article.id,
        source=article.source,
        span=span,
        text=text,
        modality=judge_modality(text),
        quantities=find_quantities(text, span.start),
        times=find_times(text, published, span.start),
        names=find_names(text, span.start),
        worth=score_worth(text),
    )


def judge_modality(text: str) -> Modality:
    """Return how the content is put forward: denied before asked, hedged, predicted and plainly asserted.

    >>> judge_modality("The ministry denied that troops may have left.").value
    'denied'
    >>> judge_modality("The fleet will reportedly leave.").value
    'hedged'
    """
    if find_denials(text):
        return Modality.DENIED
    asked = None if _ASKING.isdisjoint(collect_words(text)) else _ASKED.search(text)
    if asked and asked.start() < len(text) * _EARLY:
        return Modality.ASKED
    if find_hedges(text):
        return Modality.HEDGED
    return Modality.PREDICTED if find_predictions(text) else Modality.ASSERTED


def _find_antecedent(reader: _Reader, text: str, recent: Sequence[Sentence]) -> Name | None:
    """Return the name that "He", "It" or "The general" at the start of the claim most likely stands for."""
    if not recent:
        return None
    kinds = _find_kinds(text)
    for sentence in reversed(recent[:-1]):
        candidates = [name for name in reader.names_within(sentence.span) if name.kind in kinds]
        if candidates:
            return candidates[0]
    if kinds is _PERSONS and _OPENS_WITH_PERSON.match(text) and len(recent) > 1:
        # No person far and wide: translated pages say "she" of a country.
        return next((name for name in reader.names_within(recent[-2].span) if name.kind is NameKind.PLACE), None)
    return None


def _find_kinds(text: str) -> frozenset[NameKind]:
    """Return the kinds of name that the opening of *text* can stand for, none where it stands for itself."""
    if _OPENS_WITH_PERSON.match(text):
        return _PERSONS
    if _OPENS_WITH_BODY.match(text):
        return _BODIES
    role = _OPENS_WITH_ROLE.match(text)
    if role is None or not has_verb(role["verb"]):
        return frozenset()
    if role["role"] in _PERSON_ROLES:
        return _PERSONS
    return _BODIES if role["role"] in _BODY_ROLES else frozenset()
