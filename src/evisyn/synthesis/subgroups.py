"""Pool subgroups of studies and test whether they differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from evisyn.errors import InputError, NotPoolable
from evisyn.shown import Shown
from evisyn.synthesis._designs import BoolArray, FloatArray
from evisyn.synthesis.columns import Model, PiMethod, Test
from evisyn.synthesis.inputs import as_numbers, as_variances, one_of
from evisyn.synthesis.pool import Pooled, PoolSettings, pool, split_effects
from evisyn.synthesis.regression import meta_regression
from evisyn.synthesis.tau2 import Tau2Method

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame

Tau2Sharing = Literal["separate", "common"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroups(Shown):
    """Pooled effects of g subgroups and the test between them.

    Parameters
    ----------
    levels
        Names of the subgroups, in the order asked for or sorted.
    groups
        One ``Pooled`` a level. With a common tau2 each is pooled at that tau2.
    tau2
        The common tau2; NaN with separate ones.
    q_between, q_between_df, q_between_p
        Test that the subgroups' effects are equal, chi-squared with g - 1 df.
    q_within
        Sum of the subgroups' Q.
    """

    levels: tuple[str, ...]
    groups: tuple[Pooled, ...]
    tau2: float
    q_between: float
    q_between_df: int
    q_between_p: float
    q_within: float
    sharing: Tau2Sharing
    settings: PoolSettings

    def to_frame(self) -> Frame:
        """One row a subgroup, the level first."""
        from evisyn.synthesis.frames import labelled_frame

        return labelled_frame("subgroup", self.levels, self.groups)


def subgroups(
    yi: npt.ArrayLike,
    vi: npt.ArrayLike | None,
    by: Iterable[Any],
    *,
    sei: npt.ArrayLike | None = None,
    levels: Sequence[Any] | None = None,
    tau2: Tau2Sharing = "separate",
    model: Model = "random",
    tau2_method: Tau2Method = "REML",
    test: Test = "hksj",
    level: float = 0.95,
    pi_method: PiMethod = "t-k1",
) -> Subgroups:
    """Pool each subgroup and test between them.

    Parameters
    ----------
    yi, vi, sei
        Effects and variances (or standard errors), shape (k,), as in ``pool``.
    by
        Subgroup of each study, shape (k,); None or NaN is refused.
    levels
        Subgroups in the order of the result; else sorted.
    tau2
        ``separate``: each subgroup has its own. ``common``: one, estimated with the subgroups
        as moderators, which is steadier when they are small.
    model, tau2_method, test, level, pi_method
        As in ``pool``.

    Returns
    -------
    Subgroups
        The test weighs each subgroup by the inverse square of its standard error, the one of
        ``test``; it is NaN where one of them has none.

    Raises
    ------
    InputError
        As in ``pool``, or ``by`` without a value for a study.
    NotPoolable
        Fewer than two subgroups.

    References
    ----------
    Borenstein, M., Hedges, L. V., Higgins, J. P. T., & Rothstein, H. R. (2021), Introduction
    to meta-analysis, chapter 21, doi:10.1002/9781119558378.
    """
    one_of("tau2", tau2, ("separate", "common"))
    yi, vi = split_effects(yi, vi, sei)
    y = as_numbers("yi", yi)
    v = as_variances(vi, sei, y.shape)
    kept = (y == y) & (v == v)
    names = _group_names(by, y.size)
    order = _levels(levels, [name for name, there in zip(names, kept, strict=True) if there])
    members = np.array([[name == group for name in names] for group in order]) & kept
    options: dict[str, Any] = {
        "model": model, "tau2_method": tau2_method, "test": test, "level": level,
        "pi_method": pi_method,
    }  # fmt: skip
    shared = None
    if tau2 == "common" and model == "random":
        shared = _common_tau2(y, v, members, tau2_method)
    fits = tuple(pool(y[rows], v[rows], tau2=shared, **options) for rows in members)
    q, p = _between(fits)
    return Subgroups(
        levels=tuple(order), groups=fits, tau2=np.nan if shared is None else shared,
        q_between=q, q_between_df=len(order) - 1, q_between_p=p,
        q_within=float(sum(fit.q for fit in fits)), sharing=tau2, settings=fits[0].settings,
    )  # fmt: skip


def _group_names(by: Iterable[Any], k: int) -> list[str]:
    values = list(by)
    if len(values) != k:
        raise InputError("by", f"has {len(values)} entries, yi has {k}.")
    if any(value is None or value != value for value in values):
        raise InputError("by", "is missing for a study; name its subgroup or leave it out.")
    return [str(value) for value in values]


def _levels(levels: Sequence[Any] | None, names: list[str]) -> list[str]:
    order = sorted(set(names)) if levels is None else [str(level) for level in levels]
    missing = [level for level in order if level not in names]
    if missing or set(names) - set(order) or len(set(order)) < len(order):
        raise InputError("levels", f"are {order}; give each subgroup of by once.")
    if len(order) < 2:
        raise NotPoolable(f"Subgroups need two levels with a study, found {len(order)}.")
    return order


def _common_tau2(y: FloatArray, v: FloatArray, members: BoolArray, method: Tau2Method) -> float:
    used = members.any(axis=0)
    indicators = members[:, used].T.astype(np.float64)
    fit = meta_regression(y[used], v[used], indicators, intercept=False, tau2_method=method)
    return fit.tau2


def _between(fits: tuple[Pooled, ...]) -> tuple[float, float]:
    estimate = np.array([fit.estimate for fit in fits])
    se = np.array([fit.se for fit in fits])
    if not np.all(se > 0.0):
        return np.nan, np.nan
    w = 1.0 / se**2
    mean = float((w * estimate).sum() / w.sum())
    q = float((w * (estimate - mean) ** 2).sum())
    return q, float(chdtrc(len(fits) - 1, q))
