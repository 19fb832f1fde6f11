"""Effects and variances as the plots read them: usable studies only, the others counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evisyn.errors import InputError
from evisyn.figures.plots.spec import study_names
from evisyn.figures.style import BLUE, VERMILION, Mark
from evisyn.figures.wording import count

FloatArray = NDArray[np.float64]

STUDY: Final = Mark(shape="circle", colour=BLUE, words="study")
OTHER: Final = Mark(shape="diamond", colour=VERMILION, filled=False, words="")
DASHES: Final = (5.0, 3.0)
DOTS: Final = (1.5, 2.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects:
    """Usable studies.

    Parameters
    ----------
    yi, vi
        Shape (k,), finite, variances above zero.
    names
        k names.
    left_out
        Names of the studies without a usable estimate.
    """

    yi: FloatArray
    vi: FloatArray
    names: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def k(self) -> int:
        """Number of usable studies."""
        return self.yi.size

    @property
    def sei(self) -> FloatArray:
        """Standard errors, shape (k,)."""
        return np.asarray(np.sqrt(self.vi))

    @property
    def common(self) -> float:
        """Inverse-variance mean, the common effect."""
        return float(np.sum(self.yi / self.vi) / np.sum(1.0 / self.vi))

    @property
    def notes(self) -> tuple[str, ...]:
        """A line on what is left out; none when nothing is."""
        if not self.left_out:
            return ()
        some = count(len(self.left_out), "study", "studies")
        return (f"Left out, without a usable estimate: {some} ({', '.join(self.left_out)}).",)


def read_effects(yi: ArrayLike, vi: ArrayLike, labels: Sequence[str] | None = None) -> Effects:
    """Read effects and variances.

    Parameters
    ----------
    yi, vi
        Shape (k,): effects on the working scale (logarithms for ratios), sampling variances; NaN
        where absent.
    labels
        k names; numbers by default.

    Raises
    ------
    InputError
        Shapes that differ, a variance that is not above zero, or no usable study.
    """
    y = np.atleast_1d(np.asarray(yi, dtype=np.float64))
    v = np.atleast_1d(np.asarray(vi, dtype=np.float64))
    if y.shape != v.shape or y.ndim != 1:
        raise InputError("vi", f"yi has shape {y.shape}, vi {v.shape}; give one of each a study")
    names = study_names(labels, y.size)
    usable = np.isfinite(y) & np.isfinite(v)
    if np.any(v[usable] <= 0):
        raise InputError("vi", "holds a variance that is not above zero; correct or drop it")
    if not usable.any():
        raise InputError("yi", "holds no finite effect; a plot needs at least one study")
    kept = np.flatnonzero(usable)
    return Effects(
        yi=y[kept],
        vi=v[kept],
        names=tuple(names[i] for i in kept),
        left_out=tuple(name for name, ok in zip(names, usable, strict=True) if not ok),
    )
