"""What a number counts: the head noun behind it, or the fate that a verb beside it tells."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from narrative.text.lexicon import list_words, map_words
from narrative.text.tokens import STOPWORDS, stem

if TYPE_CHECKING:
    from narrative.text.numbers.cores import Core

_COUNTED = map_words("counted")
_PLURALS = list_words("plurals")
_NOT_PLURAL = list_words("not_plural")
_RUN_ENDERS = list_words("run_enders") | list_words("irregular_pasts")
_MILITARY = list_words("military")
_NOUN = re.compile(
    r"[\s-]+(?:of\s+(?:the\s+|its\s+|their\s+|his\s+|her\s+|these\s+|those\s+)?)?([^\W\d_][\w'’-]{0,40})"
)
# A noun of the alias table at most two words on: "13 Russian soldiers".
COUNTED_SOON = r"\s+(?:[\w-]{1,20}\s+){0,2}(?:" + "|".join(sorted(_COUNTED)) + r")\b"
_COUNTED_SOON = re.compile(COUNTED_SOON)
_FATES = {
    **dict.fromkeys(
        ("killed", "killing", "kills", "dead", "died", "die", "dying", "perished", "deaths", "toll"), "dead"
    ),
    **dict.fromkeys(("wounded", "wounding", "injured", "injuring", "hurt", "hospitalised", "hospitalized"), "injured"),
    **dict.fromkeys(("arrested", "arresting", "detained", "detaining"), "detained"),
}
_FATE_WORDS = "|".join(_FATES)
_FATE_BEFORE = re.compile(
    rf"\b({_FATE_WORDS})\s+(?:of\s+|to\s+|reached\s+|by\s+)?(?:at\s+least\s+|more\s+than\s+|about\s+|around\s+|some\s+|nearly\s+|over\s+)?$",
    re.IGNORECASE,
)
_FATE_AFTER = re.compile(
    rf"(?:\s+(?:more|other|people|persons))?(?:\s+(?:were|was|have|had|has|been|are|reported|reportedly|confirmed|feared|also)){{0,3}}\s+({_FATE_WORDS})\b",
    re.IGNORECASE,
)
_ADJECTIVAL = frozenset({"dead", "wounded", "injured", "killed", "missing", "arrested", "detained", "jailed", "hurt"})
_LONGEST_RUN = 6


def counts_known(text: str, end: int) -> bool:
    """Return whether a noun of the alias table stands at *end* ("2000 soldiers" is no year)."""
    noun = _NOUN.match(text, end)
    return bool(noun and noun[1].lower() in _COUNTED)


def counts_soon(text: str, end: int) -> bool:
    """Return whether a noun of the alias table stands at *end* or up to two words behind it."""
    return _COUNTED_SOON.match(text, end) is not None


def find_fate(text: str, before: str, end: int) -> str:
    """Return "dead", "injured" or "detained" where a verb beside the number says so: "killed 12", "12 people died"."""
    match = _FATE_BEFORE.search(before) or _FATE_AFTER.match(text, end)
    return _FATES[match[1].lower()] if match else ""


def find_counted(text: str, core: Core, end: int) -> str:
    """Return the normal form of the noun that the number counts, "" where none follows.

    The head is the last of the first plurals in the run of words up to a preposition, verb or stop ("100 Russian
    military advisers": adviser); without a plural it is the run's last word, for one or after a hyphen ("13-hour
    exercise"), and its first in "12-member group".
    """
    run = _read_run(text, end)
    hyphen = text[core.end : core.end + 1] == "-"
    if hyphen and end == core.end and run:
        return _name_counted(run[0], text, end)
    # "one imagines", "only 1 believes": behind one, a word in s is a verb.
    plurals = [index for index, word in enumerate(run) if _is_plural(word) and core.high != 1]
    if plurals:
        index = plurals[0]
        while index + 1 < len(run) and _is_plural(run[index + 1]) and run[index + 1] not in _ADJECTIVAL:
            index += 1
        return _name_counted(run[index], text, end)
    # "35 tons of humanitarian cargo": what a measure is of has no plural.
    measured = end > core.end and text.startswith(" of ", end)
    if (
        run
        and (core.high == 1 or hyphen or measured)
        and not (core.high == 1 and _is_plural(run[-1]))
        and run[-1].islower()
    ):
        return _name_counted(run[-1], text, end)
    return ""


def _read_run(text: str, end: int) -> list[str]:
    run: list[str] = []
    position = end
    while len(run) < _LONGEST_RUN:
        noun = _NOUN.match(text, position)
        if noun is None or (run and " of " in noun.group()):
            break
        word = noun[1]
        lowered = word.lower()
        if (lowered in STOPWORDS or lowered in _RUN_ENDERS) and not (not run and lowered in _ADJECTIVAL):
            if (lowered in {"more", "other", "such"} and not run) or _joins_adjectives(text, run, noun):
                position = noun.end()
                continue
            break
        run.append(word)
        position = noun.end()
    return run


def _joins_adjectives(text: str, run: list[str], noun: re.Match[str]) -> bool:
    """Return whether an "and" stands between two capitalised adjectives: "Russian and Chinese soldiers"."""
    if noun[1] != "and" or not run or not run[-1][0].isupper() or _is_plural(run[-1]):
        return False
    after = _NOUN.match(text, noun.end())
    return bool(after and after[1][0].isupper() and not _is_plural(after[1]))


def _is_plural(word: str) -> bool:
    lowered = word.lower().split("-")[-1]
    if lowered in _PLURALS:
        return True
    return lowered.endswith("s") and not lowered.endswith(("ss", "'s", "’s", "day")) and lowered not in _NOT_PLURAL


def _name_counted(word: str, text: str, end: int) -> str:
    lowered = word.lower().split("-")[-1] if word[:1].islower() else word.lower()
    if lowered in {"men", "personnel"}:
        near = text[max(0, end - 200) : end + 200].lower()
        return "soldier" if any(term in _MILITARY for term in re.findall(r"[a-z]+", near)) else stem(lowered)
    return _COUNTED.get(lowered) or stem(lowered)
