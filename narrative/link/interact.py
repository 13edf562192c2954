"""How well the words of two claims find each other in meaning: late interaction of contextual word pieces.

Each piece of one claim is matched with the most similar piece of the other, and the similarities are averaged, rare
words counting more (BERTScore: Zhang et al. 2020). "Denies any plan to provide Moscow with weapons" and "is not arming
Russia" hardly share a word, and their mean vectors hide what they share behind what they add.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from narrative.data import Claim
from narrative.link.measure import CorpusStatistics
from narrative.link.pieces import Pieces, read_pieces

Floats = NDArray[np.float64]


def align_words(pairs: Sequence[tuple[int, int]], claims: Sequence[Claim], statistics: CorpusStatistics) -> Floats:
    """Return two columns for each pair of indices into *claims*, both in [0, 1].

    The first is the harmonic mean of how well each claim's words are found in the other; the second the better of
    the two: near 1 where one claim is contained in the other.
    """
    used = sorted({index for pair in pairs for index in pair})
    pieces = dict(zip(used, read_pieces([claims[index] for index in used], statistics), strict=True))
    order = sorted(range(len(pairs)), key=lambda row: pairs[row])
    found = np.zeros((len(pairs), 2))
    for left, rows in groupby(order, key=lambda row: pairs[row][0]):
        places = list(rows)
        found[places] = _match(pieces[left], [pieces[pairs[row][1]] for row in places])
    return np.round(found, 4)


def _match(left: Pieces, rights: Sequence[Pieces]) -> Floats:
    """Return the two columns for one claim against several: one product for all, then the best match per claim."""
    starts = np.cumsum([0, *(len(right.weights) for right in rights[:-1])])
    cosines = left.unpack() @ np.concatenate([right.unpack() for right in rights]).T
    # Below zero is nothing found; and a harmonic mean of numbers around zero may be anything.
    recalled = np.maximum(left.weights @ np.maximum.reduceat(cosines, starts, axis=1), 0)
    weights = np.concatenate([right.weights for right in rights])
    precise = np.maximum(np.add.reduceat(cosines.max(axis=0) * weights, starts), 0)
    both = np.maximum(recalled + precise, 1e-6)
    return np.column_stack([2 * recalled * precise / both, np.maximum(recalled, precise)]).astype(np.float64)
