from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from evisyn.errors import CitationError, InputError
from evisyn.report.extraction import extraction_agreement, kappa_note
from evisyn.report.guidelines import recommendations_table
from evisyn.report.missing import missing_table, reporting_completeness
from evisyn.report.reviews import bibliography_table, reviews_table
from evisyn.report.safety import adverse_events_table
from evisyn.report.sources import sources_table, trail_table

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase


def test_reviews_keep_their_counts(base: EvidenceBase) -> None:
    """One row per review with the counts that it states, and the pooled results behind it."""
    frame = reviews_table(base).to_frame().set_index("review_id")
    rows = base.reviews.set_index("review_id").loc[frame.index]
    for column in ("n_primary_studies", "n_rcts", "n_participants"):
        assert frame[column].sum() == rows[column].sum()
    assert frame["n_pooled"].sum() == len(base.effects)


def test_the_bibliography_has_every_key_once(base: EvidenceBase) -> None:
    """All keys are shown; asked for some, only those; an unknown one is refused."""
    whole = bibliography_table(base).to_frame()
    assert whole["key"].is_unique
    assert set(base.reviews["review_id"]) | set(base.trials["trial_id"]) <= set(whole["key"])
    key = base.reviews["review_id"].iloc[0]
    assert list(bibliography_table(base, [key]).to_frame()["key"]) == [key]
    with pytest.raises(CitationError):
        bibliography_table(base, ["no-such-key"])


def test_events_are_grouped_by_what_was_counted(base: EvidenceBase) -> None:
    """People and sessions never share a group, and the note on zero is there."""
    table = adverse_events_table(base)
    frame = table.to_frame()
    assert (frame.groupby("group")["unit_of_analysis"].nunique() <= 1).all()
    assert len(frame) == len(base.adverse_events)
    assert any("Zero reported is not zero occurred" in note for note in table.source_notes)


def test_a_zero_is_called_reported(base: EvidenceBase) -> None:
    """No event is shown as "0 reported", never as a bare nought."""
    texts = [cell.text for row in adverse_events_table(base).rows for cell in row.cells]
    assert any(text.startswith("0 reported / ") for text in texts)
    assert not any(text.startswith("0 /") for text in texts)


def test_recommendations_keep_their_grading_system(base: EvidenceBase) -> None:
    """Strength and system are carried over, and grades of two systems are not mixed up."""
    table = recommendations_table(base)
    frame = table.to_frame().set_index("recommendation_id")
    rows = base.recommendations.set_index("recommendation_id").loc[frame.index]
    assert (frame["strength"].fillna("") == rows["strength"].fillna("")).all()
    assert (frame["grading_system"].fillna("") == rows["grading_system"].fillna("")).all()
    assert any("must not be compared" in note for note in table.source_notes)


@pytest.mark.parametrize("name", ["effects", "reviews", "trials", "trial_outcomes", "limitations"])
def test_completeness_counts_filled_cells(base: EvidenceBase, name: str) -> None:
    """Each column has its count, and a required one is full."""
    frame = reporting_completeness(base, name).to_frame().set_index("column")
    data = base.table(name)
    assert (frame["filled"] == data.notna().sum()[frame.index]).all()
    assert (frame["rows"] == len(data)).all()
    required = frame["group"].str.startswith("Filled")
    assert (frame.loc[required, "share"] == 100).all()


def test_completeness_refuses_what_it_cannot_count(base: EvidenceBase) -> None:
    """No such table, and a condition for a table without one, are named."""
    with pytest.raises(InputError, match="'nothing' is not one of"):
        reporting_completeness(base, "nothing")
    with pytest.raises(InputError, match="no condition"):
        reporting_completeness(base, "sources", "migraine")


def test_missing_and_reported_add_up(base: EvidenceBase) -> None:
    """What is missing and what is reported make the rows; a pure number needs no unit."""
    frame = missing_table(base, "migraine").to_frame()
    assert (frame["missing"] + frame["filled"] == frame["rows"]).all()
    effects = base.effects
    own = effects[effects["headache_type"] == "migraine"]
    unit = frame[(frame["column"] == "unit")]["rows"].iloc[0]
    assert unit == (~own["measure"].isin(["SMD", "g", "RR", "OR"])).sum()


def test_weak_columns_are_shown(base: EvidenceBase) -> None:
    """The domain of limitations has kappa 0.62 on ten pairs and is called weak."""
    table = extraction_agreement(base)
    frame = table.to_frame()
    row = frame[(frame["field"] == "domain") & (frame["part"] == "sample")].iloc[0]
    assert (round(row["kappa"], 2), row["pairs"]) == (0.62, 10)
    assert row["remark"].startswith("weak")
    assert any("not blind" in note for note in table.source_notes)


def test_totals_of_the_second_reading(base: EvidenceBase) -> None:
    """The random sample agrees in 96.9 percent of its cells, all cells in 97.6."""
    frame = extraction_agreement(base).to_frame()
    whole = frame[frame["field"] == "all fields"].set_index("part")["percent"].round(1)
    assert (whole["sample"], whole["all"]) == (96.9, 97.6)


def test_a_column_that_was_not_read_twice_says_so(base: EvidenceBase) -> None:
    """There is no agreement to show for it."""
    assert "not read a second time" in kappa_note(base, "intervention_class")


def test_sources_that_are_not_for_readers_are_text(base: EvidenceBase) -> None:
    """Only addresses cleared for readers are links; all are shown."""
    rows = sources_table(base).rows
    linked = sum(bool(row.cells[-1].href) for row in rows)
    assert linked == (base.sources["reader_link"] == "yes").sum()
    assert len(rows) == len(base.sources)


def test_the_trail_leads_to_the_place(base: EvidenceBase) -> None:
    """A row id gives table, source, kind of source and place; an unknown one is refused."""
    row = base.effects.iloc[0]
    frame = trail_table(base, [row["effect_id"]]).to_frame()
    assert frame.loc[0, "source_id"] == row["source_id"]
    assert frame.loc[0, "locator"] == row["locator"]
    with pytest.raises(InputError, match="no table has a row"):
        trail_table(base, ["no-such-row"])
