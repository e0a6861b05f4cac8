"""H12 on drawn providers: what is planted between two indicators, and what chance must not plant."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import VALUE_COLUMNS, Evidence
from batt.relationships.hypotheses.h12_network import examine

PROVIDERS, EXITS = 150, 60
MEANS = ("i01", "i02", "i03", "i04", "i07")
DAYS = ("i10", "i12", "i13")


def evidence(link=0.0, training=0.0, providers=PROVIDERS, seed=1):
    """Every provider runs AB and KIA; ``link`` moves active solutions among the rest with jobs."""
    rng = np.random.default_rng(seed)
    rows = []
    for provider in range(providers):
        jobs_level, taught = rng.normal(size=2)
        name = f"A{provider:03}"
        for programme in ("AB", "KIA"):
            jobs = rng.binomial(EXITS, 1 / (1 + np.exp(0.4 - 0.4 * jobs_level)))
            active = rng.binomial(EXITS - jobs, 1 / (1 + np.exp(-link * jobs_level)))
            rows += [(name, programme, "i08", jobs, EXITS), (name, programme, "i09", active, EXITS)]
            rows += [(name, programme, "i06", rng.binomial(90, 0.4), 90)]
            for indicator in (*MEANS, *DAYS):
                shift = {"i04": taught, "i02": training * taught}.get(indicator, 0.0)
                rows.append((name, programme, indicator, 10 * (4 + shift + 0.5 * rng.normal()), 10))
        rows += [
            (name, "KIA", "i11", rng.binomial(EXITS, 0.4), EXITS),
            (name, "ALL", "i05", rng.poisson(12), 1),
        ]
    values = pd.DataFrame(rows, columns=["unit_id", "programme", "indicator", "numerator", "denominator"])
    values = values.assign(
        value=values["numerator"] / values["denominator"], year=2015, unit_level="provider"
    )
    values = values.assign(**{name: np.nan for name in VALUE_COLUMNS if name not in values})
    return Evidence((2015,), {}, values)


def estimate(tested, part):
    return next(finding.estimate for finding in tested.findings if finding.part == part)


def test_active_solutions_and_jobs_are_unrelated_when_only_chance_shares_the_exits_out():
    found = estimate(examine(evidence()), "job_and_active")
    assert found.low < 0 < found.high and not found.reason


def test_planted_relations_are_found():
    tested = examine(evidence(link=-0.5, training=0.5))
    assert estimate(tested, "job_and_active").high < -0.1
    assert estimate(tested, "training_and_users").low > 0.2


def test_network_has_all_78_pairs_and_edges_where_something_is_planted():
    network = examine(evidence(link=-0.8, training=0.8)).tables["h12_network"]
    assert len(network) == 78
    edges = network[network["is_edge"]]
    pairs = set(zip(edges["indicator_a"], edges["indicator_b"], strict=True))
    assert {("i08", "i09"), ("i02", "i04")} <= pairs
    assert len(pairs) <= 8
    assert (network["p_bh"] >= network["p"]).all()


def test_pairs_that_every_provider_can_have_do_not_wait_for_those_with_kia():
    data = evidence()
    without_kia = data.values["unit_id"].str[1:].astype(int) < 90
    some = data.values[~(without_kia & (data.values["indicator"] == "i11"))]
    network = (
        examine(Evidence((2015,), {}, some)).tables["h12_network"].set_index(["indicator_a", "indicator_b"])
    )
    assert network.loc[("i08", "i09"), "n"] == PROVIDERS
    assert network.loc[("i08", "i11"), "n"] == 60


def test_few_providers_give_a_reason_and_no_edges():
    tested = examine(evidence(providers=20))
    assert {finding.estimate.reason for finding in tested.findings} == {"too_few"}
    assert not tested.tables["h12_network"]["is_edge"].any()


@pytest.mark.parametrize("indicators", [(), ("i08",), ("i04", "i09")])
def test_indicators_that_nobody_delivered_are_a_reason_and_the_network_does_without(indicators):
    values = evidence().values
    tested = examine(Evidence((2015,), {}, values[~values["indicator"].isin(indicators)]))
    missing = {"job_and_active": {"i08", "i09"}, "training_and_users": {"i02", "i04"}}
    for finding in tested.findings:
        is_there = missing[finding.part].isdisjoint(indicators)
        assert finding.estimate.reason == ("" if is_there else "not_delivered")
    nothing = examine(Evidence((2015,), {}, values.iloc[:0]))
    assert {finding.estimate.reason for finding in nothing.findings} == {"not_delivered"}
