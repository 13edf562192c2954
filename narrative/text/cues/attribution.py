"""Who is said to say what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from narrative.data import Span
from narrative.text.cues.markers import denies_at
from narrative.text.lexicon import list_words
from narrative.text.tokens import collect_words

_REPORTING = list_words("reporting")
_STRONG = list_words("reporting_strong")
_NOUNS = list_words("reporting_nouns")
_OPENERS = list_words("subject_openers")
_FINITE = list_words("finite")
_ANY_WORD = re.compile(r"\w+")
_CITING = frozenset({"according", "reported", "words", "citing"})
_ACCORDING = re.compile(r"\b(?:according\s+to|as\s+reported\s+by|in\s+the\s+words\s+of|citing)\s+", re.IGNORECASE)

# After a weak verb one of these says that content follows. Bounded repeats: the pattern stays linear.
_WHEN_AND_WHERE = (
    r"(?:\s+(?:on|in|at|this|last|late|early|earlier|later|during|the|an?|his|her|its|their|week|month|year|yesterday|today|night"
    r"|morning|afternoon|evening|press|news|conference|briefing|interview|statement|speech|tweet|letter|video|reporters|\w+day)){0,7}"
)
_OPENS_CONTENT = re.compile(
    rf"\s*,?\s*[“\"‘]|\s*:|{_WHEN_AND_WHERE}\s+that\b|\s+to\s+(?:have|be)\b|\s+(?:there|it|he|she|they)\s+\w"
    r"|\s+(?:(?:the|his|her|its|their|a|an|\d+)\s+)?[\w’'-]{2,20}\s+(?:is|are|was|were|has|have|had|will|would|did|does|could|should)\b"
)
_SKIP_TO_CONTENT = re.compile(r"(?:[^“”\"]{0,60}?\bthat\b|\s*[,:])?\s*")
_MODIFIERS = re.compile(
    r"(?:\s*\b(?:also|has|have|had|later|further|then|again|once|often|even|already|just|who|\w{2,12}ly))+\s*$",
    re.IGNORECASE,
)
# "The president this morning said": when it was said is no part of who said it.
_WHEN = re.compile(
    r"\s+(?:(?:on|late|early|last|this|over\s+the|earlier\s+this|later\s+this)\s+)*"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|morning|afternoon|evening|night|week|weekend|month|year|today|yesterday"
    r"|first|also|both|nevertheless|however|instead|now|still|too|all|themselves|himself|herself|itself)\s*$"
)
_PARTY = re.compile(r"[RDI]-[A-Z]")
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|be|being)\s*$", re.IGNORECASE)
_BORDER = re.compile(
    r"(?<!\d),|,(?!\d)|[;:—–“”\"()\[\]]|\s-\s|\b(?:that|and|but|while|because|when|as|if|although|though|whether|or|which|where|after|before|since|until)\s",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(
    r"(?:On|In|By|At|Late|Early|Last|Earlier|Later|Yesterday|Today|Meanwhile|But|And|So|Also|However|Then|Now|Still|Yet|For|After)"
    r"(?:\s+(?:(?:the\s+same\s+|that\s+|this\s+|an?\s+)?(?:\w+day|week|month|year|night|time|statement|interview|example|tweet)"
    r"|January|February|March|April|May|June|July|August|September|October|November|December|\d{1,4}))*\s+(?=\S)"
)
_DOCUMENT = re.compile(
    r"(?:an?|the|its|his|her|their)?\s*(?:\w+\s+){0,2}?(?:statement|report|post|tweet|letter|interview|release|announcement|study|survey|poll|analysis)s?"
    r"\s+(?:from|by|of|issued\s+by|published\s+by|released\s+by|conducted\s+by)\s+(?=\S)",
    re.IGNORECASE,
)
_NOUN_PHRASE_END = re.compile(
    r"[,;:“”\"()—–]|(?<!Mr)(?<!Ms)(?<!Mrs)(?<!Dr)(?<!Sen)(?<!Rep)(?<!Gen)(?<!Gov)(?<!\b[A-Z])\.|\s+(?:on|in|at|after|during|to|as|when|while|who|which|that|is|are|was|were|has|have|had|will|and\s+(?:is|was|has|will))\b"
)
_PAST = re.compile(r"[a-z]{3,}ed")
_IRREGULAR = list_words("irregular_pasts")
_DETERMINERS = list_words("articles") | {"one", "two", "some", "this", "that", "another", "several", "many"}
_NOBODY = frozenset({"one", "you", "anyone", "everyone", "nobody"})
_PARENTHESIS = re.compile(r"\s*\([^()]{1,60}\)$")
_FIRST_VERB = re.compile(
    r"\s(?:[a-z]{2,}ed|" + "|".join(sorted(_FINITE | _REPORTING | list_words("irregular_pasts"))) + r")\b"
)
_WORD = re.compile(r"[^\W_][\w'’.&-]*")
_PREPOSITIONS = list_words("prepositions")
_ARTICLES = list_words("articles")
_LEADS_TO_ARTICLE = _PREPOSITIONS | list_words("article_leads")
_REACH = 220
# No sentence is longer; what is longer is no sentence, and is read so far only.
_LONGEST_SENTENCE = 3000
_LONGEST_SPEAKER = 12


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who is said to say what: the speaker as written, the reporting cue, and the content where it can be bounded."""

    speaker: str
    speaker_span: Span
    cue: Span
    content: Span | None


