"""What the shipped review must say, and must not say, on the shipped rows."""

from __future__ import annotations

import pytest

import evisyn as ev
from evisyn.appraisal.claims import judge_claims
from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.questions import effect_status
from evisyn.appraisal.strength import strength_of_evidence
from evisyn.report.claims import claims_table
from evisyn.report.strength import indirect_table, strength_table
from evisyn.report.strength_detail import disagreements_table


@pytest.fixture(scope="module")
def base() -> ev.EvidenceBase:
    return ev.load()


@pytest.fixture(scope="module")
def rows(base):
    return evidence_rows(base)


@pytest.fixture(scope="module")
def verdicts(rows):
    return {item.claim.claim_id: item for item in judge_claims(rows)}


@pytest.mark.parametrize("claim_id", ["C15", "C18"])
def test_claims_without_a_row_read_no_evidence_found(verdicts, claim_id: str) -> None:
    """Placebo in tension-type headache, and migraine with aura: the rows hold nothing."""
    assert verdicts[claim_id].verdict == "no evidence found"


def test_the_sham_controlled_trials_of_tension_type_headache_are_listed(verdicts) -> None:
    """C15 names each single sham-controlled trial with its direction."""
    assert "torovelasco2009-o1" in verdicts["C15"].row_ids
    assert "arm means favour the" in verdicts["C15"].why


def test_the_source_of_the_placebo_claim_is_not_called_checked(verdicts) -> None:
    """The review is only probably identified and its record stops before a conclusion."""
    assert verdicts["C15"].claim.identification == "probable"
    assert verdicts["C15"].cited_as_said == "could_not_be_checked"


def test_no_claim_is_supported_on_a_very_low_or_unrated_result(base, verdicts) -> None:
    """Whatever else changes, support needs a result that we rate moderate or better."""
    strength = strength_table(base).to_frame()
    ours = dict(zip(strength["index_effect_id"], strength["certainty_lowest"], strict=True))
    for item in verdicts.values():
        if item.verdict == "supported":
            used = [ours[row] for row in item.row_ids if row in ours]
            assert set(used) <= {"moderate", "high"}, item.claim.claim_id


def test_most_questions_are_not_rated_and_say_for_want_of_what(base) -> None:
    """The honest result on abstracts: the count is shown, each with its missing inputs."""
    strength = strength_table(base).to_frame().query("basis == 'pooled'")
    unrated = strength[strength["certainty"] == "not_rated"]
    assert len(unrated) > len(strength) / 2
    assert unrated["missing_inputs"].notna().all()


def test_our_level_is_never_above_the_review_where_a_domain_is_unknown(base) -> None:
    """The authors of a review saw more than was read here."""
    order = ["very_low", "low", "moderate", "high"]
    strength = strength_table(base).to_frame().query("basis == 'pooled'")
    for row in strength.to_dict("records"):
        if row["certainty"] in order and row["certainty_reported"] in order:
            assert order.index(row["certainty"]) <= order.index(row["certainty_reported"])


def test_four_claims_do_not_share_one_answer(verdicts) -> None:
    """C02, C04, C05 and C18 ask different things."""
    answers = {(verdicts[c].verdict, verdicts[c].why) for c in ("C02", "C04", "C05", "C18")}
    assert len(answers) == 4


def test_claims_that_no_row_can_decide_say_their_kind(verdicts) -> None:
    """Background, mechanism, practice, opinion and advice are not assessable."""
    for item in verdicts.values():
        if not item.claim.assessable:
            assert item.verdict == "not assessable"
            assert item.claim.kind in item.why


def test_a_row_set_aside_is_in_no_range_direction_or_index(base, rows) -> None:
    """Shown, and kept out of every summary of every condition, the pooled ones included."""
    aside = base.set_aside("effects") | base.set_aside("trial_outcomes")
    for conditions in (rows.conditions, [rows.pooled_condition]):
        for record in strength_of_evidence(rows, conditions):
            used = {*record.range_ids, *record.row_ids}
            if record.index:
                used.add(record.index.effect.effect_id)
            assert not used & aside


def test_no_claim_rests_on_a_row_set_aside(base, verdicts) -> None:
    """Nor on a safety row that is set aside."""
    aside = set().union(*(base.set_aside(name) for name in base.names))
    for item in verdicts.values():
        assert not set(item.row_ids) & aside


def test_no_question_of_one_condition_uses_a_result_over_several(base) -> None:
    """Pooled headache types stand in the indirect table only."""
    mixed = set(base.effects.query("headache_type == 'mixed'")["effect_id"])
    strength = strength_table(base).to_frame()
    assert not set(strength["index_effect_id"].dropna()) & mixed
    assert set(indirect_table(base).to_frame()["index_effect_id"].dropna()) <= mixed


def test_every_eligible_result_stands_in_a_question(rows) -> None:
    """Counts in equal counts out: no eligible row is lost on the way."""
    eligible = {row.effect_id for row in rows.effects if effect_status(row) == "eligible"}
    found = {
        row.effect_id
        for conditions in (rows.conditions, [rows.pooled_condition])
        for record in strength_of_evidence(rows, conditions)
        for row in record.evidence.effects
    }
    assert found == eligible


def test_numbers_of_the_strength_table_are_those_of_the_rows(base) -> None:
    """Estimate, limits, trials and participants equal the cells of the index row."""
    effects = base.effects.set_index("effect_id")
    frame = strength_table(base).to_frame()
    for row in frame[frame["basis"] == "pooled"].to_dict("records"):
        source = effects.loc[row["index_effect_id"]]
        for name in ("estimate", "ci_low", "ci_high"):
            assert row[name] == pytest.approx(source[name], abs=1e-12)
        for shown, cell in (("n_trials", "k"), ("n_participants", "n_participants")):
            missing = row[shown] is None or row[shown] != row[shown]
            assert missing == bool(source.isna()[cell])
            if not missing:
                assert int(row[shown]) == int(source[cell])


@pytest.mark.parametrize("maker", [strength_table, indirect_table, claims_table])
def test_every_row_named_leads_to_a_source_and_a_place(base, maker) -> None:
    """Each id in the refs of a cell is a row with a locator, or a source."""
    made = maker(base)
    ids = {ref for row in made.rows for cell in row.cells for ref in cell.refs}
    assert ids
    for row_id in ids:
        places = base.locate(row_id)
        assert places, row_id
        assert all(place.source_id and place.locator for place in places), row_id


def test_a_number_is_never_shown_without_the_rows_it_rests_on(base) -> None:
    """Every cell of the strength table with an estimate or a count above zero names its rows."""
    made = strength_table(base)
    keys = [column.key for column in made.columns]
    for row in made.rows:
        cells = dict(zip(keys, row.cells, strict=True))
        for name in ("result", "size", "reviews_range"):
            if any(character.isdigit() for character in cells[name].text):
                assert cells[name].refs, (cells["question_id"].text, name)


def test_reviews_that_answer_one_question_are_put_side_by_side(base) -> None:
    """Each condition's comparison starts with the index result of the question."""
    made = disagreements_table(base, "migraine").to_frame()
    first = made.groupby("question_id", sort=False).first()
    assert first["standing"].str.startswith("index result").all()


def test_the_key_of_a_question_is_its_four_columns(base) -> None:
    """question_id joins headache type, intervention, comparator class and outcome."""
    frame = strength_table(base).to_frame()
    columns = ["headache_type", "intervention", "comparator_class", "outcome"]
    assert (frame[columns].agg(".".join, axis=1) == frame["question_id"]).all()
    assert frame["question_id"].is_unique
