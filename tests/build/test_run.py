"""The task graph: what is made again, and what is left alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from _building import CALLS, CATALOGUE, FIGURE, TABLE, contents, write_numbers

from evisyn.build import inputs, read, run
from evisyn.build.catalogue import Catalogue, TableSpec
from evisyn.build.records import BuildResult
from evisyn.build.run import Options
from evisyn.errors import BuildError, EvidenceError, UsageError
from evisyn.records import Finding

PROBLEM = Finding(file="data/numbers.csv", line=2, code="x", message="is wrong", fix="Correct it")


def build(root: Path, catalogue: Catalogue = CATALOGUE, **options: object) -> BuildResult:
    return run.build(root, Options(**options), catalogue=catalogue)  # type: ignore[arg-type]


def test_first_build_makes_everything(site: Path) -> None:
    """Without a cache every output is made."""
    result = build(site)
    assert result.made == ("check:data", "table:numbers", "figure:shape")
    assert sorted(contents(site / "evidence")) == [
        "README.md",
        "figures/shape.png",
        "figures/shape.svg",
        "manifest.json",
        "tables/numbers.csv",
        "tables/numbers.html",
        "tables/numbers.json",
        "tables/numbers.md",
    ]


def test_second_build_makes_nothing(site: Path) -> None:
    """Nothing changed: no task runs and no file is written."""
    build(site)
    before = {path: path.stat().st_mtime_ns for path in (site / "evidence").rglob("*")}
    CALLS.clear()
    result = build(site)
    assert (result.made, result.changes, CALLS) == ((), (), [])
    assert {path: path.stat().st_mtime_ns for path in (site / "evidence").rglob("*")} == before


def test_touching_a_file_is_no_change(site: Path) -> None:
    """Content decides, not the time of a file."""
    build(site)
    os.utime(site / "data" / "numbers.csv", (1, 1))
    assert build(site).made == ()


def test_changed_data_reach_the_outputs(site: Path) -> None:
    """A changed cell is found, and the summary says which table changed by how much."""
    build(site)
    write_numbers(site, "a,1", "b,3")
    result = build(site)
    assert "table:numbers" in result.made
    (table,) = [change for change in result.changes if change.path.endswith(".csv")]
    assert (table.rows_changed, table.cells_changed) == (1, 1)
    assert "1 row changed, 1 cell changed" in str(result)


def test_changed_code_reaches_only_what_depends_on_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new catalogue entry for the table makes the table, and not the figure."""
    build(site)
    renamed = Catalogue((TableSpec("numbers", TABLE.make, ("again",)),), (FIGURE,))
    assert build(site, renamed).made == ("table:numbers",)


@pytest.mark.parametrize("damage", ["delete", "edit"])
def test_damaged_output_is_made_again(site: Path, damage: str) -> None:
    """A file of evidence/ that was deleted or edited by hand comes back."""
    build(site)
    good = contents(site / "evidence")
    victim = site / "evidence" / "tables" / "numbers.csv"
    victim.unlink() if damage == "delete" else victim.write_text("edited\n", encoding="utf-8")
    assert build(site).made == ("table:numbers",)
    assert contents(site / "evidence") == good


@pytest.mark.parametrize("name", ["manifest.json", "README.md"])
def test_damaged_list_is_written_again(site: Path, name: str) -> None:
    """Manifest and list of contents are looked after like every output."""
    build(site)
    good = contents(site / "evidence")
    (site / "evidence" / name).unlink()
    assert build(site).made == ()
    assert contents(site / "evidence") == good


def test_force_makes_everything_again(site: Path) -> None:
    """--force does not trust the cache."""
    build(site)
    result = build(site, force=True)
    assert len(result.made) == 3
    assert result.changes == ()


