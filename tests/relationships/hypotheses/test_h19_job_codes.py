"""H19: the order under other readings of a job, within programmes."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h19_job_codes import CHOICES, examine


def runs(noise, providers=60, status="ok", seed=5):
    """Two programmes with very different shares; readings depart from the one in force by ``noise``."""
    rng = np.random.default_rng(seed)
    parts = []
    for programme, level in (("AB", 0.5), ("AVKL", 0.1)):
        share = level + rng.normal(0, 0.02, providers)
        frame = pd.DataFrame({"provider_id": np.arange(providers), "programme": programme, "value": share})
        parts.append(frame.assign(option="in_force", choice=""))
        for choice in CHOICES:
            other = frame.assign(value=share - 0.01 + noise.get(choice, 0) * rng.normal(0, 0.02, providers))
            parts.append(other.assign(option="job_codes", choice=choice))
    table = pd.concat(parts, ignore_index=True).assign(year=2015, indicator="i08", status=status)
    before = table.assign(year=2014, value=rng.random(len(table)))
    other = table.assign(indicator="i09", value=rng.random(len(table)))
    return Evidence((2015,), {}, pd.DataFrame(), {"reading_runs": pd.concat([table, before, other])})


def found(data):
    return {finding.part: finding.estimate for finding in examine(data).findings}


def test_an_order_that_changes_is_told_from_one_that_does_not():
    estimates = found(runs({"F1_only": 1.0, "without_F6": 0.02}))
    assert estimates["F1_only"].high < 0.85
    assert estimates["without_F6"].low > 0.9
    assert (estimates["without_F5"].value, estimates["without_F5"].high) == (1.0, 1.0)
    assert estimates["F1_only"].n_clusters == 60 and estimates["F1_only"].n == 120


def test_programmes_with_very_different_shares_do_not_make_agreement():
    assert found(runs({"F1_only": 50.0}))["F1_only"].low < 0 < found(runs({"F1_only": 50.0}))["F1_only"].high


def test_table_has_every_programme_and_reading():
    table = examine(runs({"F1_only": 1.0})).tables["h19_orders"]
    assert len(table) == 6 and (table["providers_n"] == 60).all()
    assert table["kendall"].between(-1, 1).all()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (Evidence((2015,), {}, pd.DataFrame()), "not_delivered"),
        (runs({}, status="too_few"), "not_delivered"),
        (runs({}, providers=6), "too_few"),
    ],
)
def test_too_little_to_order_gives_a_reason(data, reason):
    assert {estimate.reason for estimate in found(data).values()} == {reason}
