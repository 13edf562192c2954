"""What simple means reach on the same rows: the floor under every figure.

TF-IDF with logarithmic term counts (scikit-learn), fitted on the rows that are scored; for pages, their bare text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from narrative.config import Config
from narrative.evaluate.figures import Answer, Scored, without_intervals
from narrative.evaluate.metrics import encode, harmonise, rate_items
from narrative.evaluate.retrieval import DEPTHS
from narrative.evaluate.rows import Statement
from narrative.evaluate.stages.base import Task

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EVENT_DISTANCES = (0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
"""Cosine distances of average linkage. The floor takes the one that fits the gold best, hence is a generous one."""

TRIFLE = 1e-6
SEED = 20240607
FINE = "fine"


def score_floor(kind: str, task: Task, answers: Sequence[Answer], config: Config) -> Scored:
    """Return what the floor *kind* ("tfidf", "most" or "tags") scores on *answers*, by the task's own scorer."""
    said = FLOORS[kind, task.name](answers, task, config)
    given = [
        Answer(answer.given, {"id": answer.id, **line}, answer.gold, answer.unit)
        for answer, line in zip(answers, said, strict=True)
    ]
    with without_intervals():
        return task.score(given, config, ())


def _measure_likeness(answers: Sequence[Answer]) -> list[float]:
    """Return the TF-IDF cosine of the two texts of each row."""
    pairs = [(answer.given.a.text, answer.given.b.text) for answer in answers]
    vectors = _vectorise([text for pair in pairs for text in pair])
    cosines: Any = vectors[::2].multiply(vectors[1::2]).sum(axis=1)
    return [round(min(1.0, float(value)), 4) for value in cosines.ravel().tolist()[0]]


def _vectorise(texts: Sequence[str]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True).fit_transform(texts)


def _link(answers: Sequence[Answer], _task: Task, _config: Config) -> list[dict[str, Any]]:
    return [{"probability": value} for value in _measure_likeness(answers)]


def _rank(answers: Sequence[Answer], task: Task, _config: Config) -> list[dict[str, Any]]:
    import numpy as np

    pool: Sequence[Statement] = task.pool
    vectors = _vectorise([*(answer.given.text for answer in answers), *(one.text for one in pool)])
    likeness = (vectors[: len(answers)] @ vectors[len(answers) :].T).toarray()
    best = np.argsort(-likeness, axis=1, kind="stable")[:, : DEPTHS[-1]]
    return [
        {"matches": [[pool[place].id, float(row[place])] for place in places]}
        for row, places in zip(likeness, best.tolist(), strict=True)
    ]


def _relate(answers: Sequence[Answer], _task: Task, _config: Config) -> list[dict[str, Any]]:
    """Return the more agreement, and the less divergence, the more alike two texts are."""
    return [
        {
            "relation": "agrees",
            "divergence": "",
            "probabilities": {"repeats": 0.0, "agrees": value, "diverges": round(1 - value, 4), "unrelated": 0.0},
            "abstained": False,
        }
        for value in _measure_likeness(answers)
    ]


def _say_most(answers: Sequence[Answer], _task: Task, _config: Config) -> list[dict[str, Any]]:
    counts = Counter("unrelated" if answer.gold.relation == "neither" else answer.gold.relation for answer in answers)
    most = min(counts, key=lambda name: (-counts[name], name))
    sure = {name: float(name == most) for name in ("repeats", "agrees", "diverges", "unrelated")}
    line = {"relation": most, "divergence": "", "probabilities": sure, "abstained": False}
    return [line for _ in answers]


def _reuse(answers: Sequence[Answer], _task: Task, _config: Config) -> list[dict[str, Any]]:
    return [{"spans": [], "share": value} for value in _measure_likeness(answers)]


def _cluster(answers: Sequence[Answer], _task: Task, config: Config) -> list[dict[str, Any]]:
    """Events by average linkage at the best of a few distances; topics by k-means that is told how many there are."""
    vectors = _vectorise([f"{answer.given.title} {answer.given.text}" for answer in answers])
    gold = encode([answer.gold for answer in answers])
    fine = config.cluster.granularity == FINE
    labels = _cut_events(vectors.toarray(), gold) if fine else _find_topics(vectors, int(gold.max()) + 1)
    return [{"cluster": str(label)} for label in labels.tolist()]


def _cut_events(vectors: NDArray[np.float64], gold: NDArray[np.int64]) -> NDArray[np.int64]:
    import numpy as np
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(vectors) == 1:
        return gold
    # A text without any word has no direction; the same trifle for all gives it one.
    tree = linkage(np.hstack([vectors, np.full((len(vectors), 1), TRIFLE)]), "average", "cosine")
    cuts = [fcluster(tree, distance, "distance") for distance in EVENT_DISTANCES]
    best: NDArray[np.int64] = max(cuts, key=lambda labels: _rate_cut(labels, gold))
    return best


def _rate_cut(labels: NDArray[np.int64], gold: NDArray[np.int64]) -> float:
    precise, recalled = rate_items(labels, gold)
    return harmonise(float(precise.mean()), float(recalled.mean()))


def _find_topics(vectors: Any, number: int) -> NDArray[np.int64]:
    from sklearn.cluster import KMeans

    labels: NDArray[np.int64] = KMeans(number, n_init=3, random_state=SEED).fit_predict(vectors)
    return labels


def _strip_tags(answers: Sequence[Answer], _task: Task, _config: Config) -> list[dict[str, Any]]:
    from lxml.html import document_fromstring

    lines = []
    for answer in answers:
        page = document_fromstring(answer.given.text.encode(), parser=None)
        for element in page.xpath("//script | //style | //noscript"):
            element.drop_tree()
        lines.append({"text": " ".join(page.text_content().split())})
    return lines


Predict = Callable[[Sequence[Answer], Task, Config], list[dict[str, Any]]]

FLOORS: Mapping[tuple[str, str], Predict] = {
    ("tfidf", "link"): _link,
    ("tfidf", "ranking"): _rank,
    ("tfidf", "relate"): _relate,
    ("tfidf", "reuse"): _reuse,
    ("tfidf", "cluster"): _cluster,
    ("most", "relate"): _say_most,
    ("tags", "clean"): _strip_tags,
}
