"""Distribution of a weighted sum of independent chi-squared variables with 1 df.

The Laplace transform of the distribution function is ``prod (1 + 2 s l_i)^(-1/2) / s``, with
all its singularities on the negative real axis. Two contours invert it:

- few effective terms: a cotangent contour around the axis, error falling geometrically in the
  number of nodes. Weideman, J. A. C. (2006), SIAM Journal on Numerical Analysis 44, 2342,
  doi:10.1137/050625837;
- many: a vertical line, on which the transform is nearly a normal density. Abate, J., &
  Whitt, W. (1992), Queueing Systems 10, 5, doi:10.1007/BF01158520.
"""

from __future__ import annotations

import numpy as np

from evisyn.synthesis._designs import FloatArray

#: Error about 1e-13 up to some 20 equal terms; more nodes would lose digits to rounding.
NODES = 32
#: Effective number of terms from which the vertical line is used.
MANY = 20.0
#: The line lies 1 / sd to the right of 0 (nearer far out in the tail, where exp(s q) would
#: cancel); its spacing makes the aliasing error exp(-2 pi 5.5).
LINE_SPACING, LINE_NODES = 1.0 / 5.5, 500


def _contour(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    theta = (2.0 * np.arange(nodes // 2) + 1.0) * np.pi / nodes
    cot = 1.0 / np.tan(0.6407 * theta)
    z = nodes * (-0.4814 + 0.5017 * theta * cot + 0.2645j * theta)
    dz = nodes * (0.5017 * cot - 0.5017 * 0.6407 * theta * (1.0 + cot * cot) + 0.2645j)
    return z, dz


_Z, _DZ = _contour(NODES)


def _logs(s: np.ndarray, weights: FloatArray) -> np.ndarray:
    return np.asarray(np.log1p(2.0 * np.multiply.outer(s, weights)).sum(axis=1))


def weighted_chi2_cdf(q: float, weights: FloatArray) -> float:
    """P(sum weights_i X_i <= q) with X_i independent chi-squared with 1 df.

    Parameters
    ----------
    q
        Point; the result is 0 at and below 0.
    weights
        Shape (m,), not negative, one above 0.
    """
    if q <= 0.0:
        return 0.0
    square, mean = float(np.sum(weights * weights)), float(np.sum(weights))
    if mean**2 <= MANY * square:
        s = _Z / q
        values = np.exp(_Z - 0.5 * _logs(s, weights)) * _DZ / _Z
        # the conjugate half doubles the imaginary part of (1 / (2 pi i)) sum * (2 pi / n)
        total = 2.0 * float(np.imag(values.sum())) / NODES
    else:
        right = 1.0 / max(np.sqrt(2.0 * square), abs(q - mean) / 8.0)
        step = right * LINE_SPACING
        s = right + 1j * step * np.arange(LINE_NODES)
        values = np.real(np.exp(s * q - 0.5 * _logs(s, weights)) / s)
        values[0] *= 0.5
        total = step / np.pi * float(values.sum())
    return min(max(total, 0.0), 1.0)