def find_attribution(text: str, offset: int = 0) -> Attribution | None:
    """Return who the sentence *text* gives as its source, or None; *offset* is added to the spans.

    Read are "X said that …", "“…”, X said", "…, said X", "X told Y …", "X denies …" and "according to X, …".
    Verbs inside quotation marks speak for somebody else and are passed over; passives ("is said to") name nobody.

    >>> found = find_attribution("“It holds,” Ann Lee, the mayor, said on Friday.")
    >>> found.speaker, found.content
    ('Ann Lee', Span(start=0, end=11))
    >>> find_attribution("According to the port, two ships left.").speaker
    'the port'
    """
    text = text[:_LONGEST_SENTENCE]
    quoted = find_quotes(text)
    words = collect_words(text)
    according = None if _CITING.isdisjoint(words) else _read_according(text, quoted)
    # "…, Lee said, according to a video": the verb names who speaks, the rest only where it was seen.
    source = according if according and according.cue.start < len(text) // 3 else None
    source = source or (None if _REPORTING.isdisjoint(words) else _read_verbs(text, quoted)) or according
    return source if source is None or not offset else _shift(source, offset)


def _read_verbs(text: str, quoted: list[tuple[int, int]]) -> Attribution | None:
    for verb in _ANY_WORD.finditer(text):
        if verb.group() not in _REPORTING or _is_inside(verb.start(), quoted):
            continue
        readers = (_read_inverted, _read_direct)
        if text[max(0, verb.start() - 3) : verb.start()].rstrip().endswith(","):
            # "Ann Lee, the mayor, said Mr. Orr was ill": the mayor speaks.
            readers = (_read_direct, _read_inverted)
        source = readers[0](text, verb, quoted) or readers[1](text, verb, quoted)
        if source is not None:
            return source
    return None


def _shift(found: Attribution, offset: int) -> Attribution:
    def moved(span: Span) -> Span:
        return Span(span.start + offset, span.end + offset)

    content = moved(found.content) if found.content else None
    return Attribution(found.speaker, moved(found.speaker_span), moved(found.cue), content)


def find_quotes(text: str) -> list[tuple[int, int]]:
    """Return the quoted ranges of a sentence; a quote that opened in an earlier sentence or closes in a later one runs to the edge."""
    if '"' not in text and "“" not in text and "”" not in text:
        return []
    ranges: list[tuple[int, int]] = []
    opened: int | None = None
    last = len(text.rstrip()) - 1
    for match in re.finditer(r"[“”\"]", text):
        mark, at = match.group(), match.start()
        if mark == "“" or (mark == '"' and opened is None):
            # A straight mark at the very end closes a quote that an earlier sentence opened.
            if mark == '"' and at == last:
                ranges.append((0, len(text)))
                break
            opened = at if opened is None else opened
        else:
            ranges.append((opened or 0, at + 1))
            opened = None
    if opened is not None:
        ranges.append((opened, len(text)))
    return ranges


