"""Public data that come with the package, for worked examples and tests."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from evisyn.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = ("colditz1994", "vanhouwelingen2002")


def example(name: str) -> pd.DataFrame:
    """Load a public data set that comes with the package.

    Parameters
    ----------
    name
        ``colditz1994`` (13 trials of BCG vaccination against tuberculosis: tpos, tneg, cpos, cneg
        are people with and without tuberculosis, vaccinated and control; ablat is the distance
        from the equator in degrees; doi:10.1001/jama.1994.03510330076038) or
        ``vanhouwelingen2002`` (what doi:10.1002/sim.1040 prints from them, with the page).

    Returns
    -------
    pandas.DataFrame
        A new frame, one row per trial or per printed figure.

    Raises
    ------
    InputError
        For an unknown name; the known ones are listed.
    """
    import pandas as pd

    if name not in EXAMPLES:
        raise InputError("name", f"{name!r} is not one of {', '.join(EXAMPLES)}")
    file = resources.files("evisyn.build") / "examples" / f"{name}.csv"
    with file.open(encoding="utf-8") as text:
        return pd.read_csv(text)
