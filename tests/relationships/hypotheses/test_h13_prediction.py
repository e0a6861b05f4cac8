"""H13 on drawn providers: a planted relation is foretold in the last year, its absence is not."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import VALUE_COLUMNS, Evidence
from batt.relationships.hypotheses.h13_prediction import examine


def evidence(slope=0.0, years=(2012, 2013, 2014, 2015), providers=80, seed=2):
    rng = np.random.default_rng(seed)
    rows = []
    for provider in range(providers):
        level, placed = rng.normal(size=2)
        for year in years:
            name = f"A{provider:03}"
            rows += [(year, name, "ALL", "i04", 450 * rng.integers(2, 9), 450)]
            rows += [(year, name, "ALL", "i05", rng.poisson(10), 1)]
            for programme in ("AB", "APS"):
                share = 1 / (1 + np.exp(0.5 - 0.5 * placed + 0.1 * rng.normal()))
                jobs = 1 / (1 + np.exp(0.8 - 0.2 * level - slope * placed))
                rows += [(year, name, programme, "i06", rng.binomial(100, share), 100)]
                rows += [(year, name, programme, "i07", rng.integers(0, 7), 6)]
                rows += [(year, name, programme, "i08", rng.binomial(60, jobs), 60)]
                rows += [(year, name, programme, "i09", rng.binomial(60, 0.3), 60)]
    columns = ["year", "unit_id", "programme", "indicator", "numerator", "denominator"]
    values = pd.DataFrame(rows, columns=columns)
    values = values.assign(value=values["numerator"] / values["denominator"], unit_level="provider")
    values = values.assign(**{name: np.nan for name in VALUE_COLUMNS if name not in values})
    return Evidence(years, {}, values)


def found(tested):
    return {finding.part: finding.estimate for finding in tested.findings}


def test_what_placements_say_about_jobs_is_foretold():
    estimates = found(examine(evidence(slope=0.6)))
    assert estimates["jobs"].low > 0.2
    assert estimates["active"].low < 0 < estimates["active"].high + 0.05


def test_without_a_relation_nothing_is_foretold():
    estimates = found(examine(evidence()))
    assert estimates["jobs"].low < 0 and estimates["jobs"].high < 0.1


def test_qualification_that_nobody_delivered_has_a_reason_and_the_others_a_number():
    tested = examine(evidence())
    assert found(tested)["qualification"].reason == "too_few"
    table = tested.tables["h13_prediction"].set_index("outcome")
    assert table.index.to_list() == ["i08", "i09", "i11"]
    assert table.loc["i08", ["year", "providers_n"]].to_list() == [2015, 80]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (evidence(years=(2015,)), "no_period_before"),
        (evidence(providers=10), "too_few"),
        (Evidence((2015,), {}, evidence().values.iloc[:0]), "too_few"),
    ],
)
def test_too_little_to_foretell_from_gives_a_reason(data, reason):
    assert found(examine(data))["jobs"].reason == reason