def _is_inside(position: int, ranges: list[tuple[int, int]]) -> bool:
    return any(start < position < end for start, end in ranges)


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip(" \t\xa0,:"))
    right = len(piece.rstrip(" \t\xa0,"))
    return Span(start + left, start + max(left, right))


def _read_according(text: str, quoted: list[tuple[int, int]]) -> Attribution | None:
    for match in _ACCORDING.finditer(text):
        if _is_inside(match.start(), quoted):
            continue
        document = _DOCUMENT.match(text, match.end())
        start = document.end() if document else match.end()
        stop = _NOUN_PHRASE_END.search(text, start, start + _REACH)
        end = _end_phrase(text, start, stop.start() if stop else min(len(text), start + _REACH))
        speaker = _trim(text, start, end)
        if not _is_speaker(speaker.of(text)):
            continue
        before = _trim(text, 0, match.start())
        after = _trim(text, text.find(",", end) + 1 if "," in text[end:] else end, len(text))
        content = before if len(before.of(text)) > len("Earlier today") else after
        return Attribution(speaker.of(text), speaker, Span(match.start(), match.end() - 1), content)
    return None


def _end_phrase(text: str, start: int, end: int) -> int:
    """Return where the noun phrase from *start* ends: before an article that no preposition leads to.

    "According to the German weekly Der Rundblick a firm in Xi'an …": the firm is who it tells of.
    """
    words = list(_WORD.finditer(text, start, end))
    for before, word in pairwise(words):
        if word.group() in {"a", "an", "the"} and before.group().lower() not in _LEADS_TO_ARTICLE:
            return word.start()
    return end


def _read_inverted(text: str, verb: re.Match[str], quoted: list[tuple[int, int]]) -> Attribution | None:
    """Read "“…,” said X" and "…, said X"."""
    before = text[max(0, verb.start() - 3) : verb.start()].rstrip()
    after_quote = before.endswith(("”", '"'))
    if not after_quote and not (before.endswith(",") and verb.group() in {"said", "says"}):
        return None
    start = verb.end() + 1
    stop = _NOUN_PHRASE_END.search(text, start, start + _REACH)
    speaker = _trim(text, start, stop.start() if stop else min(len(text), start + _REACH))
    if not _is_speaker(speaker.of(text)):
        return None
    content = quoted[0] if after_quote and quoted else (0, verb.start())
    return Attribution(speaker.of(text), speaker, Span(*verb.span()), _trim(text, *content))


def _read_direct(text: str, verb: re.Match[str], quoted: list[tuple[int, int]]) -> Attribution | None:
    """Read "X said …" and "“…,” X said"."""
    word = verb.group().lower()
    left = text[max(0, verb.start() - _REACH) : verb.start()]
    base = verb.start() - len(left)
    # "is said to", "an island claimed by two states": nobody says it here.
    if (_PASSIVE.search(left) and not word.endswith("ing")) or text.startswith(" by ", verb.end()):
        return None
    relative = re.search(r"\bwho\s*$", left)
    left = _WHEN.sub("", _MODIFIERS.sub("", left).rstrip()).rstrip()
    if word == "saying" and not _PASSIVE.search(left):
        # "Lee issued a statement saying …": the subject of the verb before.
        speaker = _find_first_subject(left)
    else:
        speaker = None if relative else _find_subject(left)
    if speaker is None:
        return None
    start, end = base + speaker[0], base + speaker[1]
    name = text[start:end]
    quoted_before = any(stop <= start for _, stop in quoted)
    before = text[:start].rstrip()
    trails = quoted_before or before.endswith(",")
    if not (before.endswith(("”", '"')) or _is_report(text, verb, name, trails=trails)):
        return None
    content: Span | None = _trim(text, verb.end() + _measure_lead(text, verb.end()), len(text))
    if content is None or len(content.of(text)) < len(text) // 3:
        content = _trim(text, 0, start) if trails else content
    return Attribution(name, Span(start, end), Span(*verb.span()), content)


