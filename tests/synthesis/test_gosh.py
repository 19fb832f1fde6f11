"""All subsets, and random ones."""

from __future__ import annotations

import numpy as np
import pytest

from evisyn.errors import InputError, NotPoolable
from evisyn.synthesis.gosh import gosh
from evisyn.synthesis.pool import pool

RNG = np.random.default_rng(3)
YI, VI = RNG.normal(0.3, 0.4, 7), RNG.uniform(0.01, 0.3, 7)


def _members(mask: int) -> list[int]:
    return [i for i in range(64) if mask >> i & 1]


@pytest.mark.parametrize("method", ["FE", "DL", "REML", "PM", "HE"])
def test_every_subset_equals_its_pool(method: str) -> None:
    """Each of the 127 subsets of 7 studies is what pool gives, the first study being bit 0."""
    found = gosh(YI, VI, tau2_method=method)
    how = {"model": "common"} if method == "FE" else {"tau2_method": method}
    assert found.mask.tolist() == list(range(1, 128))
    for row, mask in enumerate(found.mask.tolist()):
        part = _members(mask)
        one = pool(YI[part], VI[part], test="z", **how)
        assert found.k[row] == one.k
        assert found.estimate[row] == pytest.approx(one.estimate, rel=1e-9, abs=1e-12)
        assert found.q[row] == pytest.approx(one.q, rel=1e-9, abs=1e-12)
        assert found.tau2[row] == pytest.approx(one.tau2, rel=1e-7, abs=1e-9)
        assert found.i2[row] == pytest.approx(one.i2, rel=1e-7, abs=1e-6)


@pytest.mark.parametrize("method", ["FE", "DL", "REML"])
def test_random_subsets_equal_the_listed_ones(method: str) -> None:
    """A drawn subset has the numbers of the same mask among all subsets."""
    everyone = gosh(YI, VI, tau2_method=method)
    drawn = gosh(YI, VI, tau2_method=method, subsets=60, seed=5)
    row = drawn.mask.astype(int) - 1
    assert not drawn.complete
    for name in ("estimate", "q", "i2", "tau2"):
        expected = getattr(everyone, name)[row]
        np.testing.assert_allclose(getattr(drawn, name), expected, rtol=1e-9, atol=1e-11)


def test_same_seed_same_draw() -> None:
    """A draw is set by its seed, and the default seed is fixed."""
    first, again, other, default = (
        gosh(YI, VI, subsets=50, seed=seed).mask for seed in (1, 1, 2, None)
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    np.testing.assert_array_equal(default, gosh(YI, VI, subsets=50).mask)


def test_asking_for_more_than_all_gives_all() -> None:
    """A number of subsets not below 2^k - 1 lists each once."""
    found = gosh(YI, VI, subsets=1000)
    assert found.complete
    assert found.seed is None
    assert found.mask.size == 127


def test_many_studies_are_drawn() -> None:
    """64 studies, the most that a mask holds, are drawn from all 64 bits."""
    yi, vi = np.resize(YI, 64), np.resize(VI, 64)
    found = gosh(yi, vi, subsets=300)
    share = [np.mean((found.mask >> np.uint64(i)) & np.uint64(1)) for i in range(64)]
    assert min(share) > 0.3
    assert max(share) < 0.7


def test_no_drift_far_from_0() -> None:
    """Effects of 1e6 with spread 1 keep Q to 1e-9: sums of squares are never subtracted."""
    near, far = gosh(YI, VI, tau2_method="FE"), gosh(YI + 2.0**20, VI, tau2_method="FE")
    np.testing.assert_allclose(far.q, near.q, rtol=1e-8, atol=1e-8)


def test_single_studies_have_no_heterogeneity() -> None:
    """Q, I2 and tau2 of a subset of one are exactly 0 and the estimate is the effect."""
    for method in ("FE", "DL", "REML"):
        found = gosh(YI, VI, tau2_method=method)
        alone = found.k == 1
        np.testing.assert_array_equal(found.estimate[alone], YI)
        for values in (found.q, found.i2, found.tau2):
            assert not values[alone].any()


def test_absent_studies_have_no_bit() -> None:
    """Bits count usable studies; rows says where each came from."""
    found = gosh(np.insert(YI[:3], 1, np.nan), np.insert(VI[:3], 1, 0.1))
    assert found.mask.size == 7
    assert found.rows.tolist() == [0, 2, 3]


def test_frame_has_a_row_for_each_subset() -> None:
    """mask k estimate i2 tau2 q become columns."""
    frame = gosh(YI, VI).to_frame()
    assert list(frame) == ["mask", "k", "estimate", "i2", "tau2", "q"]
    assert frame.shape[0] == 127


@pytest.mark.parametrize("subsets", [0, -3, 2.5, True])
def test_subsets_is_a_whole_number(subsets: object) -> None:
    """A number of subsets that cannot be drawn is named."""
    with pytest.raises(InputError, match="subsets"):
        gosh(YI, VI, subsets=subsets)


def test_more_studies_than_bits_are_refused() -> None:
    """65 studies have no 64-bit mask."""
    with pytest.raises(InputError, match="at most 64"):
        gosh(np.resize(YI, 65), np.resize(VI, 65))


def test_one_study_is_refused() -> None:
    """The minimum is 2."""
    with pytest.raises(NotPoolable, match="at least 2 studies"):
        gosh([0.1], [0.1])
