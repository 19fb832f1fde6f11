"""The mappings that come with the package fit the tables that they are for."""

from __future__ import annotations

from pathlib import Path

import pytest
from _revman import RM5

from evisyn.build.derive import derive, shipped_contract, template
from evisyn.build.intake.mapping import BUILT_IN, built_in, plan_from
from evisyn.build.intake.project import take_in
from evisyn.build.intake.propose import Wish
from evisyn.build.paths import Project
from evisyn.build.start import init
from evisyn.tables.schema import contract_from

CONTRACTS = {
    "shipped": contract_from(shipped_contract()),
    "interventions": contract_from(derive(shipped_contract(), template("interventions"), "A", "a")),
    "associations": contract_from(derive(shipped_contract(), template("associations"), "A", "a")),
}
ARMS = {
    "intervention_arm": "walking",
    "intervention_class": "exercise",
    "comparator_arm": "rest",
    "comparator_class": "no_treatment",
    "larger_value_favours": "comparator",
    "outcome": "disability",
}


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("name", BUILT_IN)
def test_columns_exist(name: str, contract: str) -> None:
    """Every column that a mapping fills is one of its table; what it sets is allowed there."""
    item = built_in(name)
    plan = plan_from(item, name)
    for table in item["tables"]:
        schema = CONTRACTS[contract].tables[table]
        filled = {*plan.columns, *plan.constants, *(c for _, s in plan.cases for c in s)}
        assert not filled - set(schema.names) - {"authors", "volume", "issue", "pages"}
        for case in (plan.constants, *(s for _, s in plan.cases)):
            for column, text in case.items():
                allowed = schema.column(column).enum
                assert not allowed or text in allowed or column == "tool"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project.at(init(tmp_path / "project").root)


def taken(project: Project, name: str, text: str, table: str, **constants: str) -> list[dict]:
    """Cells of the rows that a file would add."""
    file = project.root.parent / name
    file.write_text(text, encoding="utf-8")
    proposal = take_in(project.root, Wish(file=file, table=table, constants=constants))
    assert proposal.refused == ()
    return [dict(row.cells) for row in proposal.additions]


def test_revman_results_and_bias(project: Project) -> None:
    """Studies of a .rm5 file find their trial by label; arms, numbers and measure follow."""
    text = RM5.replace("Cole 2018", "Sample 2000").replace(">intensity<", ">disability<")
    text = text.replace(">responders<", ">events<")
    arms = {k: v for k, v in ARMS.items() if k != "outcome"}
    rows = taken(project, "x.rm5", text, "trial_outcomes", **arms)
    assert [(r["trial_id"], r["mean_i"], r["events_i"], r["measure"]) for r in rows] == [
        ("sample2000", "3.1", "", "MD"),
        ("sample2000", "", "12", "RR"),
    ]
    assert rows[0]["poolable_from"] == "arm_means"


def test_metafor_sheet(project: Project) -> None:
    """Columns with metafor's names; author and year find the trial."""
    text = "author,year,m1i,sd1i,n1i,m2i,sd2i,n2i\nSample,2000,1.5,2,30,2.5,2,31\n"
    (row,) = taken(project, "m.csv", text, "trial_outcomes", **ARMS)
    assert (row["trial_id"], row["n_c"], row["poolable"]) == ("sample2000", "31", "yes")


def test_metaumbrella_sheet(project: Project) -> None:
    """Columns with metaumbrella's names."""
    text = "meta_review,factor,author,year,measure,value,ci_lo,ci_up,n_exp,n_nexp\n"
    text += "Example,walking,Sample,2000,SMD,-0.3,-0.6,0.0,30,31\n"
    arms = {k: v for k, v in ARMS.items() if k != "intervention_arm"}
    (row,) = taken(project, "u.csv", text, "trial_outcomes", **arms)
    assert (row["intervention_arm"], row["ci_low"], row["n_i"]) == ("walking", "-0.6", "30")


def test_covidence_references(project: Project) -> None:
    """References as Covidence exports them."""
    text = "Title,Authors,Published Year,Journal,Accession Number,DOI,Covidence #\n"
    text += (
        '"A trial of walking and rest","Smith, A.; Doe, B.",2019,J,,https://doi.org/10.1000/X,#12\n'
    )
    (row,) = taken(project, "c.csv", text, "reviews", conditions="condition_a")
    assert (row["review_id"], row["doi"], row["first_author"]) == (
        "smith2019",
        "10.1000/x",
        "Smith A",
    )
