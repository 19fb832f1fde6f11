"""Columns that a mapping makes from others."""

from __future__ import annotations

import pytest

from evisyn.build.intake.mapping import plan_from
from evisyn.build.intake.records import Batch, IntakeError, Raw


def row(compute: list[dict], **cells: str) -> dict[str, str]:
    """The row that a record gives."""
    plan = plan_from({"columns": {"measure": "measure"}, "compute": compute}, "a test")
    (made,) = plan.rows(Raw(place="line 2", cells=cells))
    return made


@pytest.mark.parametrize(
    ("rule", "cells", "text"),
    [
        ({"sum": ["a", "b"]}, {"a": "4", "b": "119"}, "123"),
        ({"sum": ["a", "b"]}, {"a": "4", "b": ""}, ""),
        ({"sqrt": "v"}, {"v": "0.04"}, "0.2"),
        ({"sqrt": "v"}, {"v": "-1"}, ""),
        ({"exp": "y"}, {"y": "0"}, "1"),
        ({"exp": "y"}, {"y": "1e9"}, ""),
        ({"first": ["x", "y"]}, {"x": "", "y": "b"}, "b"),
        ({"author_of": "s"}, {"s": "Smith et al. (2010)"}, "Smith"),
        ({"year_of": "s"}, {"s": "Smith 2010b"}, "2010"),
        ({"year_of": "s"}, {"s": "Study 12"}, ""),
    ],
)
def test_rules(rule: dict, cells: dict[str, str], text: str) -> None:
    """Sums, roots, powers, and parts of a label; what cannot be had stays empty."""
    assert row([{"column": "out", **rule}], **cells)["out"] == text


def test_a_rule_for_some_measures_only() -> None:
    """A ratio's yi is a logarithm, another one's is not."""
    rules = [{"column": "estimate", "exp": "yi", "when": {"measure": ["OR"]}}]
    assert row(rules, measure="OR", yi="0")["estimate"] == "1"
    assert row(rules, measure="MD", yi="0").get("estimate", "") == ""


def test_an_unknown_rule_is_refused() -> None:
    """With the known ones."""
    with pytest.raises(IntakeError, match="author_of"):
        row([{"column": "out", "product": ["a", "b"]}])


def test_case_of_a_header_does_not_matter() -> None:
    """A mapping finds Author where it says author."""
    plan = plan_from({"columns": {"trial_id": "author"}}, "a test").fitted({"Author"})
    assert plan.columns["trial_id"] == ("Author",)


def test_columns_that_are_not_there_are_named() -> None:
    """A slip in a mapping file is no silence."""
    plan = plan_from({"columns": {"trial_id": "athor"}}, "a test")
    batch = Batch(name="t", rows=(Raw(place="line 2", cells={"author": "Smith"}),))
    assert plan.absent(batch) == ("athor",)
