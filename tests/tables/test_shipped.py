"""The tables as shipped: they load, and contract and files describe each other."""

from __future__ import annotations

import pytest
from _projects import SHIPPED, columns_of, descriptor

from evisyn.build.read import check, load

TABLES = [resource["name"] for resource in descriptor()["resources"]]


@pytest.fixture(scope="module")
def base():
    return load(SHIPPED)


def test_the_shipped_tables_have_no_finding():
    """Neither an error nor a warning."""
    assert check(SHIPPED) == []


@pytest.mark.parametrize("table", TABLES)
def test_columns_of_file_and_contract_are_the_same(table):
    """Every column of the file is in the contract and the reverse, in the same order."""
    header = (SHIPPED / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.split(",") == columns_of(table)


def test_every_file_of_the_folder_is_a_table():
    """No CSV file lies outside the contract."""
    assert sorted(path.stem for path in SHIPPED.glob("*.csv")) == sorted(TABLES)


def test_the_files_are_plain():
    """UTF-8 without a byte order mark, LF line ends, a line end at the end."""
    for path in SHIPPED.glob("*.csv"):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_every_oddity_is_accepted_once(base):
    """Each oddity has one entry that accepts it, with the same row and the same use."""
    oddities = base.oddities.set_index("oddity_id")[["table", "row_id", "use"]]
    accepted = base.corrections[base.corrections["action"] == "accept"]
    accepted = accepted.set_index("oddity_id")[["table", "row_id", "use"]]
    assert accepted.index.is_unique
    assert accepted.sort_index().equals(oddities.sort_index())


def test_the_estimate_outside_its_interval_is_accepted_by_name(base):
    """The one contradiction of its kind is settled at its cell."""
    rows = base.corrections[base.corrections["row_id"] == "jung2024-e3"]
    assert rows[["column", "expects"]].to_numpy().tolist() == [["estimate", "4.37"]]
    assert base.effects.set_index("effect_id").loc["jung2024-e3", "estimate"] == 4.37


def test_set_aside_rows_are_those_of_the_oddities(base):
    """56 rows are shown and kept out of summaries, 36 of them pooled results."""
    counts = {table: len(base.set_aside(table)) for table in base.names if base.set_aside(table)}
    assert counts == {"effects": 36, "trial_outcomes": 19, "adverse_events": 1}


def test_every_row_can_be_located(base):
    """Every row of every table with a source leads to a page that was read."""
    for name, schema in base.contract.tables.items():
        if "source_id" in schema.names:
            key = schema.primary_key
            for parts in base.table(name)[list(key)].itertuples(index=False):
                assert any(loc.table == name for loc in base.locate(" + ".join(parts)))


def test_no_text_names_the_place_where_it_was_made():
    """The prose of the folder knows no path outside the project."""
    for path in [*SHIPPED.glob("*.md"), SHIPPED / "datapackage.json"]:
        text = path.read_text(encoding="utf-8")
        assert "../" not in text
        assert not any(f"/{name}/" in text for name in ("work", "tmp", "home", "root"))
