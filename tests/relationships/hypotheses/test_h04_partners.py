"""H4: partners per hundred participants against shares; size alone is no finding."""

import numpy as np
import pandas as pd
import pytest

from batt.registry import load
from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h04_partners import examine

PARTS = {part.key for part in load().hypothesis("H4").parts}
YEARS = (2013, 2014, 2015)


def evidence(*, effect=0.0, size_effect=0.0, providers=80, indicators=("i05", "i06", "i08")):
    """Return providers with 3 partners each and one per ten participants more or less."""
    rng = np.random.default_rng(11)
    people = rng.integers(20, 150, providers)
    usual = rng.normal(0, 2, providers)
    rows = []
    for provider, year in ((one, year) for one in range(providers) for year in YEARS):
        firms = max(0, round(3 + people[provider] / 10 + usual[provider] + rng.normal(0, 1.5)))
        per_100 = 100 * firms / people[provider]
        share = 0.3 + effect * per_100 / 10 + size_effect * np.log(people[provider])
        common = {"year": year, "unit_level": "provider", "unit_id": f"A{provider:03d}"}
        rows.append(common | {"indicator": "i05", "programme": "ALL", "numerator": firms, "denominator": 1})
        for indicator in ("i06", "i08"):
            n = people[provider] if indicator == "i06" else max(people[provider] // 3, 1)
            yes = rng.binomial(n, np.clip(share + rng.normal(0, 0.01), 0.01, 0.99))
            rows.append(
                common | {"indicator": indicator, "programme": "AB", "numerator": yes, "denominator": n}
            )
    frame = pd.DataFrame(rows).assign(ci_low=np.nan, ci_high=np.nan, status="ok")
    frame = frame.assign(value=frame["numerator"] / frame["denominator"], n=frame["denominator"])
    return Evidence(YEARS, {}, frame[frame["indicator"].isin(indicators)])


def estimates(tested):
    return {finding.part: finding.estimate for finding in tested.findings}


def test_a_planted_effect_is_found_by_every_method():
    tested = examine(evidence(effect=0.05))
    found = estimates(tested)
    assert set(found) == PARTS
    for part in ("placements", "jobs"):
        assert found[part].low < 0.05 < found[part].high
        assert found[part].low > 0
        beside = tested.tables["h04_checks"].query("part == @part")
        assert set(beside["method"]) == {"wild_cluster_bootstrap", "gee", "random_intercept_logit"}
        np.testing.assert_allclose(beside["value"], found[part].value, atol=0.02)


def test_small_providers_doing_better_is_not_taken_for_partners():
    found = estimates(examine(evidence(size_effect=-0.05)))
    assert found["placements"].low < 0 < found["placements"].high
    assert abs(found["placements"].value) < 0.02


@pytest.mark.parametrize(
    ("indicators", "missing"),
    [(("i06", "i08"), PARTS), (("i05", "i06"), {"jobs", "jobs_within"}), (("i05", "i08"), PARTS)],
)
def test_figures_that_nobody_delivered_are_named_so(indicators, missing):
    found = estimates(examine(evidence(indicators=indicators)))
    assert {part for part, one in found.items() if one.reason == "not_delivered"} == missing


def test_no_partners_anywhere_is_a_constant_exposure():
    one = evidence()
    nobody = one.values.assign(numerator=one.values["numerator"].where(one.values["indicator"] != "i05", 0))
    found = estimates(examine(Evidence(YEARS, {}, nobody)))
    assert {estimate.reason for estimate in found.values()} == {"constant_exposure"}
