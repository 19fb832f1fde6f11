"""Mantel-Haenszel and Peto pooling of two-by-two tables and of events over person-time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc, ndtr

from evisyn.effects.calculate import effect_size
from evisyn.errors import InputError
from evisyn.shown import Shown
from evisyn.synthesis._designs import BoolArray, FloatArray
from evisyn.synthesis._limits import normal_quantile
from evisyn.synthesis._tables import Rates, Tables, rates, tables
from evisyn.synthesis.inputs import check_level, one_of

if TYPE_CHECKING:
    from evisyn.synthesis.frames import Frame

Measure = Literal["RR", "OR", "RD", "IRR", "IRD"]
MEASURES = ("RR", "OR", "RD", "IRR", "IRD")

#: Added to the cells of a table with an empty one when the table's own effect, which only
#: enters Q, is computed. The pooled estimate needs no such correction.
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledTables(Shown):
    """A pooled effect of tables, on the log scale for ratios.

    Parameters
    ----------
    k, k_positive
        Tables pooled, and tables that carry information (events in an arm, and non-events).
    estimate, se, statistic, p_value, ci_low, ci_high
        Group 1 against group 2, with a normal test.
    q, q_df, q_p, i2, h2
        Homogeneity of the tables' own effects around the estimate; I2 in percent.
    cmh, cmh_p
        Cochran-Mantel-Haenszel test of no association (OR, IRR; else NaN).
    breslow_day, breslow_day_p, tarone, tarone_p
        Homogeneity of the odds ratios, without and with Tarone's correction (OR; else NaN).
    weights
        Percent, shape (k,) of the input; NaN where a table is left out.
    """

    k: int
    k_positive: int
    estimate: float
    se: float
    statistic: float
    p_value: float
    ci_low: float
    ci_high: float
    q: float
    q_df: int
    q_p: float
    i2: float
    h2: float
    cmh: float = np.nan
    cmh_p: float = np.nan
    tarone: float = np.nan
    tarone_p: float = np.nan
    breslow_day: float = np.nan
    breslow_day_p: float = np.nan
    weights: FloatArray
    measure: str
    method: str
    level: float

    def to_frame(self) -> Frame:
        """One row."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


def mantel_haenszel(
    ai: npt.ArrayLike | None = None,
    bi: npt.ArrayLike | None = None,
    ci: npt.ArrayLike | None = None,
    di: npt.ArrayLike | None = None,
    *,
    measure: Measure = "RR",
    n1i: npt.ArrayLike | None = None,
    n2i: npt.ArrayLike | None = None,
    x1i: npt.ArrayLike | None = None,
    x2i: npt.ArrayLike | None = None,
    t1i: npt.ArrayLike | None = None,
    t2i: npt.ArrayLike | None = None,
    level: float = 0.95,
    add: float | Sequence[float] = 0.0,
    to: str | Sequence[str] = "only0",
    drop00: bool = False,
    correct: bool = True,
) -> PooledTables:
    """Pool tables by the method of Mantel and Haenszel.

    Parameters
    ----------
    ai, bi, ci, di
        Events and non-events of group 1, then of group 2, shape (k,); or events ``ai``, ``ci``
        and sizes ``n1i``, ``n2i``. NaN in any cell leaves the table out.
    x1i, x2i, t1i, t2i
        Events and person-time of the groups, for IRR and IRD.
    measure
        RR, OR (log scale), RD; IRR (log scale), IRD. Above 0: more events in group 1.
    level
        Coverage, a fraction.
    add, to
        Number added to the cells before pooling, where ``to`` says: ``only0`` (tables with an
        empty cell), ``all``, ``if0all`` (all, if any table has one), ``none``. By default
        nothing is added: the method needs no correction. A pair gives the value for the
        tables' own effects in Q (0.5, only0 unless said), then the one for pooling.
    drop00
        Leave out tables without events, or with nothing but events, in both groups.
    correct
        Continuity correction in the Cochran-Mantel-Haenszel test.

    Returns
    -------
    PooledTables
        NaN where a sum in a denominator is 0 (no events in a group in any table).

    Raises
    ------
    InputError
        Missing arguments, other shapes, negative counts, no table.

    References
    ----------
    Mantel, N., & Haenszel, W. (1959), Journal of the National Cancer Institute 22, 719,
    doi:10.1093/jnci/22.4.719. Variances: OR, Robins, J., Breslow, N., & Greenland, S. (1986),
    Biometrics 42, 311, doi:10.2307/2531052; RR and rates, Greenland, S., & Robins, J. M.
    (1985), Biometrics 41, 55, doi:10.2307/2530643; RD, Sato, T., Greenland, S., & Robins,
    J. M. (1989), Biometrics 45, 1323, doi:10.2307/2531784. Tests: Breslow, N. E., & Day,
    N. E. (1980), Statistical methods in cancer research I, p. 142; Tarone, R. E. (1985),
    Biometrika 72, 91, doi:10.1093/biomet/72.1.91.
    """
    one_of("measure", measure, MEASURES)
    level = check_level(level)
    own, pooling = _corrections(add, to)
    if measure in ("IRR", "IRD"):
        raw_rates = rates(x1i, x2i, t1i, t2i)
        return _pool_rates(raw_rates, measure, level, own, pooling, drop00, correct)
    raw = tables(ai, bi, ci, di, n1i, n2i)
    kept = raw.present & ~(raw.double_zero if drop00 else np.zeros_like(raw.present))
    used = raw.where(kept).plus(*pooling)
    if used.a.size == 0:
        raise InputError("ai", "holds no table that can be pooled; give one or more.")
    with np.errstate(all="ignore"):
        estimate, se, weights = _ESTIMATES[measure](used)
        tests = _odds_tests(used, estimate, correct) if measure == "OR" else {}
    y, v = _own_effects(measure, raw.where(kept), own)
    positive = int(np.count_nonzero(~used.double_zero))
    return _result(
        estimate, se, y, v, kept, weights, measure=measure, method="Mantel-Haenszel",
        level=level, positive=positive, tests=tests,
    )  # fmt: skip


