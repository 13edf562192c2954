"""One article to its passages and claims."""

from __future__ import annotations

from narrative.config import ExtractConfig
from narrative.data import Article, Extracted
from narrative.extract.claims import make_claims
from narrative.extract.passages import make_passages
from narrative.extract.sentences import read_sentences
from narrative.extract.weekdays import find_wrong_weekdays


def extract_article(article: Article, settings: ExtractConfig) -> Extracted:
    """Return the passages and claims of *article* in text order, and how many sentences became no claim, by reason.

    Every sentence is in exactly one passage; ``claim.span.of(article.text) == claim.text``. A claim that opens with a
    pronoun or a role carries, last among its names, the name that this stands for, with the span where it stands.
    """
    sentences = read_sentences(article.text)
    claims, skipped = make_claims(article, sentences, settings)
    passages = make_passages(article, sentences, settings)
    return Extracted(passages, claims, skipped, find_wrong_weekdays(article))
