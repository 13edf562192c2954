"""The headline of a set of passages: the title or sentence that says most of what they are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from narrative.cluster.corpus import Corpus
from narrative.cluster.cut import Labels
from narrative.cluster.features import Features, View
from narrative.cluster.labels import choose_headline, list_candidates

LEAST_WORDS = 4  # of a title that says what happened


def find_headline(corpus: Corpus, features: Features, nearest: Labels, centre: View) -> str:
    """Return the headline of the passages *nearest* to their *centre*, the nearest first.

    An article that only touches on them does not lend them its title.
    """
    held = Counter(corpus.passages[row].article_id for row in nearest)
    titles = [corpus.articles[key].title for key, count in sorted(held.items()) if 2 * count > corpus.sizes[key]]
    return _choose(titles, [corpus.texts[row] for row in nearest], features, centre)


def find_title(corpus: Corpus, features: Features, nearest: Labels, centre: View) -> str:
    """Return the title that says most of what the articles of *nearest* are about; a sentence where none has a title.

    Articles that tell one event say in their titles what happened.
    """
    keys = sorted({corpus.passages[row].article_id for row in nearest})
    titles = [title for key in keys if len((title := corpus.articles[key].title).split()) >= LEAST_WORDS]
    return _choose(titles, [] if titles else [corpus.texts[row] for row in nearest], features, centre)


def _choose(titles: Sequence[str], texts: Sequence[str], features: Features, centre: View) -> str:
    direction = np.asarray(centre.words.todense()).ravel()
    return choose_headline(list_candidates(titles, texts), (features, direction))