def peto(
    ai: npt.ArrayLike,
    bi: npt.ArrayLike | None = None,
    ci: npt.ArrayLike | None = None,
    di: npt.ArrayLike | None = None,
    *,
    n1i: npt.ArrayLike | None = None,
    n2i: npt.ArrayLike | None = None,
    level: float = 0.95,
    drop00: bool = False,
) -> PooledTables:
    """Pool log odds ratios by Peto's one-step method.

    Parameters
    ----------
    ai, bi, ci, di, n1i, n2i, level, drop00
        As in :func:`mantel_haenszel`. Tables without events, or with nothing but events, add
        nothing.

    Returns
    -------
    PooledTables
        NaN where no table carries information.

    References
    ----------
    Yusuf, S., Peto, R., et al. (1985), Progress in Cardiovascular Diseases 27, 335,
    doi:10.1016/S0033-0620(85)80003-7.
    """
    level = check_level(level)
    raw = tables(ai, bi, ci, di, n1i, n2i)
    kept = raw.present & ~(raw.double_zero if drop00 else np.zeros_like(raw.present))
    used = raw.where(kept)
    if used.a.size == 0:
        raise InputError("ai", "holds no table that can be pooled; give one or more.")
    with np.errstate(all="ignore"):
        observed = used.a - used.expected
        spread = used.hypergeometric_variance
        total = spread.sum()
        estimate, se = float(observed.sum() / total), float(np.sqrt(1.0 / total))
    y, v = _own_effects("PETO", used, (0.0, "none"))
    return _result(
        estimate, se, y, v, kept, spread, measure="PETO", method="Peto", level=level,
        positive=int(np.count_nonzero(~used.double_zero)), tests={},
    )  # fmt: skip


Correction = tuple[float, str]


