"""Projects for trials, made once, and the count at the end."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from _survival import TALLIES, Case, Tally, prepare


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Gives the case of a template, small or with everything; each is made once."""

    @cache
    def case(template: str, small: bool = True) -> Case:
        return prepare(tmp_path_factory.mktemp(template), template, small=small)

    return case


@pytest.fixture
def small(cases: Any) -> Case:
    """A project for interventions with few outputs."""
    found: Case = cases("interventions")
    return found


@pytest.fixture
def trial(small: Case, tmp_path: Path) -> Path:
    """A copy of the small project whose data moved on since its last build."""
    return small.copy(tmp_path / "trial")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the counts of a worker over."""
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["tallies"] = {kind: [t.tried, t.lost] for kind, t in TALLIES.items()}


def pytest_testnodedown(node: Any) -> None:
    """Take the counts of a worker over."""
    for kind, (tried, lost) in getattr(node, "workeroutput", {}).get("tallies", {}).items():
        tally = TALLIES.setdefault(kind, Tally())
        tally.tried += tried
        tally.lost += lost


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was tried, survived and lost."""
    if not TALLIES:
        return
    terminalreporter.section("tried, survived, lost")
    total = Tally()
    for kind, tally in sorted(TALLIES.items()):
        terminalreporter.write_line(f"{tally}  {kind}")
        total.tried += tally.tried
        total.lost += tally.lost
    terminalreporter.write_line(f"{total}  in all")
