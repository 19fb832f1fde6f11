"""Short names of studies."""

from __future__ import annotations

import pytest
from _rows import review

from evisyn.figures.naming import review_labels, sort_key, study_label, surname


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("Ahmed A", "Ahmed"),
        ("Falsiroli Maistrello L", "Falsiroli Maistrello"),
        ("Fernández-de-las-Peñas C", "Fernández-de-las-Peñas"),
        ("Espí-López GV", "Espí-López"),
        ("La Touche R", "La Touche"),
        ("Biondi", "Biondi"),
        ("Lozano López C", "Lozano López"),
        ("Østergård Å", "Østergård"),
    ],
)
def test_initials_are_dropped(author: str, name: str) -> None:
    """The family name stays whole, initials go."""
    assert surname(author) == name


def test_a_letter_of_the_id_stays_with_the_year() -> None:
    """Two reviews of one author and year keep their letters."""
    assert study_label("onan2023b", "Onan D", 2023) == "Onan 2023b"


def test_a_missing_year_is_said() -> None:
    """Without a year the label says n.d."""
    assert study_label("biondi", "Biondi", None) == "Biondi n.d."


def test_without_an_author_the_id_stands() -> None:
    """A review whose author was not seen is called by its id."""
    assert study_label("cervicalpt2026", "", 2026) == "cervicalpt2026"


def test_equal_labels_are_told_apart() -> None:
    """Labels that would be equal carry the id."""
    rows = [
        review("x2020", first_author="Li A", year=2020),
        review("y2020", first_author="Li B", year=2020),
    ]
    assert review_labels(rows) == {"x2020": "Li 2020 (x2020)", "y2020": "Li 2020 (y2020)"}


def test_accents_and_capitals_do_not_change_the_order() -> None:
    """Côté stands between Coelho and Cumplido."""
    names = ["Cumplido", "Côté", "cervicalpt", "Coelho"]
    assert sorted(names, key=sort_key) == ["cervicalpt", "Coelho", "Côté", "Cumplido"]
