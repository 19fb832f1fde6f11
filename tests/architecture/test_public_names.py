"""The public names resolve, explain themselves, and cost nothing until they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest

import evisyn

PUBLIC = [name for name in evisyn.__all__ if not name.startswith("__")]
HEAVY = ("pandas", "scipy", "matplotlib", "statsmodels", "numpy", "nbclient", "pybtex")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_resolves(name: str) -> None:
    """Each exported name exists where the export says."""
    assert getattr(evisyn, name) is not None


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_has_a_docstring(name: str) -> None:
    """Each exported name says what it is."""
    doc = getattr(evisyn, name).__doc__
    assert doc
    assert doc.strip()


def test_unknown_name_is_an_attribute_error() -> None:
    """A misspelt name fails as Python says it should."""
    with pytest.raises(AttributeError, match="no_such_name"):
        evisyn.no_such_name  # noqa: B018


def test_dir_lists_the_public_names() -> None:
    """Completion in a notebook shows everything that is public."""
    assert set(PUBLIC) <= set(dir(evisyn))


@pytest.mark.parametrize("statement", ["import evisyn", "import evisyn.cli, evisyn.build.run"])
def test_import_is_light(statement: str) -> None:
    """Importing the package or the command loads no heavy library."""
    code = f"{statement}; import sys; print(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
