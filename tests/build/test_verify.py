"""evisyn verify: what evidence/ claims, against hashes and against making it anew."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from _building import CATALOGUE, contents, write_numbers

from evisyn.build import inputs, run
from evisyn.build.verify import KINDS, NOTES, Verification, verify


@pytest.fixture
def built(site: Path) -> Path:
    run.build(site, catalogue=CATALOGUE)
    return site


def quick(root: Path) -> Verification:
    return verify(root, quick=True, catalogue=CATALOGUE)


def kinds(found: Verification) -> list[tuple[str, str]]:
    return [(doubt.kind, doubt.path) for doubt in found.doubts]


@pytest.mark.parametrize("hashes_only", [True, False])
def test_what_a_build_made_passes(built: Path, hashes_only: bool) -> None:
    """Nothing to say, with hashes alone and when all is made anew."""
    found = verify(built, quick=hashes_only, catalogue=CATALOGUE)
    assert (found.ok, found.doubts, found.remade) == (True, (), not hashes_only)
    assert found.outputs == len(contents(built / "evidence")) - 1


def test_without_a_cache(built: Path) -> None:
    """A fresh clone has no build/ folder; the verdict is the same."""
    import shutil

    shutil.rmtree(built / "build")
    assert verify(built, catalogue=CATALOGUE).ok


def test_nothing_is_written(built: Path) -> None:
    """Everything is made in a temporary folder."""
    before = contents(built)
    write_numbers(built, "a,5")
    verify(built, catalogue=CATALOGUE)
    write_numbers(built, "a,1", "b,2")
    assert contents(built) == before


def test_an_output_edited_by_hand(built: Path) -> None:
    """One changed byte is seen by its hash, and once more when it is made anew."""
    file = "evidence/tables/numbers.csv"
    (built / file).write_text("id,value\na,100\n", encoding="utf-8")
    assert kinds(quick(built)) == [("output_edited", file)]
    full = verify(built, catalogue=CATALOGUE)
    assert kinds(full) == [("output_edited", file), ("differs", file)]
    assert not full.ok


def test_a_lie_in_the_manifest_is_found_by_making_anew(built: Path) -> None:
    """An output edited together with its hash passes the hashes, and not the making."""
    file = "evidence/tables/numbers.csv"
    (built / file).write_text("id,value\na,100\n", encoding="utf-8")
    path = built / "evidence" / "manifest.json"
    stored = json.loads(path.read_text(encoding="utf-8"))
    from evisyn.build.hashing import sha256_file

    stored["outputs"][file]["sha256"] = sha256_file(built / file)
    path.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    assert quick(built).ok
    assert ("differs", file) in kinds(verify(built, catalogue=CATALOGUE))


def test_an_output_that_is_missing(built: Path) -> None:
    """Named by its path."""
    (built / "evidence" / "figures" / "shape.png").unlink()
    assert kinds(quick(built)) == [("output_missing", "evidence/figures/shape.png")]


def test_a_file_that_no_build_wrote(built: Path) -> None:
    """A stranger in evidence/ is named before a build removes it."""
    (built / "evidence" / "notes.txt").write_text("mine\n", encoding="utf-8")
    assert kinds(quick(built)) == [("output_unknown", "evidence/notes.txt")]


def test_inputs_that_changed_came_or_went(built: Path) -> None:
    """Each by its path and by what happened to it."""
    write_numbers(built, "a,9")
    (built / "data" / "more.csv").write_text("id\n1\n", encoding="utf-8")
    (built / "data" / "datapackage.json").rename(built / "data" / "kept.json")
    (built / "data" / "datapackage.json").write_text("{ }\n", encoding="utf-8")
    assert kinds(quick(built)) == [
        ("input_changed", "data/datapackage.json"),
        ("input_new", "data/kept.json"),
        ("input_new", "data/more.csv"),
        ("input_changed", "data/numbers.csv"),
    ]
    (built / "data" / "numbers.csv").unlink()
    assert ("input_gone", "data/numbers.csv") in kinds(quick(built))


def test_another_evisyn(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Code that differs from the code that made the outputs is said as such."""
    hashes, mentions = inputs._package({})
    changed = {**hashes, "evisyn/errors.py": "0" * 64}
    monkeypatch.setattr(inputs, "_package", lambda known: (changed, mentions))
    assert kinds(quick(built)) == [("code_changed", "evisyn/errors.py")]


def test_another_lock(site: Path) -> None:
    """Versions that changed are told apart from data that changed."""
    lock = site / "requirements.lock"
    lock.write_text("", encoding="utf-8")
    run.build(site, catalogue=CATALOGUE)
    lock.write_text("# changed\n", encoding="utf-8")
    assert kinds(quick(site)) == [("lock_changed", "requirements.lock")]


def test_an_environment_that_is_not_as_locked(site: Path) -> None:
    """Said with both versions, and no reason to say no."""
    (site / "requirements.lock").write_text("numpy==1.0.0 \\\n", encoding="utf-8")
    run.build(site, catalogue=CATALOGUE)
    found = quick(site)
    assert kinds(found) == [("not_as_locked", "numpy")]
    assert "1.0.0 in the lock" in str(found)
    assert found.ok


@pytest.mark.parametrize("text", ["", "{", "[]", '{"inputs": 1, "outputs": {}}'])
def test_a_manifest_that_says_nothing(built: Path, text: str) -> None:
    """A manifest that is absent or broken is said, not a crash."""
    path = built / "evidence" / "manifest.json"
    path.write_text(text, encoding="utf-8") if text else path.unlink()
    assert [kind for kind, _ in kinds(quick(built))] == ["no_manifest"]


@pytest.mark.parametrize("path", ["../secret", "/etc/hostname", "evidence/../../x", "C:\\x"])
def test_paths_that_climb_out_are_not_read(built: Path, path: str) -> None:
    """A manifest of a stranger cannot make verify read files elsewhere."""
    manifest = built / "evidence" / "manifest.json"
    stored = json.loads(manifest.read_text(encoding="utf-8"))
    stored["outputs"][path] = {"made_by": "x", "sha256": "0" * 64}
    manifest.write_text(json.dumps(stored), encoding="utf-8")
    assert kinds(quick(built)) == [("outside", path)]


def test_every_doubt_says_what_to_do(built: Path) -> None:
    """Each kind has words and a next step; the text shows both."""
    assert all(message and fix for message, fix in KINDS.values())
    assert set(KINDS) >= NOTES
    (built / "evidence" / "README.md").unlink()
    text = str(quick(built))
    assert KINDS["output_missing"][0] in text
    assert KINDS["output_missing"][1] in text
    assert "evidence/ is not what the inputs give" in text


def test_for_machines(built: Path) -> None:
    """JSON has the verdict, the counts, and every doubt with words and next step."""
    (built / "evidence" / "README.md").unlink()
    plain = json.loads(json.dumps(quick(built).to_json()))
    assert (plain["ok"], plain["remade"]) == (False, False)
    assert set(plain["doubts"][0]) == {"kind", "path", "detail", "message", "fix"}


def test_hashes_take_less_than_a_second(built: Path) -> None:
    """--quick is for people who wait; here without the load of other programs."""
    began = time.process_time()
    quick(built)
    assert time.process_time() - began < 1
