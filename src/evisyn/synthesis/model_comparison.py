"""Compare nested meta-regressions by their likelihoods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scipy.special import chdtrc

from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis.pool import Pooled
from evisyn.synthesis.regression import MetaRegression

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelComparison(Shown):
    """Likelihood ratio test of nested models."""

    statistic: float
    df: int
    p_value: float

    def to_frame(self) -> Frame:
        """One row."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def compare_models(full: MetaRegression, reduced: MetaRegression | Pooled) -> ModelComparison:
    """Likelihood ratio test of a model against one nested in it.

    Parameters
    ----------
    full, reduced
        Results of ``meta_regression``, the second may come from ``pool``; both by ML.

    Raises
    ------
    InputError
        Other estimators than ML, other studies, or a reduced model that is not smaller.
    """
    for name, fit in (("full", full), ("reduced", reduced)):
        if fit.settings.model == "random" and fit.settings.tau2_method != "ML":
            raise InputError(name, "must be fitted by ML; restricted likelihoods of models with "
                             "other moderators cannot be compared.")  # fmt: skip
    df = full.p - (reduced.p if isinstance(reduced, MetaRegression) else 1)
    if full.k != reduced.k or df < 1:
        raise InputError("reduced", "must be smaller than full and rest on the same studies.")
    statistic = max(2.0 * (full.loglik - reduced.loglik), 0.0)
    return ModelComparison(statistic=statistic, df=df, p_value=float(chdtrc(df, statistic)))
