"""Pool many subsets of the same studies at once: what every sensitivity analysis shares."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.errors import ConvergenceWarning
from evisyn.synthesis.columns import Options, PoolColumns, columns, pool_columns
from evisyn.synthesis.inputs import as_numbers
from evisyn.synthesis.pool import check_options, check_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from evisyn.synthesis.observed import Observed

    FloatArray = npt.NDArray[np.float64]
    BoolArray = npt.NDArray[np.bool_]

#: Codes of other software for the common-effect model, accepted as ``tau2_method``.
COMMON_EFFECT = ("FE", "EE", "CE")
#: Data sets pooled in one sweep; larger batches leave the processor's cache.
CHUNK = 8192


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """How to pool, checked: the keyword arguments of :func:`evisyn.synthesis.pool.pool`.

    Parameters
    ----------
    options
        Model, estimator, test, level.
    weights
        User weights of GENQ and GENQM, shape (n,), or None.
    labels
        Names of the studies, shape (n,), or empty.
    """

    options: Options
    weights: FloatArray | None
    labels: tuple[str, ...]


def request(
    length: int,
    *,
    model: str = "random",
    tau2_method: str = "REML",
    test: str = "hksj",
    level: float = 0.95,
    tau2: float | None = None,
    weights: npt.ArrayLike | None = None,
    pi_method: str = "t-k1",
    labels: Sequence[str] | None = None,
) -> Request:
    """Check pooling arguments for ``length`` studies.

    Raises
    ------
    InputError
        An argument that :func:`evisyn.synthesis.pool.pool` would refuse, or a number of labels
        other than the number of studies.
    """
    from evisyn.errors import InputError

    if tau2_method in COMMON_EFFECT:
        model, tau2_method = "common", "REML"
    options = check_options(
        model=model,
        tau2_method=tau2_method,
        test=test,
        level=level,
        tau2=tau2,
        weights=weights,
        pi_method=pi_method,
    )
    names = () if labels is None else tuple(str(label) for label in labels)
    if labels is not None and len(names) != length:
        raise InputError("labels", f"has {len(names)} entries, yi has {length}.")
    return Request(options=options, weights=check_weights(weights, (length,)), labels=names)


def settings(asked: Request) -> dict[str, Any]:
    """The settings as a plain mapping, for results."""
    options = asked.options
    common = options.model == "common"
    return {
        "model": options.model,
        "tau2_method": "" if common else options.tau2_method,
        "test": options.test,
        "level": options.level,
        "tau2": 0.0 if common else options.tau2,
        "pi_method": "" if common else options.pi_method,
    }


def refit(studies: Observed, present: BoolArray, asked: Request) -> PoolColumns:
    """Pool each subset of the studies.

    Parameters
    ----------
    studies
        k usable studies.
    present
        Which studies belong to which subset, shape (k, b); no subset is empty.
    asked
        How to pool.

    Returns
    -------
    PoolColumns
        Arrays of shape (b,); ``weights`` of shape (k, b), 0 where a study is left out.
    """
    yi = np.where(present, studies.yi[:, None], np.nan)
    vi = np.broadcast_to(studies.vi[:, None], present.shape)
    return refit_values(yi, vi, studies, asked)


def refit_values(yi: FloatArray, vi: FloatArray, studies: Observed, asked: Request) -> PoolColumns:
    """Pool data sets of shape (k, b), NaN where absent, with the weights of the studies."""
    weights = None
    if asked.weights is not None:
        chosen = as_numbers("weights", asked.weights)[studies.rows]
        weights = np.broadcast_to(chosen[:, None], yi.shape)
    with np.errstate(all="ignore"):
        out = pool_columns(columns(yi, vi, weights), asked.options)
    warn_unconverged(out.converged)
    return out


def warn_unconverged(converged: npt.ArrayLike) -> None:
    """Say how many of the fits did not converge."""
    failed = int(np.sum(~np.asarray(converged, dtype=bool)))
    if failed:
        warnings.warn(
            f"tau2 did not converge in {failed} of the fits; see the column converged.",
            ConvergenceWarning,
            stacklevel=4,
        )
