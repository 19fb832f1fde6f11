"""Summary of findings in Cochrane's columns: a complete example, and the shipped rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from evisyn.errors import InputError
from evisyn.report.summary_of_findings import (
    MOST_OUTCOMES,
    OutcomeFinding,
    findings_table,
    summary_of_findings,
)

if TYPE_CHECKING:
    from evisyn.report.display import DisplayTable
    from evisyn.tables.base import EvidenceBase

RISK: dict[str, Any] = {
    "comparison": "Adults with insomnia: drug A against placebo",
    "outcome": "Falling asleep within 30 minutes",
    "follow_up": "4 weeks",
    "measure": "RR",
    "estimate": 1.5,
    "ci_low": 1.2,
    "ci_high": 1.9,
    "assumed_risk": 0.2,
    "participants": 1200,
    "studies": 5,
    "certainty": "moderate",
    "reasons": ("Risk of bias, 1 down: half of the people were in trials at high risk.",),
    "comment": "as expected",
    "refs": ("x-e1",),
}
MEAN = RISK | {
    "outcome": "Total sleep time",
    "measure": "MD",
    "estimate": 22.5,
    "ci_low": 10.0,
    "ci_high": 35.0,
    "unit": "minutes",
    "assumed_mean": 380.0,
    "assumed_risk": None,
    "certainty": "high",
    "reasons": (),
}


def shown(table: DisplayTable, row: int = 0) -> dict[str, str]:
    cells = table.rows[row].cells
    return {column.key: cell.text for column, cell in zip(table.columns, cells, strict=True)}


def one(**changes: Any) -> dict[str, str]:
    return shown(summary_of_findings([OutcomeFinding(**RISK | changes)]))


def test_complete_row_has_every_column() -> None:
    """Risks per 1000, relative effect, sizes and certainty stand in Cochrane's columns."""
    assert one() == {
        "outcome": "Falling asleep within 30 minutes (4 weeks)",
        "assumed": "200 per 1000",
        "corresponding": "300 (240 to 380) per 1000",
        "relative": "RR 1.5 (1.2 to 1.9)",
        "size": "1,200 (5 studies)",
        "certainty": "⊕⊕⊕◯ moderate",
        "comments": "as expected",
    }


def test_mean_difference_is_an_absolute_effect() -> None:
    """A mean difference stands beside the mean under the comparator; it has no relative effect."""
    row = shown(summary_of_findings([OutcomeFinding(**MEAN)]))
    assert row["assumed"] == "mean 380 minutes"
    assert row["corresponding"] == "MD 22.5 (10.0 to 35.0) minutes"
    assert row["relative"] == "does not apply"


@pytest.mark.parametrize(
    ("measure", "effect", "risk"),
    [
        ("RR", (0.5, 0.25, 1.0), "100 (50 to 200) per 1000"),
        ("RR", (4.0, 2.0, 8.0), "800 (400 to 1000) per 1000"),
        # odds 0.25 x 2 = 0.5, risk 1/3; odds x 1 and x 4 give 1/5 and 1/2
        ("OR", (2.0, 1.0, 4.0), "333 (200 to 500) per 1000"),
        ("RD", (-0.1, -0.3, 0.05), "100 (0 to 250) per 1000"),
    ],
)
def test_risk_follows_from_risk_and_effect(
    measure: str, effect: tuple[float, float, float], risk: str
) -> None:
    """The risk under the intervention is computed limit by limit and stays between 0 and 1000."""
    estimate, low, high = effect
    row = one(measure=measure, estimate=estimate, ci_low=low, ci_high=high)
    assert row["corresponding"] == risk


@pytest.mark.parametrize(
    ("level", "words"),
    [
        ("high", "⊕⊕⊕⊕ high"),
        ("moderate", "⊕⊕⊕◯ moderate"),
        ("low", "⊕⊕◯◯ low"),
        ("very_low", "⊕◯◯◯ very low"),
        ("not_rated", "not rated"),
    ],
)
def test_certainty_has_symbol_and_words(level: str, words: str) -> None:
    """A level is never a symbol alone; what is not rated has none."""
    assert one(certainty=level)["certainty"] == words


def test_reasons_become_footnotes() -> None:
    """Why the certainty is not higher stands below the table, marked in its cell."""
    table = summary_of_findings([OutcomeFinding(**RISK)])
    assert [note.text for note in table.footnotes] == list(RISK["reasons"])
    assert table.rows[0].cells[5].notes == ("a",)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"assumed_risk": None}, "assumed"),
        ({"assumed_risk": None}, "corresponding"),
        ({"participants": None, "studies": None}, "size"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, Any], column: str) -> None:
    """Nothing is filled in for a risk or a size that no source gives."""
    assert one(**changes)[column] == "not reported"


def test_at_most_seven_outcomes_of_a_comparison() -> None:
    """The eighth outcome of one comparison is left out, that of another stays."""
    many = [OutcomeFinding(**RISK | {"outcome": f"Outcome {i}"}) for i in range(9)]
    other = OutcomeFinding(**RISK | {"comparison": "Another"})
    table = summary_of_findings([*many, other])
    assert [len(rows) for _, rows in table.groups] == [MOST_OUTCOMES, 1]


def test_comparisons_stand_together() -> None:
    """Lines of one comparison form one group also when they come apart."""
    lines = [OutcomeFinding(**RISK | {"comparison": name}) for name in ("A", "B", "A")]
    assert [name for name, _ in summary_of_findings(lines).groups] == ["A", "B"]


def test_impossible_risk_is_refused() -> None:
    """A risk in percent is not taken for a share."""
    with pytest.raises(InputError, match="assumed_risk"):
        OutcomeFinding(**RISK | {"assumed_risk": 20})


def test_shipped_rows_make_a_table(base: EvidenceBase) -> None:
    """One line per question with a pooled result, each with the row it rests on."""
    from evisyn.report.strength import strength_records

    table = findings_table(base)
    pooled = [record for record in strength_records(base) if record.index is not None]
    assert max(len(rows) for _, rows in table.groups) <= MOST_OUTCOMES
    assert len(table.rows) == len(pooled)
    assert all(row.cells[2].refs for row in table.rows)


def test_shipped_rows_claim_no_absolute_risk(base: EvidenceBase) -> None:
    """No shipped row carries a risk under the comparator, so none is shown."""
    table = findings_table(base, base.topic.conditions[0].id)
    assert {row.cells[1].text for row in table.rows} == {"not reported"}
