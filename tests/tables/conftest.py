"""Fixtures of the table tests: the tiny project in memory and on disk."""

from __future__ import annotations

import pytest
from _projects import make_project, tiny_files


@pytest.fixture
def files():
    """Bytes of the tiny project by file name."""
    return tiny_files()


@pytest.fixture
def project(tmp_path):
    """The tiny project on disk."""
    return make_project(tmp_path / "project")
