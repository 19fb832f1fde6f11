"""The words of a review, and the example rows of a new project."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from evisyn.build import read
from evisyn.build.derive import TEMPLATES, template
from evisyn.build.example_rows import drop, examples_in, note
from evisyn.build.own_words import OwnWords, id_of, labelled, with_words
from evisyn.build.start import init
from evisyn.build.words import add_words
from evisyn.errors import UsageError

OWN = OwnWords(
    conditions=["Asthma", "Hay fever"], interventions=["Cold air", "Heat"], outcomes=["Wheezing"]
)


def rows(root: Path, table: str) -> list[dict[str, str]]:
    """Rows of a table."""
    text = (root / "data" / f"{table}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_project_with_own_words_is_valid(kind: str, tmp_path: Path) -> None:
    """Its example rows are in them, and neither error nor warning is left."""
    root = init(tmp_path / "new", kind=kind, own=OWN).root
    assert read.check(root) == []
    (trial,) = rows(root, "trials")
    assert (trial["condition"], trial["intervention_class"]) == ("asthma", "cold_air")


@pytest.mark.parametrize("kind", TEMPLATES)
def test_a_project_without_examples_is_valid(kind: str, tmp_path: Path) -> None:
    """Headers only."""
    root = init(tmp_path / "new", kind=kind, own=OWN, examples=False).root
    assert read.check(root) == []
    assert all(not rows(root, path.stem) for path in (root / "data").glob("*.csv"))


def test_own_conditions_are_those_of_the_review(tmp_path: Path) -> None:
    """In the order in which they were given."""
    base = read.load(init(tmp_path / "new", own=OWN).root)
    assert [term.title for term in base.topic.conditions] == ["Asthma", "Hay fever"]


def test_the_template_is_not_changed() -> None:
    """Words go into a copy."""
    changes = template("interventions")
    before = json.dumps(changes)
    with_words(changes, OWN)
    assert json.dumps(changes) == before


@pytest.mark.parametrize(
    ("words", "id"), [("Hay fever", "hay_fever"), ("Ménière’s disease", "menieres_disease")]
)
def test_ids_are_made_of_words(words: str, id: str) -> None:
    """Lower case, no accents, low lines."""
    assert id_of(words) == id


@pytest.mark.parametrize("words", [["Heat", "heat"], ["Other"], ["喘息"]])
def test_words_that_give_no_id_of_their_own_are_refused(words: list[str]) -> None:
    """Twice the same, a value of the package, or no Latin letter."""
    with pytest.raises(UsageError):
        labelled(words)


def test_a_word_is_added_to_contract_and_manual(tmp_path: Path) -> None:
    """The column takes the new id, which stands before those that come last."""
    root = init(tmp_path / "new").root
    added = add_words(root, "intervention", ["Acupuncture"])
    assert added.added == {"acupuncture": "Acupuncture"}
    enum = read.load(root).contract.table("trials").column("intervention_class").enum
    assert enum[-2:] == ("acupuncture", "other")
    assert "acupuncture" in (root / "docs/coding_manual.md").read_text(encoding="utf-8")


def test_a_condition_that_is_added_has_a_page(tmp_path: Path) -> None:
    """It is one of the topic's own."""
    root = init(tmp_path / "new").root
    add_words(root, "condition", ["Asthma"])
    assert read.load(root).topic.conditions[-1].title == "Asthma"


def test_vocabularies_of_the_engine_do_not_grow(tmp_path: Path) -> None:
    """The message lists those that may."""
    root = init(tmp_path / "new").root
    with pytest.raises(UsageError, match="outcome"):
        add_words(root, "measure", ["Luck"])


def test_a_word_twice_is_refused(tmp_path: Path) -> None:
    """Nothing is written."""
    root = init(tmp_path / "new").root
    before = (root / "data/datapackage.json").read_bytes()
    with pytest.raises(UsageError, match="already"):
        add_words(root, "outcome", ["Symptoms"])
    assert (root / "data/datapackage.json").read_bytes() == before


@pytest.mark.parametrize("kind", TEMPLATES)
def test_examples_are_taken_out(kind: str, tmp_path: Path) -> None:
    """With what hangs on them and their entries in the bibliography; the rest is valid."""
    root = init(tmp_path / "new", kind=kind).root
    assert note(root)
    assert drop(root).count == 19 + 1
    assert read.check(root) == []
    assert examples_in(root).count == 0
    assert (root / "data/references.bib").read_text(encoding="utf-8").strip() == ""
    assert note(root) == ""


def test_a_row_that_was_made_real_stays(tmp_path: Path) -> None:
    """So does the page that it names."""
    root = init(tmp_path / "new").root
    path = root / "data/trials.csv"
    real = path.read_text(encoding="utf-8").replace("sample2000", "smith2020")
    real = real.replace("FICTIONAL EXAMPLE: a", "A").replace("Fictional example.", "")
    path.write_text(real, encoding="utf-8")
    drop(root)
    assert [row["trial_id"] for row in rows(root, "trials")] == ["smith2020"]
    assert [row["source_id"] for row in rows(root, "sources")] == ["s0001"]
