"""Names, their kinds and their normal forms, linked by surname within one text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from narrative.data import Name, NameKind, Span
from narrative.text.lexicon import list_words
from narrative.text.names.gazetteer import match_part, normalise_token
from narrative.text.names.runs import Piece, Token, cut_run, find_runs
from narrative.text.tokens import STOPWORDS, match_from

_TITLES = list_words("titles")
_RANKS = list_words("ranks")
_TITLE_OBJECTS = list_words("title_objects")
_GIVEN = list_words("given")
_SURNAMES_FIRST = list_words("surnames_first")
_ORGANISATION_WORDS = list_words("organisation_words")
_PLACE_WORDS = list_words("place_words")
_OTHER_WORDS = list_words("other_words")
_BODY_WORDS = _ORGANISATION_WORDS | _PLACE_WORDS
_STARTERS = list_words("sentence_starters")

_DESIGNATOR = re.compile(
    r"(?<![\w.-])(?:(?P<stem>[A-Z][A-Za-z]{0,10})-(?P<number>\d{1,4}[A-Z]{0,3})|(?P<letters>[A-Z]{1,4})(?P<digits>\d{1,4}[A-Z]?)|(?P<odd>\d{1,3}[A-Z]{1,3}\d[A-Z\d]{0,5}))(?:['’]?s)?(?![\w-])"
)
_DESIGNATOR_START = re.compile(r"[A-Z\d](?<![\w.-].)")
_MAKER = re.compile(
    r"\b(?:Boeing|Airbus|Antonov|Tupolev|Ilyushin|Falcon|Apollo|Soyuz|Hawk|Javelin|Kinzhal|Kalibr)\s(\d{1,4}[A-Z]{0,3})\b"
)
_NO_DESIGNATOR = re.compile(
    r"(?:Q|H|AD|BC|FY|CO|No|Article|Section|Mid|Pre|Post|Under|Top|Area|Page|Route|Channel)-?\d.*|COVID-?19|Covid-?19|G-?(?:7|8|20)"
)
_HYPHENED = re.compile(r"[\w'’-]+")
_SHORTEST_LOWER = 3
_ENDS_SENTENCE = (".", "!", "?", "…", ":", "”", "»")
_OPENING = " \t\xa0“\"‘'(["
_ISLAMIC_STATE = "islamic state"
_LONGEST_ACRONYM = 6
_LONGEST_NAME = 5
_MOST_PERSON_TOKENS = 4
# Both spellings share a key.
_AMERICAN = {
    "defence": "defense",
    "organisation": "organization",
    "centre": "center",
    "labour": "labor",
    "programme": "program",
}
_GENERATIONS = frozenset({"Jr", "Sr", "II", "III", "IV"})
_LOCATIVE = re.compile(
    r"\b(?:in|near|outside|across|throughout|inside|around|north of|south of|east of|west of|capital|city of|town of)\s+(?:the\s+)?$"
)
_SAID_AROUND = re.compile(r"\b(?:said|says|told|added|tweeted|wrote|argued|warned|insisted|denied)\s+$")
_ACTS = re.compile(r"['’]s\s|\s(?:said|says|told|added|tweeted|wrote|claimed|insisted|denied|warned)\b")
_SAID_AFTER = re.compile(r",?\s+(?:said|says|told|added|tweeted|wrote|argued|warned|insisted|denied|who)\b|,\s+\d{2},")


@dataclass(frozen=True, slots=True)
class _Found:
    """A name in the making: *initial* where only its place at the start of a sentence may give it its capital."""

    name: Name
    tokens: tuple[str, ...]
    initial: bool


def find_names(text: str, offset: int = 0) -> tuple[Name, ...]:
    """Return the names of *text* in order, spans without titles and possessives; *offset* is added to the spans.

    A person's key is the surname, so that "Vasily Orlov" and "Orlov" share it; countries, their demonyms, capitals and
    seats of government share the country's name; a compound such as "Sino-Russian" gives two names. A word whose
    capital only the start of a sentence explains is a name where it is an alias or stands capitalised elsewhere.

    >>> [(name.text, name.key) for name in find_names("The Kremlin sent General Vasily Orlov and an S-300 to Caracas.")]
    [('Kremlin', 'russia'), ('Vasily Orlov', 'orlov'), ('S-300', 's-300'), ('Caracas', 'venezuela')]
    """
    lower = _collect_lower(text)
    found = [*_find_designators(text)]
    taken = [item.name.span for item in found]
    for run in find_runs(text):
        for piece in cut_run(run):
            found.extend(_read_piece(text, piece, lower))
    found = _drop_lone_verb(_drop_overlaps(found, taken))
    known = _collect_known(found)
    people = {item.name.key for item in found if item.name.kind is NameKind.PERSON}
    certain = [part for item in found if _is_certain(item, known) for part in _split_pair(text, item, known)]
    names = [_link_surname(item, people) for item in certain]
    return tuple(
        replace(name, span=Span(name.span.start + offset, name.span.end + offset)) if offset else name for name in names
    )


def _collect_lower(text: str) -> frozenset[str]:
    """Return the words in small letters, of hyphen compounds the first part."""
    words = {written.partition("-")[0] for written in set(_HYPHENED.findall(text))}
    return frozenset(
        word for word in words if len(word) >= _SHORTEST_LOWER and word.islower() and word.isalpha() and word.isascii()
    )


def _drop_overlaps(found: list[_Found], taken: list[Span]) -> list[_Found]:
    """Keep designators over the capital runs that hold them, and return all in text order."""
    starts = {span.start for span in taken}
    inside = {position for span in taken for position in range(span.start, span.end)}
    kept = [item for item in found if item.name.kind is NameKind.DESIGNATOR and item.name.span.start in starts]
    kept += [item for item in found if item.name.kind is not NameKind.DESIGNATOR and item.name.span.start not in inside]
    return sorted(kept, key=lambda item: item.name.span)


def _drop_lone_verb(found: list[_Found]) -> list[_Found]:
    """Drop "IS" where nothing else names the Islamic State: "it IS true" is but emphasis."""
    if any(item.name.key == _ISLAMIC_STATE and item.name.text != "IS" for item in found):
        return found
    return [item for item in found if item.name.text != "IS"]


def _collect_known(found: list[_Found]) -> frozenset[str]:
    """Return the words that stand capitalised where no sentence starts, or within a longer name."""
    return frozenset(token for item in found if not item.initial or len(item.tokens) > 1 for token in item.tokens)


def _is_certain(item: _Found, known: frozenset[str]) -> bool:
    return not item.initial or len(item.tokens) > 1 or item.tokens[0] in known


def _split_pair(text: str, item: _Found, known: frozenset[str]) -> tuple[_Found, ...]:
    """Return both names of "Orlov-Lee" where one of them stands alone elsewhere, and "Orlov" for "Orlov-era"."""
    parts = item.name.text.split("-")
    alias = item.name.key != item.name.text.lower()
    if alias or len(item.tokens) > 1 or len(parts) != 2 or not any(part in known for part in parts):  # noqa: PLR2004 (a pair)
        return (item,)
    start, middle, end = item.name.span.start, item.name.span.start + len(parts[0]) + 1, item.name.span.end
    spans = ((start, middle - 1), (middle, end))
    return tuple(
        _Found(_make_name(text, *span, part.lower(), NameKind.OTHER), (part,), initial=False)
        for span, part in zip(spans, parts, strict=True)
        if part[:1].isupper()
    )


def _link_surname(item: _Found, people: set[str]) -> Name:
    if item.name.kind is NameKind.OTHER and len(item.tokens) == 1 and item.name.key in people:
        return replace(item.name, kind=NameKind.PERSON)
    return item.name


# ---------------------------------------------------------------- designators


def _find_designators(text: str) -> Iterator[_Found]:
    for match in match_from(_DESIGNATOR_START, _DESIGNATOR, text):
        written = match.group()
        if _NO_DESIGNATOR.fullmatch(written):
            continue
        if match["odd"]:
            key = match["odd"]
        else:
            key = f"{match['stem'] or match['letters']}-{match['number'] or match['digits']}"
        end = match.start() + len(re.sub(r"['’]?s$", "", written))
        yield _Found(_make_name(text, match.start(), end, key.lower(), NameKind.DESIGNATOR), (written,), initial=False)
    for match in _MAKER.finditer(text):
        key = match.group().lower()
        yield _Found(_make_name(text, match.start(), match.end(), key, NameKind.DESIGNATOR), (key,), initial=False)


def _make_name(text: str, start: int, end: int, key: str, kind: NameKind) -> Name:
    return Name(text[start:end], key, kind, Span(start, end))


# ---------------------------------------------------------------- pieces


def _read_piece(text: str, piece: Piece, lower: frozenset[str]) -> Iterator[_Found]:
    if piece.entry:
        yield _read_alias(text, piece)
    elif piece.compound:
        yield from _read_compound(text, piece.tokens[0])
    else:
        read = _read_open(text, piece.tokens, lower)
        if read:
            yield read


def _read_alias(text: str, piece: Piece) -> _Found:
    entry = piece.entry
    if entry is None:
        raise AssertionError(piece)
    last = piece.tokens[-1]
    end = last.start + len(_strip_possessive(last.text))
    name = _make_name(text, piece.tokens[0].start, end, entry.key, entry.kind)
    return _Found(name, tuple(token.norm for token in piece.tokens), initial=False)


def _strip_possessive(word: str) -> str:
    for ending in ("'s", "’s", "'", "’"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def _read_compound(text: str, token: Token) -> Iterator[_Found]:
    """Read "Sino-Russian" as China and Russia, "US-led" as the United States."""
    start = token.start
    for part in token.text.split("-"):
        bare = _strip_possessive(part)
        entry = match_part(normalise_token(bare))
        if entry:
            name = _make_name(text, start, start + len(bare), entry.key, entry.kind)
            yield _Found(name, (normalise_token(bare),), initial=False)
        start += len(part) + 1


def _read_open(text: str, tokens: tuple[Token, ...], lower: frozenset[str]) -> _Found | None:
    """Read a run that no alias explains: titles and mere sentence openers go, the rest is a name or nothing."""
    initial = tokens[0].fresh or _starts_sentence(text, tokens[0].start)
    rest = list(tokens)
    if (initial and _is_plain(rest[0], lower, alone=len(rest) == 1)) or (
        len(rest) > 1 and rest[0].norm.lower() in STOPWORDS
    ):
        rest.pop(0)
        initial = False
    while len(rest) > 1 and rest[0].norm.isupper() and len(rest[0].norm) > _LONGEST_ACRONYM:
        # "ADVERTISEMENT She added": what was glued on while copying is no name.
        rest.pop(0)
        initial = True
    if not rest or (len(rest) == 1 and _is_plain(rest[0], lower, alone=True)):
        return None
    rest, titled = _drop_titles(rest)
    while len(rest) > 1 and rest[-1].norm in _RANKS and rest[0].norm not in _GIVEN and not titled:
        rest.pop()
    while rest and rest[0].joins:
        rest.pop(0)
    if not rest or _is_noise(rest, titled=titled):
        return None
    last = rest[-1]
    end = last.start + len(_strip_possessive(last.text))
    kind = _judge_kind(text, rest, lower, titled=titled)
    key = _make_key(rest, kind)
    if not key:
        return None
    name = _make_name(text, rest[0].start, end, key, kind)
    words = tuple(token.norm for token in rest if not token.joins)
    return _Found(name, words, initial and not titled and not _acts(text, last, lower))


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 6) : start]
    if before[-1:] and before[-1] in '“"‘':
        return True
    stripped = before.rstrip(_OPENING)
    # "…,” Orlov said": the quote closed on a comma, and the sentence goes on.
    if stripped.endswith((",”", ',"', "”,", '",')):
        return False
    return start - len(before) + len(stripped) == 0 or stripped.endswith(("\n", *_ENDS_SENTENCE)) or not stripped


def _acts(text: str, token: Token, lower: frozenset[str]) -> bool:
    """Return whether a word at the start of a sentence owns or does something as only a name would: "Orlov’s", "Orlov said"."""
    return token.norm.lower() not in lower and bool(_ACTS.match(text, token.start + len(token.norm)))


def _is_plain(token: Token, lower: frozenset[str], *, alone: bool) -> bool:
    word = token.norm.lower()
    if word in STOPWORDS or word in _STARTERS:
        return True
    return token.norm not in _GIVEN and word in lower and (alone or token.norm not in _TITLES)


def _drop_titles(tokens: list[Token]) -> tuple[list[Token], bool]:
    rest, titled = list(tokens), False
    # A body such as "Defense Intelligence Agency" starts like an office and is none.
    office = any(token.joins for token in rest) and rest[0].norm not in _ORGANISATION_WORDS
    if len(rest) > 1 and rest[-1].norm in _BODY_WORDS and not office:
        return rest, False
    while rest and rest[0].norm in _TITLES:
        rest.pop(0)
        titled = True
        if rest and rest[0].joins:
            index = 0
            while index < len(rest) and (rest[index].joins or rest[index].norm in _TITLE_OBJECTS):
                index += 1
            rest = rest[index:]
    return rest, titled


def _is_noise(tokens: list[Token], *, titled: bool) -> bool:
    """Return whether the run is shouting, a lone letter or a lone common word such as "Act"."""
    words = [token.norm for token in tokens if not token.joins]
    if len(words) == 1:
        word = words[0]
        if len(word) < 2 or (word.isupper() and len(word) > _LONGEST_ACRONYM):  # noqa: PLR2004 (a lone letter)
            return True
        common = (
            word in _ORGANISATION_WORDS or word in _PLACE_WORDS or word in _OTHER_WORDS or word.lower() in STOPWORDS
        )
        return common and not titled
    # A headline in quotes: every word has its capital, and no name has so many.
    if len(words) > _LONGEST_NAME and not any(word in _ORGANISATION_WORDS for word in words):
        return True
    return all(word.isupper() for word in words) and any(len(word) > _LONGEST_ACRONYM - 1 for word in words)


def _judge_kind(text: str, tokens: list[Token], lower: frozenset[str], *, titled: bool) -> NameKind:
    words = [token.norm for token in tokens if not token.joins]
    if any(word in _ORGANISATION_WORDS for word in words):
        return NameKind.ORGANISATION
    if words[-1] in _PLACE_WORDS or words[0] in {"Lake", "Mount", "Mt", "Fort", "Port", "Cape", "St", "San", "Santa"}:
        return NameKind.PLACE
    if titled or words[0] in _GIVEN:
        return NameKind.PERSON
    if len(words) == 1:
        return _judge_word(text, tokens[0])
    ordinary = any(
        word in _OTHER_WORDS or (word.lower() in lower) or (word.isupper() and len(word) > 1) for word in words
    )
    return NameKind.OTHER if ordinary or len(words) > _MOST_PERSON_TOKENS else NameKind.PERSON


def _judge_word(text: str, token: Token) -> NameKind:
    if token.norm.isupper():
        return NameKind.ORGANISATION
    before = text[max(0, token.start - 24) : token.start]
    if _LOCATIVE.search(before):
        return NameKind.PLACE
    if _SAID_AROUND.search(before) or _SAID_AFTER.match(text, token.end):
        return NameKind.PERSON
    return NameKind.OTHER


def _make_key(tokens: list[Token], kind: NameKind) -> str:
    words = [token.norm for token in tokens]
    if kind is NameKind.PERSON:
        bare = [word for word in words if word not in _GENERATIONS] or words
        first = (bare[0] in _SURNAMES_FIRST and len(bare) > 1) or (bare[0] == "Kim" and len(bare) > 2)  # noqa: PLR2004
        surname = bare[0] if first else bare[-1]
        return re.sub(r"^(?:al|el)-", "", surname.lower())
    if words[0] == "The" and len(words) > 1:
        words = words[1:]
    if len(words) == 2 and words[1] == "Ministry":  # noqa: PLR2004 ("Defence Ministry" is the "Ministry of Defense")
        words = ["ministry", "of", words[0]]
    return " ".join(_AMERICAN.get(word, word) for word in " ".join(words).lower().split())
