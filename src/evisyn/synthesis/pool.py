"""Pool the effects of studies that answer one question."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from evisyn.errors import ConvergenceWarning, InputError
from evisyn.shown import Shown
from evisyn.synthesis._designs import BoolArray, FloatArray
from evisyn.synthesis._single import pool_single, suits
from evisyn.synthesis.columns import (
    Model,
    Options,
    PiMethod,
    PoolColumns,
    Test,
    columns,
    pool_columns,
)
from evisyn.synthesis.inputs import as_numbers, as_variances, check_level, check_scale, one_of
from evisyn.synthesis.tau2 import METHODS, WEIGHTED_METHODS, Tau2Method

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame

MODELS = ("random", "common")
TESTS = ("z", "t", "hksj", "hksj-adhoc", "kr")
PI_METHODS = ("t-k1", "t-k2", "z")


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolSettings:
    """How a result was made; the arguments of :func:`pool`.

    ``tau2_method`` is empty and ``tau2`` 0 in the common-effect model; ``tau2`` is a number
    where it was fixed, else None.
    """

    model: Model
    tau2_method: str
    test: Test
    level: float
    tau2: float | None
    pi_method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled(Shown):
    """A pooled effect.

    Parameters
    ----------
    k
        Studies that were pooled.
    estimate, se
        Pooled effect and its standard error, in the unit of ``yi``.
    statistic, df, p_value
        Test of no effect: z (``df`` NaN) or t.
    ci_low, ci_high
        Confidence limits at ``settings.level``.
    pi_low, pi_high, pi_df
        Prediction limits and the degrees of freedom of their quantile (NaN: normal, or none).
    tau2, tau2_se
        Between-study variance and its large-sample standard error.
    i2, h2
        Percent, and ratio: from tau2 with random effects, from Q with a common effect.
    q, q_df, q_p
        Cochran's test of homogeneity.
    weights
        Percent, shape (k,) of the input; NaN for a study without a value.
    loglik, aic, bic, aicc
        Log-likelihood (restricted for REML) and criteria.
    converged
        False where the estimator of tau2 stopped early.
    settings
        What was asked for.
    labels
        Names of the studies, as given.
    """

    k: int
    estimate: float
    se: float
    statistic: float
    df: float
    p_value: float
    ci_low: float
    ci_high: float
    pi_low: float
    pi_high: float
    pi_df: float
    tau2: float
    tau2_se: float
    i2: float
    h2: float
    q: float
    q_df: int
    q_p: float
    weights: FloatArray
    loglik: float
    aic: float
    bic: float
    aicc: float
    converged: bool
    settings: PoolSettings
    labels: tuple[str, ...] = ()

    def to_frame(self) -> Frame:
        """One row, columns named like the fields; weights and settings are left out."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def check_options(
    *, model: str, tau2_method: str, test: str, level: float, tau2: float | None,
    weights: object, pi_method: str,
) -> Options:  # fmt: skip
    """The options, or an InputError that names the argument."""
    one_of("model", model, MODELS)
    one_of("tau2_method", tau2_method, METHODS)
    one_of("test", test, TESTS)
    one_of("pi_method", pi_method, PI_METHODS)
    level = check_level(level)
    if tau2 is not None:
        if model == "common":
            raise InputError("tau2", "is fixed at 0 in the common-effect model; leave it out.")
        try:
            tau2 = float(tau2)
        except (TypeError, ValueError):
            raise InputError("tau2", f"is {tau2!r}; give a number or None.") from None
        if not 0.0 <= tau2 < 1e300:
            raise InputError("tau2", f"is {tau2}; give a finite number not below 0, or None.")
    needs = model == "random" and tau2_method in WEIGHTED_METHODS and tau2 is None
    if needs and weights is None:
        raise InputError("weights", f"is missing; {tau2_method} needs one weight a study.")
    if weights is not None and not needs:
        raise InputError("weights", "belongs to tau2_method GENQ or GENQM; leave it out.")
    if test == "kr" and (model == "common" or tau2_method != "REML" or tau2 is not None):
        raise InputError("test", "is 'kr', which adjusts for REML; use tau2_method REML.")
    return Options(model, tau2_method, test, level, tau2, pi_method)  # type: ignore[arg-type]


def check_weights(weights: npt.ArrayLike | None, shape: tuple[int, ...]) -> FloatArray | None:
    """User weights: as many as effects, above 0."""
    if weights is None:
        return None
    array = as_numbers("weights", weights, None)
    if array.shape != shape:
        raise InputError("weights", f"has shape {array.shape}, yi has {shape}.")
    if np.isnan(array).any() or (array <= 0.0).any() or (array > 1e60).any():
        raise InputError("weights", "must be above 0 (and below 1e60) for every study.")
    return array


def split_effects(yi: Any, vi: Any, sei: Any) -> tuple[Any, Any]:
    """``yi`` may be a record of effect sizes that carries ``yi`` and ``vi``."""
    if vi is None and sei is None and hasattr(yi, "yi") and hasattr(yi, "vi"):
        return yi.yi, yi.vi
    return yi, vi


