"""Adjusted p-values against R and against the published example."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.multiplicity import adjust_family, benjamini_hochberg, holm

REFERENCE = json.loads((Path(__file__).parent / "reference" / "multiplicity.json").read_text())["results"]


@pytest.mark.parametrize("case", ["benjamini_hochberg_1995", "jtpa_site_vs_rest"])
def test_adjusted_p_values_are_those_of_r(case):
    names = list(REFERENCE[case]["p"])
    p = np.array([REFERENCE[case]["p"][name] for name in names])
    expected = REFERENCE[case]["adjusted"]
    assert benjamini_hochberg(p) == pytest.approx([expected["BH"][name] for name in names], abs=1e-6)
    assert holm(p) == pytest.approx([expected["holm"][name] for name in names], abs=1e-6)


def test_published_example_rejects_the_first_four():
    p = np.array(list(REFERENCE["benjamini_hochberg_1995"]["p"].values()))
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4
    assert (holm(p) <= 0.05).sum() == 3


def test_order_of_the_p_values_does_not_matter():
    p = np.random.default_rng(3).random(50)
    shuffled = np.random.default_rng(4).permutation(50)
    assert benjamini_hochberg(p)[shuffled] == pytest.approx(benjamini_hochberg(p[shuffled]))
    assert holm(p)[shuffled] == pytest.approx(holm(p[shuffled]))


def test_untested_cells_are_no_part_of_the_family():
    table = adjust_family(pd.DataFrame({"p_value": [0.01, np.nan, 0.04]}))
    assert table["family_size"].tolist() == [2, 2, 2]
    assert table["p_bh"].tolist() == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
    assert table["is_discovery"].tolist() == [True, pd.NA, True]


def test_an_empty_family_gives_an_empty_answer():
    assert len(adjust_family(pd.DataFrame({"p_value": pd.Series(dtype=float)}))) == 0
