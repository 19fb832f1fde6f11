"""Distribution of a weighted sum of independent chi-squared variables with 1 df.

The Laplace transform of the distribution function is ``prod (1 + 2 s l_i)^(-1/2) / s``, with
all its singularities on the negative real axis, so a Talbot contour inverts it with an error
that falls geometrically in the number of nodes. The contour is the one of
Weideman, J. A. C. (2006), SIAM Journal on Numerical Analysis 44, 2342, doi:10.1137/050625837.
"""

from __future__ import annotations

import numpy as np

from evisyn.synthesis._designs import FloatArray

#: Error of the contour is about 10^(-0.6 n) until rounding, which grows with n, takes over.
NODES = 24


def _contour(nodes: int) -> tuple[FloatArray, FloatArray]:
    theta = (2.0 * np.arange(nodes // 2) + 1.0) * np.pi / nodes
    cot = 1.0 / np.tan(0.6407 * theta)
    z = nodes * (-0.4814 + 0.6122j * 0.0 + 0.5017 * theta * cot + 0.2645j * theta)
    dz = nodes * (0.5017 * cot - 0.5017 * 0.6407 * theta * (1.0 + cot * cot) + 0.2645j)
    return z, dz


_Z, _DZ = _contour(NODES)


def weighted_chi2_cdf(q: float, weights: FloatArray) -> float:
    """P(sum weights_i X_i <= q) with X_i independent chi-squared with 1 df.

    Parameters
    ----------
    q
        Point; the result is 0 at and below 0.
    weights
        Shape (m,), not negative.
    """
    if q <= 0.0:
        return 0.0
    s = _Z / q
    logs = np.log1p(2.0 * np.multiply.outer(s, weights)).sum(axis=1)
    values = np.exp(_Z - 0.5 * logs) * _DZ / _Z
    # conjugate nodes double the real part of 1/(2 pi i) * sum * 2 pi / n
    total = 2.0 * np.imag(values.sum()) / NODES
    return float(min(max(total, 0.0), 1.0))
