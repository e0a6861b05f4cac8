"""A share in clusters, against R to 1e-6 (a closed form) and where the formula has nothing to go by."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from batt.indicators._formulas import wilson_interval
from batt.relationships.clustered_share import clustered_share

STORED = json.loads((Path(__file__).parent / "reference" / "network.json").read_text(encoding="utf-8"))


def test_share_and_limits_agree_with_r():
    expected = STORED["results"]["clustered_share"]
    unfit, area = (pd.Series(STORED["inputs"][name]) for name in ("unfit", "area"))
    found = clustered_share(unfit == 1, area)
    for name, value in (("share", found.value), ("low", found.low), ("high", found.high)):
        assert value == pytest.approx(expected[name], rel=1e-6), name


def test_whole_clusters_alike_are_no_more_than_so_many_units():
    alike = pd.Series(np.repeat([True, False, True, False, False, True, False, False], 30))
    areas = pd.Series(np.repeat(np.arange(8), 30))
    found = clustered_share(alike, areas)
    low, high = wilson_interval(3, 8)
    assert found.low <= low and found.high >= high


@pytest.mark.parametrize("share", [False, True])
def test_none_and_all_still_have_an_interval(share):
    found = clustered_share(pd.Series([share] * 40), pd.Series(np.arange(40) % 8))
    assert found.value == float(share) and found.high - found.low > 0.05


@pytest.mark.parametrize(("n", "reason"), [(0, "too_few"), (5, "one_cluster")])
def test_without_units_or_with_one_cluster_there_is_no_share(n, reason):
    found = clustered_share(pd.Series([True] * n, dtype=bool), pd.Series(["03"] * n, dtype=str))
    assert found.reason == reason and np.isnan(found.value)
