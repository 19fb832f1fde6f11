"""Imports point down, and the core is pure: checked on the syntax tree of every module."""

from __future__ import annotations

import pytest
from _layers import import_violations, imported, modules, purity_violations

MODULES = modules()


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    """A module imports only rooms below it and the libraries of its room."""
    assert import_violations(module, MODULES[module]) == []


@pytest.mark.parametrize("module", MODULES)
def test_core_is_pure(module: str) -> None:
    """Layers 0 to 5 touch no file, clock, environment or shared random state."""
    assert purity_violations(module, MODULES[module]) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("effects.escalc", "from evisyn.report.model import Cell"),
        ("effects.escalc", "def f():\n    from evisyn.synthesis import pool"),
        (
            "tables.base",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import evisyn.build.run",
        ),
        ("report.html", "import evisyn.figures.picture"),
        ("figures.forest", "from evisyn.report import model"),
        ("synthesis.pool", "import pandas as pd"),
        ("synthesis.network.analysis", "import pandas"),
        ("figures.forest", "import matplotlib.pyplot"),
        ("records", "import numpy"),
        ("appraisal.grade", "from evisyn import pool"),
        ("appraisal.grade", "from . import rows"),
        ("appraisal.grade", "from importlib import import_module\nimport_module('evisyn.build')"),
        ("synthesis.gosh", "import time"),
        ("cli", "from evisyn.records import Finding"),
        ("attic.things", "import ast"),
    ],
)
def test_planted_import_is_caught(module: str, source: str) -> None:
    """The checker sees a wrong import wherever it stands."""
    assert import_violations(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("effects.frames", "import pandas"),
        ("synthesis.network.frames", "import pandas"),
        ("synthesis._numba_tau2", "import numba"),
        ("figures.drawing.forest", "from matplotlib.figure import Figure"),
        ("appraisal.grade", "from evisyn.synthesis.pool import Pooled"),
        ("cli", "from evisyn.build import run"),
    ],
)
def test_allowed_import_passes(module: str, source: str) -> None:
    """The checker lets the exceptions of the table through."""
    assert import_violations(module, source) == []


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "import datetime\ndatetime.date.today()",
        "import numpy as np\nnp.random.normal(3)",
        "def f(path):\n    return path.read_text()",
    ],
)
def test_planted_impurity_is_caught(source: str) -> None:
    """The checker sees a call that makes a result depend on more than its arguments."""
    assert purity_violations("synthesis.pool", source)


def test_generator_is_allowed() -> None:
    """Making an explicit generator from a seed is pure."""
    assert purity_violations("synthesis.x", "import numpy as np\nnp.random.default_rng(1)") == []


def test_every_form_of_import_is_read() -> None:
    """Plain, from, deferred and called imports all count."""
    source = (
        "import a.b\nfrom c import d\ndef f():\n    import e\n    __import__('g')\n"
        "import importlib\nimportlib.import_module('h')"
    )
    assert imported(source) == {"a.b", "c.d", "e", "g", "h", "importlib"}
