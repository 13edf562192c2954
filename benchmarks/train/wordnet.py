"""Synonyms, antonyms and sisters of English words, read from the files of Princeton WordNet 3.0.

Only planting needs them; Debian's package wordnet-base brings the files. Its licence allows any use with attribution.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

KINDS = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
# WordNet's own detachment rules (morphy), by kind.
ENDINGS = {
    "n": (("ses", "s"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("men", "man"), ("ies", "y"), ("s", "")),
    "v": (("ies", "y"), ("es", "e"), ("es", ""), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", ""), ("s", "")),
    "a": (("er", ""), ("est", ""), ("er", "e"), ("est", "e")),
    "r": (),
}


@dataclass(frozen=True)
class Synset:
    """One sense: its words, the senses above and below it, and the opposites of single words."""

    words: tuple[str, ...]
    above: tuple[int, ...]
    below: tuple[int, ...]
    opposites: tuple[tuple[int, int, int], ...]  # word number here, offset there, word number there


class WordNet:
    """The words of one folder, by kind of word (n, v, a, r)."""

    def __init__(self, folder: Path) -> None:
        self.senses: dict[str, dict[str, tuple[int, ...]]] = {}
        self.synsets: dict[str, dict[int, Synset]] = {}
        self.irregular: dict[str, dict[str, str]] = {}
        self.common: set[tuple[str, str]] = set()
        for kind, name in KINDS.items():
            self.senses[kind] = dict(self._read_index(folder / f"index.{name}", kind))
            self.synsets[kind] = dict(_read_synsets(folder / f"data.{name}"))
            lines = (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines()
            self.irregular[kind] = {parts[0]: parts[1] for line in lines if len(parts := line.split()) > 1}

    def _read_index(self, path: Path, kind: str) -> Iterator[tuple[str, tuple[int, ...]]]:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(" ") or "_" in line.split()[0]:
                continue
            parts = line.split()
            pointers = int(parts[3])
            if int(parts[5 + pointers]):  # tagged in a corpus at least once
                self.common.add((parts[0], kind))
            yield parts[0], tuple(int(offset) for offset in parts[6 + pointers :])

    def find_base(self, word: str, kind: str) -> str | None:
        """Return the base form of *word* (lower case) as a word of *kind*, None for one that is not known."""
        irregular = self.irregular[kind].get(word)
        if irregular:
            return irregular if irregular in self.senses[kind] else None
        if word in self.senses[kind]:
            return word
        for ending, instead in ENDINGS[kind]:
            base = word[: -len(ending)] + instead if word.endswith(ending) else ""
            if len(base) > 1 and base in self.senses[kind]:
                return base
        return None

    def list_synonyms(self, base: str, kind: str) -> list[str]:
        """Return the words whose most frequent sense is that of *base* too: nearly always safe to put in its place."""
        senses = self.senses[kind].get(base, ())
        if not senses:
            return []
        words = self.synsets[kind][senses[0]].words
        return [word for word in words if word != base and self.senses[kind].get(word, (0,))[0] == senses[0]]

    def list_antonyms(self, base: str, kind: str) -> list[str]:
        """Return the opposites of *base* in its two most frequent senses."""
        found = []
        for offset in self.senses[kind].get(base, ())[:2]:
            synset = self.synsets[kind][offset]
            for here, there, number in synset.opposites:
                if here and synset.words[here - 1] == base and there in self.synsets[kind]:
                    found.append(self.synsets[kind][there].words[number - 1])
        return [word for word in found if word and (word, kind) in self.common]

    def list_sisters(self, base: str, kind: str) -> list[str]:
        """Return common words of another sense under the same parent: a plane for a ship, never a vessel."""
        near = self._neighbourhood.get((base, kind))
        if near is not None:
            return near
        senses = self.senses[kind].get(base, ())
        found: list[str] = []
        alike = {word for offset in senses for word in self.synsets[kind][offset].words}
        for parent in self.synsets[kind][senses[0]].above if senses else ():
            for child in self.synsets[kind][parent].below:
                words = self.synsets[kind][child].words
                found += [word for word in words if word not in alike and self._is_first(word, child, kind)]
        self._neighbourhood[base, kind] = found
        return found

    def _is_first(self, word: str, offset: int, kind: str) -> bool:
        return (word, kind) in self.common and self.senses[kind].get(word, (0,))[0] == offset

    @cached_property
    def _neighbourhood(self) -> dict[tuple[str, str], list[str]]:
        return {}


def _read_synsets(path: Path) -> Iterator[tuple[int, Synset]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        parts = line.split("|")[0].split()
        count = int(parts[3], 16)
        words = tuple(_plain(parts[4 + 2 * number]) for number in range(count))
        yield int(parts[0]), Synset(words, *_read_pointers(parts[5 + 2 * count :]))


def _plain(word: str) -> str:
    """Return a single lower-case word, "" for a phrase or a name."""
    word = word.split("(", maxsplit=1)[0]
    return word if word.isalpha() and word.islower() else ""


def _read_pointers(
    parts: Sequence[str],
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[tuple[int, int, int], ...]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    opposites = []
    for start in range(0, len(parts) - 3, 4):
        sign, offset, _kind, ends = parts[start : start + 4]
        if sign == "!":
            here, there = divmod(int(ends, 16), 256)
            opposites.append((here, int(offset), there))
        elif sign in {"@", "~"} and len(ends) == 4:
            found[sign].append(int(offset))
        elif len(ends) != 4:
            break  # verb frames follow
    return tuple(found["@"]), tuple(found["~"]), tuple(opposites)
