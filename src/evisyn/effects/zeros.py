"""Zero counts: when a constant is added, and which studies are dropped.

Sweeting, Sutton and Lambert 2004, doi:10.1002/sim.1761, discuss the choice; the four rules and
their names are those of metafor's ``escalc``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from evisyn.effects.inputs import Array

To = Literal["only0", "all", "if0all", "none"]
TO: tuple[str, ...] = get_args(To)

#: Half an event: the customary correction, Haldane 1956, doi:10.1111/j.1469-1809.1955.tb01285.x,
#: and Anscombe 1956, doi:10.1093/biomet/43.3-4.461.
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ZeroRule:
    """What to do about zero counts.

    Parameters
    ----------
    add
        Constant for the counts.
    to
        ``only0``: to the studies that hold a zero; ``all``: to every study; ``if0all``: to every
        study once any study holds a zero; ``none``.
    drop00
        Whether a study without events (or with events only) in both groups gives NaN.
    """

    add: float
    to: str
    drop00: bool

    def constants(self, has_zero: NDArray[np.bool_]) -> Array:
        """Constant to add to each study's counts, shape (k,)."""
        if self.to == "all":
            chosen = np.ones_like(has_zero)
        elif self.to == "if0all":
            chosen = np.full_like(has_zero, has_zero.any())
        elif self.to == "only0":
            chosen = has_zero
        else:
            chosen = np.zeros_like(has_zero)
        return np.where(chosen, self.add, 0.0)
