"""Domain by review."""

from __future__ import annotations

import pytest
from _rows import limitation

from evisyn.errors import InputError
from evisyn.figures.limitations import (
    DOMAINS,
    LimitationsSpec,
    ReviewLine,
    limitations_picture,
    specify_limitations,
)

REVIEWS = (ReviewLine(review_id="a2020", label="A 2020"), ReviewLine(review_id="b2021", label="B"))


def _spec(*rows: object, reviews: tuple[ReviewLine, ...] = REVIEWS) -> LimitationsSpec:
    return specify_limitations(rows, reviews, title="T")  # type: ignore[arg-type]


def test_a_review_without_a_row_is_none_extracted() -> None:
    """No row is shown as none extracted, not as an empty line."""
    spec = _spec(limitation())
    assert [line.none_extracted for line in spec.lines] == [False, True]


def test_the_words_say_that_none_extracted_is_not_none() -> None:
    """The alternative text keeps the two apart."""
    alt = limitations_picture(_spec(limitation()), id="x").alt
    assert "None was extracted from 1 review, which is not the same as none." in alt


def test_who_reported_it_is_kept_apart() -> None:
    """One domain stated by two parties shows both."""
    spec = _spec(limitation("a2020-l1"), limitation("a2020-l2", reported_by="extractor"))
    assert spec.lines[0].cells[0].by == (("review_authors", 1), ("extractor", 1))


def test_repeated_statements_are_counted_once_a_review() -> None:
    """Two limitations in one domain touch one review, and both are counted in the cell."""
    spec = _spec(limitation("a2020-l1"), limitation("a2020-l2"))
    assert spec.lines[0].cells[0].by == (("review_authors", 2),)
    assert spec.domains[0].n_reviews == 1


def test_unspecified_stands_apart() -> None:
    """Only the domain that names no reason is set apart, at the end."""
    spec = _spec(limitation(domain="unspecified"))
    assert [d.key for d in spec.domains if d.apart] == ["unspecified"]
    assert spec.domains[-1].apart


def test_all_domains_have_a_column() -> None:
    """A domain that nobody mentions is visible as empty."""
    spec = _spec(limitation())
    assert tuple(d.key for d in spec.domains) == DOMAINS
    assert sum(d.n_reviews for d in spec.domains) == 1


def test_rows_of_other_reviews_are_left_out() -> None:
    """Only the reviews of the figure count."""
    assert _spec(limitation("z2000-l1")).n_limitations == 0


def test_an_unknown_domain_is_refused() -> None:
    """A domain outside the closed list names the row."""
    with pytest.raises(InputError, match="a2020-l1 has domain 'weather'"):
        _spec(limitation(domain="weather"))


def test_an_unknown_reporter_is_refused() -> None:
    """A reporter outside the closed list names the row."""
    with pytest.raises(InputError, match="a2020-l1 is reported by 'nobody'"):
        _spec(limitation(reported_by="nobody"))


def test_no_review_is_refused() -> None:
    """A figure without rows is not drawn."""
    with pytest.raises(InputError, match="reviews"):
        _spec(limitation(), reviews=())


def test_the_order_of_rows_does_not_matter() -> None:
    """The table may be sorted in any way."""
    rows = [
        limitation("a2020-l1"),
        limitation("a2020-l2", domain="reporting"),
        limitation("b2021-l1", reported_by="extractor"),
    ]
    assert _spec(*rows) == _spec(*reversed(rows))


def test_the_description_names_every_review() -> None:
    """The long description has a line for every review."""
    text = limitations_picture(_spec(limitation()), id="x").long_description
    assert "A 2020: risk of bias (stated by the review's authors)." in text
    assert "B: none extracted." in text
