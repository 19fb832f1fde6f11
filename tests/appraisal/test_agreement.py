"""Agreement of the second reading equals the published summary of it."""

from __future__ import annotations

import pytest

import evisyn as ev
from evisyn.appraisal.agreement import agreement_by_field, overall_agreement
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.rows import AgreementRow


def _cells(pairs: list[tuple[str, str]], field: str = "design") -> list[AgreementRow]:
    return [
        AgreementRow(
            table="reviews",
            row_id=f"r{number}",
            field=field,
            first_value=first,
            second_value=second,
            agree="yes" if first == second else "no",
            part="sample",
        )
        for number, (first, second) in enumerate(pairs)
    ]


def test_kappa_of_a_hand_worked_table() -> None:
    """Two readers, 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: kappa 0.4."""
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = {item.part: item for item in agreement_by_field(_cells(pairs), ["design"])}
    assert found["sample"].kappa == pytest.approx(0.4)
    assert found["sample"].percent == pytest.approx(70.0)
    assert found["sample"].is_weak


def test_one_category_has_no_kappa() -> None:
    """Where only one value occurs, agreement beyond chance is undefined, not perfect."""
    (item, _) = agreement_by_field(_cells([("y", "y")] * 5), ["design"])
    assert item.kappa is None


def test_cells_not_found_again_are_no_pair() -> None:
    """They are counted apart and enter no percentage."""
    cells = [*_cells([("y", "y")]), AgreementRow(
        table="reviews", row_id="x", field="design", first_value="y", second_value="",
        agree="not_found", part="sample",
    )]  # fmt: skip
    (item, _) = agreement_by_field(cells, [])
    assert (item.pairs, item.not_found, item.percent) == (1, 1, 100.0)


def test_the_shipped_agreement_is_the_one_that_was_published_with_it() -> None:
    """97.6 % of 843 cells, 96.9 % in the random sample (data/VERIFICATION.md)."""
    rows = evidence_rows(ev.load()).agreement
    whole, sample = overall_agreement(rows), overall_agreement(rows, "sample")
    assert whole.percent is not None
    assert sample.percent is not None
    assert (whole.pairs, round(whole.percent, 1)) == (843, 97.6)
    assert round(sample.percent, 1) == 96.9


@pytest.mark.parametrize(
    ("field", "part", "kappa", "pairs"),
    [
        ("headache_type", "sample", 0.93, 25),
        ("headache_type", "all", 0.90, 70),
        ("certainty_reported", "all", 0.78, 29),
        ("domain", "sample", 0.62, 10),
        ("domain", "all", 0.92, 44),
        ("reported_by", "all", 0.90, 42),
    ],
)
def test_the_shipped_kappas_are_the_published_ones(
    field: str, part: str, kappa: float, pairs: int
) -> None:
    """Field by field, to the two decimals printed in data/VERIFICATION.md."""
    rows = evidence_rows(ev.load()).agreement
    found = {(i.field, i.part): i for i in agreement_by_field(rows, [field])}[field, part]
    assert found.kappa is not None
    assert (round(found.kappa, 2), found.pairs) == (kappa, pairs)


def test_the_interval_of_kappa() -> None:
    """Fleiss, Cohen and Everitt: 20, 5, 10, 15 of 50 pairs give 0.40 with an error of 0.127."""
    pairs = [("a", "a")] * 20 + [("a", "b")] * 5 + [("b", "a")] * 10 + [("b", "b")] * 15
    rows = [
        AgreementRow(
            table="t", row_id=str(i), field="f", first_value=x, second_value=y,
            agree="yes" if x == y else "no", part="sample",
        )
        for i, (x, y) in enumerate(pairs)
    ]  # fmt: skip
    found = agreement_by_field(rows, {"f"})[0]
    assert found.kappa == pytest.approx(0.4)
    assert (found.kappa_low, found.kappa_high) == pytest.approx((0.1511, 0.6489), abs=2e-3)
