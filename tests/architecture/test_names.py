"""A public name of a room stays what it is, whatever is imported later."""

from __future__ import annotations

import pkgutil

import pytest

import evisyn.figures
import evisyn.report


@pytest.mark.parametrize("room", [evisyn.report, evisyn.figures], ids=["report", "figures"])
def test_no_public_name_is_the_name_of_a_module(room: object) -> None:
    """Importing a module would put it in place of the function of the same name."""
    modules = {found.name for found in pkgutil.iter_modules(room.__path__)}  # type: ignore[attr-defined]
    assert modules & set(room.__all__) == set()  # type: ignore[attr-defined]
