"""A tiny complete project on disk, and ways to break it.

Every table of the shipped contract has at least one row, so that each check has something to
bite on, and nothing depends on the real data.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from evisyn.build.paths import Project

SHIPPED = Path(__file__).parents[1] / "data"

_READ = {"source_id": "s0001", "locator": "abstract"}
_EFFECT = {
    "review_id": "ames2020",
    "headache_type": "migraine",
    "intervention": "massage",
    "intervention_class": "soft_tissue",
    "comparator": "usual care",
    "comparator_class": "usual_care",
    "contrast": "between_arms",
    "outcome": "frequency",
    "timepoint_class": "post",
    "measure": "MD",
    "larger_value_favours": "comparator",
    "favours": "intervention",
    "model_kind": "pairwise",
    **_READ,
}
_OUTCOME = {
    "trial_id": "cole2018",
    "outcome": "intensity",
    "timepoint_class": "post",
    "intervention_arm": "massage",
    "intervention_class": "soft_tissue",
    "comparator_arm": "sham massage",
    "comparator_class": "sham_placebo",
    "contrast": "between_arms",
    "larger_value_favours": "comparator",
    "sign_as_printed": "yes",
    "source_kind": "abstract",
    **_READ,
}

ROWS: dict[str, list[dict[str, str]]] = {
    "sources": [
        {
            "source_id": "s0001",
            "url": "https://example.org/one",
            "kind": "abstract",
            "title_seen": "Massage for headache",
            "accessed": "2026-11-23",
            "reader_link": "yes",
        },
        {
            "source_id": "s0002",
            "kind": "article",
            "title_seen": "The article",
            "accessed": "2026-11-23",
            "reader_link": "no",
        },
    ],
    "reviews": [
        {
            "review_id": "ames2020",
            "title": "Massage for headache",
            "authors": "Ames A; Bell B",
            "year": "2020",
            "issue": "1-2",
            "pages": "5-10",
            "doi": "10.1000/ames.2020",
            "design": "meta_analysis",
            "headache_types": "migraine; tth",
            "search_end": "2019-05",
            "n_primary_studies": "6",
            "n_rcts": "5",
            "n_participants": "505",
            "source_kind": "abstract",
            **_READ,
        },
        {
            "review_id": "bell2021",
            "title": "NA",
            "year": "2021",
            "doi": "10.1000/bell.2021",
            "design": "guideline",
            "headache_types": "cgh",
            "source_kind": "abstract",
            "notes": "None",
            **_READ,
        },
    ],
    "limitations": [
        {
            "limitation_id": "ames2020-l1",
            "review_id": "ames2020",
            "domain": "imprecision",
            "statement": "Few people",
            "reported_by": "review_authors",
            **_READ,
        }
    ],
    "effects": [
        {
            "effect_id": "ames2020-e1",
            "instrument": "HIT-6",
            "estimate": "-1.5",
            "ci_low": "-2.5",
            "ci_high": "-0.5",
            "ci_level": "95",
            "interval_kind": "confidence",
            "k": "4",
            "n_participants": "200",
            "i2": "60",
            "p_relation": "<",
            "p_value": "0.01",
            "unit": "days a month",
            **_EFFECT,
        },
        {"effect_id": "ames2020-e2", "estimate": "0.4", "duplicate_of": "ames2020-e1", **_EFFECT},
    ],
    "trials": [
        {
            "trial_id": "cole2018",
            "title": "Massage against sham",
            "year": "2018",
            "headache_type": "migraine",
            "design": "randomised_parallel",
            "design_as_stated": "RCT",
            "n_randomised": "60",
            "n_analysed": "55",
            "intervention_class": "soft_tissue; exercise_other",
            "comparator_class": "sham_placebo",
            "source_kind": "abstract",
            **_READ,
        }
    ],
    "trial_outcomes": [
        {
            "outcome_id": "cole2018-o1",
            "n_i": "30",
            "mean_i": "3.1",
            "sd_i": "1.2",
            "n_c": "30",
            "mean_c": "4.2",
            "sd_c": "1.3",
            "value_type": "post",
            "unit": "points",
            "poolable": "yes",
            "poolable_from": "arm_means",
            **_OUTCOME,
        },
        {
            "outcome_id": "cole2018-o2",
            "poolable": "no",
            "not_poolable_because": "direction only, no figures",
            **_OUTCOME,
        },
    ],
    "membership": [
        {
            "review_id": "ames2020",
            "trial_id": "cole2018",
            "list_scope": "whole review",
            "list_complete": "yes",
            **_READ,
        }
    ],
    "risk_of_bias": [
        {
            "trial_id": "cole2018",
            "tool": "PEDro",
            "domain": "total",
            "judgement": "6/10",
            "assessed_by": "PEDro database",
            **_READ,
        },
        {
            "trial_id": "cole2018",
            "tool": "RoB 2",
            "domain": "overall",
            "judgement": "some_concerns",
            "assessed_by": "ames2020",
            **_READ,
        },
    ],
    "appraisals": [
        {
            "review_id": "ames2020",
            "tool": "SIGN",
            "item": "level of evidence",
            "rating": "1-",
            "assessed_by": "bell2021",
            **_READ,
        }
    ],
    "adverse_events": [
        {
            "adverse_event_id": "cole2018-a1",
            "study_id": "cole2018",
            "headache_type": "migraine",
            "finding": "Tenderness",
            "unit_of_analysis": "person",
            "events_i": "3",
            "n_i": "30",
            **_READ,
        },
        {
            "adverse_event_id": "ames2020-a1",
            "study_id": "ames2020",
            "population": "any condition",
            "finding": "None",
            **_READ,
        },
    ],
    "recommendations": [
        {
            "recommendation_id": "bell2021-r1",
            "review_id": "bell2021",
            "headache_type": "cgh",
            "intervention": "massage",
            "intervention_class": "soft_tissue",
            "direction": "for",
            "strength": "weak",
            **_READ,
        }
    ],
    "thresholds": [
        {
            "threshold_id": "hit6-between",
            "instrument": "HIT-6",
            "population": "migraine",
            "value": "2.3",
            "unit": "points",
            "kind": "between_group",
            **_READ,
        }
    ],
    "instruments": [
        {
            "instrument": "HIT-6",
            "measures_outcome": "disability",
            "range_low": "36",
            "range_high": "78",
            "better": "lower",
            **_READ,
        }
    ],
    "agreement": [
        {
            "table": "effects",
            "row_id": "ames2020-e1",
            "field": "estimate",
            "first_value": "-1.5",
            "second_value": "-1.5",
            "agree": "yes",
            "part": "sample",
        }
    ],
    "claims": [
        {
            "claim_id": "C01",
            "section": "introduction",
            "headache_type": "migraine",
            "kind": "effectiveness",
            "statement": "It helps",
            "attributed_to": "a 2020 review",
            "review_id": "ames2020",
            "identification": "confirmed",
            "question_headache_type": "migraine",
            "question_intervention": "soft_tissue_any",
            "question_comparator_class": "any",
            "question_outcome": "any",
            "assessable": "yes",
            "source_id": "s0002",
            "locator": "introduction",
        }
    ],
    "citation_checks": [
        {
            "check_id": "cc01",
            "claim_id": "C01",
            "cited_as_said": "yes",
            "reason": "It says so",
            "checked_by": "a reader",
            "checked_on": "2026-11-24",
            **_READ,
        }
    ],
    "intervention_groups": [
        {"group": "soft_tissue_any", "intervention_class": "soft_tissue", "reason": "massage"}
    ],
    "oddities": [
        {
            "oddity_id": "od001",
            "table": "effects",
            "row_id": "ames2020-e2",
            "kind": "duplicate_result",
            "what": "Printed twice.",
            "use": "show_not_summarise",
        }
    ],
    "corrections": [
        {
            "correction_id": "co001",
            "table": "effects",
            "row_id": "ames2020-e2",
            "column": "duplicate_of",
            "action": "accept",
            "expects": "ames2020-e1",
            "use": "show_not_summarise",
            "reason": "Printed twice, so it counts once.",
            "oddity_id": "od001",
        }
    ],
    "judgements": [
        {
            "judgement_id": "ju001",
            "question_id": "migraine.soft_tissue.usual_care.frequency",
            "domain": "indirectness",
            "state": "serious",
            "steps": "-1",
            "reason": "Other people",
            **_READ,
            "author": "a reader",
            "date": "2026-11-24",
        }
    ],
}

BIBTEX = "\n\n".join(
    f"@article{{{key},\n  author = {{Ames, A}},\n  title = {{On {key}}},\n  year = {{2020}}\n}}"
    for key in ("ames2020", "bell2021", "cole2018", "threshold-s0001")
)


def descriptor() -> dict:
    """The shipped contract, fresh each time."""
    return json.loads((SHIPPED / "datapackage.json").read_text(encoding="utf-8"))


def columns_of(table: str) -> list[str]:
    """Column names of a table in the shipped contract."""
    resource = next(r for r in descriptor()["resources"] if r["name"] == table)
    return [field["name"] for field in resource["schema"]["fields"]]


def csv_bytes(columns: list[str], rows: list[Mapping[str, str]]) -> bytes:
    """Rows as CSV, the way the project writes them."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def tiny_files() -> dict[str, bytes]:
    """Files of the tiny project's data folder by name, without the contract."""
    files = {f"{name}.csv": csv_bytes(columns_of(name), rows) for name, rows in ROWS.items()}
    return {**files, "references.bib": BIBTEX.encode()}


def make_project(folder: Path) -> Project:
    """Write the tiny project into a folder."""
    project = Project.at(folder)
    project.data.mkdir(parents=True)
    shutil.copy(SHIPPED / "datapackage.json", project.data)
    for name, content in tiny_files().items():
        (project.data / name).write_bytes(content)
    return project


def rewrite(project: Project, table: str, change: Mapping[str, str], row: int = 0) -> None:
    """Change cells of one row of a table on disk."""
    path = project.data / f"{table}.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    rows[row].update(change)
    path.write_bytes(csv_bytes(list(rows[0]), rows))


def append(project: Project, table: str, *rows: Mapping[str, str]) -> None:
    """Add rows to a table on disk."""
    path = project.data / f"{table}.csv"
    old = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    path.write_bytes(csv_bytes(columns_of(table), [*old, *rows]))
