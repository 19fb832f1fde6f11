"""One effect per study from several correlated ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.effects.conversion_records import ConvertedEffect
from evisyn.effects.inputs import Array, as_column, broadcast, choice
from evisyn.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

#: Correlation of effects within a study when nothing is known, as in umbrella reviews'
#: software; a sensitivity run should vary it.
DEFAULT_RHO = 0.5


def aggregate(
    yi: ArrayLike,
    vi: ArrayLike,
    cluster: Sequence[Any],
    *,
    rho: float = DEFAULT_RHO,
    weighting: str = "inverse",
) -> ConvertedEffect:
    """Average effects within clusters whose sampling errors correlate at rho.

    Parameters
    ----------
    yi, vi
        Effects and sampling variances, shape (k,).
    cluster
        Label of the study of each effect, length k.
    rho
        Correlation of the sampling errors within a cluster, above -1 and below 1.
    weighting
        "inverse": generalised least squares with the covariance matrix; "equal": plain mean,
        whose variance is the mean of the covariances (Borenstein et al. 2009, Introduction to
        Meta-Analysis, chapter on multiple outcomes).

    Returns
    -------
    ConvertedEffect
        One effect per cluster, in the order of first appearance.
    """
    columns = broadcast({"yi": as_column("yi", yi), "vi": as_column("vi", vi, kind="non-negative")})
    y, v = columns["yi"], columns["vi"]
    labels = list(cluster)
    if len(labels) != y.size:
        raise InputError("cluster", f"has {len(labels)} labels for {y.size} effects; give one each")
    r = as_column("rho", rho, kind="correlation")
    if r.size != 1 or not -1 < r[0] < 1:
        raise InputError("rho", f"is {rho!r}; it must be one number above -1 and below 1")
    equal = choice("weighting", weighting, ("inverse", "equal")) == "equal"
    keys = list(dict.fromkeys(labels))
    places = [np.array([i for i, label in enumerate(labels) if label == key]) for key in keys]
    pairs = [_one(y[place], v[place], float(r[0]), equal) for place in places]
    means, variances = (np.array([pair[i] for pair in pairs]) for i in (0, 1))
    return ConvertedEffect(
        yi=means,
        vi=variances,
        sei=np.sqrt(variances),
        measure="",
        method=f"averaged within cluster, rho {float(r[0]):g}, {weighting} weights",
    )


def _one(y: Array, v: Array, rho: float, equal: bool) -> tuple[float, float]:
    if np.isnan(y).any() or np.isnan(v).any():
        return float("nan"), float("nan")
    root = np.sqrt(v)
    covariance = rho * np.outer(root, root)
    np.fill_diagonal(covariance, v)
    if equal:
        return float(y.mean()), float(covariance.mean())
    try:
        weights = np.linalg.solve(covariance, np.ones(y.size))
    except np.linalg.LinAlgError:
        return float("nan"), float("nan")
    total = weights.sum()
    return (float(weights @ y / total), float(1 / total)) if total > 0 else (np.nan, np.nan)
