"""The measures themselves: arrays in, one number out; nan where the rows do not define it. scikit-learn where it has them."""

from __future__ import annotations

import math
import re
import warnings
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Codes = NDArray[np.int64]
    Flags = NDArray[np.bool_]

BINS = 10
SHINGLE_TOKENS = 4
_TOKEN = re.compile(r"\w+")
_LEAST_RANKED = 3  # pairs from which a rank correlation says anything
Counts = tuple[float, float, float]


def rate_ranking(scores: Floats, truths: Flags) -> tuple[float, float]:
    """Return the area under the ROC curve and the average precision of *scores*; nan where only one class is there."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    if truths.all() or not truths.any():
        return math.nan, math.nan
    return float(roc_auc_score(truths, scores)), float(average_precision_score(truths, scores))


def rate_recall(scores: Floats, truths: Flags, most: float) -> float:
    """Return the greatest share found by a bar on *scores* that lets in at most the share *most* of what is wrong.

    >>> import numpy as np
    >>> rate_recall(np.array([0.9, 0.8, 0.7, 0.1]), np.array([True, False, True, False]), 0.1)
    0.5
    """
    from sklearn.metrics import roc_curve

    if truths.all() or not truths.any():
        return math.nan
    false, found, _ = roc_curve(truths, scores, drop_intermediate=False)
    return float(found[false <= most].max())


def rate_decisions(said: Flags, truths: Flags) -> tuple[float, float, float]:
    """Return precision, recall and F1 of yes-or-no answers; nan where there is nothing to find."""
    from sklearn.metrics import precision_recall_fscore_support

    if not truths.any():
        return math.nan, math.nan, math.nan
    precision, recall, f1, _ = precision_recall_fscore_support(truths, said, average="binary", zero_division=0.0)
    return float(precision), float(recall), float(f1)


def rate_classes(said: Sequence[int], gold: Sequence[int]) -> tuple[float, float]:
    """Return the macro-F1 and the balanced accuracy (mean recall) over the classes that *gold* has.

    >>> rate_classes([0, 1, 1], [0, 0, 1])
    (0.6666666666666666, 0.75)
    """
    from sklearn.metrics import precision_recall_fscore_support

    classes = sorted(set(gold))
    _, recall, f1, _ = precision_recall_fscore_support(gold, said, labels=classes, zero_division=0.0)
    return float(f1.mean()), float(recall.mean())


def weigh_stances(said: Sequence[str], gold: Sequence[str], apart: str) -> float:
    """Return the score of the Fake News Challenge (2017) as a share of the best one.

    Telling what is related from what is *apart* gives a quarter of a point, the right stance of what is related three
    quarters more.

    >>> weigh_stances(["agrees", "diverges", "unrelated"], ["agrees", "agrees", "unrelated"], "unrelated")
    0.6666666666666666
    """
    reached = best = 0.0
    for one, other in zip(said, gold, strict=True):
        best += 0.25 if other == apart else 1.0
        reached += 0.25 * ((one == apart) == (other == apart))
        reached += 0.75 * (one == other != apart)
    return reached / best if best else math.nan


def measure_calibration(confidences: Floats, right: Flags) -> float:
    """Return the expected calibration error over ten bins of equal width (Naeini, Cooper & Hauskrecht 2015).

    >>> import numpy as np
    >>> measure_calibration(np.array([0.95, 0.95]), np.array([True, False]))
    0.45
    """
    import numpy as np

    if not len(confidences):
        return math.nan
    bins = np.minimum((confidences * BINS).astype(np.int64), BINS - 1)
    sizes = np.bincount(bins, minlength=BINS)
    gaps = np.abs(np.bincount(bins, confidences, BINS) - np.bincount(bins, right.astype(np.float64), BINS))
    return round(float(gaps[sizes > 0].sum() / len(confidences)), 10)


def correlate(scores: Floats, grades: Floats) -> tuple[float, float]:
    """Return Spearman's and Pearson's correlation; nan where either side is constant or there are under three rows."""
    import numpy as np
    from scipy.stats import pearsonr, spearmanr

    if len(scores) < _LEAST_RANKED or not np.ptp(scores) or not np.ptp(grades):
        return math.nan, math.nan
    return float(spearmanr(scores, grades).statistic), float(pearsonr(scores, grades).statistic)


def rate_partition(said: Codes, gold: Codes) -> tuple[float, float]:
    """Return the adjusted Rand index and the normalised mutual information of two partitions."""
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    with warnings.catch_warnings():
        # scikit-learn takes many small groups for a regression target and says so.
        warnings.simplefilter("ignore", UserWarning)
        return float(adjusted_rand_score(gold, said)), float(normalized_mutual_info_score(gold, said))


def rate_purity(said: Codes, gold: Codes) -> float:
    """Return the share of items that are in a cluster with most of its own gold group (Zhao & Karypis 2001).

    >>> import numpy as np
    >>> rate_purity(np.array([0, 0, 0, 1]), np.array([0, 0, 1, 1]))
    0.75
    """
    from sklearn.metrics.cluster import contingency_matrix

    return float(contingency_matrix(gold, said).max(axis=0).sum() / len(gold))


def rate_items(said: Codes, gold: Codes) -> tuple[Floats, Floats]:
    """Return B-cubed precision and recall of each item (Bagga & Baldwin 1998); their means are those of the whole.

    >>> import numpy as np
    >>> precise, recalled = rate_items(np.array([0, 0, 1]), np.array([0, 1, 1]))
    >>> precise.tolist(), recalled.tolist()
    ([0.5, 0.5, 1.0], [1.0, 0.5, 0.5])
    """
    import numpy as np

    together = np.bincount(pairs := _code_pairs(said, gold))[pairs]
    return together / np.bincount(said)[said], together / np.bincount(gold)[gold]


def _code_pairs(said: Codes, gold: Codes) -> Codes:
    import numpy as np

    found: Codes = np.unique(said * (int(gold.max()) + 1) + gold, return_inverse=True)[1]
    return found


def encode(names: Sequence[str]) -> Codes:
    """Return a number per distinct name, in order of first appearance.

    >>> encode(["b", "a", "b"]).tolist()
    [0, 1, 0]
    """
    import numpy as np

    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def harmonise(precision: float, recall: float) -> float:
    """Return F1, the harmonic mean; 0 where both are 0.

    >>> harmonise(1.0, 0.5), harmonise(0.0, 0.0)
    (0.6666666666666666, 0.0)
    """
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def match_shingles(said: str, gold: str) -> Counts:
    """Return true, false and missing runs of four tokens as shares of all: multisets, long texts weigh no more.

    The definition of the article-extraction benchmark (scrapinghub, 2020).

    >>> match_shingles("a b c d e", "a b c d")
    (0.5, 0.5, 0.0)
    """
    one, other = _shingle(said), _shingle(gold)
    true, false, missing = (one & other).total(), (one - other).total(), (other - one).total()
    total = true + false + missing
    return (true / total, false / total, missing / total) if total else (0.0, 0.0, 0.0)


def _shingle(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    starts = range(max(1, len(tokens) - SHINGLE_TOKENS + 1))
    return Counter(shingle for start in starts if (shingle := tuple(tokens[start : start + SHINGLE_TOKENS])))


def rate_extraction(counts: Floats) -> tuple[float, float, float]:
    """Return precision, recall and F1 of rows of (true, false, missing): means over pages, F1 of the two means.

    A page where nothing was said counts only for recall, one where there was nothing to say only for precision.
    """
    true, false, missing = counts.T
    said, wanted = true + false > 0, true + missing > 0
    precision = float((true[said] / (true + false)[said]).mean()) if said.any() else 0.0
    recall = float((true[wanted] / (true + missing)[wanted]).mean()) if wanted.any() else math.nan
    return precision, recall, harmonise(precision, recall)


def rate_retrieval(ranked: Sequence[str], wanted: Collection[str], depth: int) -> float:
    """Return the average precision of the first *depth* answers, over as many as could be right.

    >>> rate_retrieval(["x", "y"], ["y"], 5), rate_retrieval(["x", "y"], ["y"], 1)
    (0.5, 0.0)
    """
    right, total = 0, 0.0
    for place, answer in enumerate(ranked[:depth], 1):
        if answer in wanted:
            right += 1
            total += right / place
    return total / min(len(wanted), depth) if wanted else math.nan


def measure_coherence(topics: Sequence[Sequence[str]], holders: Mapping[str, frozenset[int]], size: int) -> float:
    """Return the mean NPMI of the pairs of keywords of each topic, in [-1, 1] (Bouma 2009; Lau, Newman & Baldwin 2014).

    *holders* says in which of *size* passages each keyword stands. Topics of one keyword say nothing.

    >>> measure_coherence([("a", "b")], {"a": frozenset({0}), "b": frozenset({0})}, 2)
    1.0
    """
    scores = []
    for words in topics:
        pairs = [_associate(holders[one], holders[other], size) for one, other in combinations(words, 2)]
        scores += [sum(pairs) / len(pairs)] if pairs else []
    return sum(scores) / len(scores) if scores else math.nan


def _associate(one: frozenset[int], other: frozenset[int], size: int) -> float:
    both = len(one & other)
    if not both:
        return -1.0
    if both == size:
        return 1.0
    share = both / size
    return math.log(share * size * size / (len(one) * len(other))) / -math.log(share)


def measure_diversity(topics: Sequence[Sequence[str]]) -> float:
    """Return the part of all keywords that are distinct (Dieng, Ruiz & Blei 2020).

    >>> measure_diversity([("a", "b"), ("a", "c")])
    0.75
    """
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else math.nan
