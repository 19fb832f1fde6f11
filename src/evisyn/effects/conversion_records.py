"""Records of converted numbers: every one says that it was converted, and how.

A sensitivity run that leaves converted results out asks for ``.converted``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from evisyn.effects.inputs import Array
from evisyn.shown import Shown

if TYPE_CHECKING:
    from evisyn.effects.frames import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted(Shown, ABC):
    """Base of the records.

    Parameters
    ----------
    method
        Formula used and its source, in words.
    converted
        Always True: the study did not report this number as it stands here.
    """

    method: str
    converted: bool = True

    @abstractmethod
    def _main(self) -> Array:
        """Main column of the record, shape (k,)."""

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        """Main column, so that the record can be used as an array, shape (k,)."""
        return np.array(self._main(), dtype=dtype)

    def __float__(self) -> float:
        """Main number of a single study."""
        return float(self._main().item())

    def to_frame(self) -> Frame:
        """One row per study."""
        from evisyn.effects.frames import converted_frame

        return converted_frame(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedSE(Converted):
    """Standard errors.

    Parameters
    ----------
    sei, vi
        Standard error and its square, shape (k,); on the log scale for a ratio.
    asymmetric
        Whether the reported interval lies unevenly about its estimate, shape (k,); False where
        no estimate was given.
    """

    sei: Array
    vi: Array
    asymmetric: NDArray[np.bool_]

    def _main(self) -> Array:
        return self.sei

    @property
    def se(self) -> Array:
        """Same as ``sei``."""
        return self.sei


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedSD(Converted):
    """Standard deviations of observations, shape (k,)."""

    sd: Array

    def _main(self) -> Array:
        return self.sd


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedMean(Converted):
    """Mean, standard deviation and size of a group.

    Parameters
    ----------
    mean, sd, n
        Each of shape (k,).
    skewed
        Whether a test of symmetry says that the numbers were not normal, shape (k,); the
        conversion assumes that they were, so leave such studies out in a sensitivity run.
    """

    mean: Array
    sd: Array
    n: Array
    skewed: NDArray[np.bool_]

    def _main(self) -> Array:
        return self.mean


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedEffect(Converted):
    """Effects of k studies on another scale.

    Parameters
    ----------
    yi, vi, sei
        Effect, variance, standard error, each of shape (k,); vi and sei NaN where none was given.
    measure
        Code of the scale that it is on now.
    """

    yi: Array
    vi: Array
    sei: Array
    measure: str

    def _main(self) -> Array:
        return self.yi
