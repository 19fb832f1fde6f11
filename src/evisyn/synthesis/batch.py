"""Pool many data sets at once."""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from evisyn.errors import ConvergenceWarning, InputError
from evisyn.shown import Shown
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis.columns import (
    Model,
    Options,
    PiMethod,
    PoolColumns,
    Test,
    columns,
    pool_columns,
)
from evisyn.synthesis.inputs import as_numbers, as_variances, check_scale, one_of
from evisyn.synthesis.pool import PoolSettings, check_options, check_weights, pool_settings
from evisyn.synthesis.tau2 import Tau2Method

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame

Engine = Literal["auto", "numpy", "numba"]

#: Studies times data sets in one sweep: large enough that calls cost nothing, small enough
#: that the working arrays stay near the processor. The results do not depend on it.
SWEEP = 160_000
#: Below this many data sets starting numba's dispatcher gains nothing.
NUMBA_FROM = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledMany(Shown):
    """Pooled effects of b data sets; fields as in ``Pooled``, arrays of shape (b,).

    ``weights`` has the shape (b, k) of the input. ``k`` is 0 and all else NaN for a data set
    without a study.
    """

    k: npt.NDArray[np.int64]
    estimate: FloatArray
    se: FloatArray
    statistic: FloatArray
    df: FloatArray
    p_value: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    pi_low: FloatArray
    pi_high: FloatArray
    pi_df: FloatArray
    tau2: FloatArray
    tau2_se: FloatArray
    i2: FloatArray
    h2: FloatArray
    q: FloatArray
    q_df: FloatArray
    q_p: FloatArray
    weights: FloatArray
    loglik: FloatArray
    aic: FloatArray
    bic: FloatArray
    aicc: FloatArray
    converged: npt.NDArray[np.bool_]
    settings: PoolSettings

    def to_frame(self) -> Frame:
        """One row a data set; weights and settings are left out."""
        from evisyn.synthesis.frames import many_frame

        return many_frame(self)


def pool_many(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike | None = None,
    *,
    sei: npt.ArrayLike | None = None,
    model: Model = "random",
    tau2_method: Tau2Method = "REML",
    test: Test = "hksj",
    level: float = 0.95,
    tau2: float | None = None,
    weights: npt.ArrayLike | None = None,
    pi_method: PiMethod = "t-k1",
    engine: Engine = "auto",
) -> PooledMany:
    """Pool b data sets, each as :func:`evisyn.synthesis.pool.pool` would alone.

    Parameters
    ----------
    yi
        Effects, shape (b, k); NaN where a study is absent.
    vi, sei
        Sampling variances, or standard errors, shape (b, k), above 0 where present.
    model, tau2_method, test, level, tau2, pi_method
        As in ``pool``, the same for every data set.
    weights
        Shape (b, k), for GENQ and GENQM.
    engine
        ``numpy``, ``numba`` (compiled loops for the iterative estimators, same numbers), or
        ``auto``: numba if it has been imported already and there is enough to do.

    Returns
    -------
    PooledMany
        Equal to the single calls to 1e-12 relative, and the same for every way to cut the
        batch; gaps make no difference.

    Raises
    ------
    InputError
        Other shapes, a variance at or below 0, text, infinities, unknown words.

    Warns
    -----
    ConvergenceWarning
        With the number of data sets whose tau2 did not converge.
    """
    y = as_numbers("yi", yi, 2)
    v = as_variances(vi, sei, y.shape)
    options = check_options(
        model=model, tau2_method=tau2_method, test=test, level=level, tau2=tau2,
        weights=weights, pi_method=pi_method,
    )  # fmt: skip
    one_of("engine", engine, ("auto", "numpy", "numba"))
    a = check_weights(weights, y.shape)
    check_scale(y, v, random=options.model == "random")
    compiled = _use_numba(engine, y.shape[0])
    out = _sweep(y, v, a, options, compiled)
    stuck = int(np.count_nonzero(out["converged"] == 0.0))
    if stuck:
        warnings.warn(
            f"tau2 ({options.tau2_method}) did not converge in {stuck} of {y.shape[0]} data "
            "sets; see the field converged.",
            ConvergenceWarning,
            stacklevel=2,
        )
    return _record(out, options)


def _use_numba(engine: Engine, b: int) -> bool:
    if engine == "numpy":
        return False
    if engine == "auto":
        return b >= NUMBA_FROM and "numba" in sys.modules
    if find_spec("numba") is None:
        raise InputError(
            "engine", "is 'numba', which is not installed; install evisyn[fast] or use 'numpy'."
        )
    return True


def _sweep(
    y: FloatArray, v: FloatArray, a: FloatArray | None, options: Options, compiled: bool
) -> dict[str, FloatArray]:
    """The kernel on slices of the batch; data sets without a study are passed over."""
    b, k = y.shape
    out = {name: np.full(b, np.nan) for name in PoolColumns._fields[:-1]}
    out["k"][:] = 0.0
    out["converged"][:] = 1.0
    out["weights"] = np.full((b, k), np.nan)
    filled = np.flatnonzero(((y == y) & (v == v)).any(axis=1)) if k else np.empty(0, dtype=int)
    step = max(SWEEP // max(k, 1), 1)
    for begin in range(0, filled.size, step):
        rows = filled[begin : begin + step]
        whole = rows.size == rows[-1] - rows[0] + 1
        pick = slice(rows[0], rows[-1] + 1) if whole else rows
        part = None if a is None else a[pick].T
        with np.errstate(all="ignore"):
            frame = columns(y[pick].T, v[pick].T, part)
            got = pool_columns(frame, options, compiled=compiled)
        for name in PoolColumns._fields[:-1]:
            out[name][pick] = getattr(got, name)
        share = got.weights
        present = frame.sample.present
        out["weights"][pick] = (share if present is None else np.where(present, share, np.nan)).T
    return out


def _record(out: dict[str, FloatArray], options: Options) -> PooledMany:
    counts = out.pop("k").astype(np.int64)
    converged = out.pop("converged") > 0.0
    return PooledMany(k=counts, converged=converged, settings=pool_settings(options), **out)
