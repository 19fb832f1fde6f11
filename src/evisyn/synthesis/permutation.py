"""Permutation tests of a pooled effect and of moderators."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from evisyn.errors import InputError, NotPoolable
from evisyn.shown import Shown
from evisyn.synthesis._regression_fit import fit_regression, model_matrix
from evisyn.synthesis.observed import Observed, observed
from evisyn.synthesis.refits import CHUNK, Request, refit_values, request, settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

    from evisyn.synthesis.frames import Frame

    FloatArray = NDArray[np.float64]

#: With one study each sign is as likely and p is always 1.
MINIMUM_STUDIES = 2
#: ``exact=None`` takes all arrangements up to this many fits (k = 16 studies, by symmetry).
EXACT_SIGNS = 2**15
#: The same for rows of moderators, which are fitted one after the other (7 studies).
EXACT_ROWS = 5040
#: ``exact=True`` is refused beyond this many fits.
MOST_EXACT = 2**22
#: Statistics that differ by less, relatively, are ties: the estimators of tau2 stop at 1e-8.
TIE = 1e-7
#: Generator seed when ``seed`` is left out, so that the same call gives the same answer.
SEED = 19990610


@dataclass(frozen=True, slots=True, kw_only=True)
class PermutationTest(Shown):
    """Permutation test of a pooled effect of 0.

    Parameters
    ----------
    estimate, statistic
        Observed pooled effect and its test statistic, which is infinite where its standard error
        is 0 (equal effects under Hartung-Knapp).
    p_value
        Share of arrangements whose statistic is at least as far from 0, the observed one
        included.
    smallest_p
        Smallest value that ``p_value`` can take here.
    n_extreme, iterations
        Arrangements at least as extreme, and all arrangements (exact: 2^k; else those drawn
        and the observed one).
    exact
        Whether all arrangements were tried.
    distribution
        Statistics of all arrangements in rising order, shape (iterations,).
    seed
        Of the draw; None when exact.
    k, settings
        Number of studies, and how each arrangement was pooled.
    """

    estimate: float
    statistic: float
    p_value: float
    smallest_p: float
    n_extreme: int
    iterations: int
    exact: bool
    distribution: FloatArray
    seed: int | None
    k: int
    settings: Mapping[str, Any]

    def to_frame(self) -> Frame:
        """One row."""
        from evisyn.synthesis.frames import record_frame

        return record_frame(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeratorPermutationTest(Shown):
    """Permutation test of the coefficients of a meta-regression.

    Parameters
    ----------
    estimate, statistic, p_value
        Of the intercept and each moderator, shape (p,). Two-sided: the share of arrangements
        whose statistic is at least as far from 0.
    qm, qm_p
        Wald statistic of all moderators together and its permutation p value.
    iterations, exact, seed, k, settings
        As in :class:`PermutationTest`; exact arrangements are distinct orders of the rows.
    """

    estimate: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    qm: float
    qm_p: float
    iterations: int
    exact: bool
    seed: int | None
    k: int
    settings: Mapping[str, Any]

    def to_frame(self) -> Frame:
        """One row per coefficient, the intercept first."""
        from evisyn.synthesis.frames import rows_frame

        parts = zip(self.estimate, self.statistic, self.p_value, strict=True)
        return rows_frame(
            [
                {"term": place, "estimate": b, "statistic": z, "p_value": p}
                for place, (b, z, p) in enumerate(parts)
            ]
        )


def permutation_test(
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    mods: ArrayLike | None = None,
    exact: bool | None = None,
    iterations: int = 1000,
    seed: int | None = None,
    **pool: Any,
) -> PermutationTest | ModeratorPermutationTest:
    """Test a pooled effect by flipping signs, or moderators by permuting their rows.

    Under the null hypothesis of symmetric effects about 0, every pattern of signs is equally
    likely. Flipping all signs flips the statistic, so that half of the 2^k patterns are fitted.

    Parameters
    ----------
    yi
        Effects, null value 0, shape (n,); NaN where absent.
    vi
        Sampling variances, shape (n,).
    mods
        Moderators without intercept, shape (n, p - 1) or (n,); None tests the pooled effect.
    exact
        True: all arrangements; False: a random draw; None: all when they are few enough (2^15
        fits of a mean, 5,040 of a regression).
    iterations
        Arrangements to draw.
    seed
        Of the draw; None stands for a fixed seed.
    **pool
        Arguments of :func:`evisyn.synthesis.pool.pool`: the statistic is the one of its ``test``.

    Returns
    -------
    PermutationTest or ModeratorPermutationTest
        The second with ``mods``.

    Raises
    ------
    InputError
        Unusable values or arguments, or too many arrangements for ``exact=True``.
    NotPoolable
        Fewer than 2 studies; with moderators, fewer than coefficients and 1, or collinear ones.

    References
    ----------
    Follmann DA, Proschan MA (1999). Valid inference in random effects meta-analysis. Biometrics
    55:732-737. https://doi.org/10.1111/j.0006-341X.1999.00732.x

    Higgins JPT, Thompson SG (2004). Controlling the risk of spurious findings from
    meta-regression. Statistics in Medicine 23:1663-1682. https://doi.org/10.1002/sim.1752

    Phipson B, Smyth GK (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9:39. https://doi.org/10.2202/1544-6115.1585
    """
    studies = observed(
        yi,
        vi,
        minimum=MINIMUM_STUDIES,
        method="A permutation test",
        why="one study has nothing to be exchanged with",
    )
    asked = request(studies.length, **pool)
    draws = _whole_number(iterations)
    if mods is None:
        return _test_mean(studies, asked, exact, draws, seed)
    return _test_moderators(studies, model_matrix(studies, mods), asked, (exact, draws, seed))


def _whole_number(iterations: int) -> int:
    if isinstance(iterations, bool) or int(iterations) != iterations or iterations < 1:
        raise InputError("iterations", f"is {iterations!r}; give a whole number of at least 1.")
    return int(iterations)


def _is_exact(exact: bool | None, fits: int, limit: int) -> bool:
    if exact and fits > MOST_EXACT:
        raise InputError(
            "exact", f"would need {fits:,} fits, at most {MOST_EXACT:,} are made; use exact=False."
        )
    return fits <= limit if exact is None else bool(exact)


def _test_mean(
    studies: Observed, asked: Request, exact: bool | None, draws: int, seed: int | None
) -> PermutationTest:
    patterns = 2 ** (studies.k - 1)
    complete = _is_exact(exact, patterns, EXACT_SIGNS)
    start = None if complete else (SEED if seed is None else seed)
    estimate, half = _statistics(studies, asked, _signs(studies.k, patterns, draws, start))
    observed_one = half[0]
    size = np.abs(half)
    extreme = int(np.sum(size >= abs(observed_one) * (1.0 - TIE)))
    every = np.concatenate([half, -half]) if complete else half
    count = 2 if complete else 1
    return PermutationTest(
        estimate=float(estimate),
        statistic=float(observed_one),
        p_value=extreme / half.size,
        smallest_p=1.0 / half.size,
        n_extreme=count * extreme,
        iterations=every.size,
        exact=complete,
        distribution=np.sort(every),
        seed=start,
        k=studies.k,
        settings=settings(asked),
    )


def _signs(k: int, patterns: int, draws: int, seed: int | None) -> Iterator[FloatArray]:
    """Patterns of signs in chunks of shape (k, b), the observed one first."""
    if seed is None:
        bit = np.arange(k)[:, None]
        for start in range(0, patterns, CHUNK):
            number = 2 * np.arange(start, min(start + CHUNK, patterns))
            yield np.asarray(1.0 - 2.0 * ((number[None, :] >> bit) & 1), dtype=np.float64)
        return
    rng = np.random.default_rng(seed)
    yield np.ones((k, 1))
    for start in range(0, draws, CHUNK):
        flips = rng.integers(0, 2, size=(min(CHUNK, draws - start), k))
        yield np.asarray(1.0 - 2.0 * flips.T, dtype=np.float64)


def _statistics(
    studies: Observed, asked: Request, chunks: Iterator[FloatArray]
) -> tuple[float, FloatArray]:
    """Observed estimate, and the statistic of every pattern, shape (b,).

    A pattern whose standard error is 0 about an effect other than 0 is infinitely extreme.
    """
    estimates, statistics = [], []
    for signs in chunks:
        vi = np.broadcast_to(studies.vi[:, None], signs.shape)
        out = refit_values(signs * studies.yi[:, None], vi, studies, asked)
        flat = np.isnan(out.statistic) & (out.se == 0.0)
        endless = np.where(out.estimate == 0.0, 0.0, np.copysign(np.inf, out.estimate))
        estimates.append(out.estimate)
        statistics.append(np.where(flat, endless, out.statistic))
    return float(estimates[0][0]), np.concatenate(statistics)


def _test_moderators(
    studies: Observed,
    design: FloatArray,
    asked: Request,
    how: tuple[bool | None, int, int | None],
) -> ModeratorPermutationTest:
    exact, draws, seed = how
    if asked.weights is not None:
        raise InputError("weights", "cannot be combined with moderators; use another tau2_method")
    arrangements = _distinct_orders(design)
    complete = _is_exact(exact, arrangements, EXACT_ROWS)
    start = None if complete else (SEED if seed is None else seed)
    orders = _orders(design, draws, start)
    fits = np.array([_coefficients(studies, design[list(order)], asked) for order in orders])
    if np.isnan(fits[0]).any():
        raise NotPoolable(
            "The permutation test is undefined: the moderators are collinear, or so in effect"
        )
    p = design.shape[1]
    beta, z, qm = fits[0, :p], fits[:, p : 2 * p], fits[:, -1]
    beyond = np.mean(np.abs(z) >= np.abs(z[0]) * (1.0 - TIE), axis=0)
    return ModeratorPermutationTest(
        estimate=beta,
        statistic=z[0],
        p_value=beyond,
        qm=float(qm[0]),
        qm_p=float(np.mean(qm >= qm[0] * (1.0 - TIE))),
        iterations=len(fits),
        exact=complete,
        seed=start,
        k=studies.k,
        settings=settings(asked),
    )


def _distinct_orders(design: FloatArray) -> int:
    """Number of different matrices that permuting the rows gives."""
    repeats = np.unique(design, axis=0, return_counts=True)[1]
    return math.factorial(design.shape[0]) // math.prod(math.factorial(int(n)) for n in repeats)


def _orders(design: FloatArray, draws: int, seed: int | None) -> Iterator[tuple[int, ...]]:
    """Orders of the rows, the observed one first; exact ones give distinct matrices."""
    k = design.shape[0]
    if seed is not None:
        rng = np.random.default_rng(seed)
        yield tuple(range(k))
        for _ in range(draws):
            yield tuple(rng.permutation(k).tolist())
        return
    kind = np.unique(design, axis=0, return_inverse=True)[1].ravel()
    first = {int(kind[row]): row for row in reversed(range(k))}
    observed_one = tuple(first[int(value)] for value in kind)
    yield observed_one
    for order in _arrangements({row: int(np.sum(kind == kind[row])) for row in first.values()}):
        if order != observed_one:
            yield order


def _arrangements(left: dict[int, int]) -> Iterator[tuple[int, ...]]:
    """Distinct orders of items of which ``left`` copies are left."""
    if not any(left.values()):
        yield ()
    for item, copies in left.items():
        if copies:
            for rest in _arrangements({**left, item: copies - 1}):
                yield (item, *rest)


def _coefficients(studies: Observed, design: FloatArray, asked: Request) -> FloatArray:
    """Coefficients, their statistics and the joint statistic of the moderators."""
    fit = fit_regression(studies.yi, studies.vi, design, asked.options)
    if np.isnan(fit.beta).any():
        return np.full(2 * fit.beta.size + 1, np.nan)
    slopes = fit.beta[1:]
    joint = slopes @ np.linalg.solve(fit.cov[1:, 1:], slopes)
    return np.concatenate([fit.beta, fit.beta / np.sqrt(np.diag(fit.cov)), [float(joint)]])
