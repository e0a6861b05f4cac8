"""Targets: met, not met or cannot tell by the interval, and what is wrong with those that cannot be used."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.target_checks import audit, require_usable_targets
from batt.comparisons.targets import judge, target_tables
from batt.errors import ContentError
from batt.registry import load

PROVIDERS = pd.DataFrame({"provider_id": ["A001", "A002", "A003"], "county": ["03", "03", "18"]})
LEVELS = {"NO": "country", "03": "county", "18": "county"}


def target(indicator, programme, rule="MIN", target=None, **given):
    row = {"level": "NASJONALT", "area": "NO", "provider_id": None, "lower": None, "upper": None}
    row |= {"programme": programme, "indicator": indicator, "rule": rule, "target": target, **given}
    return row


def targets(*rows):
    frame = pd.DataFrame(rows, columns=list(target("i08", "AB"))).assign(year=2015)
    texts = {name: "str" for name in ("level", "area", "provider_id", "programme", "indicator", "rule")}
    return frame.astype(texts | dict.fromkeys(("target", "lower", "upper"), "Float64"))


def value(unit, programme, indicator, value=0.4, low=0.3, high=0.5, n=50, status="ok"):
    is_hidden = status in ("missing", "not_applicable")
    return {
        "unit_level": LEVELS.get(unit, "provider"),
        "unit_id": unit,
        "programme": programme,
        "indicator": indicator,
        "value": np.nan if is_hidden else value,
        "n": pd.NA if is_hidden else n,
        "ci_low": np.nan if is_hidden else low,
        "ci_high": np.nan if is_hidden else high,
        "status": status,
    }


def values(*rows):
    return pd.DataFrame(rows).astype({"n": "Int64"})


AB_JOBS = values(
    value("NO", "AB", "i08", 0.45, 0.41, 0.49, 400),
    value("03", "AB", "i08", 0.50, 0.46, 0.54, 300),
    value("18", "AB", "i08", 0.30, 0.25, 0.36, 100),
    value("A001", "AB", "i08", 0.50, 0.30, 0.70, 20),
    value("A002", "AB", "i08", 1.00, 0.51, 1.00, 4, "too_few"),
    value("A003", "AB", "i08", status="missing"),
)


@pytest.mark.parametrize(
    ("rule", "ends", "low", "high", "expected"),
    [
        ("MIN", {"target": 0.4}, 0.40, 0.60, "met"),
        ("MIN", {"target": 0.4}, 0.20, 0.39, "not_met"),
        ("MIN", {"target": 0.4}, 0.39, 0.60, "cannot_tell"),
        ("MAKS", {"target": 0.4}, 0.20, 0.40, "met"),
        ("MAKS", {"target": 0.4}, 0.41, 0.60, "not_met"),
        ("MAKS", {"target": 0.4}, 0.30, 0.50, "cannot_tell"),
        ("INTERVALL", {"lower": 0.4, "upper": 0.6}, 0.45, 0.55, "met"),
        ("INTERVALL", {"lower": 0.4, "upper": 0.6}, 0.10, 0.30, "not_met"),
        ("INTERVALL", {"lower": 0.4, "upper": 0.6}, 0.70, 0.80, "not_met"),
        ("INTERVALL", {"lower": 0.4, "upper": 0.6}, 0.50, 0.70, "cannot_tell"),
        ("INTERVALL", {"lower": 0.4, "upper": 0.6}, 0.30, 0.70, "cannot_tell"),
    ],
)
def test_attainment_needs_the_whole_interval_on_one_side(rule, ends, low, high, expected):
    row = targets(target("i08", "AB", rule, **ends)).assign(
        value=(low + high) / 2, ci_low=low, ci_high=high, status="ok"
    )
    judged = judge(row).iloc[0]
    assert judged["attainment"] == expected
    assert judged["reason"] == ("interval_covers_target" if expected == "cannot_tell" else "")


def test_a_national_target_concerns_the_country_its_counties_and_its_providers():
    table = target_tables(targets(target("i08", "AB", target=0.45)), AB_JOBS, PROVIDERS).attainment
    found = {row.unit_id: (row.attainment, row.reason) for row in table.itertuples()}
    assert found == {
        "NO": ("cannot_tell", "interval_covers_target"),
        "03": ("met", ""),
        "18": ("not_met", ""),
        "A001": ("cannot_tell", "interval_covers_target"),
        "A002": ("cannot_tell", "too_few"),
        "A003": ("cannot_tell", "missing"),
    }
    assert list(table["unit_level"]) == ["country", "county", "county", "provider", "provider", "provider"]


def test_a_countys_target_concerns_the_county_and_its_providers():
    table = target_tables(
        targets(target("i08", "AB", target=0.45, level="FYLKE", area="03")), AB_JOBS, PROVIDERS
    ).attainment
    assert list(table["unit_id"]) == ["03", "A001", "A002"]


def test_a_target_that_names_a_provider_concerns_it_alone():
    rows = targets(
        target("i08", "AB", target=0.2, level="LOKALT", area="Sentrum", provider_id="A001"),
        target("i08", "AB", target=0.2, level="FYLKE", area="03", provider_id="A001"),
    )
    table = target_tables(rows, AB_JOBS, PROVIDERS).attainment
    assert list(zip(table["unit_id"], table["attainment"], strict=True)) == [("A001", "met")] * 2


def test_a_figure_of_the_whole_provider_counts_where_the_programme_is_run():
    rows = values(
        value("A001", "APS", "i02", 4.0, 3.8, 4.2),
        value("A001", "ALL", "i04", 5.0, 4.5, 5.5),
        value("A002", "ALL", "i04", 5.0, 4.5, 5.5),
        value("A002", "VTA", "i02", 4.0, 3.8, 4.2),
    )
    asked = targets(
        *(
            target("i04", "APS", target=4.0, level="LOKALT", provider_id=provider)
            for provider in ("A001", "A002")
        )
    )
    table = target_tables(asked, rows, PROVIDERS).attainment
    assert list(table["attainment"]) == ["met", "cannot_tell"]
    assert list(table["reason"]) == ["", "not_run"]
    assert list(table["suited"]) == ["NEI", "NEI"], "matrix B warns and decides nothing"
    assert list(table["certainty"]) == ["likely", "likely"]


def test_what_is_counted_in_full_is_compared_as_the_number_it_is():
    rows = values(
        value("A001", "VTA", "i02"),
        value("A001", "ALL", "i05", 12, np.nan, np.nan, 12),
        value("A002", "VTA", "i02"),
        value("A002", "ALL", "i05", 0, np.nan, np.nan, 0, "too_few"),
        value("A003", "VTA", "i02"),
        value("A003", "ALL", "i05", status="missing"),
    )
    table = target_tables(targets(target("i05", "VTA", target=10)), rows, PROVIDERS).attainment
    assert list(table["basis"]) == ["number"] * 3
    assert list(table["attainment"]) == ["met", "not_met", "cannot_tell"]


def test_a_mean_without_an_interval_cannot_tell():
    rows = values(value("A001", "VTA", "i02", 4.0, np.nan, np.nan, 6))
    table = target_tables(targets(target("i02", "VTA", target=3)), rows, PROVIDERS).attainment
    assert list(table["reason"]) == ["no_interval"]


def test_a_target_on_a_hatched_cell_is_left_out_and_the_rest_goes_on():
    rows = targets(target("i08", "VTA", target=0.2), target("i08", "AB", target=0.2))
    result = target_tables(rows, AB_JOBS, PROVIDERS)
    assert list(result.left_out["reason"]) == ["hatched"]
    assert list(result.left_out["programme"]) == ["VTA"]
    assert set(result.attainment["programme"]) == {"AB"}
    [problem] = result.problems
    assert "i08" in problem.what and "VTA" in problem.what and "AVKL, APS, KIA, AB" in problem.expected
    assert problem.fix


def test_every_target_that_cannot_be_used_is_listed_at_once_with_its_row():
    hatched = [pair for pair, applies in load().applies.items() if not applies]
    rows = targets(*(target(indicator, programme, target=0.5) for indicator, programme in hatched))
    rows = rows.assign(source_file="data/raw/2015/resultatmal.csv", source_sheet="", source_row=range(2, 23))
    with pytest.raises(ContentError) as error:
        require_usable_targets(rows, PROVIDERS)
    assert len(error.value.problems) == 21, "matrix A hatches 21 cells"
    assert [problem.where for problem in error.value.problems] == [
        f"data/raw/2015/resultatmal.csv, row {number}" for number in range(2, 23)
    ]
    assert require_usable_targets(targets(target("i08", "AB", target=0.5)), PROVIDERS) is None


@pytest.mark.parametrize(
    ("row", "reason", "told"),
    [
        (target("i08", "AB", target=0.2, level="LOKALT", provider_id="A999"), "unknown_provider", "A999"),
        (target("i08", "AB", target=0.2, level="LOKALT"), "no_provider", "no provider"),
        (target("i08", "AB", target=0.2, level="FYLKE", area="77"), "unknown_area", "77"),
        (
            target("i08", "AB", target=0.2, level="FYLKE", area="18", provider_id="A001"),
            "provider_outside_area",
            "county 03",
        ),
        (target("i08", "AB"), "incomplete", "mal"),
        (target("i10", "AB", "INTERVALL", lower=10), "incomplete", "ovre"),
        (target("i10", "AB", "INTERVALL", lower=30, upper=10), "reversed", "30"),
        (target("i08", "AB", target=45), "outside_scale", "45"),
        (target("i02", "AB", target=7), "outside_scale", "7"),
        (target("i12", "AB", "MAKS", target=-1), "outside_scale", "-1"),
    ],
)
def test_a_target_that_cannot_be_used_says_why(row, reason, told):
    result = target_tables(targets(row), AB_JOBS, PROVIDERS)
    assert list(result.left_out["reason"]) == [reason]
    assert result.attainment.empty
    [problem] = result.problems
    assert told in problem.what and problem.expected


def test_the_audit_finds_local_targets_that_a_programme_is_not_meant_for():
    rows = targets(
        target("i08", "VTA", target=0.3, level="LOKALT", provider_id="A001"),
        target("i03", "APS", target=4.0, level="LOKALT", provider_id="A001"),
        target("i08", "APS", target=0.3, level="LOKALT", provider_id="A001"),
        target("i10", "AB", "INTERVALL", lower=10, upper=60, level="LOKALT", provider_id="A001"),
        target("i10", "AB", "MAKS", target=60, level="LOKALT", provider_id="A001"),
        target("i12", "AB", "MIN", target=9, level="LOKALT", provider_id="A001"),
        target("i08", "AB", target=0.4, level="LOKALT", provider_id="A001"),
    )
    found = audit(rows)
    assert list(zip(found["indicator"], found["programme"], found["finding"], strict=True)) == [
        ("i08", "VTA", "hatched"),
        ("i03", "APS", "not_suited"),
        ("i08", "APS", "not_suited"),
        ("i10", "AB", "suitability_unknown"),
        ("i10", "AB", "suitability_unknown"),
        ("i10", "AB", "against_direction"),
        ("i12", "AB", "against_direction"),
    ]
    assert list(found["certainty"][:4]) == ["certain", "near_certain", "likely", "unknown"]


def test_a_year_without_targets_has_empty_tables():
    result = target_tables(targets(), AB_JOBS, PROVIDERS)
    assert result.attainment.empty and result.left_out.empty and result.audit.empty and not result.problems
    assert "attainment" in result.attainment
