"""The range that stands out most, and the price of having looked for it."""

import numpy as np
import pytest

from batt.relationships.staying.range_scan import scan_ranges

WEEKS = np.arange(80.0)


def influence(spread=0.05, clusters=60, seed=1):
    """Draw cluster contributions whose standard error is about `spread` at each of eight even bands."""
    rng = np.random.default_rng(seed)
    by_band = rng.standard_normal((clusters, 8)) * spread / np.sqrt(clusters)
    return np.repeat(by_band, 10, axis=1)


def hump(height=0.3):
    return 0.2 + height * ((WEEKS >= 30) & (WEEKS < 50))


def test_a_hump_is_found_where_it_is_and_as_high_as_it_is():
    found = scan_ranges(WEEKS, hump(), influence(), seed=1)
    assert (found.week_low, found.week_high) == (30, 49)
    assert found.value == pytest.approx(0.3)
    assert 0 < found.low < 0.3 < found.high and found.p < 0.01


@pytest.mark.parametrize(
    "curve", [0.1 + WEEKS / 200, 0.6 - WEEKS / 200, 0.2 + 0.3 * (np.abs(WEEKS - 40) > 20)]
)
def test_what_only_rises_only_falls_or_falls_first_has_no_height(curve):
    found = scan_ranges(WEEKS, curve, influence(0.001), seed=1)
    assert found.value == found.low == 0 and found.high < 0.05 and found.p > 0.5


def test_a_monotone_curve_says_which_side_is_missing():
    rising = scan_ranges(WEEKS, 0.1 + WEEKS / 200, influence(0.001), seed=1)
    assert rising.rise_high > 0.05 > rising.fall_high


def test_the_same_seed_gives_the_same_numbers_and_limits_widen_with_the_error():
    one, again = (scan_ranges(WEEKS, hump(), influence(), seed=1) for _ in range(2))
    assert one == again
    wide = scan_ranges(WEEKS, hump(), influence(0.1), seed=1)
    assert wide.low < one.low and wide.high > one.high


@pytest.mark.parametrize(
    ("m", "clusters", "spread", "reason"),
    [(2, 60, 0.05, "too_few"), (80, 2, 0.05, "few_clusters"), (80, 60, 0.0, "no_variation_in_outcome")],
)
def test_what_cannot_be_scanned_has_a_reason(m, clusters, spread, reason):
    found = scan_ranges(WEEKS[:m], hump()[:m], influence(spread, clusters)[:, :m], seed=1)
    assert found.reason == reason and np.isnan(found.value)
