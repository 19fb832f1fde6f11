"""A figure as a value."""

from __future__ import annotations

import dataclasses
from base64 import b64encode

import pytest
from _figures import MAKERS, forest

from evisyn.errors import InputError
from evisyn.figures.picture import Picture


def test_a_picture_without_alternative_text_is_refused() -> None:
    """A figure that cannot be read aloud does not exist."""
    with pytest.raises(InputError, match="alt"):
        Picture(id="a", title="A", alt=" ", long_description="", spec=None)


@pytest.mark.parametrize("bad", ["", "A", "a b", "../a", "a/b", "-a", "é"])
def test_an_id_is_a_safe_file_name(bad: str) -> None:
    """An id that could not be a file name everywhere is refused."""
    with pytest.raises(InputError, match="id"):
        Picture(id=bad, title="A", alt="a", long_description="", spec=None)


def test_a_picture_cannot_be_changed() -> None:
    """A picture is frozen."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        forest(1).title = "other"  # type: ignore[misc]


def test_a_notebook_gets_image_alternative_text_and_numbers() -> None:
    """The bundle holds the image, its alternative text, and the numbers as plain text."""
    picture = forest(2)
    data, meta = picture._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert picture.alt in data["text/plain"]
    assert picture.long_description in data["text/plain"]
    assert meta == {"image/png": {"alt": picture.alt}}


def test_the_html_carries_the_words_beside_the_image() -> None:
    """Where a front end shows HTML, the image has its alternative text and the figure its words."""
    picture = dataclasses.replace(
        forest(2), alt='A "plot" of <2>', long_description="First & last."
    )
    data, _ = picture._repr_mimebundle_()
    assert 'alt="A &quot;plot&quot; of &lt;2&gt;"' in data["text/html"]
    assert "First &amp; last." in data["text/html"]
    assert b64encode(data["image/png"]).decode() in data["text/html"]


def test_only_what_is_asked_for_is_drawn() -> None:
    """A front end that wants text gets text."""
    assert list(forest(2)._repr_mimebundle_(include=["text/plain"])[0]) == ["text/plain"]
    assert "image/png" not in forest(2)._repr_mimebundle_(exclude=["image/png"])[0]


def test_a_changed_number_changes_the_plain_text() -> None:
    """A comparison of outputs that skips images still sees a changed number."""
    assert forest(2).to_text() != forest(3).to_text()


@pytest.mark.parametrize("name", MAKERS)
def test_words_are_the_same_each_time(name: str) -> None:
    """Alternative text and description do not depend on the run."""
    assert MAKERS[name](20).to_text() == MAKERS[name](20).to_text()


@pytest.mark.parametrize("name", MAKERS)
def test_alternative_text_says_how_many(name: str) -> None:
    """Every alternative text counts what is shown."""
    shown = {"forest": "17 results", "strip": "200 questions"}.get(name, "20 ")
    assert shown in MAKERS[name](20).alt
