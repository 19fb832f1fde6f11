"""Two people extract the same table: agreement, a sheet of differences, decisions with names."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evisyn.build.adjudication import apply, sheet, write_sheet
from evisyn.build.derive import derive, shipped_contract, template
from evisyn.build.extractions import Compared, compare, same
from evisyn.errors import UsageError
from evisyn.tables.schema import contract_from

FIRST = """study_id,design,n,mean,note
a1,randomised,60,1.50,x
b2,cohort,40,2.0,
c3,randomised,55,3.1,=1+1
d4,cohort,10,0,y
"""
SECOND = """study_id,mean,design,n,note
a1,1.5,randomised,60,x
c3,3.2,cohort,55,z
b2,2.0,cohort,41,
e5,9,cohort,5,w
"""


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    paths = tmp_path / "first.csv", tmp_path / "second.csv"
    for path, text in zip(paths, (FIRST, SECOND), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


def compared(pair: tuple[Path, Path], **options: object) -> Compared:
    (found,) = compare(*pair, **options)  # type: ignore[arg-type]
    return found


def test_rows_are_matched_by_key(pair: tuple[Path, Path]) -> None:
    """Order of rows and columns does not matter; rows of one person are named."""
    found = compared(pair)
    assert (found.key, found.n_both) == (("study_id",), 3)
    assert (found.only_first, found.only_second) == (("d4",), ("e5",))


def test_agreement_by_field(pair: tuple[Path, Path]) -> None:
    """Percent of cells, and kappa where values are categories: 2 of 3, kappa 0.4."""
    fields = {item.field: item for item in compared(pair).fields}
    assert (fields["design"].pairs, fields["design"].agreed) == (3, 2)
    assert fields["design"].kappa == pytest.approx(0.4)
    assert fields["n"].percent == pytest.approx(100 * 2 / 3)
    assert fields["n"].kappa is None


def test_numbers_within_the_tolerance_agree(pair: tuple[Path, Path]) -> None:
    """1.50 is 1.5; 3.1 is 3.2 only where a tenth is allowed."""
    assert {c.field for c in compared(pair).differences} >= {"mean", "n"}
    loose = compared(pair, tolerance=0.1000001)
    assert "mean" not in {c.field for c in loose.differences}
    assert not same("", "0", 1.0)
    assert not same("nan", "1", 9.0)


def test_differences_carry_their_size(pair: tuple[Path, Path]) -> None:
    """Second minus first, where both are numbers."""
    (cell,) = [c for c in compared(pair).differences if c.field == "n"]
    assert cell.distance == 1


def test_the_sheet_runs_nothing(pair: tuple[Path, Path]) -> None:
    """A text that begins like a formula has an apostrophe in front; numbers have none."""
    rows = list(csv.DictReader(sheet([compared(pair)]).decode().splitlines()))
    firsts = {row["field"]: row["first"] for row in rows}
    assert firsts["note"] == "'=1+1"
    assert firsts["n"] == "40"


def filled(pair: tuple[Path, Path], target: Path, **decisions: tuple[str, str]) -> Path:
    """The sheet, decided: by default the first, by Ada."""
    rows = list(csv.DictReader(sheet([compared(pair)]).decode().splitlines()))
    with target.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        for row in rows:
            decision, value = decisions.get(row["field"], ("first", ""))
            decision, value = decisions.get(row["row_id"], (decision, value))
            writer.writerow(row | {"decision": decision, "value": value, "decided_by": "Ada"})
    return target


def test_decisions_are_applied(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """First, second and another value; rows are kept or dropped; names stay beside."""
    done = filled(
        pair, tmp_path / "s.csv", n=("second", ""), mean=("other", "3.15"), e5=("second", ""),
        d4=("second", ""),
    )  # fmt: skip
    result = apply(*pair, [compared(pair)], done, tmp_path / "agreed.csv")
    rows = {
        r["study_id"]: r for r in csv.DictReader((tmp_path / "agreed.csv").read_text().splitlines())
    }
    assert set(rows) == {"a1", "b2", "c3", "e5"}
    assert (rows["b2"]["n"], rows["c3"]["mean"], rows["c3"]["note"]) == ("41", "3.15", "=1+1")
    assert result.deciders == ("Ada",)
    log = list(csv.DictReader((tmp_path / "agreed.decisions.csv").read_text().splitlines()))
    assert {row["decided_by"] for row in log} == {"Ada"}
    assert len(log) == len(compared(pair).differences)


def test_every_difference_needs_a_decision_with_a_name(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    """All that is undecided is named at once, and nothing is written."""
    write_sheet([compared(pair)], tmp_path / "s.csv")
    with pytest.raises(UsageError, match="6 differences"):
        apply(*pair, [compared(pair)], tmp_path / "s.csv", tmp_path / "agreed.csv")
    done = filled(pair, tmp_path / "t.csv")
    done.write_text(done.read_text().replace(",Ada,", ",,", 1), encoding="utf-8")
    with pytest.raises(UsageError, match="has a name"):
        apply(*pair, [compared(pair)], done, tmp_path / "agreed.csv")
    assert not (tmp_path / "agreed.csv").exists()


def test_nothing_is_overwritten(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """Neither the sheet nor the agreed table replaces a file."""
    with pytest.raises(UsageError, match="there already"):
        write_sheet([compared(pair)], pair[0])
    with pytest.raises(UsageError, match="there already"):
        apply(*pair, [compared(pair)], filled(pair, tmp_path / "s.csv"), pair[0])


def test_a_key_that_stands_twice(pair: tuple[Path, Path]) -> None:
    """Rows that cannot be told apart are an error, not a guess."""
    with pytest.raises(UsageError, match="stands twice"):
        compared(pair, key=("design",))


def test_the_contract_knows_keys_and_categories(tmp_path: Path) -> None:
    """Whole tables are matched by their contract; an empty cell is a category there."""
    contract = contract_from(derive(shipped_contract(), template("interventions"), "A", "a"))
    head = ",".join(contract.table("limitations").names)
    for name, domain in (("a", "imprecision"), ("b", "reporting")):
        row = f"r1-l1,r1,{domain},Few,extractor,s0001,abstract"
        (tmp_path / f"{name}.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    (found,) = compare(tmp_path / "a.csv", tmp_path / "b.csv", contract=contract)
    assert found.key == ("limitation_id",)
    assert [cell.field for cell in found.differences] == ["domain"]
