"""Writes tests/seeds_gold.json again from tests/seeds_gold.yaml: every pair of sentences that the claims there imply.

A person lists claims and who makes them; pairs follow from that, and nobody forgets one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "tests" / "seeds_gold.yaml"
TARGET = ROOT / "tests" / "seeds_gold.json"

Said = Mapping[str, Any]
Key = tuple[tuple[str, str], tuple[str, str]]

# A sentence may make two claims and agree on one: what is said of the pair then is the sharper of the two.
_SHARPNESS = {"agrees": 0, "repeats": 1, "diverges": 2}


class Corpus:
    """The files behind the short names: their full names, outlets and times."""

    def __init__(self, folder: Path, files: Mapping[str, str]) -> None:
        texts = {short: (folder / name).read_text("utf-8") for short, name in files.items()}
        heads = {short: YAML(typ="base").load(text.split("---")[1]) for short, text in texts.items()}
        self.files = files
        self.source = {short: head["source"] for short, head in heads.items()}
        self.published = {short: head["published"] for short, head in heads.items()}

    def quote(self, short: str, words: str) -> dict[str, str]:
        """Return the quote as the gold writes it."""
        return {"file": self.files[short], "quote": words}

    def spell(self, value: Any) -> Any:
        """Return *value* with a short name, alone or before words, written out; anything else as it is."""
        if isinstance(value, str):
            return self.files.get(value, value)
        if isinstance(value, list) and isinstance(value[0], str) and value[0] in self.files:
            return self.quote(*value)
        return value

    def pair(self, one: Said, other: Said) -> Key | None:
        """Return the two sentences in order of publication; None where one outlet says both."""
        if self.source[one["in"]] == self.source[other["in"]]:
            return None
        first, second = sorted((one, other), key=lambda said: (self.published[said["in"]], said["in"]))
        return (first["in"], first["quote"]), (second["in"], second["quote"])


def expand_links(claims: Iterable[Said], corpus: Corpus) -> tuple[dict[Key, dict[str, Any]], dict[Key, None]]:
    """Return the pairs that make one claim, with their relation, and those of which one is too vague to say."""
    links: dict[Key, dict[str, Any]] = {}
    vague: dict[Key, None] = {}
    for claim in claims:
        for one, other in combinations(claim["said"], 2):
            key = corpus.pair(one, other)
            verdict = key and _compare(claim, one, other)
            if key and not verdict:
                vague[key] = None
            elif key and verdict:
                links[key] = _merge(links[key], verdict) if key in links else verdict
    return links, {key: None for key in vague if key not in links}


def _compare(claim: Said, one: Said, other: Said) -> dict[str, Any] | None:
    left, right = str(one.get("is", "")), str(other.get("is", ""))
    if left.strip("~") == right.strip("~"):
        if any({one["in"], other["in"]} <= set(group) for group in claim.get("copied", ())):
            return {"relation": "repeats", "divergence": ""}
        return {"relation": "agrees", "divergence": _find_framing(one, other)}
    if "~" in left + right:
        return None
    kinds = claim.get("kinds", {})
    kind, *also = kinds.get(f"{left} {right}") or kinds.get(f"{right} {left}") or [claim["kind"]]
    return {"relation": "diverges", "divergence": kind, **({"also": also} if also else {})}


def _find_framing(one: Said, other: Said) -> str:
    left, right = one.get("soft", {}), other.get("soft", {})
    return next((kind for kind in ("modality", "attribution", "naming") if left.get(kind) != right.get(kind)), "")


def _merge(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    sharper, blunter = sorted((one, other), key=lambda verdict: -_SHARPNESS[verdict["relation"]])
    if blunter["relation"] != "diverges":
        return sharper
    also = [kind for kind in (*sharper.get("also", ()), blunter["divergence"]) if kind != sharper["divergence"]]
    return {**sharper, **({"also": list(dict.fromkeys(also))} if also else {})}


def expand_stands(claims: Iterable[Said], corpus: Corpus) -> Iterator[dict[str, str]]:
    """Yield what each outlet does with a claim, as far as it follows from times, values and copies alone."""
    for claim in claims:
        said = sorted(claim["said"], key=lambda item: corpus.published[item["in"]])
        values: dict[str, set[str]] = {}
        for item in said:
            values.setdefault(corpus.source[item["in"]], set()).add(str(item.get("is", "")))
        first = said[0]
        if claim.get("stands") is False or len(values) == 1:
            continue
        for source, known in values.items():
            own = next(item for item in said if corpus.source[item["in"]] == source)
            if len(known) == 1 and "~" not in str(own.get("is", "")) and own["in"] not in claim.get("no_stand", ()):
                stand = "originates" if own is first else _find_stand(claim, first, own)
                yield {**corpus.quote(first["in"], first["quote"]), "source": source, "stand": stand}


def _find_stand(claim: Said, first: Said, own: Said) -> str:
    if str(first.get("is", "")) != str(own.get("is", "")):
        return "diverges"
    groups = (group for group in claim.get("copied", ()) if own["in"] in group)
    return "repeats" if any(own["in"] != group[0] for group in groups) else "corroborates"


def expand_gold(text: str) -> dict[str, Any]:
    """Return the gold of the YAML *text*, as JSON writes it."""
    said = YAML(typ="safe").load(text)
    corpus = Corpus(SOURCE.parent / said["input"], said["files"])
    narratives = said["narratives"].items()
    return {
        "comment": said["comment"],
        "input": said["input"],
        "narratives": {label: [corpus.files[short] for short in shorts] for label, shorts in narratives},
        **_expand_pairs(said, corpus),
        **_expand_rest(said, corpus),
    }


def _expand_pairs(said: Mapping[str, Any], corpus: Corpus) -> dict[str, Any]:
    named = {item.get("claim") or item["name"]: item for item in (*said["claims"], *said["sentences"])}
    links, vague = expand_links(said["claims"], corpus)
    optional = {key: {} for key in {**vague, **_cross(said["may_link"], named, corpus)} if key not in links}
    traps = {key: {} for key in _cross(said["traps"], named, corpus) if key not in links and key not in optional}
    rows = {"links": ("l", links), "optional": ("o", optional), "not_links": ("n", traps)}
    return {
        part: _number(
            letter, [{"a": corpus.quote(*a), "b": corpus.quote(*b), **rest} for (a, b), rest in pairs.items()]
        )
        for part, (letter, pairs) in rows.items()
    }


def _expand_rest(said: Mapping[str, Any], corpus: Corpus) -> dict[str, Any]:
    first = {claim["claim"]: claim["said"][0] for claim in said["claims"]}

    def write_row(row: Mapping[str, Any]) -> dict[str, Any]:
        opening = first[row["claim"]] if "claim" in row else None
        named = corpus.quote(opening["in"], opening["quote"]) if opening else {}
        return {**named, **{field: corpus.spell(value) for field, value in row.items() if field != "claim"}}

    def write_lines(lines: Mapping[str, Sequence[str]], field: str) -> list[dict[str, str]]:
        return [{"file": corpus.files[short], field: line} for short, found in lines.items() for line in found]

    return {
        "repeats": _number("r", map(write_row, said["repeats"])),
        "boilerplate": write_lines(said["boilerplate"], "line"),
        "may_drop": write_lines(said["may_drop"], "line"),
        "must_keep": write_lines(said["must_keep"], "quote"),
        "stands": _number("s", expand_stands(said["claims"], corpus)),
        "silences": _number("q", map(write_row, said["silences"])),
        "origins": _number("g", map(write_row, said["origins"])),
        "rejects": said["rejects"],
        "contradictions": _number("c", map(write_row, said["contradictions"])),
        "versions": _number("v", map(write_row, said["versions"])),
        "weekdays": [corpus.quote(*quote) for quote in said["weekdays"]],
    }


def _cross(lists: Iterable[Sequence[str]], named: Mapping[str, Said], corpus: Corpus) -> dict[Key, None]:
    """Return every pair of sentences of two outlets that stand in one list."""
    found: dict[Key, None] = {}
    for names in lists:
        listed = [item for name in names for item in named[name]["said"]]
        keys = (corpus.pair(one, other) for one, other in combinations(listed, 2))
        found |= {key: None for key in keys if key and key[0] != key[1]}
    return found


def _number(letter: str, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"{letter}{number:03}", **row} for number, row in enumerate(rows, 1)]


def write_gold(gold: Mapping[str, Any]) -> str:
    """Return *gold* as JSON with a record a line, so that a change is a line of a diff."""
    parts = []
    for name, value in gold.items():
        if isinstance(value, list):
            rows = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in value)
            parts.append(f" {json.dumps(name)}: [\n{rows}\n ]")
        else:
            parts.append(f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    TARGET.write_text(write_gold(expand_gold(SOURCE.read_text("utf-8"))), encoding="utf-8")
