"""Best practice: better than expected, for years, under every reading."""

import pandas as pd
import pytest

from batt.comparisons.best_practice import BEST_COLUMNS, best_practice

KEY = {"indicator": "i08", "programme": "AB"}
NATIONAL = pd.DataFrame([{**KEY, "year": year, "national_value": 0.4} for year in (2013, 2014, 2015)])


def adjusted(by_year, provider="A001", direction="higher", **key):
    return pd.DataFrame(
        [
            {
                **KEY,
                **key,
                "year": year,
                "provider_id": provider,
                "adjusted_value": (low + high) / 2,
                "low": low,
                "high": high,
                "direction": direction,
            }
            for year, (low, high) in by_year.items()
        ]
    )


def runs(*given, provider="A001", direction="higher"):
    """Runs from (year, option, choice, low, high, status)."""
    rows = [
        {
            **KEY,
            "year": year,
            "option": option,
            "choice": choice,
            "provider_id": provider,
            "direction": direction,
            "value": (low + high) / 2,
            "ci_low": low,
            "ci_high": high,
            "status": status,
            "national_value": 0.3,
        }
        for year, option, choice, low, high, status in given
    ]
    return pd.DataFrame(rows)


HELD = ((2014, "in_force", "", 0.4, 0.6, "ok"), (2015, "job_codes", "F1_only", 0.35, 0.5, "ok"))
BETTER = {2014: (0.45, 0.6), 2015: (0.5, 0.7)}


def only(table):
    assert len(table) == 1
    return table.iloc[0]


def test_better_for_two_years_under_every_run_is_robust():
    row = only(best_practice(adjusted(BETTER), NATIONAL, runs(*HELD), 2015))
    assert row["label"] == "robust" and row["reason"] == ""
    assert (row["years_n"], row["runs_n"], row["held_n"]) == (2, 2, 2)
    assert row["advantage"] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("run", "reason"),
    [
        ((2015, "job_codes", "without_F6", 0.25, 0.5, "ok"), "2015 job_codes=without_F6"),
        ((2014, "exit_denominator", "completers", 0.2, 0.28, "ok"), "2014 exit_denominator=completers"),
        ((2015, "exit_denominator", "completers", 0.5, 0.9, "too_few"), "2015 exit_denominator=completers"),
        ((2015, "in_force", "", 0.1, 0.9, "ok"), "2015 in_force"),
    ],
)
def test_one_run_that_says_otherwise_makes_it_uncertain_and_is_named(run, reason):
    row = only(best_practice(adjusted(BETTER), NATIONAL, runs(*HELD, run), 2015))
    assert row["label"] == "uncertain" and row["reason"] == reason


def test_runs_of_years_before_the_asked_ones_do_not_count():
    old = (2013, "job_codes", "without_F6", 0.1, 0.2, "ok")
    assert only(best_practice(adjusted(BETTER), NATIONAL, runs(*HELD, old), 2015))["label"] == "robust"


def test_without_runs_nothing_is_robust():
    row = only(best_practice(adjusted(BETTER), NATIONAL, runs(*HELD, provider="A002"), 2015))
    assert row["label"] == "uncertain" and row["reason"] == "no_runs"


@pytest.mark.parametrize(
    ("by_year", "reason"),
    [
        ({2015: (0.5, 0.7)}, "previous_year_missing"),
        ({2013: (0.5, 0.7), 2015: (0.5, 0.7)}, "previous_year_missing"),
        ({2014: (0.35, 0.7), 2015: (0.5, 0.7)}, "not_better_before"),
    ],
)
def test_one_year_alone_gets_no_label_but_a_reason(by_year, reason):
    row = only(best_practice(adjusted(by_year), NATIONAL, runs(*HELD), 2015))
    assert pd.isna(row["label"]) and row["reason"] == reason and row["years_n"] == 1


def test_more_years_in_a_row_are_counted_and_can_be_asked_for():
    by_year = {2013: (0.5, 0.7), **BETTER}
    assert only(best_practice(adjusted(by_year), NATIONAL, runs(*HELD), 2015))["years_n"] == 3
    row = only(best_practice(adjusted(BETTER), NATIONAL, runs(*HELD), 2015, years=3))
    assert pd.isna(row["label"]) and row["reason"] == "previous_year_missing"


def test_an_interval_that_reaches_the_national_value_is_not_better():
    assert best_practice(adjusted({2014: (0.5, 0.6), 2015: (0.4, 0.9)}), NATIONAL, runs(*HELD), 2015).empty
    unknown = adjusted(BETTER).assign(low=float("nan"))
    table = best_practice(unknown, NATIONAL, runs(*HELD), 2015)
    assert table.empty and list(table) == BEST_COLUMNS


def test_low_is_good_where_the_indicator_says_so_and_a_range_has_no_best():
    low = {2014: (0.1, 0.2), 2015: (0.1, 0.3)}
    held = runs((2015, "weeks", "inclusive", 0.1, 0.2, "ok"), direction="lower")
    row = only(best_practice(adjusted(low, direction="lower"), NATIONAL, held, 2015))
    assert row["label"] == "robust" and row["advantage"] > 0
    assert best_practice(adjusted(BETTER, direction="range"), NATIONAL, runs(*HELD), 2015).empty
    assert best_practice(adjusted(low), NATIONAL, runs(*HELD), 2015).empty


def test_most_partners_is_size_and_no_best_practice():
    many = adjusted({2014: (50, 70), 2015: (50, 70)}, indicator="i05")
    national = NATIONAL.assign(indicator="i05", national_value=13.0)
    assert best_practice(many, national, runs(*HELD).assign(indicator="i05"), 2015).empty
