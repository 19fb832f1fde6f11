"""What is installed is written once, and pinned with hashes without naming a host."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENVIRONMENT = (ROOT / "environment.yml").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = {
    match[1].lower().replace("_", "-"): match[2]
    for match in re.finditer(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", LOCK, flags=re.MULTILINE)
}


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("word", ["://", "index-url", "find-links", "trusted-host", " @ "])
def test_lock_names_no_host(word: str) -> None:
    """The lock works with whatever index a machine uses."""
    assert word not in LOCK


def test_every_pin_has_a_hash() -> None:
    """What is installed is what was tested, byte for byte."""
    blocks = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(blocks) == len(PINS) > 0
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


NOT_LOCKED = {"scale"}
"""The engine for work beyond one machine is large and chosen by who needs it."""


def test_lock_holds_every_dependency() -> None:
    """Each dependency of the package and of its extras is pinned."""
    wanted = set(map(name_of, PROJECT["dependencies"]))
    for name, extra in PROJECT["optional-dependencies"].items():
        if name not in NOT_LOCKED:
            wanted |= set(map(name_of, extra))
    assert wanted - {PROJECT["name"]} - PINS.keys() == set()


def test_conda_file_agrees_with_the_package() -> None:
    """The conda file has the same lowest Python and asks for extras that exist."""
    lowest = re.search(r"- python>=([0-9.]+)", ENVIRONMENT)
    extras = re.search(r"- -e \.\[([a-z,]+)\]", ENVIRONMENT)
    assert lowest
    assert extras
    assert f">={lowest[1]}" == PROJECT["requires-python"]
    assert set(extras[1].split(",")) <= PROJECT["optional-dependencies"].keys()
    assert f"name: {PROJECT['name']}" in ENVIRONMENT


def test_conda_file_lists_nothing_twice() -> None:
    """Packages are listed in pyproject.toml only."""
    listed = re.findall(r"^\s*- ([a-z][a-z0-9_-]*)", ENVIRONMENT, flags=re.MULTILINE)
    assert set(listed) == {"conda-forge", "python", "pip"}
