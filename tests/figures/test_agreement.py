"""Agreement of two readings."""

from __future__ import annotations

import pytest
from _figures import field

from evisyn.errors import InputError
from evisyn.figures.agreement import AgreementSpec, agreement_picture, specify_agreement


def _spec(*fields: object) -> AgreementSpec:
    return specify_agreement(fields, title="T", weak_below=0.7)  # type: ignore[arg-type]


def test_weak_fields_come_first() -> None:
    """The weakest kappa stands at the top; nothing weak is left out."""
    spec = _spec(field("a", kappa=0.9), field("b", kappa=None), field("c", kappa=0.62))
    assert [(x.label, x.weak) for x in spec.lines] == [("c", True), ("a", False), ("b", False)]


def test_the_words_name_the_weak_fields() -> None:
    """The alternative text says which fields are weak and how weak."""
    assert "Weak, kappa below 0.70: domain (0.62)." in agreement_picture(_spec(field()), id="a").alt


def test_the_share_is_that_of_all_cells() -> None:
    """Agreeing cells over cells, not the mean of percentages."""
    picture = agreement_picture(
        _spec(field("a", pairs=90, agreed=90, percent=100.0), field("b", agreed=0, percent=0.0)),
        id="a",
    )
    assert "90.0 percent of 100 cells agree" in picture.alt


def test_an_undefined_kappa_is_said() -> None:
    """No kappa is not a kappa of one."""
    text = agreement_picture(_spec(field(kappa=None)), id="a").long_description
    assert "kappa not defined" in text


@pytest.mark.parametrize(("percent", "low"), [(97.0, 50.0), (42.0, 40.0), (0.0, 0.0)])
def test_the_axis_reaches_the_lowest_field(percent: float, low: float) -> None:
    """A poor field is drawn where it is."""
    assert _spec(field(percent=percent)).low == low


def test_a_field_twice_is_refused() -> None:
    """One part of the reading at a time."""
    with pytest.raises(InputError, match="twice"):
        _spec(field(part="sample"), field(part="all"))


def test_nothing_is_refused() -> None:
    """A figure without fields is not drawn."""
    with pytest.raises(InputError, match="fields"):
        _spec()
