"""``effect_size``: what a study reports to its effect and sampling variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.effects import correlations, means, paired, rates, single_group, two_by_two
from evisyn.effects.inputs import Array, amount, as_column, broadcast, choice, flag
from evisyn.effects.study import Columns, How, Measure
from evisyn.effects.zeros import TO, ZeroRule
from evisyn.errors import InputError
from evisyn.shown import Shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from evisyn.effects.frames import Frame

#: Every measure by its code.
MEASURES: dict[str, Measure] = {
    measure.code: measure
    for room in (two_by_two, rates, means, correlations, single_group, paired)
    for measure in room.MEASURES
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSizes(Shown):
    """Effects of k studies.

    Parameters
    ----------
    yi, vi, sei
        Effect, sampling variance and standard error, each of shape (k,); NaN where the measure
        is undefined or an input is missing. Ratios are on the log scale.
    measure, title
        Code, and what it is in words.
    vtype
        Kind of sampling variance; one, or one per study.
    correct
        Whether a small-sample bias was corrected; None where the measure has no correction.
    add, to, drop00
        Rule for zero counts.
    """

    yi: Array
    vi: Array
    sei: Array
    measure: str
    title: str = ""
    vtype: str | tuple[str, ...] = "LS"
    correct: bool | None = None
    add: float = 0.0
    to: str = "only0"
    drop00: bool = False

    @property
    def k(self) -> int:
        """Number of studies, those without a value included."""
        return int(self.yi.size)

    def to_frame(self) -> Frame:
        """One row per study: yi, vi, sei."""
        from evisyn.effects.frames import effect_sizes_frame

        return effect_sizes_frame(self)


def effect_size(
    measure: str,
    *,
    ai: ArrayLike | None = None,
    bi: ArrayLike | None = None,
    ci: ArrayLike | None = None,
    di: ArrayLike | None = None,
    n1i: ArrayLike | None = None,
    n2i: ArrayLike | None = None,
    x1i: ArrayLike | None = None,
    x2i: ArrayLike | None = None,
    t1i: ArrayLike | None = None,
    t2i: ArrayLike | None = None,
    m1i: ArrayLike | None = None,
    sd1i: ArrayLike | None = None,
    m2i: ArrayLike | None = None,
    sd2i: ArrayLike | None = None,
    mi: ArrayLike | None = None,
    sdi: ArrayLike | None = None,
    xi: ArrayLike | None = None,
    ni: ArrayLike | None = None,
    ti: ArrayLike | None = None,
    ri: ArrayLike | None = None,
    vtype: str | Sequence[str] = "LS",
    correct: bool | None = None,
    add: float | None = None,
    to: str = "only0",
    drop00: bool = False,
) -> EffectSizes:
    """Compute effect sizes and their sampling variances, as metafor's ``escalc`` does.

    Parameters
    ----------
    measure
        A key of ``MEASURES``. Two groups: RR OR RD AS PETO, PHI YUQ YUY RTET PBIT OR2DN OR2DL,
        IRR IRD IRSD, MD SMD SMDH SMD1 SMD1H ROM CVR VR D2ORN D2ORL RPB RBIS. Two variables: COR
        UCOR ZCOR. One group: PR PLN PLO PAS PFT, IR IRLN IRS IRFT, MN MNLN CVLN SDLN. Change:
        MC SMCC SMCR SMCRH ROMC.
    ai, bi, ci, di, n1i, n2i
        2x2 table: events and non-events of group 1, of group 2; group sizes in place of
        ``bi`` and ``di``. For SMD, D2ORN, D2ORL, RPB, RBIS and SMCC ``di`` is Cohen's d.
    x1i, x2i, t1i, t2i
        Events and person-time of both groups.
    m1i, sd1i, m2i, sd2i
        Means and standard deviations of both groups or occasions.
    mi, sdi, xi, ni, ti, ri
        One group's mean (or, for proportions, non-events), standard deviation, events, size,
        person-time (or t statistic, for SMD and correlations), correlation.
    vtype
        Kind of sampling variance, one or one per study; see the measure's formula.
    correct
        Correct the small-sample bias. By default on for standardised differences, VR, CVLN and
        SDLN, off for ROM, ROMC and CVR.
    add
        Constant for zero counts: 1/2, but 0 for AS PHI RTET IRSD PAS PFT IRS IRFT unless given.
    to
        Studies that get it: "only0" (those with a zero), "all", "if0all" (all once there is a
        zero), "none".
    drop00
        Whether a study without events, or without non-events, in both groups gives NaN.

    Returns
    -------
    EffectSizes
        Arrays of shape (k,). A positive effect means more, or more events, in group 1.

    Raises
    ------
    InputError
        An argument that the measure does not take or lacks, a wrong shape, text, an infinity, a
        negative count or standard deviation, a size of zero, an unknown code or rule.

    References
    ----------
    Codes and arguments: Viechtbauer, W. (2010), doi:10.18637/jss.v036.i03. Log risk ratio: Katz,
    D., et al. (1978), doi:10.2307/2530610. Standardised differences: Hedges, L. V. (1981),
    doi:10.3102/10769986006002107; Bonett, D. G. (2008), doi:10.1037/1082-989X.13.2.99. Ratio of
    means: Lajeunesse, M. J. (2015), doi:10.1890/14-2402.1. Variability: Nakagawa, S., et al.
    (2015), doi:10.1111/2041-210X.12309. Double arcsine: Freeman, M. F., & Tukey, J. W. (1950),
    doi:10.1214/aoms/1177729756. The other formulas name their papers where they are coded.
    """
    columns = {
        "ai": ai, "bi": bi, "ci": ci, "di": di, "n1i": n1i, "n2i": n2i, "x1i": x1i, "x2i": x2i,
        "t1i": t1i, "t2i": t2i, "m1i": m1i, "sd1i": sd1i, "m2i": m2i, "sd2i": sd2i, "mi": mi,
        "sdi": sdi, "xi": xi, "ni": ni, "ti": ti, "ri": ri,
    }  # fmt: skip
    chosen = find_measure(measure)
    given = _given(chosen, columns)
    zeros = ZeroRule(
        add=chosen.add if add is None else amount("add", add),
        to=choice("to", to, TO),
        drop00=flag("drop00", drop00),
    )
    corrects = _correction(chosen, correct)
    kinds = _vtypes(chosen, vtype, next(iter(given.values())).size)
    yi, vi = _compute(chosen, given, kinds, bool(corrects), zeros)
    return EffectSizes(
        yi=_frozen(yi), vi=_frozen(vi), sei=_frozen(np.sqrt(vi)),
        measure=chosen.code, title=chosen.title,
        vtype=kinds[0] if len(set(kinds)) == 1 else kinds, correct=corrects,
        add=zeros.add, to=zeros.to, drop00=zeros.drop00,
    )  # fmt: skip


def find_measure(measure: Any) -> Measure:
    """Look up a code of :data:`MEASURES`; an unknown one is refused with the list."""
    if not isinstance(measure, str) or measure not in MEASURES:
        raise InputError("measure", f"is {measure!r}; it must be one of {', '.join(MEASURES)}")
    return MEASURES[measure]


def _given(measure: Measure, arguments: dict[str, Any]) -> Columns:
    """Checked columns of shape (k,) of the arguments that were given."""
    kinds = measure.family.kinds
    present = {name: value for name, value in arguments.items() if value is not None}
    takes = ", ".join(kinds)
    for name in present:
        if name not in kinds:
            raise InputError(name, f"is not used by measure {measure.code}, which takes {takes}")
    if not any(present.keys() >= set(source) for source in measure.sources):
        best = max(measure.sources, key=lambda source: len(present.keys() & set(source)))
        lacking = next(name for name in best if name not in present)
        ways = " or ".join(", ".join(source) for source in measure.sources)
        raise InputError(lacking, f"is missing; measure {measure.code} needs {ways}")
    return broadcast(
        {name: as_column(name, value, kind=kinds[name]) for name, value in present.items()}
    )


def _correction(measure: Measure, correct: Any) -> bool | None:
    if correct is None:
        return measure.correct
    asked = flag("correct", correct)
    if measure.correct is None and asked:
        raise InputError("correct", f"is True, but measure {measure.code} has no bias correction")
    return asked if measure.correct is not None else None


def _vtypes(measure: Measure, vtype: Any, k: int) -> tuple[str, ...]:
    """Kind of variance of every study."""
    kinds = [vtype] if isinstance(vtype, str) else list(np.atleast_1d(np.asarray(vtype, object)))
    if len(kinds) not in (1, k):
        raise InputError("vtype", f"has {len(kinds)} values for {k} studies; give one, or one each")
    for kind in kinds:
        if not isinstance(kind, str) or kind not in measure.vtypes:
            allowed = ", ".join(measure.vtypes)
            raise InputError("vtype", f"is {kind!r}; measure {measure.code} has {allowed}")
    return tuple(kinds) if len(kinds) == k and k > 0 else tuple(kinds * max(k, 1))


def _compute(
    measure: Measure, given: Columns, kinds: tuple[str, ...], correct: bool, zeros: ZeroRule
) -> tuple[Array, Array]:
    """Effects and variances; what is undefined or overflows becomes NaN."""
    with np.errstate(all="ignore"):
        columns = measure.family.prepare(given)
        k = next(iter(columns.values())).size
        yi, vi = np.full(k, np.nan), np.full(k, np.nan)
        labels = np.array(kinds, dtype=object)
        for kind in dict.fromkeys(kinds):
            how = How(vtype=kind, correct=correct, zeros=zeros)
            all_yi, all_vi = measure.formula(columns, how)
            mine = labels[:k] == kind
            yi[mine], vi[mine] = all_yi[mine], all_vi[mine]
        yi = np.where(np.isfinite(yi), yi, np.nan)
        vi = np.where(np.isfinite(vi) & np.isfinite(yi) & (vi >= 0), vi, np.nan)
    return yi, vi


def _frozen(values: Array) -> Array:
    values = np.array(values, dtype=np.float64)
    values.flags.writeable = False
    return values