def _corrections(
    add: float | Sequence[float], to: str | Sequence[str]
) -> tuple[Correction, Correction]:
    """What is added for the tables' own effects, and for pooling."""
    try:
        adds = [HALF, float(add)] if isinstance(add, int | float) else [float(x) for x in add]
        tos = ["only0", to] if isinstance(to, str) else list(to)
    except (TypeError, ValueError):
        raise InputError("add", f"is {add!r} with to {to!r}; give a number and a word.") from None
    if len(adds) != 2 or len(tos) != 2:
        raise InputError("add", "must be a number or a pair, and so must to.")
    for value, where in zip(adds, tos, strict=True):
        if not 0.0 <= value < 1e6:
            raise InputError("add", f"holds {value}; give a number not below 0.")
        one_of("to", where, ("only0", "all", "if0all", "none"))
    return (adds[0], tos[0]), (adds[1], tos[1])


def _own_effects(measure: str, t: Tables, own: Correction) -> tuple[FloatArray, FloatArray]:
    """Effects and variances of the single tables; NaN for those without information."""
    sizes = effect_size(measure, ai=t.a, bi=t.b, ci=t.c, di=t.d, add=own[0], to=own[1], drop00=True)
    return sizes.yi, sizes.vi


def _log_rr(t: Tables) -> tuple[float, float, FloatArray]:
    r, s = t.a * t.n2 / t.n, t.c * t.n1 / t.n
    d = (t.n1 * t.n2 * (t.a + t.c) - t.a * t.c * t.n) / t.n**2
    r_sum, s_sum = r.sum(), s.sum()
    return _log_ratio(r_sum, s_sum), float(np.sqrt(d.sum() / (r_sum * s_sum))), s


def _log_or(t: Tables) -> tuple[float, float, FloatArray]:
    r, s = t.a * t.d / t.n, t.b * t.c / t.n
    p, q = (t.a + t.d) / t.n, (t.b + t.c) / t.n
    r_sum, s_sum = r.sum(), s.sum()
    variance = 0.5 * (
        (p * r).sum() / r_sum**2
        + (p * s + q * r).sum() / (r_sum * s_sum)
        + (q * s).sum() / s_sum**2
    )
    return _log_ratio(r_sum, s_sum), float(np.sqrt(variance)), s


def _risk_difference(t: Tables) -> tuple[float, float, FloatArray]:
    w = t.n1 * t.n2 / t.n
    total = w.sum()
    estimate = float(((t.a * t.n2 - t.c * t.n1) / t.n).sum() / total)
    share1, share2 = t.n1 / t.n, t.n2 / t.n
    p = t.c * share1**2 - t.a * share2**2 + share1 * share2 * (t.n2 - t.n1) / 2.0
    q = (t.a * (t.n2 - t.c) + t.c * (t.n1 - t.a)) / (2.0 * t.n)
    return estimate, float(np.sqrt((estimate * p.sum() + q.sum()) / total**2)), w


_ESTIMATES = {"RR": _log_rr, "OR": _log_or, "RD": _risk_difference}


def _log_ratio(r: float, s: float) -> float:
    return float(np.log(r / s)) if r > 0.0 and s > 0.0 else np.nan


def _odds_tests(t: Tables, log_or: float, correct: bool) -> dict[str, float]:
    """Cochran-Mantel-Haenszel, Breslow-Day and Tarone."""
    informative = t.where(~t.double_zero)
    gap = abs(float((informative.a - informative.expected).sum()))
    gap = max(gap - (0.5 if correct else 0.0), 0.0) if correct else gap
    cmh = gap**2 / float(informative.hypergeometric_variance.sum())
    found = {"cmh": cmh, "cmh_p": float(chdtrc(1.0, cmh))}
    fitted = _fitted_events(informative, np.exp(log_or))
    variance = 1.0 / (
        1.0 / fitted
        + 1.0 / (informative.n1 - fitted)
        + 1.0 / (informative.a + informative.c - fitted)
        + 1.0 / (informative.n2 - informative.a - informative.c + fitted)
    )
    deviation = informative.a - fitted
    bd = float((deviation**2 / variance).sum())
    tarone = bd - float(deviation.sum()) ** 2 / float(variance.sum())
    df = informative.a.size - 1.0
    tail = [float(chdtrc(df, max(x, 0.0))) if df >= 1.0 else np.nan for x in (bd, tarone)]
    return found | {
        "breslow_day": bd, "breslow_day_p": tail[0], "tarone": tarone, "tarone_p": tail[1]
    }  # fmt: skip


