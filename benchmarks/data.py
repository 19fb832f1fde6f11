"""Made-up data sets, the same for every contender; effects like log ratios of medical trials."""

from __future__ import annotations

import numpy as np

SEED = 20250131
#: Typical spread of standard errors in small trials, and of true effects between them.
SE_LOW, SE_HIGH, TAU = 0.1, 0.6, 0.25


def datasets(b: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Effects and variances, each of shape (b, k)."""
    rng = np.random.default_rng(SEED)
    se = rng.uniform(SE_LOW, SE_HIGH, (b, k))
    yi = rng.normal(-0.3, np.sqrt(se**2 + TAU**2))
    return yi, se**2


def one(k: int) -> tuple[np.ndarray, np.ndarray]:
    """One data set of k studies, each of shape (k,)."""
    yi, vi = datasets(1, k)
    return yi[0], vi[0]
