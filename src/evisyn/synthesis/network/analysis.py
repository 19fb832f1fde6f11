"""Frequentist network meta-analysis of aggregated comparisons."""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from evisyn.errors import ConvergenceWarning
from evisyn.shown import Shown
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis._limits import chi2_p, normal_quantile, t_quantile, two_sided_p
from evisyn.synthesis.inputs import check_level, one_of
from evisyn.synthesis.network import _core
from evisyn.synthesis.network._studies import (
    Contrasts,
    check_connected,
    contrasts,
    find_treatment,
    read_rows,
)

if TYPE_CHECKING:
    from evisyn.synthesis.network.frames import Frame, Series

MODELS = ("random", "common")
TAU2_METHODS = ("DL", "REML", "ML", "PM", "EB")
SMALL_VALUES = ("good", "bad")


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSettings:
    """How a result was made; the arguments of :func:`network` of the same names."""

    model: str
    tau2_method: str
    small_values: str
    level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Network(Shown):
    """A network meta-analysis.

    Matrices have shape (n, n), treatments in the order of ``treatments``: the effect of the row
    treatment against the column treatment.

    Parameters
    ----------
    treatments, reference
        Names, in alphabetical order; the one that ``effects`` compares with.
    n_studies, n_comparisons, n_designs
        Counts; a design is a set of treatments that a study compares.
    estimate, se, statistic, p_value, ci_low, ci_high
        Network estimates with normal tests and intervals.
    pi_low, pi_high
        Prediction intervals, t with ``q_df`` df; NaN where that is below 1 and for a common
        effect.
    scores
        P-scores, shape (n,), from 0 to 1, higher is better.
    tau2, i2
        Heterogeneity variance common to all comparisons; I2 in percent, from ``q_total``.
    q_total, q_df, q_p
        Test that neither studies nor designs differ.
    q_within, q_within_df, q_within_p
        Its part inside designs: heterogeneity.
    q_between, q_between_df, q_between_p
        Its part between designs: inconsistency.
    converged
        False where the estimator of tau2 stopped early.
    settings
        What was asked for.
    """

    treatments: tuple[str, ...]
    reference: str
    n_studies: int
    n_comparisons: int
    n_designs: int
    estimate: FloatArray
    se: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    ci_low: FloatArray
    ci_high: FloatArray
    pi_low: FloatArray
    pi_high: FloatArray
    scores: FloatArray
    tau2: float
    i2: float
    q_total: float
    q_df: int
    q_p: float
    q_within: float
    q_within_df: int
    q_within_p: float
    q_between: float
    q_between_df: int
    q_between_p: float
    converged: bool
    settings: NetworkSettings
    data: Contrasts = field(repr=False, compare=False)

    @property
    def effects(self) -> Frame:
        """Every treatment against the reference, one row each."""
        from evisyn.synthesis.network.frames import effects_frame

        return effects_frame(self)

    @property
    def p_scores(self) -> Series:
        """P-scores by treatment, the best first."""
        from evisyn.synthesis.network.frames import scores_series

        return scores_series(self)

    def comparisons(self) -> Frame:
        """Every pair of treatments, one row each: the first against the second."""
        from evisyn.synthesis.network.frames import comparisons_frame

        return comparisons_frame(self)

    def league(self, *, digits: int = 2) -> Frame:
        """Table of all pairs as text, best treatment first.

        Each cell is the effect of the row treatment against the column treatment: of the whole
        network below the diagonal, of direct comparisons above (empty where there is none).

        Parameters
        ----------
        digits
            Decimals.
        """
        from evisyn.synthesis.network.frames import league_frame

        direct = _core.direct_evidence(self.data, self.tau2)
        return league_frame(self, direct, digits, normal_quantile(self.settings.level))

    def splits(self) -> Frame:
        """Direct against indirect evidence of every pair (node splitting).

        Returns
        -------
        DataFrame
            treatment1 against treatment2: ``k`` studies, ``prop_direct``, and estimate and
            standard error of the direct, indirect and network evidence; ``difference`` (direct
            less indirect) with its test. NaN where one kind of evidence is missing.

        References
        ----------
        Konig, J., Krahn, U., & Binder, H. (2013), doi:10.1002/sim.6001.
        """
        from evisyn.synthesis.network.frames import table_frame

        split = _core.split_evidence(self.data, _core.solve(self.data, self.tau2), self.tau2)
        difference = split.direct - split.indirect
        se = np.hypot(split.direct_se, split.indirect_se)
        names = np.array(self.treatments, dtype=object)
        return table_frame(
            {
                "treatment1": names[split.first].astype(str),
                "treatment2": names[split.second].astype(str),
                "k": split.k.astype(np.int64),
                "prop_direct": split.share,
                "direct": split.direct, "direct_se": split.direct_se,
                "indirect": split.indirect, "indirect_se": split.indirect_se,
                "network": split.network, "network_se": split.network_se,
                "difference": difference, "difference_se": se,
                "statistic": difference / se, "p_value": two_sided_p(difference / se, None),
            }
        )  # fmt: skip

    def designs(self) -> Frame:
        """Heterogeneity inside each design, and inconsistency left when it is detached.

        Returns
        -------
        DataFrame
            ``design`` (treatments joined by ``:``), ``k`` studies, ``q``, ``df``, ``p_value``
            inside it; ``q_detached``, ``df_detached``, ``p_detached`` between designs when this
            one has effects of its own; ``keeps_connected`` is False where the rest of the
            network then falls into parts or loses a treatment.

        References
        ----------
        Krahn, U., Binder, H., & Konig, J. (2013), doi:10.1186/1471-2288-13-35.
        """
        from evisyn.synthesis.network.frames import table_frame

        within = _core.within_designs(self.data, 0.0)
        places = range(len(self.data.designs))
        rest = [_core.detached(self.data, place, within) for place in places]
        q, df = (np.array([one[part] for one in rest]) for part in (0, 1))
        names = [":".join(self.treatments[i] for i in arms) for arms in self.data.designs]
        return table_frame(
            {
                "design": names, "k": within.k.astype(np.int64),
                "q": within.q, "df": within.df.astype(np.int64),
                "p_value": _tail(within.q, within.df),
                "q_detached": q, "df_detached": df.astype(np.int64), "p_detached": _tail(q, df),
                "keeps_connected": [one[2] for one in rest],
            }
        )  # fmt: skip

    def interaction(self) -> DesignInteraction:
        """Inconsistency over and above heterogeneity inside designs.

        Q between designs with the weights of a model in which every design has effects of its
        own and tau2 is estimated inside designs by the method of moments.

        References
        ----------
        Higgins, J. P. T., et al. (2012), doi:10.1002/jrsm.1044; Jackson, D., White, I. R., &
        Riley, R. D. (2012), doi:10.1002/sim.5453.
        """
        plain = _core.within_designs(self.data, 0.0)
        excess = float(plain.q.sum() - plain.df.sum())
        tau2 = max(excess / plain.trace, 0.0) if plain.trace > 0.0 else 0.0
        q = _core.solve(self.data, tau2).rss - float(_core.within_designs(self.data, tau2).q.sum())
        q = max(q, 0.0)
        p_value = _tail(np.array([q]), np.array([float(self.q_between_df)]))[0]
        return DesignInteraction(q=q, df=self.q_between_df, p_value=float(p_value), tau2=tau2)

    def to_frame(self) -> Frame:
        """The same as ``effects``."""
        return self.effects


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignInteraction(Shown):
    """Test of design-by-treatment interaction: Q between designs at ``tau2`` inside designs."""

    q: float
    df: int
    p_value: float
    tau2: float

    def to_frame(self) -> Frame:
        """One row, columns named like the fields."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def _tail(q: FloatArray, df: FloatArray) -> FloatArray:
    """Upper chi-squared tails; NaN where there is no df."""
    return np.where(df > 0.0, chi2_p(q, df), np.nan)


def network(
    frame: Any,
    *,
    treat1: Any,
    treat2: Any,
    te: Any,
    se_te: Any,
    study: Any,
    reference: Any,
    model: Literal["random", "common"] = "random",
    tau2_method: Literal["DL", "REML", "ML", "PM", "EB"] = "DL",
    small_values: Literal["good", "bad"] = "good",
    level: float = 0.95,
) -> Network:
    """Compare many treatments at once, directly and through others.

    Parameters
    ----------
    frame
        One row a comparison of two arms: a DataFrame or a mapping of columns. A study of n
        arms gives all its n (n - 1) / 2 pairs.
    treat1, treat2
        Columns (names, or values) of the treatments.
    te, se_te
        Columns of the effect of ``treat1`` against ``treat2``, on the scale on which it is
        normal (log ratios), and of its standard error. Rows where either is missing are left
        out.
    study
        Column that names the study.
    reference
        Treatment that ``effects`` compares with.
    model
        ``random`` with one tau2 for all comparisons, or ``common``.
    tau2_method
        ``DL`` (method of moments), ``REML``, ``ML``, ``PM`` or ``EB``.
    small_values
        Whether small effects are ``good`` or ``bad``, for the P-scores.
    level
        Coverage of the intervals, a fraction.

    Returns
    -------
    Network
        A tree of single studies has no df: Q is 0, tau2 is 0 and no prediction interval exists.

    Raises
    ------
    InputError
        Unusable values, a reference that no study has, or a study of several arms whose pairs
        are incomplete, do not add up, or have standard errors that no arms can have.
    NotPoolable
        The network falls into parts; they are named.

    Warns
    -----
    ConvergenceWarning
        The estimator of tau2 stopped early.

    References
    ----------
    Rucker, G. (2012), Research Synthesis Methods 3, 312, doi:10.1002/jrsm.1058. Rucker, G., &
    Schwarzer, G. (2014), doi:10.1002/sim.6236 (several arms) and (2015),
    doi:10.1186/s12874-015-0060-8 (P-scores). Krahn, U., et al. (2013),
    doi:10.1186/1471-2288-13-35 (decomposition of Q).
    """
    one_of("model", model, MODELS)
    one_of("tau2_method", tau2_method, TAU2_METHODS)
    one_of("small_values", small_values, SMALL_VALUES)
    settings = NetworkSettings(
        model=model, tau2_method=tau2_method if model == "random" else "",
        small_values=small_values, level=check_level(level),
    )  # fmt: skip
    rows = read_rows(frame, treat1=treat1, treat2=treat2, te=te, se_te=se_te, study=study)
    base = find_treatment(rows.treatments, reference)
    check_connected(rows)
    data = contrasts(rows)
    tau2, converged = (0.0, True)
    if model == "random":
        tau2, converged = _core.between_variance(data, tau2_method)
    if not converged:
        warnings.warn(
            f"tau2 ({tau2_method}) did not converge; see the field converged.",
            ConvergenceWarning,
            stacklevel=2,
        )
    return _record(data, base, tau2, converged, settings)


def _record(
    data: Contrasts, base: int, tau2: float, converged: bool, settings: NetworkSettings
) -> Network:
    solution = _core.solve(data, tau2)
    return Network(
        treatments=data.treatments, reference=data.treatments[base],
        n_studies=len(data.studies), n_comparisons=data.te.size, n_designs=len(data.designs),
        scores=_core.rank_scores(solution, settings.small_values == "good"), tau2=tau2,
        converged=converged, settings=settings, data=data,
        **_inference(data, solution, tau2, settings), **_decomposition(data),
    )  # fmt: skip


def _inference(
    data: Contrasts, solution: _core.Solution, tau2: float, settings: NetworkSettings
) -> dict[str, Any]:
    """Tests and intervals of all pairs; a treatment against itself has none."""
    estimate, se = solution.estimate, np.sqrt(solution.variance)
    with np.errstate(all="ignore"):
        statistic = estimate / se
    df = float(data.y.size - len(data.treatments) + 1)
    half = normal_quantile(settings.level) * se
    wide = np.full(se.shape, np.nan)
    if settings.model == "random":
        wide = t_quantile(np.array([df]), settings.level)[0] * np.sqrt(se * se + tau2)
        np.fill_diagonal(wide, 0.0 if df >= 1.0 else np.nan)
    return {
        "estimate": estimate, "se": se, "statistic": statistic,
        "p_value": two_sided_p(statistic, None),
        "ci_low": estimate - half, "ci_high": estimate + half,
        "pi_low": estimate - wide, "pi_high": estimate + wide,
    }  # fmt: skip


def _decomposition(data: Contrasts) -> dict[str, Any]:
    """Q in total, inside designs and between, each with df and p; I2 in percent."""
    n = len(data.treatments)
    within = _core.within_designs(data, 0.0)
    df = data.y.size - (n - 1)
    total = _core.solve(data, 0.0).rss if df else 0.0
    inside, inside_df = float(within.q.sum()), int(within.df.sum())
    parts = {
        "q_total": (total, df),
        "q_within": (inside, inside_df),
        "q_between": (max(total - inside, 0.0), df - inside_df),
    }
    out: dict[str, Any] = {"i2": 100.0 * max(1.0 - df / total, 0.0) if total > 0.0 else 0.0}
    for name, (q, count) in parts.items():
        stem = "q" if name == "q_total" else name
        out[name] = q if count else 0.0
        out[f"{stem}_df"] = count
        out[f"{stem}_p"] = float(_tail(np.array([q]), np.array([float(count)]))[0])
    return out
