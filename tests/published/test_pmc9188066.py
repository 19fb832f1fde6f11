"""AMSTAR 2 items and ratings of twelve reviews as printed, and what the tool's rule gives.

BMC Geriatrics 2022;22:501, doi:10.1186/s12877-022-03169-2, table 2 (PMC9188066). The table prints
the items and the authors' rating; the rule is that of doi:10.1136/bmj.j4008.
"""

from __future__ import annotations

import pytest

from evisyn.appraisal.tools.engine import compare_published
from evisyn.appraisal.tools.overall import amstar2_confidence

#: review, items 1 to 16, printed rating, rating by the rule of the tool
TABLE = [
    ("Bachmann 2010", "Y N N PY Y N N Y PY N Y Y Y Y Y Y", "Moderate", "critically low"),
    ("De Morton 2007", "Y N N Y Y Y Y PY Y Y Y N N Y Y Y", "Low", "critically low"),
    ("Handoll 2011", "Y Y N PY Y Y Y Y Y N NMA NMA Y Y N Y", "Moderate", "low"),
    ("Heldmann 2019", "Y PY N PY Y Y N Y Y N NMA NMA N Y NMA Y", "Low", "critically low"),
    ("Machado 2020", "Y PY N PY Y N N PY Y N Y N Y Y N Y", "Moderate", "critically low"),
    ("Martinez-Velilla 2016", "Y N Y PY Y N N Y PY N NMA NMA N N N Y", "Low", "critically low"),
    ("Peck 2020", "Y N N N Y N N Y N N NMA NMA N N NMA Y", "Critically low", "critically low"),
    ("Peiris 2018", "Y Y N PY Y Y N Y Y N Y Y Y Y Y Y", "Moderate", "low"),
    ("Scrivener 2015", "Y Y N PY N Y N Y Y N Y Y Y Y N Y", "Low", "critically low"),
    ("Smith 2020a", "Y Y N Y Y Y Y Y Y Y Y N Y N N Y", "Moderate", "low"),
    ("Smith 2020b", "Y Y N PY Y Y N Y Y N Y N Y Y Y Y", "Moderate", "low"),
    ("Yasmeen 2020", "Y Y N Y Y Y N Y Y N NMA NMA Y Y NMA Y", "Moderate", "low"),
]  # fmt: skip


def _items(text: str) -> dict[int, str]:
    return dict(enumerate(text.split(), start=1))


@pytest.mark.parametrize(("review", "items", "printed", "by_rule"), TABLE)
def test_rating_follows_from_the_items(review: str, items: str, printed: str, by_rule: str) -> None:
    """The rule gives this rating for the printed items."""
    assert amstar2_confidence(_items(items)).label == by_rule, review


def test_most_printed_ratings_do_not_follow() -> None:
    """Eleven of the twelve printed ratings are not those of the tool's rule."""
    agree = [
        compare_published(printed, amstar2_confidence(_items(items))).agrees
        for _, items, printed, _ in TABLE
    ]
    assert agree.count(True) == 1
    assert agree.count(False) == 11


def test_items_on_a_meta_analysis_drop_out() -> None:
    """A review without meta-analysis is not faulted for its methods of one."""
    result = amstar2_confidence(_items(TABLE[-1][1]))
    assert result.dropped == (11, 12, 15)
    assert result.critical_flaws == (7,)
