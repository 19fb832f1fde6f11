"""The answers of many defensible analyses of the same studies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.errors import InputError
from evisyn.synthesis.deletion import ROW_FIELDS
from evisyn.synthesis.observed import Observed, observed
from evisyn.synthesis.refits import COMMON_EFFECT, refit, request

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.frames import Frame

#: One study is one analysis.
MINIMUM_STUDIES = 2
#: Estimators in use: RevMan's old and new default, the two moment alternatives, likelihood, and
#: the common-effect model.
TAU2_METHODS = ("FE", "DL", "PM", "SJ", "ML", "REML")
TESTS = ("z", "hksj", "hksj-adhoc")
EVERYBODY = "all studies"


def multiverse(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    tau2_methods: Sequence[str] = TAU2_METHODS,
    tests: Sequence[str] = TESTS,
    inclusion: Mapping[str, ArrayLike] | None = None,
    **pool: Any,
) -> Frame:
    """Pool under every combination of estimator, test and inclusion rule.

    Parameters
    ----------
    yi
        Effects, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    tau2_methods
        Estimators of the heterogeneity variance; ``FE`` is the common-effect model.
    tests
        Tests of the pooled effect.
    inclusion
        Rule -> which studies it includes, boolean, shape (n,). ``all studies`` comes first in
        any case.
    **pool
        Other arguments of :func:`evisyn.synthesis.pool.pool`, such as ``level``.

    Returns
    -------
    DataFrame
        One row per combination: inclusion, tau2_method, test, and the fields of ``Pooled``.
        Undefined inference, such as a t test of a single study, is NaN.

    Raises
    ------
    InputError
        Unusable values or arguments, or a rule that includes no study.
    NotPoolable
        Fewer than 2 studies.

    References
    ----------
    Steegen S, Tuerlinckx F, Gelman A, Vanpaemel W (2016). Increasing transparency through a
    multiverse analysis. Perspectives on Psychological Science 11:702-712.
    https://doi.org/10.1177/1745691616658637

    Voracek M, Kossmeier M, Tran US (2019). Which data to meta-analyze, and how? A specification-
    curve and multiverse-analysis approach to meta-analysis. Zeitschrift fuer Psychologie
    227:64-82. https://doi.org/10.1027/2151-2604/a000357
    """
    from evisyn.synthesis.frames import rows_frame

    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="A multiverse analysis",
        why="one study leaves no analysis to choose",
    )
    for name in ("tau2_method", "test", "model"):
        if name in pool:
            raise InputError(name, "varies in a multiverse; give tau2_methods= and tests=.")
    rules = _rules(studies, inclusion)
    present = np.column_stack(list(rules.values()))
    rows: list[dict[str, Any]] = []
    for method in tau2_methods:
        for test in tests:
            asked = request(studies.length, tau2_method=method, test=test, **pool)
            out = refit(studies, present, asked)
            label = COMMON_EFFECT[0] if asked.options.model == "common" else method
            for place, rule in enumerate(rules):
                row = {name: getattr(out, name)[place].item() for name in ROW_FIELDS}
                row["k"], row["q_df"] = int(row["k"]), int(row["q_df"])
                rows.append({"inclusion": rule, "tau2_method": label, "test": test, **row})
    order = {rule: place for place, rule in enumerate(rules)}
    rows.sort(key=lambda row: order[row["inclusion"]])
    return rows_frame(rows)


def _rules(
    studies: Observed, inclusion: Mapping[str, ArrayLike] | None
) -> dict[str, NDArray[np.bool_]]:
    """Which usable studies each rule includes, shape (k,) each."""
    rules = {EVERYBODY: np.ones(studies.k, dtype=bool)}
    for name, values in (inclusion or {}).items():
        chosen = np.asarray(values)
        if chosen.shape != (studies.length,) or chosen.dtype != np.bool_:
            raise InputError(
                "inclusion", f"rule {name!r} has shape {chosen.shape} and type {chosen.dtype}; "
                f"give {studies.length} times True or False."
            )  # fmt: skip
        if not chosen[studies.rows].any():
            raise InputError("inclusion", f"rule {name!r} includes no study with an effect.")
        rules[str(name)] = chosen[studies.rows]
    return rules
