"""H17: EQUASS only against ISO 9001 only; both, neither and lapsed certificates are in no group."""

import numpy as np
import pandas as pd
import pytest

from batt.registry import load
from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h17_equass_or_iso import examine, schemes_in_force

PARTS = {part.key for part in load().hypothesis("H17").parts}
YEARS = (2014, 2015)


def evidence(
    *, seed=1, equass=40, iso=15, difference=0.0, tables=("certificates", "providers", "labour_market")
):
    rng = np.random.default_rng(seed)
    ids = [f"A{number:03d}" for number in range(equass + iso)]
    certificates = pd.DataFrame(
        {
            "provider_id": ids,
            "scheme": ["EQUASS_ASSURANCE"] * equass + ["ISO9001"] * iso,
            "valid_from": pd.Timestamp("2013-05-01"),
            "valid_to": pd.Timestamp("2016-04-30"),
        }
    )
    counties = np.resize(["01", "02", "03"], len(ids))
    clean = {
        "certificates": pd.concat([certificates.assign(year=year) for year in YEARS]),
        "providers": pd.concat(
            [pd.DataFrame({"provider_id": ids, "county": counties, "year": year}) for year in YEARS]
        ),
        "labour_market": pd.DataFrame(
            [
                (county, year, 2.0 + place + year % 2)
                for place, county in enumerate(["01", "02", "03"])
                for year in YEARS
            ],
            columns=["county", "year", "unemployment_pct"],
        ),
    }
    rows = []
    for place, one in enumerate(ids):
        level, is_equass = rng.normal(0, 0.1), place < equass
        for year in YEARS:
            common = {"year": year, "unit_level": "provider", "unit_id": one, "n": 30}
            for indicator, programme, base in (("i01", "ALL", 4.2), ("i02", "AB", 4.6), ("i08", "AB", 0.4)):
                scale = 0.3 if indicator == "i08" else 1.0
                value = base + scale * (level + difference * is_equass + rng.normal(0, 0.05))
                rows.append(common | {"indicator": indicator, "programme": programme, "value": value})
    values = pd.DataFrame(rows).assign(numerator=0, denominator=1, ci_low=np.nan, ci_high=np.nan, status="ok")
    return Evidence(YEARS, {name: rows for name, rows in clean.items() if name in tables}, values)


def estimates(tested):
    return {finding.part: finding.estimate for finding in tested.findings}


def test_a_planted_difference_is_found():
    found = estimates(examine(evidence(difference=0.3)))
    assert set(found) == PARTS
    assert found["user"].low < 0.3 < found["user"].high
    assert found["nav"].low > 0
    assert found["jobs"].value == pytest.approx(0.09, abs=0.03)


def test_without_a_difference_none_is_found():
    assert all(one.low < 0 < one.high for one in estimates(examine(evidence())).values())


def test_fewer_than_ten_providers_under_iso_is_no_comparison():
    tested = examine(evidence(iso=9, difference=0.5))
    assert {one.reason for one in estimates(tested).values()} == {"too_few"}
    assert set(tested.tables["h17_groups"]["providers_n"]) == {40, 9}


@pytest.mark.parametrize("missing", ["certificates", "labour_market"])
def test_an_undelivered_table_is_named_so(missing):
    tables = {"certificates", "providers", "labour_market"} - {missing}
    found = estimates(examine(evidence(tables=tuple(tables))))
    assert {one.reason for one in found.values()} == {"not_delivered"}


def test_one_scheme_valid_in_the_year_makes_the_group():
    rows = [
        ("only equass", "EQUASS_ASSURANCE", "2013-01-01", "2016-01-01"),
        ("excellence", "EQUASS_EXCELLENCE", "2013-01-01", None),
        ("only iso", "ISO9001", "2015-12-31", "2018-01-01"),
        ("both", "ISO9001", "2013-01-01", "2016-01-01"),
        ("both", "EQUASS_ASSURANCE", "2013-01-01", "2016-01-01"),
        ("lapsed", "ISO9001", "2010-01-01", "2014-12-31"),
        ("later", "EQUASS_ASSURANCE", "2016-01-01", "2018-01-01"),
        ("other", "BLIK_OP_WERK", "2013-01-01", "2016-01-01"),
    ]
    certificates = pd.DataFrame(rows, columns=["provider_id", "scheme", "valid_from", "valid_to"])
    certificates = certificates.assign(
        year=2015,
        valid_from=pd.to_datetime(certificates["valid_from"]),
        valid_to=pd.to_datetime(certificates["valid_to"]),
    )
    found = schemes_in_force(certificates).set_index("provider_id")["is_equass"]
    assert found.to_dict() == {"excellence": True, "only equass": True, "only iso": False}
