"""Small words that turn a statement: negation, denial, doubt, forecast; and who is said to say it."""

from narrative.text.cues.attribution import Attribution, find_attribution, find_quotes
from narrative.text.cues.markers import find_denials, find_hedges, find_negations, find_predictions

__all__ = [
    "Attribution",
    "find_attribution",
    "find_denials",
    "find_hedges",
    "find_negations",
    "find_predictions",
    "find_quotes",
]
