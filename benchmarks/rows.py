"""The rows of the comparison: what is computed, what is expected, and by whom.

Each contender is a function that prepares its data and returns the call to be timed. A contender
whose package or function is missing raises ImportError or AttributeError and is shown as such.
"""

from __future__ import annotations

import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.data import datasets, one

Call = Callable[[], Any]
Make = Callable[[], Call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table.

    ``limit`` is the most that evisyn may take in seconds, ``memory`` in megabytes; ``ratios`` the
    least factor to each peer. ``metafor`` is the R expression, and ``metafor_scale`` how many of it
    make up the row.
    """

    id: str
    title: str
    evisyn: Make
    limit: float | None = None
    memory: float | None = None
    ratios: dict[str, float] = field(default_factory=dict)
    peers: dict[str, Make] = field(default_factory=dict)
    metafor: str = ""
    metafor_scale: float = 1.0
    stored: dict[str, float] = field(default_factory=dict)


def ev() -> Any:
    import evisyn

    return evisyn


def fit(k: int) -> Make:
    def make() -> Call:
        yi, vi = one(k)
        pool = ev().pool
        return lambda: pool(yi, vi)

    return make


def many(b: int, k: int, **options: Any) -> Make:
    def make() -> Call:
        yi, vi = datasets(b, k)
        if options.get("engine") == "numba":
            import numba  # noqa: F401
        pool_many = ev().pool_many

        def call() -> Any:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return pool_many(yi, vi, **options)

        return call

    return make


def subsets(k: int, method: str) -> Make:
    def make() -> Call:
        yi, vi = one(k)
        gosh = ev().gosh
        return lambda: gosh(yi, vi, tau2_method=method)

    return make


def permutations(k: int) -> Make:
    def make() -> Call:
        yi, vi = one(k)
        test = ev().permutation_test
        return lambda: test(yi, vi, exact=True, tau2_method="REML", test="z")

    return make


def per_study(name: str, k: int) -> Make:
    def make() -> Call:
        yi, vi = one(k)
        function = getattr(ev(), name)
        return lambda: function(yi, vi, tau2_method="REML", test="z")

    return make


def importing(module: str) -> Make:
    def make() -> Call:
        __import__(module)
        command = [sys.executable, "-W", "ignore", "-c", f"import {module}"]
        return lambda: subprocess.run(command, check=True, capture_output=True)

    return make


def pymare_reml() -> Call:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymare import Dataset
        from pymare.estimators import VarianceBasedLikelihoodEstimator

    yi, vi = (np.ascontiguousarray(values.T) for values in datasets(100_000, 10))

    def call() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return VarianceBasedLikelihoodEstimator(method="REML").fit_dataset(Dataset(yi, vi))

    return call


def pymare_dl() -> Call:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymare import Dataset
        from pymare.estimators import DerSimonianLaird

    yi, vi = (np.ascontiguousarray(values.T) for values in datasets(100_000, 10))

    def call() -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            results = DerSimonianLaird().fit_dataset(Dataset(yi, vi)).summary()
            return results.get_fe_stats(), results.get_heterogeneity_stats()

    return call


def statsmodels_dl() -> Call:
    from statsmodels.stats.meta_analysis import combine_effects

    yi, vi = one(10)
    return lambda: combine_effects(yi, vi, method_re="dl").summary_frame()


def warm_numba_100k() -> Call:
    call = many(100_000, 10, engine="numba")()
    call()
    return call


ROWS: tuple[Row, ...] = (
    Row(
        id="one_k10",
        title="one REML + Hartung-Knapp fit, k = 10",
        evisyn=fit(10),
        limit=300e-6,
        ratios={"metafor": 40},
        metafor="rma(yi, vi, test='knha')",
        peers={"statsmodels (DL only)": statsmodels_dl},
        stored={"metafor": 14e-3, "statsmodels (DL only)": 0.5e-3},
    ),
    Row(
        id="one_k1000",
        title="one REML + Hartung-Knapp fit, k = 1,000",
        evisyn=fit(1_000),
        limit=2e-3,
        metafor="rma(yi, vi, test='knha')",
        stored={"metafor": 5.4},
    ),
    Row(
        id="one_k10000",
        title="one REML + Hartung-Knapp fit, k = 10,000",
        evisyn=fit(10_000),
        limit=20e-3,
    ),
    Row(
        id="many_reml",
        title="100,000 REML + Hartung-Knapp fits, all fields, k = 10, numpy",
        evisyn=many(100_000, 10, engine="numpy"),
        limit=1.5,
        ratios={"PyMARE (REML, no statistics)": 4, "metafor": 800},
        peers={"PyMARE (REML, no statistics)": pymare_reml},
        metafor="rma(yi, vi, test='knha')",
        metafor_scale=100_000,
        stored={"PyMARE (REML, no statistics)": 5.3, "metafor": 1580},
    ),
    Row(
        id="many_reml_numba",
        title="100,000 REML + Hartung-Knapp fits, all fields, k = 10, numba on every core",
        evisyn=warm_numba_100k,
        limit=0.2,
    ),
    Row(
        id="many_dl",
        title="100,000 DL fits with all statistics, k = 10",
        evisyn=many(100_000, 10, tau2_method="DL", test="z", engine="numpy"),
        ratios={"PyMARE (DL, statistics)": 4},
        peers={"PyMARE (DL, statistics)": pymare_dl},
        stored={"PyMARE (DL, statistics)": 0.39},
    ),
    Row(
        id="gosh_fe",
        title="GOSH, all 2^20 subsets, common effect",
        evisyn=subsets(20, "FE"),
        limit=0.3,
        memory=400,
        ratios={"metafor": 300},
        metafor="gosh(rma(yi, vi, method='FE'), subsets=2000, progbar=FALSE)",
        metafor_scale=2**20 / 2000,
        stored={"metafor": 0.88 / 8191 * 2**20},
    ),
    Row(
        id="gosh_dl",
        title="GOSH, all 2^20 subsets, DL",
        evisyn=subsets(20, "DL"),
        limit=1.0,
        metafor="gosh(rma(yi, vi, method='DL'), subsets=1000, progbar=FALSE)",
        metafor_scale=2**20 / 1000,
    ),
    Row(
        id="gosh_reml",
        title="GOSH, all 2^13 subsets, REML",
        evisyn=subsets(13, "REML"),
        ratios={"metafor": 500},
        metafor="gosh(rma(yi, vi), subsets=200, progbar=FALSE)",
        metafor_scale=2**13 / 200,
        stored={"metafor": 79.5},
    ),
    Row(
        id="permutation_k10",
        title="exact permutation test, REML, k = 10 (1,024 sign patterns)",
        evisyn=permutations(10),
        ratios={"metafor": 300},
        metafor="permutest(rma(yi, vi), exact=TRUE, progbar=FALSE)",
        stored={"metafor": 8.4},
    ),
    Row(
        id="permutation_k16",
        title="exact permutation test, REML, k = 16 (65,536 sign patterns)",
        evisyn=permutations(16),
        limit=2.0,
    ),
    Row(
        id="leave_one_out",
        title="leave-one-out, REML, k = 100",
        evisyn=per_study("leave_one_out", 100),
        ratios={"metafor": 100},
        metafor="leave1out(rma(yi, vi), progbar=FALSE)",
        stored={"metafor": 1.9},
    ),
    Row(
        id="influence",
        title="case-deletion diagnostics, REML, k = 100",
        evisyn=per_study("influence", 100),
        ratios={"metafor": 100},
        metafor="influence(rma(yi, vi), progbar=FALSE)",
    ),
    Row(
        id="import",
        title="import of the package",
        evisyn=importing("evisyn"),
        limit=0.3,
        peers={
            "statsmodels.stats": importing("statsmodels.stats.meta_analysis"),
            "PyMARE": importing("pymare"),
            "scipy.stats": importing("scipy.stats"),
        },
        metafor="system('Rscript -e \"suppressMessages(library(metafor))\"')",
        stored={"statsmodels.stats": 3.0, "PyMARE": 3.0, "scipy.stats": 2.1, "metafor": 2.5},
    ),
)

#: Number of studies of the data set that metafor gets, by row; 10 where not named.
METAFOR_K = {
    "one_k1000": 1_000,
    "gosh_fe": 20,
    "gosh_dl": 20,
    "gosh_reml": 13,
    "leave_one_out": 100,
    "influence": 100,
}


#: Growth curves: name, label of the axis, sizes, and the call for a size.
CURVES: tuple[tuple[str, str, tuple[int, ...], Callable[[int], Make]], ...] = (
    ("one fit", "studies k", (10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000), fit),
    (
        "many fits of k = 10",
        "data sets b",
        (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000),
        lambda b: many(b, 10, engine="numpy"),
    ),
)


def as_text(values: np.ndarray) -> str:
    return ",".join(repr(float(value)) for value in values)
