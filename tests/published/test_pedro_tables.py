"""PEDro items and totals as printed in three papers.

- Journal of Sport and Health Science 2023;12:236, doi:10.1016/j.jshs.2021.05.005, table 3
  (PMC10105022): items 1 to 11, total out of 10.
- Frontiers in Aging Neuroscience 2022;14:927315, doi:10.3389/fnagi.2022.927315, table 2
  (PMC9285003): items 1 to 11 and a band.
- PMC5890238, table 1: four trials; the note says that all positive items were counted.
"""

from __future__ import annotations

import pytest

from evisyn.appraisal.tools.engine import recompute
from evisyn.appraisal.tools.misuse import pedro_misuse
from evisyn.appraisal.tools.overall import pedro_total

JSHS = [
    ("Chaouachi 2014", "1 1 0 1 0 0 0 1 1 1 1", 6), ("Cornu 1997", "1 0 0 0 0 0 0 1 1 1 1", 4),
    ("Foure 2009", "1 1 0 1 0 0 0 1 1 1 1", 6), ("Hirayama 2017", "1 1 0 1 0 0 0 0 1 1 1", 5),
    ("Houghton 2013", "1 0 0 0 0 0 0 1 0 1 1", 3), ("Lloyd 2012", "1 0 0 0 0 0 0 1 1 1 1", 4),
]  # fmt: skip
FRONTIERS = [
    ("Schmitz-Hubsch 2006", "1 1 1 1 0 0 1 1 1 1 1", 8, "good"),
    ("Hackney 2008", "1 1 0 1 0 0 1 0 0 1 1", 6, "good"),
    ("Li 2012", "1 1 1 1 0 0 1 1 1 1 1", 8, "good"),
    ("Amano 2013", "1 1 0 1 0 0 1 1 0 1 1", 6, "good"),
    ("Choi 2013", "1 1 0 1 0 0 1 1 0 1 1", 6, "good"),
    ("Gao 2014", "1 1 1 1 0 0 1 1 0 1 1", 7, "good"),
    ("Zhang 2015", "1 1 1 1 0 0 1 1 1 1 1", 8, "good"),
    ("Xiao and Zhuang 2016", "1 1 0 1 0 0 1 1 1 1 1", 7, "good"),
    ("Xiao 2016", "1 1 0 1 0 0 0 1 0 1 1", 5, "fair"),
    ("Liu 2016", "1 1 0 1 0 0 0 0 0 1 1", 4, "fair"),
    ("Lee 2018", "1 1 1 1 0 0 1 0 1 1 1", 7, "good"),
    ("Kurt 2018", "1 1 1 1 0 0 0 1 0 1 1", 6, "good"),
    ("Vergara-Diaz 2018", "1 1 1 1 0 0 0 1 0 1 1", 6, "good"),
    ("Wan 2021", "1 1 1 1 0 0 0 0 0 1 1", 5, "fair"),
    ("Li 2022", "1 1 1 1 0 0 1 0 1 1 1", 7, "good"),
]
WITH_ITEM_1 = [
    ("Somers 2012", "+ + + + - - + - + + +", "7/10", True),
    ("Helminen 2014", "+ + + + - - - + + + +", "7/10", True),
    ("Smith 2015", "+ + - + + + + - + + +", "8/10", True),
    ("Bennell 2016", "+ + + + - - + - + + +", "7/10", True),
]


def _items(text: str) -> dict[int, str]:
    return dict(enumerate(text.split(), start=1))


#: Totals that the printed items do not give: Hackney 2008 has five positive items from 2 to 11.
DIFFERENT = {"Hackney 2008": 5}


@pytest.mark.parametrize(("trial", "items", "printed"), JSHS)
def test_totals_of_one_paper(trial: str, items: str, printed: int) -> None:
    """Items 2 to 11 add up to the printed total."""
    assert pedro_total(_items(items)) == printed, trial


@pytest.mark.parametrize(("trial", "items", "printed", "band"), FRONTIERS)
def test_totals_and_bands_of_another(trial: str, items: str, printed: int, band: str) -> None:
    """Items 2 to 11 give the printed total and band, one printed total excepted."""
    result = recompute("PEDro", _items(items))
    assert result.total == DIFFERENT.get(trial, printed)
    if trial not in DIFFERENT:
        assert result.label == band


@pytest.mark.parametrize(("trial", "items", "printed", "fits"), WITH_ITEM_1)
def test_stated_counting_against_the_figures(
    trial: str, items: str, printed: str, fits: bool
) -> None:
    """The note says that all items were counted; the printed totals are those without item 1."""
    assert (pedro_misuse(_items(items), printed) == ()) is fits, trial


def test_a_total_with_item_1_is_found() -> None:
    """The same items with a total of 8 would hold item 1."""
    assert [m.kind for m in pedro_misuse(_items(WITH_ITEM_1[0][1]), 8)] == ["item_1_counted"]


def test_a_total_that_follows_neither_way_is_found() -> None:
    """Hackney 2008: six is the total only with item 1."""
    found = pedro_misuse(_items(FRONTIERS[1][1]), FRONTIERS[1][2])
    assert [m.kind for m in found] == ["item_1_counted"]
