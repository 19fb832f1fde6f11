"""Limits of a variance component by the profile likelihood."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtri

from evisyn.errors import InputError
from evisyn.synthesis._designs import FloatArray
from evisyn.synthesis._roots import bracketed_root, root_above
from evisyn.synthesis.multilevel._fit import climb, fit_components
from evisyn.synthesis.multilevel._problem import Problem


class _Profile:
    """Room left under the cut-off when one component is held at a value."""

    def __init__(self, problem: Problem, place: int, level: float) -> None:
        self.problem, self.place = problem, place
        self.height = problem.fit.loglik
        self.cut = float(chdtri(1.0, 1.0 - level))
        self.other = problem.fit.sigma2.copy()

    def __call__(self, value: float) -> float:
        problem, place = self.problem, self.place
        fixed = problem.fixed.copy()
        fixed[place] = value
        start = np.where(np.isnan(fixed), self.other, fixed)
        free = np.isnan(fixed)
        fit = climb(problem.blocks, problem.restricted, start, free)
        if value == 0.0:
            # far from the top the other component may sit in another valley
            fresh = fit_components(problem.blocks, problem.restricted, fixed)
            fit = max(fit, fresh, key=lambda one: one.loglik)
        self.other = fit.sigma2
        return self.cut - 2.0 * (self.height - fit.loglik)


def profile_limits(problem: Problem, level: float) -> FloatArray:
    """Limits of both components, shape (2, 2): rows between and within, columns low and high.

    All values whose likelihood ratio test against the estimate is not significant (Hardy, R. J.,
    & Thompson, S. G. (1996), Statistics in Medicine 15, 619,
    doi:10.1002/(SICI)1097-0258(19960330)15:6<619::AID-SIM188>3.0.CO;2-A). A component that
    was fixed, or that does not exist, has NaN.
    """
    if not problem.settings.identified:
        raise InputError(
            "study", "has one effect in each study, so the components cannot be told apart; "
            "use heterogeneity_ci."
        )  # fmt: skip
    limits = np.full((2, 2), np.nan)
    for place in np.flatnonzero(np.isnan(problem.fixed)):
        limits[place] = _limits(problem, int(place), level)
    return limits * problem.scale**2


def _limits(problem: Problem, place: int, level: float) -> tuple[float, float]:
    top = float(problem.fit.sigma2[place])
    profile = _Profile(problem, place, level)
    step = top + float(np.median(problem.blocks.v))
    high = root_above(profile, top, step, "level")
    low = 0.0
    if top > 0.0:
        profile = _Profile(problem, place, level)
        at_zero = profile(0.0)
        if at_zero < 0.0:
            low = bracketed_root(profile, 0.0, top, at_zero, profile.cut)
    return low, high