def pool(
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
    labels: Sequence[str] | None = None,
) -> Pooled:
    """Pool effects by inverse variance, random effects or a common effect.

    Parameters
    ----------
    yi
        Effects, shape (k,), on the scale on which they are normal (log ratios); or a record
        with ``yi`` and ``vi``. NaN marks a study without a value, which is left out.
    vi, sei
        Sampling variances, or standard errors, shape (k,), above 0.
    model
        ``random``, or ``common`` (one true effect, tau2 = 0).
    tau2_method
        Estimator of tau2, see :mod:`evisyn.synthesis.tau2`.
    test
        ``z``; ``t`` with k - 1 df; ``hksj``, Hartung-Knapp-Sidik-Jonkman; ``hksj-adhoc``, the
        same with a variance not below that of ``z``; ``kr``, Kenward-Roger (REML only), whose
        df takes the place of k - 1, in ``pi_method`` too.
    level
        Coverage of the confidence and prediction intervals, a fraction.
    tau2
        Fixes the between-study variance.
    weights
        Shape (k,), for GENQ and GENQM: they estimate tau2 and pool.
    pi_method
        Quantile of the prediction interval: t with k - 1 or k - 2 df, or normal. Its standard
        error is the one of ``test``.
    labels
        Names of the studies, kept in the result.

    Returns
    -------
    Pooled
        One study: its own effect, tau2 = 0, Q = 0, and no t-based inference (NaN). Equal
        effects: tau2 = 0, and with ``hksj`` a standard error of 0, an interval of width 0 and
        an infinite statistic, as its formula and other software have it; ``hksj-adhoc`` keeps
        the width of ``z``. Prediction limits are NaN where their df is below 1 and for a
        common effect.

    Raises
    ------
    InputError
        No study, a variance at or below 0, other shapes, text, infinities, unknown words;
        magnitudes that leave no digits (effects more than 1e45 standard errors from 0; with
        random effects, variances that differ by more than a factor of 1e10).

    Warns
    -----
    ConvergenceWarning
        The estimator of tau2 stopped before its tolerance.

    References
    ----------
    Viechtbauer, W. (2005), doi:10.3102/10769986030003261. Veroniki, A. A., et al. (2016),
    doi:10.1002/jrsm.1164. Hartung, J., & Knapp, G. (2001), doi:10.1002/sim.1009. Higgins,
    J. P. T., et al. (2009), doi:10.1111/j.1467-985X.2008.00552.x.
    """
    yi, vi = split_effects(yi, vi, sei)
    y = as_numbers("yi", yi)
    v = as_variances(vi, sei, y.shape)
    options = check_options(
        model=model, tau2_method=tau2_method, test=test, level=level, tau2=tau2,
        weights=weights, pi_method=pi_method,
    )  # fmt: skip
    a = check_weights(weights, y.shape)
    names = _labels(labels, y.size)
    kept = (y == y) & (v == v)
    complete = bool(kept.all())
    if not complete:
        y, v, a = y[kept], v[kept], a if a is None else a[kept]
    if y.size == 0:
        raise InputError("yi", "holds no study with an effect and a variance; give one or more.")
    check_scale(y, v, random=options.model == "random")
    out = pool_single(y, v, options) if suits(y, v, options) else _by_columns(y, v, a, options)
    return _record(out, options, names, None if complete else kept)


def _by_columns(
    y: FloatArray, v: FloatArray, a: FloatArray | None, options: Options
) -> dict[str, Any]:
    with np.errstate(all="ignore"):
        frame = columns(y[:, None], v[:, None], None if a is None else a[:, None])
        out = pool_columns(frame, options)
    values: dict[str, Any] = {name: field.item() for name, field in _scalars(out)}
    values.update(k=y.size, q_df=y.size - 1, weights=out.weights[:, 0])
    return values


def _scalars(out: PoolColumns) -> list[tuple[str, FloatArray]]:
    return [(name, getattr(out, name)) for name in PoolColumns._fields[:-1]]


def _labels(labels: Sequence[str] | None, k: int) -> tuple[str, ...]:
    names = () if labels is None else tuple(str(label) for label in labels)
    if labels is not None and len(names) != k:
        raise InputError("labels", f"has {len(names)} entries, yi has {k}.")
    return names


def _record(
    values: dict[str, Any], options: Options, labels: tuple[str, ...], kept: BoolArray | None
) -> Pooled:
    if kept is not None:
        whole = np.full(kept.shape, np.nan)
        whole[kept] = values["weights"]
        values["weights"] = whole
    if not values["converged"]:
        warnings.warn(
            f"tau2 ({options.tau2_method}) did not converge; see the field converged.",
            ConvergenceWarning,
            stacklevel=3,
        )
    return Pooled(settings=pool_settings(options), labels=labels, **values)


def pool_settings(options: Options) -> PoolSettings:
    """The record of what was asked for."""
    common = options.model == "common"
    return PoolSettings(
        model=options.model,
        tau2_method="" if common else options.tau2_method,
        test=options.test,
        level=options.level,
        tau2=0.0 if common else options.tau2,
        pi_method="" if common else options.pi_method,
    )
