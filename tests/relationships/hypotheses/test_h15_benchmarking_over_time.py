"""H15 on drawn providers: joining indikator.no, certificates, mergers and what cannot be told."""

import numpy as np
import pandas as pd

from batt.relationships.evidence import VALUE_COLUMNS, Evidence
from batt.relationships.hypotheses.h15_benchmarking_over_time import examine

YEARS = (2012, 2013, 2014, 2015)
NEVER, ALWAYS = 9999, 0


def evidence(joined, effect=0.0, seed=3, certified=2010, scheme="EQUASS_ASSURANCE", **clean):
    """80 exits and 200 answers a year and provider in AB and APS; jobs rise by ``effect`` after joining."""
    rng = np.random.default_rng(seed)
    rows, states = [], []
    for provider, year_in in enumerate(joined):
        name, level = f"A{provider:03}", rng.normal(0, 0.05)
        for year in YEARS:
            is_in = year_in <= year
            states.append((name, year, is_in))
            for programme, base in (("AB", 0.45), ("APS", 0.2)):
                share = np.clip(base + level + effect * is_in, 0.01, 0.99)
                rows.append((year, name, programme, "i08", rng.binomial(80, share), 80))
                answers = 200 * (4.3 + level + 2 * effect * is_in + rng.normal(0, 0.05))
                rows.append((year, name, programme, "i02", answers, 200))
    columns = ["year", "unit_id", "programme", "indicator", "numerator", "denominator"]
    values = pd.DataFrame(rows, columns=columns)
    values = values.assign(value=values["numerator"] / values["denominator"], unit_level="provider")
    values = values.assign(**{name: np.nan for name in VALUE_COLUMNS if name not in values})
    providers = pd.DataFrame(states, columns=["provider_id", "year", "in_indikator_no"])
    first = pd.Series(np.resize(certified, len(joined)))
    certificates = pd.DataFrame(
        {
            "provider_id": [f"A{provider:03}" for provider in range(len(joined))],
            "scheme": scheme,
            "valid_from": pd.to_datetime(first.astype(str) + "-05-01"),
        }
    )
    tables = {"providers": providers, "certificates": certificates} | clean
    return Evidence(YEARS, tables, values)


def found(data):
    return {finding.part: finding.estimate for finding in examine(data).findings}


JOINED = np.repeat([2013, 2014, 2015, NEVER, ALWAYS], [7, 7, 6, 25, 10])


def test_a_planted_effect_of_joining_is_found_in_both_outcomes():
    estimates = found(evidence(JOINED, effect=0.1))
    assert estimates["jobs"].low > 0.03 and estimates["jobs"].low < 0.1 < estimates["jobs"].high
    assert estimates["user"].low > 0.1
    assert estimates["year_before"].low < 0 < estimates["year_before"].high


def test_without_an_effect_none_is_found():
    estimates = found(evidence(JOINED))
    assert estimates["jobs"].low < 0 < estimates["jobs"].high
    assert estimates["user"].low < 0 < estimates["user"].high


def test_table_of_the_event_study_has_both_outcomes_and_the_base_year():
    tables = examine(evidence(JOINED, effect=0.1)).tables
    path = tables["h15_event_study"]
    assert set(path["outcome"]) == {"i08", "i02"}
    assert path.loc[path["outcome"] == "i08", "event_time"].to_list() == [-3, -2, -1, 0, 1, 2]
    assert (path.loc[path["event_time"] == -1, "att"] == 0).all()
    assert (tables["h15_pre_trend"]["pre_trend_p"] > 0.01).all()


def test_taking_on_a_programme_with_more_jobs_is_no_improvement():
    data = evidence(JOINED)
    late = data.values["year"] >= 2014
    drops = (
        data.values["unit_id"].isin([f"A{i:03}" for i in range(14)])
        & late
        & (data.values["programme"] == "APS")
    )
    mixed = Evidence(YEARS, data.clean, data.values[~drops])
    assert found(mixed)["jobs"].low < 0 < found(mixed)["jobs"].high


def test_certification_refuses_since_everybody_was_certified_before_the_data_begin():
    assert found(evidence(JOINED))["certified"].reason == "no_period_before"


def test_certification_is_examined_where_some_were_certified_later():
    certified = np.where(np.arange(len(JOINED)) < 20, 2014, 2030)
    estimate = found(evidence(JOINED, certified=certified))["certified"]
    assert not estimate.reason and estimate.low < 0 < estimate.high


def test_certified_first_under_another_scheme_stands_on_neither_side():
    certified = np.where(np.arange(len(JOINED)) < 20, 2014, 2011)
    scheme = np.where(np.arange(len(JOINED)) < 20, "EQUASS_ASSURANCE", "ISO9001")
    assert found(evidence(JOINED, certified=certified, scheme=scheme))["certified"].reason == "no_comparison"


def test_a_merged_provider_has_not_joined():
    lineage = pd.DataFrame(
        {
            "predecessor_id": "A050",
            "successor_id": "A000",
            "change_date": "2013-03-01",
            "lineage_kind": "FUSJON",
        },
        index=[0],
    )
    whole, merged = evidence(JOINED), evidence(JOINED, provider_lineage=lineage)
    assert found(merged)["jobs"].n == found(whole)["jobs"].n - 1


def test_nobody_joining_is_a_reason():
    assert found(evidence(np.full(40, NEVER)))["jobs"].reason == "constant_exposure"
    both = found(evidence(np.repeat([NEVER, ALWAYS], 20)))
    assert both["jobs"].reason == both["year_before"].reason == "no_period_before"


def test_tables_that_nobody_delivered_are_a_reason():
    data = evidence(JOINED)
    empty = Evidence(YEARS, {}, data.values)
    assert {estimate.reason for estimate in found(empty).values()} == {"not_delivered"}
    without_values = Evidence(YEARS, data.clean, data.values.iloc[:0])
    assert {estimate.reason for estimate in found(without_values).values()} == {"too_few"}