def test_cache_may_be_deleted(site: Path) -> None:
    """Without build/ everything is computed, to the same bytes."""
    build(site)
    good = contents(site / "evidence")
    for path in sorted((site / "build").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert len(build(site).made) == 3
    assert contents(site / "evidence") == good


def test_broken_cache_counts_as_none(site: Path) -> None:
    """A cache that cannot be read is computed again, not an error."""
    build(site)
    (site / "build" / "cache" / "tasks.json").write_text("{", encoding="utf-8")
    assert len(build(site).made) == 3


def test_orphans_disappear(site: Path) -> None:
    """A file in evidence/ that nothing makes is removed and reported."""
    build(site)
    orphan = site / "evidence" / "tables" / "old.csv"
    orphan.write_text("x\n", encoding="utf-8")
    result = build(site)
    assert not orphan.exists()
    assert [str(change) for change in result.changes] == ["removed evidence/tables/old.csv"]


def test_removed_entry_takes_its_files_along(site: Path) -> None:
    """An output that left the catalogue leaves evidence/ as well."""
    build(site)
    build(site, Catalogue((TABLE,), ()))
    assert not (site / "evidence" / "figures").exists()


def test_only_makes_what_is_named(site: Path) -> None:
    """--only makes one output and says that the others are out of date."""
    result = build(site, only=("shape",))
    assert result.made == ("check:data", "figure:shape")
    assert result.stale == ("table:numbers",)
    assert sorted(contents(site / "evidence")) == ["figures/shape.png", "figures/shape.svg"]
    assert build(site).made == ("table:numbers",)


def test_unknown_name_is_wrong_use(site: Path) -> None:
    """A misspelt name is refused with near matches."""
    with pytest.raises(UsageError, match="Did you mean numbers"):
        build(site, only=("number",))


def test_broken_data_leave_evidence_untouched(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Data that break their contract stop the build before anything is written."""
    build(site)
    good = contents(site / "evidence")
    write_numbers(site, "a,1", "b,oops")

    def refuse(root: Path) -> None:
        raise EvidenceError([PROBLEM, PROBLEM])

    monkeypatch.setattr(read, "load", refuse)
    with pytest.raises(EvidenceError) as caught:
        build(site)
    assert len(caught.value.findings) == 2
    assert contents(site / "evidence") == good


def test_failing_maker_leaves_evidence_untouched(site: Path) -> None:
    """An error in one maker keeps the old outputs whole and names maker and place."""
    build(site)
    good = contents(site / "evidence")
    write_numbers(site, "a,9")
    broken = Catalogue((TABLE, TableSpec("broken", "_building:broken_table")), ())
    with pytest.raises(BuildError, match="broken could not be made: ZeroDivisionError") as caught:
        build(site, broken)
    assert "_building.py" in str(caught.value)
    assert contents(site / "evidence") == good
    assert not (site / "build" / "stage").exists()


@pytest.mark.parametrize("maker", ["evisyn.nowhere:table", "_building:nothing"])
def test_maker_that_does_not_exist_is_named(site: Path, maker: str) -> None:
    """A wrong line of the catalogue is named."""
    with pytest.raises(BuildError, match="catalogue"):
        build(site, Catalogue((TableSpec("lost", maker),), ()))


def test_two_entries_for_one_file_are_refused(site: Path) -> None:
    """Two entries that would write the same file are refused before anything runs."""
    with pytest.raises(UsageError, match=r"numbers\.csv"):
        build(site, Catalogue((TABLE, TABLE), ()))


def test_warnings_are_kept_for_later_builds(site: Path, small_base: list[Finding]) -> None:
    """Warnings of the check are reported also when the check was up to date."""
    warning = Finding(severity="warning", file="data/x.csv", code="w", message="odd", fix="Look")
    small_base.append(warning)
    build(site)
    assert build(site).warnings == (warning,)


def test_data_that_change_meanwhile_stop_the_build(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outputs of two states of the data are never mixed."""

    def load_and_edit(root: Path) -> object:
        write_numbers(site, "a,7")
        return original(root)

    original = read.load
    monkeypatch.setattr(read, "load", load_and_edit)
    with pytest.raises(BuildError, match=r"data/numbers\.csv changed while"):
        build(site)
    assert not (site / "evidence").exists()


def test_code_that_changes_meanwhile_is_not_remembered(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody knows which code made the outputs, so the next build makes them again."""
    states = iter([({"evisyn/a.py": "1"}, {}), ({"evisyn/a.py": "2"}, {})])
    with monkeypatch.context() as patch:
        patch.setattr(inputs, "_package", lambda known: next(states))
        first = build(site).made
    assert build(site).made == first
    assert build(site).made == ()


def test_two_projects_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Neither place nor time is in an output: two builds from clean are the same."""
    from _building import make_site

    twin = make_site(tmp_path / "elsewhere" / "twin")
    build(site)
    build(twin)
    assert contents(site / "evidence") == contents(twin / "evidence")


def test_manifest_holds_no_machine_and_no_date(site: Path) -> None:
    """The manifest lists hashes and settings only; machine facts go to the ignored folder."""
    build(site)
    manifest = json.loads((site / "evidence" / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest) == ["about", "inputs", "outputs", "seeds", "settings"]
    assert str(site) not in json.dumps(manifest)
    facts = json.loads((site / "build" / "environment.json").read_text(encoding="utf-8"))
    assert facts["packages"]["numpy"]


def test_no_change_build_loads_nothing_heavy() -> None:
    """The modules that decide what is due import no heavy library."""
    heavy = ("pandas", "matplotlib", "nbclient", "nbconvert", "nbformat", "numpy", "asyncio")
    code = (
        "import sys, evisyn.build.run, evisyn.build.progress, evisyn.build.fresh\n"
        f"print(*[name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
