"""Verdicts follow the written rules, whatever the number of favourable rows."""

from __future__ import annotations

import pytest
from _rows import (
    adverse_event,
    claim,
    effect,
    evidence,
    judgement,
    limitation,
    outcome,
    review,
)

from evisyn.appraisal.claims import judge, judge_claims
from evisyn.appraisal.rows import CitationCheckRow

GOOD = {"k": 6, "n_participants": 500, "i2": 10.0}
"""With the risk of bias judged, such a result is rated high."""
FEW = {**GOOD, "n_participants": 150, "i2": 80.0}
"""Rated low: imprecise and inconsistent."""
QUESTIONS = [
    f"migraine.soft_tissue.{comparator}.{outcome}"
    for comparator in ("sham_placebo", "mixed", "active", "medication")
    for outcome in ("intensity", "frequency")
]
JUDGED = tuple(judgement(question) for question in QUESTIONS)


@pytest.mark.parametrize(
    ("effects", "verdict"),
    [
        ([effect(**GOOD)], "supported"),
        ([effect(**FEW)], "partly supported"),
        ([effect(certainty_reported="high")], "partly supported"),
        ([effect()], "partly supported"),
        ([effect(comparator_class="mixed", **GOOD)], "partly supported"),
        ([effect(comparator_class="active", **GOOD)], "partly supported"),
        ([effect(comparator_class="medication", **GOOD)], "partly supported"),
        ([effect(ci_high=0.1, **GOOD)], "not supported"),
        ([effect(estimate=0.5, ci_low=0.2, ci_high=0.8, **GOOD)], "contradicted"),
        ([effect(estimate=0.5, ci_low=0.2, ci_high=0.8)], "not supported"),
        ([effect(larger_value_favours="")], "not assessable"),
        ([effect(set_aside=True, **GOOD)], "no evidence found"),
        ([effect(ci_low=None, **GOOD)], "no evidence found"),
        ([effect(condition="mixed", **GOOD)], "no evidence found"),
        ([], "no evidence found"),
        (
            [effect(**GOOD), effect("b2020-e1", outcome="frequency", ci_high=0.1, **GOOD)],
            "partly supported",
        ),
    ],
)
def test_a_claim_that_it_works(effects: list, verdict: str) -> None:
    """Interval, comparator and certainty decide; nothing else does."""
    rows = evidence(effects=tuple(effects), judgements=JUDGED)
    assert judge(claim(), rows).verdict == verdict


def test_without_a_rating_of_ours_nothing_is_supported() -> None:
    """The same good result is carried in part while its risk of bias is not known."""
    unrated = judge(claim(), evidence(effects=(effect(**GOOD),)))
    assert (unrated.verdict, unrated.certainty) == ("partly supported", "not_rated")


def test_a_claim_rests_on_the_worst_level_still_open() -> None:
    """An unknown spread of the trials may hide inconsistency, so the result is not enough."""
    unknown = effect(**{**GOOD, "i2": None})
    verdict = judge(claim(), evidence(effects=(unknown,), judgements=JUDGED))
    assert (verdict.verdict, verdict.certainty) == ("partly supported", "low")


def test_many_unrated_rows_do_not_make_support() -> None:
    """Twenty favourable unrated reviews carry a claim in part, as one does."""
    rows = tuple(effect(f"r{i}-e1", outcome="frequency") for i in range(20))
    verdict = judge(claim(), evidence(effects=rows))
    assert verdict.verdict == "partly supported"
    assert verdict.certainty == "not_rated"


def test_single_trials_are_listed_where_nothing_is_pooled() -> None:
    """Trial rows come with their direction and still give no evidence found."""
    rows = evidence(trial_outcomes=(outcome(measure="MD", estimate=-1.0),))
    verdict = judge(claim(), rows)
    assert verdict.verdict == "no evidence found"
    assert "t2019-o1 (intensity: estimate favours the intervention)" in verdict.why


def test_a_subgroup_is_judged_by_its_own_rows_only() -> None:
    """A well carried result in everybody says nothing about people with aura."""
    about = claim("subgroup", statement="In migraine with aura it may help little")
    everybody = evidence(effects=(effect(**GOOD),), judgements=JUDGED)
    assert judge(about, everybody).verdict == "no evidence found"
    own = evidence(effects=(effect(subtype="with aura", **GOOD),), judgements=JUDGED)
    assert judge(about, own).verdict == "supported"


@pytest.mark.parametrize(
    ("limits", "ratings", "verdict"),
    [
        ([limitation()], ["low"], "supported"),
        ([limitation()], ["low", "high"], "partly supported"),
        ([limitation()], [""], "partly supported"),
        ([limitation(reported_by="extractor")], ["very_low"], "partly supported"),
        ([limitation(domain="unspecified")], ["high"], "not supported"),
        ([], [""], "no evidence found"),
    ],
)
def test_low_certainty_supports_a_claim_of_a_gap(
    limits: list, ratings: list[str], verdict: str
) -> None:
    """Stated weakness and low ratings support it; an inference or no rating alone does not."""
    rows = evidence(
        reviews=(review(),),
        limitations=tuple(limits),
        effects=tuple(
            effect(f"a2020-e{i}", certainty_reported=rating) for i, rating in enumerate(ratings)
        ),
    )
    assert judge(claim("evidence_gap"), rows).verdict == verdict


def test_none_reported_is_not_none_occurred() -> None:
    """A zero carries no claim about harm, for or against it."""
    rows = evidence(
        adverse_events=(adverse_event(unit_of_analysis="person", events_i=0, n_i=30, n_c=30),)
    )
    verdict = judge(claim("safety"), rows)
    assert verdict.verdict == "not assessable"
    assert "not none occurred" in verdict.why


def test_counted_events_carry_a_claim_of_harm_in_part() -> None:
    """Events per session and per person are named apart and never added."""
    rows = evidence(
        adverse_events=(
            adverse_event("t2019-a1", unit_of_analysis="session", n_i=355, n_c=348),
            adverse_event("u2019-a1", unit_of_analysis="person", events_i=15, n_i=29, events_c=11),
        )
    )
    verdict = judge(claim("safety"), rows)
    assert verdict.verdict == "partly supported"
    assert "person or session" in verdict.why


@pytest.mark.parametrize("kind", ["background", "mechanism", "practice", "opinion", "advice"])
def test_what_no_row_can_decide_is_not_assessable(kind: str) -> None:
    """The kind of the claim is the reason."""
    verdict = judge(claim(kind, assessable=False), evidence())
    assert verdict.verdict == "not assessable"
    assert kind in verdict.why


def test_the_reading_of_a_source_is_apart_from_the_verdict() -> None:
    """A source that says it does not make the rows carry it."""
    rows = evidence(
        claims=(claim(attributed_to="a review"), claim(claim_id="C02")),
        citation_checks=(
            CitationCheckRow(claim_id="C01", cited_as_said="yes", reason="read there"),
        ),
    )
    first, second = judge_claims(rows)
    assert (first.cited_as_said, first.verdict) == ("yes", "no evidence found")
    assert second.cited_as_said == "no_source_named"
