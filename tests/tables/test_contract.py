"""The published contract: complete, in agreement with the code, and general."""

from __future__ import annotations

import json

import pytest
from _projects import SHIPPED, descriptor

from evisyn import vocab
from evisyn.errors import InputError
from evisyn.tables.schema import contract_from
from evisyn.tables.validate import validate

CONTRACT = contract_from(descriptor())
COLUMNS = [(table, column) for table in CONTRACT.tables.values() for column in table.columns]
IDS = [f"{table.name}.{column.name}" for table, column in COLUMNS]

SAME = {
    "contrast": vocab.Contrast,
    "measure": vocab.Measure,
    "model_kind": vocab.ModelKind,
    "interval_kind": vocab.IntervalKind,
    "side": vocab.Side,
    "p_relation": vocab.PRelation,
    "comparator_class": vocab.ComparatorClass,
    "review_design": vocab.ReviewDesign,
    "trial_design": vocab.TrialDesign,
    "limitation_domain": vocab.LimitationDomain,
    "certainty": vocab.CertaintyLevel,
    "threshold_kind": vocab.ThresholdKind,
    "unit_of_analysis": vocab.UnitOfAnalysis,
    "poolable_from": vocab.PoolableFrom,
    "use": vocab.Use,
    "action": vocab.Action,
}


@pytest.mark.parametrize("name", SAME)
def test_code_and_contract_know_the_same_words(name):
    """A vocabulary that the code branches on has the same ids in the contract."""
    assert set(CONTRACT.vocabularies[name]) == {member.value for member in SAME[name]}


def test_every_vocabulary_of_the_code_is_compared():
    """No enum of the code escapes the comparison, the finding codes apart."""
    enums = {v for v in vars(vocab).values() if isinstance(v, type) and v is not vocab.StrEnum}
    assert enums - {vocab.FindingCode} == set(SAME.values())


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=IDS)
def test_every_column_is_described(table, column):
    """Each column says in a sentence what it holds, and a number has a unit or is a share."""
    assert column.description.endswith(".")
    if column.type == "number" and column.name != "p_value":
        assert column.unit


def test_every_vocabulary_has_labels_and_a_use():
    """Each vocabulary is used by a column, and each id has words."""
    used = {column.vocabulary for _, column in COLUMNS} - {""}
    without_column = set(CONTRACT.vocabularies) - used
    assert without_column == {"rob_judgement"}
    assert all(words for labels in CONTRACT.vocabularies.values() for words in labels.values())


def test_judgements_have_labels_although_their_form_is_free():
    """Every word of a risk of bias judgement has a label."""
    column = CONTRACT.tables["risk_of_bias"].column("judgement")
    words = set(column.pattern.strip("^()$").split("|")) - {"([0-9]", "10)/10"}
    assert words - {"10)/10)"} <= set(CONTRACT.vocabularies["rob_judgement"])


def test_every_fact_names_its_source():
    """Source and place are required in every table that states facts of its own."""
    apart = {"sources", "agreement", "intervention_groups", "oddities", "corrections", "judgements"}
    for table in set(CONTRACT.tables) - apart:
        schema = CONTRACT.tables[table]
        assert schema.column("source_id").required
        assert schema.column("locator").required


def test_every_table_has_a_key_of_required_columns():
    """A key is never empty."""
    for table in CONTRACT.tables.values():
        assert table.primary_key
        assert all(table.column(name).required for name in table.primary_key)


def test_the_descriptor_is_a_tabular_data_package():
    """The parts that other tools read are there, in their standard places."""
    package = descriptor()
    assert package["profile"] == "tabular-data-package"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    for resource in package["resources"]:
        assert resource["profile"] == "tabular-data-resource"
        assert resource["schema"]["missingValues"] == [""]
        assert resource["encoding"] == "utf-8"


def _without(path):
    package = descriptor()
    part = package
    for step in path[:-1]:
        part = part[step]
    del part[path[-1]]
    return package


@pytest.mark.parametrize(
    "path",
    [
        ("evisyn",),
        ("resources",),
        ("evisyn", "topic"),
        ("evisyn", "vocabularies"),
        ("evisyn", "topic", "conditions"),
        ("resources", 0, "path"),
        ("resources", 0, "schema", "fields"),
        ("resources", 0, "schema", "fields", 0, "type"),
    ],
    ids=lambda path: ".".join(map(str, path)),
)
def test_a_contract_with_a_hole_is_a_finding(path):
    """A broken contract is one finding of its own, never a traceback."""
    base, (found,) = validate({}, _without(path), None)
    assert base is None
    assert (found.code, found.file) == ("invalid_contract", "data/datapackage.json")


def _change(**change):
    package = descriptor()
    effects = next(r for r in package["resources"] if r["name"] == "effects")
    effects["evisyn"].update(change)
    return package


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rules": [{"need": ["size"]}]}, "columns it does not have: \\['size'\\]"),
        ({"rules": [{"when": []}]}, "asks for nothing"),
        ({"rules": [{"need": ["k"], "when": [{"column": "k"}]}]}, "needs one of is, in"),
        (
            {
                "comparisons": [
                    {"left": "k", "relation": "!=", "right": "k", "code": "x", "why": ""}
                ]
            },
            "relation '!='",
        ),
        (
            {"comparisons": [{"left": "k", "relation": "<", "right": "k", "code": "x", "why": ""}]},
            "not a FindingCode",
        ),
        ({"unique": [["size"]]}, "columns it does not have"),
    ],
)
def test_a_rule_about_nothing_is_refused(change, message):
    """Rules that name unknown columns, tests, relations or codes are refused by name."""
    with pytest.raises(InputError, match=message):
        contract_from(_change(**change))


def test_the_engine_knows_no_topic():
    """Tables about something else, with other columns, load by their own contract."""
    package = {
        "evisyn": {
            "topic": {
                "title": "Shoes for knees",
                "question_columns": ["joint"],
                "conditions": [{"id": "knee", "title": "Knee pain"}],
                "mixed": "any",
            },
            "vocabularies": {"joint": {"knee": "Knee", "any": "Any joint"}},
        },
        "resources": [
            {
                "name": "studies",
                "path": "studies.csv",
                "schema": {
                    "fields": [
                        {"name": "study", "type": "string", "constraints": {"required": True}},
                        {
                            "name": "joint",
                            "type": "string",
                            "vocabulary": "joint",
                            "constraints": {"enum": ["knee", "any"]},
                        },
                        {"name": "pain", "type": "number"},
                    ],
                    "primaryKey": "study",
                },
            }
        ],
    }
    base, found = validate({"studies.csv": b"study,joint,pain\na,knee,1.5\n"}, package, None)
    assert found == []
    assert base.topic.title == "Shoes for knees"
    assert base.table("studies")["pain"].tolist() == [1.5]


def test_the_descriptor_is_stored_one_column_a_line():
    """A change to one column is a change of one line."""
    text = (SHIPPED / "datapackage.json").read_text(encoding="utf-8")
    lines = text.splitlines()
    for resource in json.loads(text)["resources"]:
        for field in resource["schema"]["fields"]:
            assert any(json.dumps(field, ensure_ascii=False) in line for line in lines)
