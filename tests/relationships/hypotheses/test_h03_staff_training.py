"""H3: a planted effect of training the year before is found, and none where there is none."""

import numpy as np
import pandas as pd
import pytest

from batt.registry import load
from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h03_staff_training import examine

YEARS = (2012, 2013, 2014, 2015)
PARTS = {part.key for part in load().hypothesis("H3").parts}


def evidence(*, before=0.0, same=0.0, between=0.0, outcomes=("i01", "i02", "i08"), providers=80):
    """Return providers whose figures move with their training days as said, in points or shares."""
    rng = np.random.default_rng(7)
    usual = rng.normal(4.5, 1, providers)
    days = usual[:, None] + rng.normal(0, 1, (providers, len(YEARS)))
    deviation = days - usual[:, None]
    level = rng.normal(0, 0.05, providers)
    rows = []
    for provider in range(providers):
        for place, year in enumerate(YEARS):
            common = {"year": year, "unit_level": "provider", "unit_id": f"A{provider:03d}", "n": 40}
            rows.append(common | {"indicator": "i04", "programme": "ALL", "value": days[provider, place]})
            shift = same * deviation[provider, place] + between * usual[provider] + level[provider]
            shift += before * deviation[provider, place - 1] if place else 0.0
            for indicator, programme in (("i01", "ALL"), ("i02", "AB"), ("i02", "APS"), ("i08", "AB")):
                base = 0.4 if indicator == "i08" else 4.0
                value = base + shift + rng.normal(0, 0.03)
                rows.append(common | {"indicator": indicator, "programme": programme, "value": value})
    frame = pd.DataFrame(rows).assign(numerator=0, denominator=1, ci_low=np.nan, ci_high=np.nan, status="ok")
    return Evidence(YEARS, {}, frame[frame["indicator"].isin(["i04", *outcomes])])


def estimates(tested):
    return {finding.part: finding.estimate for finding in tested.findings}


def test_every_part_of_the_registry_is_given_once():
    assert sorted(finding.part for finding in examine(evidence()).findings) == sorted(PARTS)


def test_an_effect_of_the_year_before_is_found_and_not_taken_for_one_of_the_same_year():
    found = estimates(examine(evidence(before=0.1)))
    for part in ("user", "nav", "jobs"):
        assert found[part].low < 0.1 < found[part].high
        assert found[part].low > 0.05
    assert abs(found["user_same_year"].value) < 0.02


def test_an_effect_of_the_same_year_is_not_taken_for_one_of_the_year_before():
    found = estimates(examine(evidence(same=0.1)))
    assert found["user_same_year"].value == pytest.approx(0.1, abs=0.02)
    assert abs(found["user"].value) < 0.02


def test_providers_that_differ_for_good_show_between_and_not_within():
    found = estimates(examine(evidence(between=0.05)))
    assert found["nav_between"].value == pytest.approx(0.05, abs=0.02)
    assert abs(found["nav"].value) < 0.02


def test_without_any_effect_no_part_is_significant_after_adjustment():
    found = estimates(examine(evidence()))
    assert min(one.p for one in found.values()) > 0.05 / len(found)


def test_the_other_methods_stand_beside_it_and_agree():
    tested = examine(evidence(before=0.1))
    checks = tested.tables["h03_checks"].set_index(["part", "method"])["value"]
    for part in ("user", "nav", "jobs"):
        assert checks[part, "wild_cluster_bootstrap"] == pytest.approx(
            estimates(tested)[part].value, rel=1e-9
        )
        assert checks[part, "mixed_model"] == pytest.approx(estimates(tested)[part].value, abs=0.01)


def test_a_survey_that_nobody_delivered_is_named_so():
    found = estimates(examine(evidence(outcomes=("i01",))))
    assert {part for part, one in found.items() if one.reason == "not_delivered"} == PARTS - {
        "nav",
        "nav_between",
    }


def test_one_year_has_no_year_before():
    one_year = evidence()
    only = Evidence((2012,), {}, one_year.values[one_year.values["year"] == 2012])
    found = estimates(examine(only))
    assert found["user"].reason in {"too_few", "no_period_before"}
    assert found["user_between"].reason == ""