def _measure_lead(text: str, start: int) -> int:
    lead = _SKIP_TO_CONTENT.match(text, start)
    return lead.end() - start if lead else 0


def _is_report(text: str, verb: re.Match[str], speaker: str, *, trails: bool) -> bool:
    word = verb.group().lower()
    if word in _NOUNS and speaker[:1].islower() and speaker.split(maxsplit=1)[0] not in _OPENERS:
        return False
    if word in _STRONG or _OPENS_CONTENT.match(text, verb.end()) or denies_at(text, verb.start()):
        return True
    return trails and text[verb.end() :].strip(" .”\"'") == ""


def _find_subject(left: str) -> tuple[int, int] | None:
    """Return where the noun phrase that ends *left* lies; an apposition between commas is stepped over."""
    left = _PARENTHESIS.sub("", left)
    end = len(left)
    if left.endswith(" and"):
        return _find_first_subject(left)
    if left.endswith(","):
        pieces = left[:-1].split(",")
        while len(pieces) > 1:
            apposition = pieces.pop().strip()
            # What is stepped over must be no clause: "In Peru, China has landed, said Lee".
            if not apposition.startswith(("who ", "which ", "whose ")) and _FIRST_VERB.search(f" {apposition} "):
                return None
            end = len(",".join(pieces))
            found = _bound_phrase(left, end)
            if found is not None and left[found[0]].isupper() and not _PARTY.match(left, found[0]):
                return found
        return None
    return _bound_phrase(left, end)


def _find_first_subject(left: str) -> tuple[int, int] | None:
    """Return the subject of the first verb in *left*, for "The firm built a road and said …"."""
    verb = _FIRST_VERB.search(left)
    return _bound_phrase(left, verb.start()) if verb else None


def _bound_phrase(left: str, end: int) -> tuple[int, int] | None:
    borders = [match.end() for match in _BORDER.finditer(left, 0, end)]
    start = borders[-1] if borders else 0
    # "Trump and Putin said": the part before "and" belongs to the subject where it is a noun phrase too.
    if borders and left[: borders[-1]].rstrip().endswith(" and"):
        earlier = borders[-2] if len(borders) > 1 else 0
        conjunct = left[earlier:start].strip().removesuffix("and").strip()
        if _is_speaker(conjunct) and not _FIRST_VERB.search(conjunct):
            start = earlier
    adverbial = _ADVERBIAL.match(left, start + len(left[start:end]) - len(left[start:end].lstrip()), end)
    if adverbial and adverbial.end() < end:
        start = adverbial.end()
    document = _DOCUMENT.match(left, start, end)
    if document and document.end() < end:
        start = document.end()
    phrase = _trim(left, start, end)
    return (phrase.start, phrase.end) if _is_speaker(phrase.of(left)) else None


def _is_speaker(phrase: str) -> bool:
    words = [match.group() for match in _WORD.finditer(phrase[: _REACH + 1])]
    if not words or len(words) > _LONGEST_SPEAKER or any(word in _FINITE for word in words):
        return False
    # "The destroyer sailed 12 miles": a past form is an adjective only behind an article ("a retired general").
    if any(_is_verb_after(word, before) for before, word in pairwise(words)):
        return False
    if words[-1] in _PREPOSITIONS or words[-1] in {"without", "and", "or", "into", "over", "under"}:
        return False
    first = words[0].lower()
    if first in _PREPOSITIONS or (len(words) == 1 and first in _ARTICLES | _NOBODY):
        return False
    return not words[0][0].islower() or first in _OPENERS


def _is_verb_after(word: str, before: str) -> bool:
    if word in _IRREGULAR:
        return True
    return bool(_PAST.fullmatch(word)) and before.lower() not in _DETERMINERS and not before.endswith("ly")
