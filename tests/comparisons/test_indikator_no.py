"""The crosswalk between BATT and indikator.no: the same number where they measure the same."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.indikator_no import crosswalk, indikator_no_values
from batt.errors import RegistryError
from batt.registry.files import read_rows
from batt.registry.indikator_no import indikator_no_figures, read_figures
from batt.registry.load import FOLDER

YEAR = 2015
# What the joint guide's contents say about its own numbers ("se BATT 7" …), by the numbers of that guide.
GUIDE = {6: 7, 7: 3, 10: 5, 11: 6, 15: 1, 23: 11}


def value(indicator, programme, numerator, denominator, scale=1.0, n=None, status="ok"):
    return {
        "unit_level": "provider",
        "unit_id": "A001",
        "programme": programme,
        "indicator": indicator,
        "numerator": numerator,
        "denominator": denominator,
        "scale": scale,
        "value": numerator / denominator * scale,
        "n": denominator if n is None else n,
        "status": status,
    }


def values(*rows):
    return pd.DataFrame(rows).astype({"numerator": "Int64", "denominator": "Int64", "n": "Int64"})


def delivered(*rows):
    frame = pd.DataFrame(rows, columns=["provider_id", "indicator_no_number", "value"])
    return frame.astype({"provider_id": "str", "indicator_no_number": "Int64", "value": "Float64"})


VALUES = values(
    value("i08", "APS", 3, 12),
    value("i08", "AB", 12, 30),
    value("i10", "APS", 12 * 175, 12, 1 / 7),
    value("i10", "AB", 30 * 350, 30, 1 / 7),
    value("i01", "ALL", 75, 17, n=2, status="too_few"),
    value("i04", "ALL", 310 * 60, 8, 1 / 450),
    value("i05", "ALL", 7, 1, n=7),
    value("i02", "AB", 82, 16, n=2),
)


def cell(table, number):
    [row] = table.loc[table["number"] == number].to_dict("records")
    return row


def test_there_are_25_figures_and_six_are_shared_as_the_joint_guide_says():
    from batt.registry import load

    guide_numbers = {entry.id: entry.guide_number for entry in load().indicators}
    figures = indikator_no_figures()
    assert [figure.number for figure in figures] == list(range(1, 26))
    shared = {f.number: guide_numbers[f.indicator] for f in figures if f.match == "shared"}
    assert shared == GUIDE


def test_a_shared_figure_is_the_same_number_over_all_programmes_of_the_provider():
    table = indikator_no_values(VALUES, None, YEAR)
    assert cell(table, 10)["value"] == pytest.approx(100 * 15 / 42)
    assert cell(table, 6)["value"] == pytest.approx((12 * 25 + 30 * 50) / 42)
    assert cell(table, 23)["value"] == pytest.approx(4.412, abs=5e-4)
    assert cell(table, 15)["value"] == pytest.approx(5.167, abs=5e-4)
    assert cell(table, 21)["value"] == 7
    assert cell(table, 23)["status"] == "too_few"
    assert set(table["origin"]) == {"batt"}


def test_a_provider_with_one_programme_has_batts_own_value():
    own = VALUES.loc[VALUES["programme"] != "AB"]
    assert cell(indikator_no_values(own, None, YEAR), 10)["value"] == pytest.approx(25.0)


def test_delivered_figures_stand_beside_in_the_same_shape():
    table = indikator_no_values(VALUES, delivered(("A001", 14, 7.4), ("A001", 26, 1.0)), YEAR)
    assert cell(table, 14)["value"] == 7.4
    assert cell(table, 14)["unit"] == "per_cent"
    assert cell(table, 14)["origin"] == "delivered"
    assert cell(table, 26)["status"] == "unknown_number"


@pytest.mark.parametrize(
    ("number", "given", "agrees"),
    [
        (10, 35.7, True),
        (10, 36.0, True),
        (10, 35.8, False),
        (10, 0.357, False),
        (6, 42.9, True),
        (6, 44.0, False),
    ],
)
def test_a_difference_beyond_rounding_is_reported(number, given, agrees):
    row = cell(crosswalk(VALUES, delivered(("A001", number, given)), YEAR), number)
    assert bool(row["agrees"]) == agrees
    assert row["difference"] == pytest.approx(given - row["batt_value"])
    assert row["reason"] == ""


def test_a_figure_that_cannot_be_compared_says_why():
    rows = delivered(("A001", 21, 7.0), ("A001", 7, 20.0), ("A001", 1, 30.0))
    table = crosswalk(VALUES, rows, YEAR)
    assert cell(table, 21)["reason"] == "presumed" and pd.isna(cell(table, 21)["agrees"])
    assert cell(table, 21)["difference"] == 0
    assert cell(table, 7)["reason"] == "no_batt_value"
    assert cell(table, 10)["reason"] == "not_delivered" and np.isnan(cell(table, 10)["difference"])
    assert 1 not in set(table["number"]), "a figure that BATT lacks is no comparison"


def test_without_deliveries_nothing_is_compared():
    table = crosswalk(VALUES, None, YEAR)
    assert set(table["reason"]) == {"not_delivered"}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"number": "4"}, "number"),
        ({"indicator": "i99"}, "unknown indicator 'i99'"),
        ({"match": "none"}, "'none' with the indicator 'i10'"),
        ({"unit": "days"}, "Expected weeks"),
    ],
)
def test_a_figure_that_contradicts_the_indicators_is_an_error(change, told):
    rows = read_rows(FOLDER / "indikator_no.csv")
    rows[5] = {**rows[5], **change}
    with pytest.raises(RegistryError, match=told):
        read_figures(rows)
