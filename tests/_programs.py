"""Programs that long tests run, and what to install where one is missing."""

from __future__ import annotations

import shutil

import pytest


def program(name: str, packages: str) -> str:
    """Path of a program; the test fails, and says what to install, where there is none."""
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"this check needs {name}; on Debian or Ubuntu: apt-get install {packages}")
    return found
