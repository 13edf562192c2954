"""Where each claim's vector stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from narrative.data import Claim, Embeddings


def find_rows(embeddings: Embeddings, claims: Sequence[Claim]) -> NDArray[np.int64]:
    """Return for each claim the row of its vector in *embeddings*; KeyError for a claim that was not embedded."""
    row_of = {identifier: row for row, identifier in enumerate(embeddings.ids)}
    return np.array([row_of[claim.id] for claim in claims], dtype=np.int64)
