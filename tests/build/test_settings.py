"""Settings and seeds of the manifest are those that the makers and the kernels use."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import evisyn
from evisyn.build.catalogue import CONDITION_TABLES, TABLES
from evisyn.build.imports import closure
from evisyn.build.inputs import measure
from evisyn.build.paths import find_project
from evisyn.build.settings import plain, seeds, settings

SOURCE = Path(evisyn.__file__).parent
ROOT = Path(__file__).parents[2]


def test_every_setting_has_words_in_json() -> None:
    """Numbers stay numbers, and what the methods work with is all there."""
    stored = json.loads(json.dumps(settings(), allow_nan=False))
    assert stored["methods"]["pooling"]["test"] == "hksj-adhoc"
    assert stored["methods"]["pooling"]["level"] == 0.95
    assert stored["figure_png_dpi"] == 150


def test_sets_have_one_order() -> None:
    """The same bytes whatever the order of a set in memory."""
    assert plain(frozenset({"b", "a", "c"})) == ["a", "b", "c"]


def test_every_seed_of_the_package_is_listed() -> None:
    """Each module of the pure rooms with a SEED of its own is in the manifest."""
    found = set()
    for room in ("effects", "synthesis", "appraisal", "report", "figures"):
        for path in (SOURCE / room).rglob("*.py"):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "SEED":
                    found.add(node.value.value)  # type: ignore[attr-defined]
    assert found == {value for value in seeds().values() if isinstance(value, int)}


def test_no_table_draws_random_numbers() -> None:
    """What the makers of tables reach calls no generator: the claim of the manifest holds."""
    makers = [spec.make.partition(":")[0] for spec in TABLES]
    makers += [maker.partition(":")[0] for _, maker in CONDITION_TABLES]
    reached = closure(makers, measure(find_project(ROOT)).mentions)
    drawing = {
        f"evisyn.{room}.{path.stem}"
        for room in ("effects", "appraisal", "report", "figures")
        for path in (SOURCE / room).rglob("*.py")
        if "default_rng" in path.read_text(encoding="utf-8")
    }
    assert reached & drawing == set()
    called = {"evisyn.synthesis.permutation.permutation_test", "evisyn.synthesis.gosh.gosh"}
    for module in reached:
        if module.startswith(("evisyn.report.", "evisyn.appraisal.")):
            path = SOURCE.parent / (module.replace(".", "/") + ".py")
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            assert not any(f"import {name.rpartition('.')[2]}" in text for name in called), module


def test_kernels_start_with_the_seed_that_is_listed() -> None:
    """Notebooks hash texts with the seed of the manifest."""
    text = (SOURCE / "build" / "kernel.py").read_text(encoding="utf-8")
    assert f'"PYTHONHASHSEED": "{seeds()["notebooks: PYTHONHASHSEED"]}"' in text


def test_figures_use_the_salt_that_is_listed() -> None:
    """Identifiers inside an SVG come from the name of the figure alone."""
    text = (SOURCE / "figures" / "drawing" / "export.py").read_text(encoding="utf-8")
    assert '"svg.hashsalt": f"evisyn-{key}"' in text
    assert seeds()["figures: svg.hashsalt"] == "evisyn-NAME"
