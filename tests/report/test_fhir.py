"""FHIR resources: they hold to the specification, and say nothing that no row says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from _fhir_r5 import problems

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.questions import effect_status
from evisyn.build.catalogue import catalogue_of
from evisyn.build.paths import find_project
from evisyn.build.read import load
from evisyn.build.start import init
from evisyn.errors import InputError
from evisyn.report.fhir import evidence_bundle
from evisyn.report.strength import strength_records

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase

ROOT = Path(__file__).parents[2]
CONDITIONS = ("migraine", "tth", "cgh")


@pytest.fixture(scope="module")
def bundles(base: EvidenceBase) -> dict[str, dict[str, Any]]:
    """The bundle of each condition, as a reader of the file gets it."""
    return {name: json.loads(evidence_bundle(base, name).written("json")) for name in CONDITIONS}


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


@pytest.mark.parametrize("name", CONDITIONS)
def test_resources_hold_to_the_specification(bundles: dict[str, dict[str, Any]], name: str) -> None:
    """Every element exists in FHIR 5.0.0, as often, of the type and from the codes it allows."""
    assert list(problems(bundles[name], "Bundle", name)) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"resourceType": "Evidence", "status": "unknown"}, "variableDefinition: missing"),
        ({"resourceType": "Evidence", "status": "new", "variableDefinition": []}, "value set"),
        ({"resourceType": "Citation", "status": "draft", "colour": "red"}, "not an element"),
        ({"resourceType": "Citation", "status": "draft", "title": ["a"]}, "a list where one"),
        ({"resourceType": "Citation", "status": "draft", "id": "a_b"}, "is no id"),
    ],
)
def test_the_check_finds_what_is_wrong(broken: dict[str, Any], said: str) -> None:
    """A missing, unknown, misplaced or miscoded element is named."""
    found = "; ".join(problems(broken, "Resource", "x"))
    assert said in found


def test_every_eligible_result_is_there_once(
    base: EvidenceBase, bundles: dict[str, dict[str, Any]]
) -> None:
    """One Evidence for each eligible result of a condition, and none for any other."""
    wanted = sorted(
        row.effect_id
        for row in evidence_rows(base).effects
        if effect_status(row) == "eligible" and row.condition in CONDITIONS
    )
    held = [
        one["identifier"][0]["value"]
        for bundle in bundles.values()
        for one in resources(bundle, "Evidence")
    ]
    assert sorted(held) == wanted


def test_figures_are_those_of_the_rows(
    base: EvidenceBase, bundles: dict[str, dict[str, Any]]
) -> None:
    """Estimate, limits and numbers stand as printed, sign included, and nothing is filled in."""
    rows = {row.effect_id: row for row in evidence_rows(base).effects}
    for bundle in bundles.values():
        for one in resources(bundle, "Evidence"):
            row, (figures,) = rows[one["identifier"][0]["value"]], one["statistic"]
            (interval,) = [e for e in figures["attributeEstimate"] if "range" in e]
            size = figures.get("sampleSize", {})
            assert figures["quantity"]["value"] == row.estimate
            assert interval["range"]["low"]["value"] == row.ci_low
            assert interval["range"]["high"]["value"] == row.ci_high
            assert size.get("numberOfStudies") == row.k
            assert size.get("numberOfParticipants") == row.n_participants


def test_ratings_name_their_raters(base: EvidenceBase, bundles: dict[str, dict[str, Any]]) -> None:
    """Ours stands on index results only, under our name; the review's under its authors'."""
    index = {r.index.effect.effect_id: r for r in strength_records(base) if r.index is not None}
    rows = {row.effect_id: row for row in evidence_rows(base).effects}
    for bundle in bundles.values():
        for one in resources(bundle, "Evidence"):
            key = one["identifier"][0]["value"]
            raters = [rating["rater"] for rating in one.get("certainty", ())]
            assert any(rater.startswith("evisyn") for rater in raters) == (key in index)
            assert any(rater.startswith("authors") for rater in raters) == bool(
                rows[key].certainty_reported
            )


def test_what_is_not_rated_has_no_code(
    base: EvidenceBase, bundles: dict[str, dict[str, Any]]
) -> None:
    """A level that could not be given is words, never one of the codes."""
    levels = {
        r.index.effect.effect_id: r.certainty for r in strength_records(base) if r.index is not None
    }
    for bundle in bundles.values():
        for one in resources(bundle, "Evidence"):
            for rating in one.get("certainty", ()):
                if rating["rater"].startswith("evisyn"):
                    level = levels[one["identifier"][0]["value"]]
                    assert ("coding" in rating["rating"]) == (level != "not_rated")


def test_every_reference_resolves(bundles: dict[str, dict[str, Any]]) -> None:
    """A result points at the Citation of its review in the same bundle; addresses are unique."""
    for bundle in bundles.values():
        urls = [entry["fullUrl"] for entry in bundle["entry"]]
        assert len(urls) == len(set(urls))
        citations = {
            e["fullUrl"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Citation"
        }
        named = {
            artifact["resourceReference"]["reference"]
            for one in resources(bundle, "Evidence")
            for artifact in one["relatedArtifact"]
        }
        assert named == citations


def test_no_profile_is_claimed(bundles: dict[str, dict[str, Any]]) -> None:
    """The drafts of the guide are not met, so none is named."""
    assert "profile" not in json.dumps(bundles)


def test_the_same_bytes_every_time(base: EvidenceBase) -> None:
    """No time of the run and no random name is inside."""
    one, two = (evidence_bundle(base, "cgh").written("json") for _ in range(2))
    assert one == two


def test_a_condition_without_results_has_an_empty_collection(tmp_path: Path) -> None:
    """A new project gets valid resources, also for a condition without a row."""
    init(tmp_path / "mine")
    base = load(tmp_path / "mine")
    for term in base.topic.conditions:
        content = json.loads(evidence_bundle(base, term.id).written("json"))
        assert list(problems(content, "Bundle", term.id)) == []
    assert "entry" not in content


def test_an_unknown_condition_or_ending_is_refused(base: EvidenceBase) -> None:
    """The message names what there is."""
    with pytest.raises(InputError, match="condition"):
        evidence_bundle(base, "toothache")
    with pytest.raises(InputError, match="json"):
        evidence_bundle(base, "cgh").written("xml")


def test_the_build_writes_one_file_per_condition() -> None:
    """Files stand in a folder of their own."""
    made = [one for one in catalogue_of(find_project(ROOT)).texts if one.folder == "fhir"]
    assert [one.name for one in made] == [f"fhir_resources_{name}" for name in CONDITIONS]
    assert {one.formats for one in made} == {("json",)}
