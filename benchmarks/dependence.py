"""Rows for multilevel, network and Bayesian pooling: ``python -m benchmarks.dependence``.

The networks of published trials come from the reference cases of the tests.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.data import SEED, one
from benchmarks.measure import timed
from benchmarks.rows import Call, Make, Row

CASES = Path(__file__).resolve().parents[1] / "tests" / "reference" / "data" / "network.json.gz"
COLUMNS = {"treat1": "treat1", "treat2": "treat2", "te": "TE", "se_te": "seTE", "study": "studlab"}


def nested(n: int, studies: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Effects, variances and study codes; every study has an effect or more."""
    rng = np.random.default_rng(SEED)
    study = np.r_[np.arange(studies), rng.integers(0, studies, n - studies)]
    vi = rng.uniform(0.02, 0.2, n)
    yi = rng.normal(0.3, 0.3, studies)[study] + rng.normal(0.0, np.sqrt(vi + 0.04))
    return yi, vi, study


def three_level(n: int, studies: int) -> Make:
    def make() -> Call:
        from evisyn.synthesis.multilevel.pool import pool_multilevel

        yi, vi, study = nested(n, studies)
        return lambda: pool_multilevel(yi, vi, study=study)

    return make


def robust(n: int, studies: int) -> Make:
    def make() -> Call:
        from evisyn.synthesis.multilevel.pool import pool_multilevel

        yi, vi, study = nested(n, studies)
        fit = pool_multilevel(yi, vi, study=study)
        return lambda: fit.robust(kind="CR2")

    return make


def published(name: str) -> dict[str, Any]:
    """Comparisons of a published network."""
    with gzip.open(CASES, "rt", encoding="utf-8") as handle:
        cases = json.load(handle)["cases"]
    return next(case["input"] for case in cases if case["id"] == f"{name}_netmeta_DL")


def made_up(trials: int, treatments: int) -> dict[str, list[Any]]:
    """Comparisons of a connected network, each eighth trial with three arms."""
    rng = np.random.default_rng(SEED)
    true = rng.normal(0.0, 0.5, treatments)
    columns: dict[str, list[Any]] = {name: [] for name in COLUMNS.values()}
    for trial in range(trials):
        arms = rng.choice(treatments, 3 if trial % 8 == 0 else 2, replace=False)
        if trial < treatments - 1:
            arms = np.array([trial, trial + 1])
        variance = rng.uniform(0.02, 0.1, arms.size)
        level = rng.normal(true[arms], np.sqrt(variance + 0.01))
        for i, j in zip(*np.triu_indices(arms.size, 1), strict=True):
            se = float(np.sqrt(variance[i] + variance[j]))
            row = (f"t{arms[i]}", f"t{arms[j]}", float(level[i] - level[j]), se, trial)
            for name, value in zip(COLUMNS.values(), row, strict=True):
                columns[name].append(value)
    return columns


def whole_network(data: Any) -> Make:
    """Fit, splits of every pair and rankings, as frames."""

    def make() -> Call:
        from evisyn.synthesis.network.analysis import network

        frame = data()
        reference = frame["treat1"][0]

        def call() -> Any:
            fit = network(frame, reference=reference, **COLUMNS)
            return fit.effects, fit.p_scores, fit.splits()

        return call

    return make


def bayes(k: int) -> Make:
    def make() -> Call:
        from evisyn.synthesis.bayes.pool import pool_bayes
        from evisyn.synthesis.bayes.priors import HalfNormal

        yi, vi = one(k)
        return lambda: pool_bayes(yi, vi, tau_prior=HalfNormal(0.5))

    return make


ROWS: tuple[Row, ...] = (
    Row(
        id="three_level_n100",
        title="three-level REML, 100 effects in 20 studies",
        evisyn=three_level(100, 20),
        limit=16e-3,
        ratios={"metafor": 10},
        stored={"metafor": 163e-3},
    ),
    Row(
        id="three_level_n1000",
        title="three-level REML, 1,000 effects in 200 studies",
        evisyn=three_level(1_000, 200),
        limit=100e-3,
    ),
    Row(
        id="three_level_n10000",
        title="three-level REML, 10,000 effects in 2,000 studies",
        evisyn=three_level(10_000, 2_000),
    ),
    Row(
        id="robust_n1000",
        title="CR2 with Satterthwaite df, 1,000 effects in 200 studies",
        evisyn=robust(1_000, 200),
    ),
    Row(
        id="network_senn2013",
        title="network with splits and rankings, senn2013 (26 trials, 10 treatments)",
        evisyn=whole_network(lambda: published("senn")),
        limit=80e-3,
        ratios={"netmeta": 200},
        stored={"netmeta": 16.0},
    ),
    Row(
        id="network_linde2015",
        title="network with splits and rankings, linde2015 (59 trials, 9 treatments)",
        evisyn=whole_network(lambda: published("linde15")),
        limit=80e-3,
    ),
    Row(
        id="network_300",
        title="network with splits and rankings, 300 trials, 30 treatments",
        evisyn=whole_network(lambda: made_up(300, 30)),
        limit=0.5,
    ),
    Row(
        id="bayes_k10",
        title="Bayesian random effects, all summaries, k = 10",
        evisyn=bayes(10),
        limit=20e-3,
    ),
)


CURVES = (
    (
        "three levels, 5 effects a study",
        "studies",
        (20, 60, 200, 600, 2_000),
        lambda studies: three_level(5 * studies, studies),
    ),
    (
        "network, 10 trials a treatment",
        "treatments",
        (5, 10, 20, 40),
        lambda n: whole_network(lambda: made_up(10 * n, n)),
    ),
)
"""Growth with studies and with treatments."""


def main() -> int:
    """Time all rows in this process and print best and limit in milliseconds."""
    for row in ROWS:
        found = timed(row.evisyn)
        goal = "" if row.limit is None else f"(goal {1e3 * row.limit:g} ms)"
        print(f"{row.id:20} {1e3 * found['best']:9.2f} ms  {goal}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
