"""The grid of reference cases is complete: each case has a call, and no due case is left out.

``CALLS`` is the table from kinds of cases to public calls. A case is due when its call is a
public name of evisyn and no rule of ``_cases.OPTIONAL`` excuses it; due cases must be among the
ids that the test modules of this folder say they run.
"""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from reference._cases import OPTIONAL, RUN, TOPICS, Case, cases, why_optional

import evisyn

ESTIMATORS = "DL|DLIT|EB|FE|GENQ|GENQM|HE|HS|HSk|ML|PM|PMM|REML|SJ|SJIT"

#: topic, pattern of the id, public call; the first row that matches counts.
CALLS: tuple[tuple[str, str, str], ...] = (
    ("effect_sizes", r"^(fivenum_|transforms$|wald_conv$)", "convert"),
    ("effect_sizes", r"", "effect_size"),
    ("pooling", r"^(reg|subgroup|lrt)_", "meta_regression"),
    ("pooling", r"(_ci_qprofile|_ci_pl|_ci_genq|_qprofile|_h_ht)$", "heterogeneity_ci"),
    ("pooling", r"_(level90|tau2fixed|unweighted|userweights)$", "pool"),
    ("pooling", r"_pi_(HK|HTS|KR|S|V)$", "pool"),
    ("pooling", rf"_({ESTIMATORS})$", "pool"),
    ("mh_peto", r"_peto$", "peto"),
    ("mh_peto", r"_mh_", "mantel_haenszel"),
    ("multilevel", r"_aggregate_", "effect_size"),
    ("multilevel", r"", "pool_multilevel"),
    ("bias", r"_regtest_|^meta_", "egger_test"),
    ("bias", r"_ranktest$", "rank_test"),
    ("bias", r"_trimfill_", "trim_and_fill"),
    ("bias", r"_fsn(_general)?$", "fail_safe_n"),
    ("bias", r"_sel_", "selection_model"),
    ("bias", r"_petpeese$", "pet_peese"),
    ("bias", r"_tes$", "excess_significance"),
    ("bias", r"_hc$", "pool"),
    ("sensitivity", r"_leave1out_", "leave_one_out"),
    ("sensitivity", r"_cumul_", "cumulative"),
    ("sensitivity", r"_influence", "influence"),
    ("sensitivity", r"_(resid|blup)_", "influence"),
    ("sensitivity", r"^gosh_", "gosh"),
    ("sensitivity", r"^permutest_", "permutation_test"),
    ("network", r"", "network"),
)


def call_of(case: Case) -> str | None:
    """Public call that a case belongs to."""
    for topic, pattern, call in CALLS:
        if case.topic == topic and re.search(pattern, case.id):
            return call
    return None


def is_public(call: str) -> bool:
    """Whether evisyn offers the call."""
    return getattr(evisyn, call, None) is not None


def load_test_modules() -> None:
    """Import the test modules of this folder, so that they say what they run."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if path.name != Path(__file__).name:
            importlib.import_module(f"reference.{path.stem}")


@pytest.mark.parametrize("topic", TOPICS)
def test_every_due_case_is_run(topic: str) -> None:
    """No case that evisyn has a call for is left out, unless a rule says why."""
    load_test_modules()
    left_out = [
        f"{case.id} ({call_of(case)})"
        for case in cases(topic)
        if why_optional(case) is None
        and is_public(str(call_of(case)))
        and case.id not in RUN[topic]
    ]
    assert not left_out, f"{len(left_out)} cases of {topic} are not run: {', '.join(left_out)}"


@pytest.mark.parametrize("topic", TOPICS)
def test_every_case_has_a_call(topic: str) -> None:
    """Each case belongs to a public call of the table."""
    assert [case.id for case in cases(topic) if call_of(case) is None] == []


@pytest.mark.parametrize("row", CALLS, ids=lambda row: f"{row[0]}-{row[2]}-{row[1]}")
def test_every_row_of_the_table_is_used(row: tuple[str, str, str]) -> None:
    """A row that no case matches is a misspelt pattern."""
    topic, pattern, _ = row
    assert any(re.search(pattern, case.id) for case in cases(topic))


@pytest.mark.parametrize("rule", OPTIONAL, ids=lambda rule: f"{rule[0]}-{rule[1]}")
def test_every_excuse_is_used(rule: tuple[str, str, str]) -> None:
    """A rule that excuses no case is stale."""
    topic, pattern, _ = rule
    assert any(re.search(pattern, case.id) for case in cases(topic))


@pytest.mark.parametrize("topic", TOPICS)
def test_ids_are_unique(topic: str) -> None:
    """No id stands twice, or a case could hide another."""
    ids = [case.id for case in cases(topic)]
    assert len(ids) == len(set(ids))
