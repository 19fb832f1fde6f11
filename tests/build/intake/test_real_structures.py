"""Readers meet what programs really write, as far as it differs from what they document."""

from __future__ import annotations

from pathlib import Path

import pytest

from evisyn.build.intake.project import take_in
from evisyn.build.intake.propose import Wish
from evisyn.build.intake.revman import read_xml
from evisyn.build.own_words import OwnWords
from evisyn.build.start import init

#: The quirks of files of the Cochrane Library: doubled blanks and hyphens, a year with a full
#: stop, the measure of inverse variance as an element, zeros where nothing can be estimated,
#: judgements for groups of outcomes.
REAL = b"""<?xml version="1.0" encoding="UTF-8"?>
<COCHRANE_REVIEW><STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>
<STUDY DATA_SOURCE="PUB" ID="STD-Cole--2018" NAME="Cole  2018" YEAR="2018."/>
<STUDY DATA_SOURCE="PUB" ID="STD-Dahl-2019" NAME="Dahl 2019" YEAR="2019"/>
</INCLUDED_STUDIES></STUDIES></STUDIES_AND_REFERENCES>
<QUALITY_ITEMS><QUALITY_ITEM LEVEL="GROUP">
<NAME>Blinding of outcome assessment (detection bias)</NAME>
<QUALITY_ITEM_DATA_ENTRY_GROUP ID="G1"><NAME>All outcomes</NAME></QUALITY_ITEM_DATA_ENTRY_GROUP>
<QUALITY_ITEM_DATA><QUALITY_ITEM_DATA_ENTRY GROUP_ID="G1" STUDY_ID="STD-Cole-2018" RESULT="UNKNOWN">
<DESCRIPTION><P>Not said</P></DESCRIPTION></QUALITY_ITEM_DATA_ENTRY></QUALITY_ITEM_DATA>
</QUALITY_ITEM></QUALITY_ITEMS>
<ANALYSES_AND_DATA><COMPARISON NO="1"><NAME>A against B</NAME>
<IV_OUTCOME SUBGROUPS="NO"><NAME>death</NAME><EFFECT_MEASURE>Hazard Ratio</EFFECT_MEASURE>
<IV_DATA STUDY_ID="STD-Cole-2018" ESTIMATE="-0.2" SE="0.1" EFFECT_SIZE="0.82" CI_START="0.67"
 CI_END="1.0" ESTIMABLE="YES"/></IV_OUTCOME>
<DICH_OUTCOME EFFECT_MEASURE="RR"><NAME>events</NAME>
<DICH_DATA STUDY_ID="STD-Dahl-2019" EVENTS_1="0" TOTAL_1="20" EVENTS_2="0" TOTAL_2="21"
 EFFECT_SIZE="0.0" CI_START="0.0" CI_END="0.0" ESTIMABLE="NO"/></DICH_OUTCOME>
</COMPARISON></ANALYSES_AND_DATA></COCHRANE_REVIEW>"""
OWN = OwnWords(conditions=["Asthma"], interventions=["Heat"], outcomes=["death", "events"])


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return init(tmp_path / "new", own=OWN, examples=False).root


def taken(project: Path, name: str, content: str | bytes, table: str, **given: str) -> list[dict]:
    """Cells of the rows that a file adds; none of its rows may be refused."""
    file = project.parent / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    proposal = take_in(project, Wish(file=file, table=table, constants=given), write=True)
    assert proposal.refused == ()
    return [dict(row.cells) for row in proposal.additions]


def test_studies_of_the_library(project: Path) -> None:
    """Doubled blanks and a full stop behind a year are no part of them."""
    studies = read_xml(REAL)[0].rows
    assert [(s.cells["Study"], s.cells["Study year"]) for s in studies] == [
        ("Cole 2018", "2018"),
        ("Dahl 2019", "2019"),
    ]


def test_a_measure_in_an_element_of_its_own(project: Path) -> None:
    """Inverse variance outcomes have no attribute for it."""
    first, second = read_xml(REAL)[1].rows
    assert (first.cells["Effect measure"], first.cells["Study"]) == ("Hazard Ratio", "Cole 2018")
    assert second.cells.get("Mean", "") == ""


def test_a_review_of_the_library_is_taken_in(project: Path) -> None:
    """Studies, results and judgements, one command each."""
    taken(project, "r.rm5", REAL, "trials", title="not given")
    rows = taken(
        project, "r.rm5", REAL, "trial_outcomes",
        comparator_class="usual_care", larger_value_favours="comparator",
    )  # fmt: skip
    assert [(r["measure"], r["poolable_from"]) for r in rows] == [
        ("HR", "estimate_ci"),
        ("RR", "arm_events"),
    ]
    (row,) = taken(project, "r.rm5", REAL, "risk_of_bias")
    assert (row["tool"], row["domain"], row["judgement"]) == (
        "RoB 1",
        "blinding_assessment",
        "unclear",
    )


ROBINS = '"","Study","D1","D2","D3","D4","D5","D6","D7","Overall"\n'
ROBINS += (
    '"1","Cole 2018","Moderate","Critical","Low","Low","Low","No information","Low","Critical"\n'
)
ROB1 = (
    "Study,Random.sequence.generation,Allocation.concealment,"
    "Blinding.of.participants.and.personnel,Blinding.of.outcome.assessment,"
    "Incomplete.outcome.data,Selective.reporting,Other.sources.of.bias,Overall\n"
    "Cole 2018,Low,Unclear,High,Low,Low,Low,No information,High\n"
)


@pytest.mark.parametrize(
    ("sheet", "tool", "first"),
    [
        (ROBINS, "ROBINS-I", ("confounding", "moderate")),
        (ROB1, "RoB 1", ("sequence_generation", "low")),
        (
            "Study,D1,D2,D3,D4,D5,Overall,Weight\nCole 2018,Low,Low,Low,Low,Some concerns,High,3\n",
            "RoB 2",
            ("randomisation", "low"),
        ),
    ],
    ids=["ROBINS-I", "RoB 1", "RoB 2"],
)
def test_sheets_of_robvis(project: Path, sheet: str, tool: str, first: tuple[str, str]) -> None:
    """D1 is confounding in one tool and randomisation in another; a column may have no name."""
    taken(project, "t.csv", "study\nCole 2018\n", "trials")
    rows = taken(project, "b.csv", sheet, "risk_of_bias")
    assert {row["tool"] for row in rows} == {tool}
    assert (rows[0]["domain"], rows[0]["judgement"]) == first
    assert rows[-1]["domain"] == "overall"
