"""Articles to passages (for clustering) and claims (for linking), both as spans of the article's text."""

from narrative.extract.articles import extract_article
from narrative.extract.claims import read_claim
from narrative.extract.worth import score_worth

__all__ = ["extract_article", "read_claim", "score_worth"]
