import datetime as dt

import numpy as np
import pandas as pd
import pytest

from batt.errors import UsageError
from batt.reports.numbers import Numbers, round_half_up

nb, en = Numbers("nb"), Numbers("en")


def plain(text: str) -> str:
    """Put ordinary spaces for those that do not break."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("number", "places", "expected"),
    [
        (2.5, 0, "3"),
        (3.5, 0, "4"),
        (0.125, 2, "0.13"),
        (0.285, 2, "0.29"),
        (-2.5, 0, "-3"),
        (1.005, 2, "1.01"),
    ],
)
def test_halves_are_rounded_up_as_norwegian_statistics_do(number, places, expected):
    assert str(round_half_up(number, places)) == expected


def test_representation_error_does_not_decide_a_rounding():
    assert round(2.675, 2) == 2.67
    assert str(round_half_up(2.675, 2)) == "2.68"
    assert plain(nb.percent(57 / 200)) == "29 %"


def test_numbers_follow_the_language():
    assert plain(nb.decimal(-2345.25, 1)) == "−2 345,3"
    assert en.decimal(-2345.25, 1) == "−2,345.3"
    assert plain(nb.percent(0.355, 1)) == "35,5 %"
    assert en.percent(0.355, 1) == "35.5%"
    assert plain(nb.integer(40000)) == "40 000"
    assert nb.year(2015) == "2015"


def test_thousands_and_units_never_break_over_a_line():
    assert " " not in nb.integer(1234567) + nb.percent(0.5) + nb.p_value(0.0001) + nb.date(
        dt.date(2016, 1, 15)
    )


def test_a_change_has_its_sign_and_no_change_has_none():
    assert nb.percentage_points(0.0125) == "+1,3"
    assert nb.percentage_points(-0.0125) == "−1,3"
    assert en.percentage_points(-0.0001) == "0.0"
    assert nb.change(-0.04) == "0,0"


def test_p_values_stop_at_one_in_a_thousand():
    assert plain(en.p_value(0.00099)) == "< 0.001"
    assert en.p_value(0.001) == "0.001"
    assert plain(nb.p_value(2.3e-6)) == "< 0,001"


def test_a_dash_in_a_range_is_never_read_as_a_minus():
    assert plain(nb.interval(0.312, 0.405, 0, percent=True)) == "31–41 %"
    assert en.interval(-1.2, 3.4) == "−1.2 to 3.4"
    assert nb.interval(-1.2, 3.4) == "−1,2 til 3,4"


def test_dates_are_written_out():
    assert plain(nb.date(dt.date(2016, 1, 15))) == "15. januar 2016"
    assert plain(en.date(dt.date(2016, 1, 15))) == "15 January 2016"


@pytest.mark.parametrize("missing", [float("nan"), float("inf"), np.nan, pd.NA, None])
@pytest.mark.parametrize(
    "write", [nb.integer, nb.decimal, nb.percent, nb.percentage_points, nb.change, nb.p_value]
)
def test_a_missing_number_never_becomes_text(write, missing):
    with pytest.raises(ValueError, match="missing"):
        write(missing)


def test_numbers_of_numpy_and_pandas_are_written_like_others():
    assert (
        nb.integer(np.int64(1200)) == nb.integer(1200) == nb.integer(pd.Series([1200], dtype="Int64").iloc[0])
    )


def test_an_unknown_language_is_refused():
    with pytest.raises(UsageError, match="nb, en"):
        Numbers("sv")
