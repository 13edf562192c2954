"""Gold for a whole comparison: what a careful reader finds in a corpus, as read from a JSON file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from narrative.data import Divergence, Relation, ReuseKind, StandKind
from narrative.errors import InputError


class _Record(BaseModel):
    """The habits of every record: an unknown key is an error, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Quote(_Record):
    """Words of one file, exactly as they stand there."""

    file: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class GoldPair(_Record):
    """Two quotes of two sources."""

    id: str
    a: Quote
    b: Quote


class GoldLink(GoldPair):
    """Two quotes that make the same claim. *also* are further kinds of divergence that are right."""

    relation: Relation
    divergence: Divergence | Literal[""] = ""
    also: tuple[Divergence, ...] = ()


class GoldRepeat(_Record):
    """Two files that share wording, and the shared passages as quotes of the first and of the second."""

    id: str
    a: str
    b: str
    kind: ReuseKind
    blocks: tuple[tuple[str, str], ...]


class GoldLine(_Record):
    """One line of one file."""

    file: str
    line: str = Field(min_length=1)


class GoldStand(Quote):
    """What *source* does in the group of the quoted claim."""

    id: str
    source: str
    stand: StandKind


class GoldSilence(Quote):
    """A source that covers the story and says nothing on the quoted claim."""

    id: str
    source: str


class GoldOrigins(Quote):
    """How many independent origins the group of the quoted claim has, and which sources tell it."""

    id: str
    sources: tuple[str, ...]
    origins: int = Field(ge=0)


class GoldContradiction(GoldPair):
    """Two quotes of one source that cannot both be true, and on what they differ."""

    kind: Divergence


class GoldVersion(_Record):
    """Two files that are one article at one address, read twice, and what was changed from *a* to *b*."""

    id: str
    a: str
    b: str
    changes: tuple[tuple[str, str], ...]


class GoldReject(_Record):
    """A file that is not to be compared; *reason* is part of the phrase that the program gives."""

    file: str
    reason: str


class Gold(_Record):
    """All of it; what each part means is said in the file's own *comment*. *input* is a path that can be opened."""

    input: str
    comment: str | tuple[str, ...] = ()
    narratives: dict[str, tuple[str, ...]] = {}
    links: tuple[GoldLink, ...] = ()
    optional: tuple[GoldPair, ...] = ()
    not_links: tuple[GoldPair, ...] = ()
    repeats: tuple[GoldRepeat, ...] = ()
    boilerplate: tuple[GoldLine, ...] = ()
    may_drop: tuple[GoldLine, ...] = ()
    must_keep: tuple[Quote, ...] = ()
    stands: tuple[GoldStand, ...] = ()
    silences: tuple[GoldSilence, ...] = ()
    origins: tuple[GoldOrigins, ...] = ()
    rejects: tuple[GoldReject, ...] = ()
    contradictions: tuple[GoldContradiction, ...] = ()
    versions: tuple[GoldVersion, ...] = ()
    weekdays: tuple[Quote, ...] = ()

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """Every quote, each once, in order of file and words."""
        pairs = (*self.links, *self.optional, *self.not_links, *self.contradictions)
        plain = (*self.must_keep, *self.stands, *self.silences, *self.origins, *self.weekdays)
        named = {(quote.file, quote.quote) for pair in pairs for quote in (pair.a, pair.b)}
        named |= {(quote.file, quote.quote) for quote in plain}
        return tuple(Quote(file=file, quote=words) for file, words in sorted(named))


def read_gold(path: str | Path) -> Gold:
    """Return the gold in the JSON file at *path*; its *input*, written relative to that file, comes back openable.

    Raises InputError for a file that cannot be read, is not JSON, or does not have the fields of ``Gold``.
    """
    where = str(path)
    try:
        gold = Gold.model_validate(json.loads(Path(path).read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise InputError(where, f"cannot be read ({error.strerror})", "name a gold file") from error
    except UnicodeDecodeError as error:
        raise InputError(where, "is not UTF-8", "save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise InputError(f"{where}:{error.lineno}", f"is not JSON ({error.msg})", "mend that line") from error
    except RecursionError as error:
        raise InputError(where, "is nested too deep to be a gold file", "name a gold file") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise InputError(
            where, f"{field}: {first['msg'].lower()}", "the fields are described in the file's comment"
        ) from error
    return gold.model_copy(update={"input": str(Path(path).parent / gold.input)})
