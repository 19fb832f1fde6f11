"""The table of worked examples is the one that the files give."""

from __future__ import annotations

import importlib.util
from pathlib import Path

HERE = Path(__file__).parent


def test_the_table_is_current() -> None:
    """README.md here is what _table.py writes."""
    spec = importlib.util.spec_from_file_location("published_table", HERE / "_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (HERE / "README.md").read_text(encoding="utf-8") == module.table()
