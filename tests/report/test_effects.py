from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evisyn.report.effects import effects_table
from evisyn.report.trials import trial_outcomes_table, trials_table

if TYPE_CHECKING:
    import pandas as pd

    from evisyn.tables.base import EvidenceBase


@pytest.fixture(scope="module")
def frame(base: EvidenceBase) -> pd.DataFrame:
    return effects_table(base).to_frame().set_index("effect_id")


@pytest.mark.parametrize("condition", ["migraine", "tth", "cgh", "mixed"])
def test_each_pooled_result_stands_under_its_own_condition(
    base: EvidenceBase, condition: str
) -> None:
    """Every row of the condition is in its table, once, and no pooled type is among them."""
    effects = base.effects
    wanted = effects.loc[effects["headache_type"] == condition, "effect_id"]
    found = effects_table(base, condition).to_frame()["effect_id"]
    assert sorted(found) == sorted(wanted)


def test_values_are_those_of_the_rows(base: EvidenceBase, frame: pd.DataFrame) -> None:
    """Estimate, limits, counts and certainty are carried over as they are."""
    effects = base.effects.set_index("effect_id").loc[frame.index]
    for column in ("estimate", "ci_low", "ci_high", "k", "n_participants", "i2"):
        given = effects[column].astype("float64")
        shown = frame[column].astype("float64")
        assert ((given == shown) | (given.isna() & shown.isna())).all(), column
    assert (frame["certainty_reported"].dropna() == effects["certainty_reported"].dropna()).all()


def test_rows_set_aside_are_shown_marked_and_explained(base: EvidenceBase) -> None:
    """A row set aside stays in the table, says no, and a footnote says why."""
    table = effects_table(base)
    keys = [column.key for column in table.columns]
    notes = {note.mark: note.text for note in table.footnotes}
    aside = base.set_aside("effects")
    found = 0
    for row in table.rows:
        cells = dict(zip(keys, row.cells, strict=True))
        marked = cells["status"].text.startswith("no: set aside")
        assert marked == (cells["effect_id"].value in aside)
        if marked:
            found += 1
            assert notes[cells["status"].notes[0]].startswith("Set aside from summaries. ")
    assert found == len(aside) > 0


def test_duplicates_name_the_result_they_repeat(base: EvidenceBase, frame: pd.DataFrame) -> None:
    """A duplicate is marked and rests on both rows."""
    effects = base.effects.dropna(subset="duplicate_of").set_index("effect_id")
    assert len(effects) > 0
    for effect_id, original in effects["duplicate_of"].items():
        assert "duplicate" in frame.loc[effect_id, "status"]
        assert original in frame.loc[effect_id, "refs"]


def test_only_results_between_arms_may_be_summarised(
    base: EvidenceBase, frame: pd.DataFrame
) -> None:
    """Components and changes within an arm are marked."""
    contrast = base.effects.set_index("effect_id")["contrast"].loc[frame.index]
    marked = frame["status"].str.contains("not_between_arms")
    assert (marked == (contrast != "between_arms")).all()


def test_sham_stands_apart_from_other_comparators(base: EvidenceBase) -> None:
    """Each class of comparator is a group of its own, sham first."""
    groups = [name for name, _ in effects_table(base, "mixed").groups]
    assert groups[0] == "Compared with: sham or placebo"
    assert len(groups) == len(set(groups))


def test_a_credible_interval_is_not_called_a_confidence_interval(base: EvidenceBase) -> None:
    """A credible interval has a footnote that says so."""
    table = effects_table(base)
    credible = next(n.mark for n in table.footnotes if "credible" in n.text)
    marked = sum(credible in cell.notes for row in table.rows for cell in row.cells)
    assert marked == (base.effects["interval_kind"] == "credible").sum()


def test_a_pure_number_has_no_missing_unit(base: EvidenceBase) -> None:
    """A standardised difference or a ratio is shown without a word on its unit."""
    table = effects_table(base)
    position = [column.key for column in table.columns].index("measure")
    texts = {row.cells[position].text for row in table.rows}
    assert {"SMD", "RR"} <= texts
    assert "MD, unit not reported" in texts


def test_only_rows_with_an_effect_and_its_error_are_called_poolable(base: EvidenceBase) -> None:
    """The short table has the poolable rows, the long one all rows with their reasons."""
    outcomes = base.trial_outcomes
    poolable = set(outcomes.loc[outcomes["poolable"] == "yes", "outcome_id"])
    assert set(trial_outcomes_table(base).to_frame()["outcome_id"]) == poolable
    every = trial_outcomes_table(base, poolable_only=False).to_frame().set_index("outcome_id")
    assert len(every) == len(outcomes)
    assert set(every.index[every["poolable"] == "yes"]) == poolable
    assert every.loc[every["poolable"] == "no", "status"].str.contains("not_poolable").all()


def test_every_study_of_a_condition_is_listed(base: EvidenceBase) -> None:
    """One row per study of the condition."""
    trials = base.trials
    wanted = trials.loc[trials["headache_type"] == "tth", "trial_id"]
    assert sorted(trials_table(base, "tth").to_frame()["trial_id"]) == sorted(wanted)
