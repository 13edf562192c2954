"""Which work two configurations have in common: a key per stage, equal where the stage gives the same."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from narrative.config import Config
from narrative.pipeline.run import code_version, dump_json
from narrative.store import hash_bytes

# Stage → the sections that its result depends on. Compare depends on them all.
_CLEAN = ("ingest", "clean")
_EXTRACT = (*_CLEAN, "extract")
_EMBED = (*_EXTRACT, "embed")
_LINK = (*_EMBED, "link")
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "clean": _CLEAN,
    "extract": _EXTRACT,
    "embed": _EMBED,
    "cluster": (*_EMBED, "cluster"),
    "link": _LINK,
    "align": (*_EXTRACT, "relate"),
    "relate": (*_LINK, "relate"),
}
LAST = "compare"
# Neither changes a result.
IDLE = frozenset({"report", "engine"})


def name_work(config: Config) -> dict[str, str]:
    """Return a key per stage: two configurations with the same key share that stage's result.

    A section that no stage is known to read counts for all of them.

    >>> one, other = Config(), Config.model_validate({"link": {"neighbours": 3}})
    >>> mine, theirs = name_work(one), name_work(other)
    >>> [stage for stage in mine if mine[stage] != theirs[stage]]
    ['link', 'relate', 'compare']
    """
    sections = {name: dump_json(section) for name, section in config if name not in IDLE}
    known = {LAST, *chain.from_iterable(SECTIONS.values())}
    everywhere = [body for name, body in sections.items() if name not in known]
    keys = {}
    for stage, names in {**SECTIONS, LAST: tuple(sections)}.items():
        parts = [stage.encode(), code_version().encode(), *everywhere, *(sections[name] for name in names)]
        keys[stage] = hash_bytes(b"\0".join(parts))
    return keys
