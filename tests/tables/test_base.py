"""The evidence base: copies, types, flags and the way back to a source."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest
from _findings import outcome
from _projects import BIBTEX, ROWS

from evisyn.errors import InputError
from evisyn.records import Locator


@pytest.fixture
def base(files):
    return outcome(files)[0]


def test_every_table_is_a_property(base):
    """Each table of the contract can be had by name and by attribute."""
    assert set(base.names) == set(ROWS)
    for name in base.names:
        assert getattr(base, name).equals(base.table(name))


def test_frames_are_copies(base):
    """Changing what was handed out does not change the base."""
    frame = base.effects
    frame.loc[0, "estimate"] = 99.0
    frame["k"].array[0] = 1
    del frame["outcome"]
    again = base.effects
    assert again["estimate"].iloc[0] == -1.5
    assert again["k"].iloc[0] == 4
    assert "outcome" in again


def test_a_base_is_frozen(base):
    """No part of the base can be set."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        base.bibtex = ""
    with pytest.raises(TypeError):
        base.sha256["effects.csv"] = ""
    with pytest.raises(TypeError):
        base.topic.labels["outcome"]["x"] = "y"


def test_types_are_those_of_the_contract(base):
    """Numbers are float64, counts Int64, texts str; an empty cell is missing."""
    effects = base.effects
    assert [str(effects[c].dtype) for c in ("estimate", "k", "outcome")] == [
        "float64",
        "Int64",
        "str",
    ]
    assert effects["k"].iloc[1] is pd.NA
    assert pd.isna(effects["unit"].iloc[1])
    assert pd.isna(effects["ci_low"].iloc[1])


def test_rows_keep_the_order_of_the_file(base):
    """Rows are not sorted."""
    assert list(base.reviews["review_id"]) == ["ames2020", "bell2021"]


def test_an_unknown_table_is_refused(base):
    """The message lists the tables."""
    with pytest.raises(InputError, match="there is no table 'effect'; the tables are sources"):
        base.table("effect")


def test_a_row_leads_to_its_source(base):
    """A locator names table, row, source, place and address."""
    assert base.locate("ames2020-e1") == (
        Locator(
            table="effects",
            row_id="ames2020-e1",
            source_id="s0001",
            locator="abstract",
            url="https://example.org/one",
            reader_link=True,
        ),
    )


@pytest.mark.parametrize("entry", ["od001", "co001"])
def test_an_entry_about_a_row_leads_to_the_source_of_that_row(base, entry):
    """An oddity and a correction are located where the row is."""
    assert [loc.row_id for loc in base.locate(entry)] == ["ames2020-e2"]


def test_a_composite_key_leads_to_its_source(base):
    """Columns of a key are joined by a plus sign."""
    (found,) = base.locate("ames2020 + cole2018 + whole review")
    assert found.table == "membership"


def test_a_source_without_an_address_has_none(base):
    """The article has no address to show."""
    (found,) = base.locate("C01")
    assert (found.source_id, found.url, found.reader_link) == ("s0002", "", False)


def test_a_source_is_its_own_place(base):
    """A source leads to itself."""
    (found,) = base.locate("s0001")
    assert (found.table, found.url) == ("sources", "https://example.org/one")


def test_an_unknown_row_is_refused_with_near_ids(base):
    """The message proposes ids."""
    with pytest.raises(InputError, match="near ids: ames2020-e1"):
        base.locate("ames2020-e11")


def test_flags_are_copies(base):
    """Changing flags does not change the base."""
    base.flags("effects").clear()
    assert base.flags("effects") == {"ames2020-e2": "Printed twice."}


def test_the_bibliography_and_the_hashes_come_along(base, files):
    """The base knows the text of the bibliography and the hash of each file."""
    assert base.bibtex == BIBTEX
    assert set(base.sha256) == set(files)
    assert len(base.sha256["effects.csv"]) == 64


def test_the_topic_speaks_plainly(base):
    """Ids have plain words; an id without any is shown with spaces."""
    topic = base.topic
    assert [term.id for term in topic.conditions] == ["migraine", "tth", "cgh"]
    assert topic.label("intervention_class", "soft_tissue") == "Soft tissue techniques"
    assert topic.label("intervention_class", "new_thing") == "new thing"
