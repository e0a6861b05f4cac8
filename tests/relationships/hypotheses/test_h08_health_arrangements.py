"""H8: health arrangements against shares to a job and to active solutions."""

import numpy as np
import pandas as pd

from batt.registry import load
from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h08_health_arrangements import examine

PARTS = {part.key for part in load().hypothesis("H8").parts}
YEARS = (2013, 2014, 2015)


def evidence(*, effect=0.0, providers=80, is_at_ceiling=False):
    """Return providers with two programmes; a further yes adds `effect` to the share going to a job."""
    rng = np.random.default_rng(13)
    usual = rng.integers(1, 6, providers)
    rows = []
    for provider, year in ((one, year) for one in range(providers) for year in YEARS):
        for programme in ("AB", "APS"):
            yes = 6 if is_at_ceiling else int(np.clip(usual[provider] + rng.integers(-1, 2), 0, 6))
            n = int(rng.integers(10, 60))
            share = 0.2 + effect * yes + (0.1 if programme == "AB" else 0.0)
            common = {
                "year": year,
                "unit_level": "provider",
                "unit_id": f"A{provider:03d}",
                "programme": programme,
            }
            rows.append(common | {"indicator": "i07", "numerator": yes, "denominator": 6})
            rows.append(common | {"indicator": "i08", "numerator": rng.binomial(n, share), "denominator": n})
            rows.append(common | {"indicator": "i09", "numerator": rng.binomial(n, 0.2), "denominator": n})
    frame = pd.DataFrame(rows).assign(ci_low=np.nan, ci_high=np.nan, status="ok")
    return Evidence(
        YEARS, {}, frame.assign(value=frame["numerator"] / frame["denominator"], n=frame["denominator"])
    )


def estimates(tested):
    return {finding.part: finding.estimate for finding in tested.findings}


def test_a_planted_effect_is_found_where_it_is_and_only_there():
    found = estimates(examine(evidence(effect=0.03)))
    assert set(found) == PARTS
    for part in ("jobs", "jobs_within"):
        assert found[part].low < 0.03 < found[part].high
        assert found[part].low > 0
    assert found["active"].low < 0 < found["active"].high


def test_everybody_at_the_highest_value_leaves_nothing_to_compare():
    found = estimates(examine(evidence(is_at_ceiling=True)))
    assert {one.reason for one in found.values()} == {"constant_exposure"}


def test_an_undelivered_form_is_named_so():
    full = evidence()
    without = Evidence(YEARS, {}, full.values[full.values["indicator"] != "i07"])
    assert {one.reason for one in estimates(examine(without)).values()} == {"not_delivered"}
