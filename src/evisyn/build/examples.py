"""Public data that come with the package, for worked examples and tests."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from evisyn.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

EXAMPLES = {
    "colditz1994": "13 trials of BCG vaccination against tuberculosis: tpos, tneg, cpos, cneg are "
    "people with and without it, vaccinated and control; ablat is the distance from the equator "
    "in degrees; doi:10.1001/jama.1994.03510330076038",
    "vanhouwelingen2002": "what doi:10.1002/sim.1040 prints from those trials, with the page",
    "amstar2_2022": "AMSTAR 2 items and printed ratings of 12 reviews; "
    "doi:10.1186/s12877-022-03169-2, table 2",
    "pregnancy_overlap": "which of 14 trials six reviews on exercise in pregnancy include; "
    "doi:10.1016/j.jclinepi.2020.12.004",
    "konstantopoulos2011": "56 studies of modified school calendars in 11 districts: standardised "
    "mean difference yi, positive where the modified calendar does better, and its variance vi; "
    "doi:10.1002/jrsm.35",
    "senn2013": "26 trials of glucose-lowering drugs, one row a comparison: HbA1c in percent, te "
    "is treat1 less treat2, with its standard error se_te; doi:10.1177/0962280211432220",
}
"""Names and what they hold."""


def example(name: str) -> pd.DataFrame:
    """Load a public data set that comes with the package.

    Parameters
    ----------
    name
        A key of :data:`EXAMPLES`, which says what each holds and where it is published.

    Returns
    -------
    pandas.DataFrame
        A new frame.

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
