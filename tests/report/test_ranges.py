"""What pooled results say without being counted."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from evisyn.appraisal.frames import evidence_rows
from evisyn.appraisal.strength import Strength, strength_of_evidence
from evisyn.build.read import load
from evisyn.report.answers import answer
from evisyn.report.ranges import best_rated, ranges
from evisyn.report.site import plain
from evisyn.tables.base import EvidenceBase

CONDITIONS = ("migraine", "tth", "cgh")


@cache
def base() -> EvidenceBase:
    return load(Path(__file__).parents[2])


def records(condition: str) -> tuple[Strength, ...]:
    return strength_of_evidence(evidence_rows(base()), [condition])


@pytest.mark.parametrize("condition", CONDITIONS)
def test_no_sentence_counts_results_in_favour(condition: str) -> None:
    """A vote says neither how large nor how sure an effect is."""
    said = [*answer(base(), condition).can, plain.found(records(condition))]
    assert not [text for text in said if re.search(r"favour|significan|excludes", text)]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_best_rated_results_come_with_their_size_and_certainty(condition: str) -> None:
    """Level, estimate and interval of the surest questions, none of a lower level."""
    text = best_rated(base(), records(condition))
    assert text.startswith("Best rated (low certainty): ")
    assert re.search(r"(SMD|MD|RR) \u2212?[\d.]+ \(", text)
    assert "benefit lies below" in text


def test_nothing_rated_is_nothing_said() -> None:
    """Questions with trials only have no best rating."""
    trials_only = [r for r in records("migraine") if r.index is None]
    assert trials_only
    assert best_rated(base(), trials_only) == ""
    assert ranges(base(), trials_only) == ""


def test_ranges_keep_measures_apart() -> None:
    """Each range names one measure and at least two questions."""
    parts = ranges(base(), records("migraine")).split("; ")
    assert parts
    for part in parts:
        assert len(re.findall(r"\b(SMD|MD|RR|OR)\b", part)) == 1
        assert int(re.search(r"\((\d+) questions\)", part)[1]) > 1  # type: ignore[index]
