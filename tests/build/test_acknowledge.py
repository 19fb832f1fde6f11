"""Strict builds: a conclusion flips only where a person said so in acknowledged.csv."""

from __future__ import annotations

from pathlib import Path

import pytest
from _answers import CATALOGUE, LOW, MODERATE, OTHER, write_answers
from _building import contents

from evisyn.build import run
from evisyn.build.acknowledge import FILE, HEADER, Flip
from evisyn.build.records import BuildResult
from evisyn.build.run import Options
from evisyn.errors import EvidenceError, FlipError

SEEN = "q1,certainty,low,moderate,A. Reader,2026-11-26,New trials"


def strict(root: Path, **options: object) -> BuildResult:
    return run.build(root, Options(strict=True, **options), catalogue=CATALOGUE)  # type: ignore[arg-type]


def acknowledge(root: Path, *rows: str) -> None:
    (root / FILE).write_text("\n".join([",".join(HEADER), *rows]) + "\n", encoding="utf-8")


@pytest.fixture
def built(site: Path) -> Path:
    write_answers(site, LOW, OTHER)
    strict(site)
    return site


def test_a_flip_stops_before_anything_is_put_in_place(built: Path) -> None:
    """evidence/ keeps every byte."""
    before = contents(built / "evidence")
    write_answers(built, MODERATE, OTHER)
    with pytest.raises(FlipError):
        strict(built)
    assert contents(built / "evidence") == before


def test_the_refusal_gives_the_rows_to_add(built: Path) -> None:
    """Each flip in words, and the text that acknowledges it, header first."""
    write_answers(built, MODERATE, "q2,low,MD,2.5,1,4,More pain")
    with pytest.raises(FlipError) as caught:
        strict(built)
    assert "2 conclusions flipped" in str(caught.value)
    assert "q1: certainty was low, becomes moderate" in str(caught.value)
    assert ",".join(HEADER) in str(caught.value)
    assert caught.value.rows == (
        "q1,certainty,low,moderate,,,",
        "q2,side of the interval,includes no difference,above no difference,,,",
    )


def test_an_answer_that_disappears_is_a_flip(built: Path) -> None:
    """Answers are not lost in silence."""
    write_answers(built, LOW)
    with pytest.raises(FlipError, match="q2: answer was given, becomes gone"):
        strict(built)


def test_what_was_acknowledged_passes(built: Path) -> None:
    """With name, date and reason the build goes on."""
    write_answers(built, MODERATE, OTHER)
    acknowledge(built, SEEN)
    result = strict(built)
    assert result.difference is not None
    assert [answer.id for answer in result.difference.flipped] == ["q1"]


def test_numbers_may_move(built: Path) -> None:
    """Only conclusions need a person; a number that moves does not."""
    write_answers(built, LOW, "q2,low,MD,0.6,-1,2,Same")
    assert strict(built).made


def test_a_new_answer_is_no_flip(built: Path) -> None:
    """There was nothing that it could contradict."""
    write_answers(built, LOW, OTHER, "q3,low,MD,1,-1,2,Same")
    assert strict(built).made


def test_without_strict_nothing_stops(built: Path) -> None:
    """The plain build says what flipped, and puts it in place; it does not read the file."""
    write_answers(built, MODERATE, OTHER)
    (built / FILE).write_text("nonsense\n", encoding="utf-8")
    result = run.build(built, Options(), catalogue=CATALOGUE)
    assert result.difference is not None
    assert result.difference.flipped


def test_a_row_that_matches_nothing_is_a_note(built: Path) -> None:
    """History may stay; the build says which lines it is."""
    acknowledge(built, SEEN)
    write_answers(built, LOW, "q2,low,MD,0.6,-1,2,Same")
    (note,) = strict(built).notes
    assert note.startswith(f"{FILE}: line 2 matches no conclusion that flipped")


def test_a_near_miss_is_named(built: Path) -> None:
    """A row for the same answer with other values is pointed at."""
    acknowledge(built, SEEN.replace("moderate", "high"))
    write_answers(built, MODERATE, OTHER)
    with pytest.raises(FlipError, match=r"line 2 of acknowledged\.csv says low -> high"):
        strict(built)


def test_every_wrong_row_is_said_at_once(built: Path) -> None:
    """File, line, column, value, what is allowed and what to do, before anything is made."""
    acknowledge(
        built,
        "q1,colour,low,moderate,A. Reader,2026-11-26,Why",
        "q1,certainty,low,moderate,,26.11.2026,Why",
        "q2,certainty,low,low,A. Reader,2026-02-30,Why",
        SEEN,
        SEEN,
    )
    with pytest.raises(EvidenceError) as caught:
        strict(built)
    assert [(f.file, f.line, f.column, f.value, f.code) for f in caught.value.findings] == [
        (FILE, 2, "column", "colour", "not_in_vocabulary"),
        (FILE, 3, "acknowledged_by", "", "required"),
        (FILE, 3, "date", "26.11.2026", "not_a_date"),
        (FILE, 4, "date", "2026-02-30", "not_a_date"),
        (FILE, 4, "becomes", "low", "condition_value"),
        (FILE, 5, "", "", "duplicate_key"),
        (FILE, 6, "", "", "duplicate_key"),
    ]
    assert "side of the interval" in caught.value.findings[0].fix


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("answer_id,column,was,becomes,acknowledged_by,date", "missing_column"),
        (",".join([*HEADER, "mood"]), "unknown_column"),
        (",".join([*HEADER, "date"]), "duplicate_column"),
    ],
)
def test_a_wrong_header_is_said(built: Path, header: str, code: str) -> None:
    """Columns are named before any row is read."""
    (built / FILE).write_text(f"{header}\n", encoding="utf-8")
    with pytest.raises(EvidenceError) as caught:
        strict(built)
    assert [finding.code for finding in caught.value.findings] == [code]


def test_other_encodings_are_refused(built: Path) -> None:
    """Bytes that are no UTF-8 are said, not guessed."""
    (built / FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvidenceError, match="UTF-8"):
        strict(built)


def test_too_many_cells_are_refused(built: Path) -> None:
    """A comma in a reason without quotes is no silent loss."""
    acknowledge(built, f"{SEEN}, and more")
    with pytest.raises(EvidenceError, match="more cells"):
        strict(built)


def test_since_a_named_state(built: Path, tmp_path: Path) -> None:
    """What is in place already is still held against the state that is named."""
    import shutil

    shutil.copytree(built, tmp_path / "before", ignore=shutil.ignore_patterns("build"))
    write_answers(built, MODERATE, OTHER)
    run.build(built, Options(), catalogue=CATALOGUE)
    assert strict(built).made == ()
    with pytest.raises(FlipError):
        strict(built, since=str(tmp_path / "before"))


def test_values_with_commas_are_quoted() -> None:
    """The row to add is one that can be read back."""
    flip = Flip("q", "verdict", "partly, in part", "supported")
    assert flip.line == 'q,verdict,"partly, in part",supported,,,'


def test_the_file_is_no_input(built: Path) -> None:
    """A row more makes no output stale, and no output depends on who acknowledged what."""
    acknowledge(built, SEEN)
    assert strict(built).made == ()