def _fitted_events(t: Tables, ratio: float) -> FloatArray:
    """Events of group 1 under a common odds ratio, the margins kept."""
    m = t.a + t.c
    if abs(ratio - 1.0) < 1e-12:
        return t.n1 * m / t.n
    b = ratio * (t.n1 + m) + t.n2 - m
    root = np.sqrt(b * b - 4.0 * ratio * (ratio - 1.0) * t.n1 * m)
    # the stable form of (b - root) / (2 (ratio - 1))
    return 2.0 * ratio * t.n1 * m / (b + root)


def _pool_rates(
    raw: Rates, measure: str, level: float, own: Correction, pooling: Correction,
    drop00: bool, correct: bool,
) -> PooledTables:  # fmt: skip
    kept = raw.present & ~((raw.x1 + raw.x2 == 0.0) & drop00)
    used = raw.where(kept).plus(*pooling)
    if used.x1.size == 0:
        raise InputError("x1i", "holds no study that can be pooled; give one or more.")
    total_time = used.t1 + used.t2
    r, s = used.x1 * used.t2 / total_time, used.x2 * used.t1 / total_time
    w = used.t1 * used.t2 / total_time
    events = used.x1 + used.x2
    tests: dict[str, float] = {}
    with np.errstate(all="ignore"):
        if measure == "IRR":
            estimate = _log_ratio(r.sum(), s.sum())
            spread = events * used.t1 * used.t2 / total_time**2
            se = float(np.sqrt(spread.sum() / (r.sum() * s.sum())))
            gap = abs(float((used.x1 - events * used.t1 / total_time).sum()))
            cmh = max(gap - (0.5 if correct else 0.0), 0.0) ** 2 / float(spread.sum())
            tests, weights = {"cmh": cmh, "cmh_p": float(chdtrc(1.0, cmh))}, s
        else:
            estimate = float((r - s).sum() / w.sum())
            spread = (used.x1 * used.t2**2 + used.x2 * used.t1**2) / total_time**2
            se, weights = float(np.sqrt(spread.sum()) / w.sum()), w
    sizes = raw.where(kept)
    single = effect_size(
        measure, x1i=sizes.x1, x2i=sizes.x2, t1i=sizes.t1, t2i=sizes.t2,
        add=own[0], to=own[1], drop00=True,
    )  # fmt: skip
    return _result(
        estimate, se, single.yi, single.vi, kept, weights, measure=measure,
        method="Mantel-Haenszel", level=level, positive=int(np.count_nonzero(events)),
        tests=tests,
    )  # fmt: skip


def _result(
    estimate: float, se: float, y: FloatArray, v: FloatArray, kept: BoolArray,
    weights: FloatArray, *, measure: str, method: str, level: float, positive: int,
    tests: dict[str, float],
) -> PooledTables:  # fmt: skip
    usable = np.isfinite(y) & np.isfinite(v) & (v > 0.0)
    q = float(((y[usable] - estimate) ** 2 / v[usable]).sum())
    df = int(np.count_nonzero(usable)) - 1
    if df < 1:
        q, q_p, i2, h2 = 0.0, 1.0, 0.0, 1.0
    else:
        q_p, h2 = float(chdtrc(df, q)), q / df
        i2 = max(0.0, 100.0 * (q - df) / q) if q > 0.0 else 0.0
    if se == 0.0:  # no event anywhere: nothing says how uncertain the difference of 0 is
        se = np.nan
    if not np.isfinite(estimate):
        se = q = q_p = i2 = h2 = np.nan
    statistic = estimate / se if se > 0.0 else np.nan
    half = normal_quantile(level) * se
    share = np.full(kept.shape, np.nan)
    with np.errstate(all="ignore"):
        share[kept] = 100.0 * weights / weights.sum()
    return PooledTables(
        k=int(np.count_nonzero(kept)), k_positive=positive, estimate=estimate, se=se,
        statistic=statistic, p_value=float(2.0 * ndtr(-abs(statistic))),
        ci_low=estimate - half, ci_high=estimate + half,
        q=q, q_df=max(df, 0), q_p=q_p, i2=i2, h2=h2,
        weights=share, measure=measure, method=method, level=level, **tests,
    )  # fmt: skip
