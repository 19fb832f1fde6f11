"""What the contract says of a topic."""

from __future__ import annotations

import pytest

from evisyn.errors import InputError
from evisyn.tables.topic import Topic

ITEM = {"title": "T", "question_columns": ["c"], "conditions": [], "mixed": "mixed"}


def test_studies_are_randomised_unless_the_topic_says_otherwise() -> None:
    """Where ratings start is high by default, and what the topic says."""
    assert Topic.from_descriptor(ITEM, {}).design == "randomised"
    assert Topic.from_descriptor({**ITEM, "design": "non_randomised"}, {}).design == (
        "non_randomised"
    )


def test_an_unknown_design_is_refused() -> None:
    """The message names the value and what is allowed."""
    with pytest.raises(InputError, match="'cohort'; give randomised or non_randomised"):
        Topic.from_descriptor({**ITEM, "design": "cohort"}, {})
