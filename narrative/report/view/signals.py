"""The signals of a link in words."""

from __future__ import annotations

BASELINE = "baseline"
SIGNALS = {
    BASELINE: "any two sentences, to begin with",
    "cosine": "meaning",
    "context": "what stands around them",
    "token_set": "words in common, in any order",
    "wording": "wording",
    "rare_words": "rare words in common",
    "rare_words_contained": "rare words contained",
    "rare_mass": "how many rare words",
    "names": "names in common",
    "names_apart": "names that differ",
    "numbers": "numbers in common",
    "numbers_apart": "numbers that differ",
    "designators": "types and models in common",
    "length": "length",
    "modality_apart": "one asserts, one does not",
    "words_aligned": "words in the same order",
    "words_covered": "words of one in the other",
    "reading": "both sentences read together",
    "corpus": "how often such pairs are one claim in these articles",
}


def name_signal(name: str) -> str:
    """Return a signal's name as a reader would say it.

    >>> name_signal("rare_words"), name_signal("unheard_of")
    ('rare words in common', 'unheard of')
    """
    return SIGNALS.get(name, name.replace("_", " ").replace("-", " "))
