"""The audit against the oddities that people noted in the shipped tables.

Hits, misses and false alarms are pinned, so that a change of a rule shows. The limits of size were
set with these rows in view: the counts say what the rules see here, not how they do elsewhere. A
flagged row that is not listed counts as a false alarm although the finding may be true (mean
differences without a unit, standard deviations that look like standard errors).
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from evisyn.appraisal.audit import audit_effects
from evisyn.appraisal.audit_records import AuditFinding

DATA = Path(__file__).parents[2] / "data"
CONTEXT = ("reviews", "trials", "membership", "limitations", "adverse_events")
Rows = list[dict[str, str]]

#: kind of oddity: noted, flagged by any rule, flagged by the rule of that kind
EFFECTS = {
    "estimate_outside_interval": (1, 1, 1), "interval_asymmetric": (1, 1, 1),
    "interval_too_narrow": (2, 2, 2), "p_against_interval": (1, 1, 1),
    "implausible_size": (9, 8, 8), "mislabelled_measure": (5, 5, 5), "unit_missing": (2, 2, 2),
    "duplicate_result": (3, 3, 3), "abstract_against_table": (1, 1, 1),
    "absolute_against_relative": (1, 1, 1), "direction_unclear": (1, 1, 1),
    "not_between_arms": (3, 3, 3), "not_this_population": (9, 0, 0), "other": (38, 5, 0),
}  # fmt: skip
OUTCOMES = {
    "p_against_interval": (1, 1, 1), "interval_asymmetric": (5, 5, 5),
    "implausible_size": (6, 6, 4), "mislabelled_measure": (4, 4, 4), "unit_missing": (2, 2, 2),
    "direction_unclear": (1, 0, 0), "abstract_against_table": (1, 0, 0),
    "baseline_imbalance": (1, 0, 0), "not_between_arms": (2, 0, 0),
    "transcription_inferred": (19, 0, 0), "other": (2, 0, 0),
}  # fmt: skip


def _read(name: str) -> Rows:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def effects() -> tuple[AuditFinding, ...]:
    """Findings on the pooled results, with their context."""
    return audit_effects(_read("effects"), **{name: _read(name) for name in CONTEXT})


@pytest.fixture(scope="module")
def outcomes() -> tuple[AuditFinding, ...]:
    """Findings on the rows of single trials."""
    return audit_effects(_read("trial_outcomes"))


def _noted(table: str) -> dict[str, str]:
    return {row["row_id"]: row["kind"] for row in _read("oddities") if row["table"] == table}


def _counts(found: tuple[AuditFinding, ...], table: str) -> dict[str, tuple[int, int, int]]:
    by_row: dict[str, set[str]] = {}
    for finding in found:
        by_row.setdefault(finding.row_id, set()).add(finding.kind)
    noted: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    named: Counter[str] = Counter()
    for row_id, kind in _noted(table).items():
        noted[kind] += 1
        flagged[kind] += row_id in by_row
        named[kind] += kind in by_row.get(row_id, set())
    return {kind: (noted[kind], flagged[kind], named[kind]) for kind in noted}


def _false_alarms(found: tuple[AuditFinding, ...], table: str) -> dict[str, set[str]]:
    alarms: dict[str, set[str]] = {}
    for finding in found:
        if finding.row_id not in _noted(table):
            alarms.setdefault(finding.kind, set()).add(finding.row_id)
    return alarms


def test_hits_among_pooled_results(effects: tuple[AuditFinding, ...]) -> None:
    """34 of 77 noted rows are flagged; of those that a figure can show, all but one."""
    counts = _counts(effects, "effects")
    assert counts == EFFECTS
    assert sum(flagged for _, flagged, _ in counts.values()) == 34


def test_false_alarms_among_pooled_results(effects: tuple[AuditFinding, ...]) -> None:
    """Six rows that are not noted, all of them mean differences without a unit."""
    assert {kind: len(ids) for kind, ids in _false_alarms(effects, "effects").items()} == {
        "unit_missing": 6
    }


def test_hits_among_trial_rows(outcomes: tuple[AuditFinding, ...]) -> None:
    """18 of 44 noted rows are flagged; 19 of the others are inferred transcriptions."""
    counts = _counts(outcomes, "trial_outcomes")
    assert counts == OUTCOMES
    assert sum(flagged for _, flagged, _ in counts.values()) == 18


def test_false_alarms_among_trial_rows(outcomes: tuple[AuditFinding, ...]) -> None:
    """Four rows that are not noted."""
    alarms = _false_alarms(outcomes, "trial_outcomes")
    assert {kind: len(ids) for kind, ids in alarms.items()} == {
        "interval_asymmetric": 1, "unit_missing": 1, "implausible_size": 2}  # fmt: skip


@pytest.mark.parametrize(
    ("row_id", "kind"),
    [
        ("jung2024-e3", "estimate_outside_interval"),
        ("posadzki2024-e2", "mislabelled_measure"),
        ("posadzki2024-e7", "mislabelled_measure"),
        ("luedtke2016-e5", "interval_too_narrow"),
        ("wu2022-e1", "duplicate_result"),
        ("posadzki2024-e8", "absolute_against_relative"),
    ],
)
def test_the_weightiest_are_found(
    effects: tuple[AuditFinding, ...], row_id: str, kind: str
) -> None:
    """Those that the list of oddities names as the most important."""
    assert any((f.row_id, f.kind) == (row_id, kind) for f in effects)


def test_every_finding_shows_its_arithmetic(effects: tuple[AuditFinding, ...]) -> None:
    """What, how sure, and what leaving the row out does."""
    for finding in effects:
        assert finding.what
        assert finding.arithmetic
        assert finding.if_left_out
        assert finding.sureness in ("certain", "likely", "possible")
