from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from evisyn.tables.base import EvidenceBase


@pytest.fixture(scope="session")
def base() -> EvidenceBase:
    from evisyn.build.read import load

    return load(Path(__file__).parents[2])
