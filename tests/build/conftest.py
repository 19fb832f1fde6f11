"""Builds in these tests run on a small stand-in for the evidence base."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from _building import CALLS, Base, make_site

from evisyn.build import inputs, ledger, read
from evisyn.records import Finding


@cache
def _measured() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    return inputs._package({})


@pytest.fixture
def small_base(monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """Replace reading and validation; findings put into the list are what the check finds.

    The package itself is hashed once for all tests, so that they stay quick.
    """
    findings: list[Finding] = []
    monkeypatch.setattr(read, "load", lambda root: Base(Path(root) / "data"))
    monkeypatch.setattr(read, "check", lambda root=None: findings)
    # the stand-in has no tables to count
    empty = ledger.Ledger(lines=(), n_questions=0, problems=())
    monkeypatch.setattr(ledger, "draw_up", lambda base, written: empty)
    package = _measured()
    monkeypatch.setattr(inputs, "_package", lambda known: package)
    CALLS.clear()
    return findings


@pytest.fixture
def site(tmp_path: Path, small_base: list[Finding]) -> Path:
    """A project without notebooks, not built yet."""
    return make_site(tmp_path / "site")
