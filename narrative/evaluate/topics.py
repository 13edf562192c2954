"""How good the keywords of narratives are, without any gold."""

from __future__ import annotations

from collections.abc import Sequence

from narrative.data import Narrative
from narrative.evaluate.metrics import measure_coherence, measure_diversity
from narrative.text.tokens import content_words


def rate_keywords(narratives: Sequence[Narrative], passages: Sequence[str]) -> tuple[float, float]:
    """Return the coherence (NPMI) of the narratives' keywords in the texts of *passages*, and their diversity.

    A keyword stands in a passage that holds the stems of all its words; one without such stems is left out. Both are
    nan where there are too few keywords to say.
    """
    stems = [frozenset(content_words(text)) for text in passages]
    topics = [[word for word in narrative.keywords if content_words(word)] for narrative in narratives]
    holders = {
        word: frozenset(row for row, held in enumerate(stems) if held.issuperset(content_words(word)))
        for word in sorted({word for topic in topics for word in topic})
    }
    known = [[word for word in topic if holders[word]] for topic in topics]
    return measure_coherence(known, holders, len(passages)), measure_diversity(topics)
