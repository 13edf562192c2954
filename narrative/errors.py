"""The foreseen failures of the package.

::

    NarrativeError                 anything foreseen; the command line prints one line, exit 1
    ├── ConfigError                a file, key or --set that cannot be used (path, line, key)
    ├── InputError                 a file or folder that cannot be read
    │   └── EmptyCorpusError       nothing left to compare, with the reject counts
    ├── StoreError                 a comparison folder that is missing, foreign, newer, locked
    │   └── DamagedStoreError      its store is not as it was written
    ├── ModelError                 weights missing or of the wrong hash; what to install or set
    ├── MissingExtraError          an optional package is not installed (names the extra)
    └── EngineError                a worker failed; names the item

Every message reads *where: what; what to do* and carries the offending value:
``configs/news.yaml:12:3: link.min_probability must be between 0 and 1, got 1.4; choose a value in that range``.
One bad record is a ``Reject``, never an exception. A bug is none of these and keeps its traceback.
"""


class NarrativeError(Exception):
    """Anything foreseen. ``str(error)`` is the one line a user reads."""

    def __init__(self, where: str, what: str, do: str = "") -> None:
        """Join *where*, *what* and what to *do* into one line; an empty *do* is left out."""
        super().__init__(where, what, do)
        self.where, self.what, self.do = where, what, do

    def __str__(self) -> str:
        """Return ``where: what; what to do`` on one line.

        >>> str(ConfigError("a.yaml:3", "unknown key linc", "did you mean link?"))
        'a.yaml:3: unknown key linc; did you mean link?'
        """
        line = f"{self.where}: {self.what}" + (f"; {self.do}" if self.do else "")
        return " ".join(line.split())


class ConfigError(NarrativeError):
    """A file, key or ``--set`` that cannot be used."""


class InputError(NarrativeError):
    """A file or folder that cannot be read."""


class EmptyCorpusError(InputError):
    """Nothing is left to compare."""


class StoreError(NarrativeError):
    """A comparison folder that is missing, foreign, newer or locked."""


class DamagedStoreError(StoreError):
    """The store of a comparison folder is not as it was written."""


class ModelError(NarrativeError):
    """Weights are missing or have the wrong hash."""


class MissingExtraError(NarrativeError):
    """An optional package is not installed."""


class EngineError(NarrativeError):
    """A worker failed."""
