"""Labels from a representation model of bertopic that the user configures: a local language model, say.

A file of the user's holds it, ``my_labels.py:model``: an object with bertopic's ``extract_topics``. It is given what
such models expect: the passages as written, and each topic's phrases as the corpus writes them.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from narrative.cluster.corpus import Corpus
from narrative.errors import ConfigError

KEYWORDS = 10  # what bertopic itself hands on
LONGEST = 80  # characters of a label

Topics = dict[int, list[tuple[str, float]]]


class Representation(Protocol):
    """What is used of a representation model."""

    def extract_topics(self, topic_model: Any, documents: Any, c_tf_idf: Any, topics: Topics) -> Mapping[int, Any]:
        """Return for each topic its words with their weights, the label first."""


def load_representation(place: str) -> Representation:
    """Return the object that *place* names, ``FILE.py:NAME``; the file is run, as any code of the user's.

    Raises:
        ConfigError: There is no such file, no such name in it, or it has no ``extract_topics``.
    """
    where = f"cluster.representation: {place}"
    path, _, name = place.rpartition(":")
    spec = importlib.util.spec_from_file_location("narrative_representation", path) if Path(path).is_file() else None
    if not spec or not spec.loader:
        raise ConfigError(where, f"no Python file {path or place}", "write it as my_labels.py:model")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Representation | None = getattr(module, name, None)
    if not hasattr(found, "extract_topics"):
        raise ConfigError(where, f"{name} is no representation model", "name an object with bertopic's extract_topics")
    return found  # type: ignore[return-value]


def suggest_labels(representation: Representation, model: Any, corpus: Corpus) -> dict[int, str]:
    """Return the label that *representation* gives each topic of a *model* fitted on *corpus*, where it gives one."""
    import pandas as pd  # type: ignore[import-untyped]

    texts, written = corpus.texts, corpus.usage.written
    phrases = dict(zip(texts, corpus.keys, strict=True))
    # Such models look for the passages nearest to the topic, by the vectoriser: it was fitted on keys, and reads texts now.
    model.vectorizer_model.set_params(analyzer=lambda text: list(phrases.get(text, ())))
    documents = pd.DataFrame({"Document": list(texts), "ID": range(len(texts)), "Topic": model.topics_})
    topics = {
        int(topic): [(written[key], float(score)) for key, score in ranked if key in written][:KEYWORDS]
        for topic, ranked in model.get_topics().items()
    }
    found = representation.extract_topics(model, documents, model.c_tf_idf_, topics)
    labels = {int(topic): read_label(words) for topic, words in found.items()}
    return {topic: label for topic, label in labels.items() if topic >= 0 and label}


def read_label(words: object) -> str:
    r"""Return the first of *words*, which may have weights, as a label: its first line, without quotes and full stop.

    >>> read_label([("\"Sale of the salt mine.\"\n\nThis topic is about", 1.0), ("", 0.0)]), read_label([])
    ('Sale of the salt mine', '')
    """
    first = next(iter(words), "") if isinstance(words, Sequence) else ""
    text = str(first[0] if isinstance(first, tuple) and first else first or "").strip()
    line = " ".join(text.splitlines()[0].split()).strip(" .\"'“”‘’*") if text else ""
    if len(line) <= LONGEST:
        return line
    return f"{line[:LONGEST].rsplit(' ', 1)[0]} …"
