"""What lists of providers are called, and what is said of the numbers and answers behind them."""

import pandas as pd
import pytest

from batt.indicators import load_breakdowns
from batt.registry import Options, load
from batt.reports.comparisons import grounds as module
from batt.reports.comparisons.grounds import grounds, response_rate
from batt.reports.comparisons.lists import PER_100, list_heading
from batt.reports.comparisons.page import ComparisonPage

YEAR = 2015


@pytest.fixture
def page(reported_demo):
    return ComparisonPage(reported_demo, YEAR, "nb", Options())


@pytest.fixture(scope="module")
def nav_rate(reported_demo):
    rates = load_breakdowns(reported_demo, YEAR)["response_rates"]
    [row] = rates[(rates["survey"] == "nav") & (rates["programme"] == "ALL")].to_dict("records")
    return f"{round(100 * row['answered_n'] / row['invited_n'])}\N{NO-BREAK SPACE}%"


def country_n(root, indicator, programme):
    values = pd.read_parquet(root.indicators(YEAR))
    cell = values[(values["unit_level"] == "country") & (values["indicator"] == indicator)]
    return str(int(cell.loc[cell["programme"] == programme, "n"].iloc[0]))


def test_surveys_are_told_with_response_rate_and_registers_with_hundred(page, reported_demo, nav_rate):
    told = grounds(page, [("i01", "ALL"), ("i08", "AB")])
    assert f"{nav_rate} (n = {country_n(reported_demo, 'i01', 'ALL')})" in told
    assert f"AB {country_n(reported_demo, 'i08', 'AB')}" in told
    assert told.endswith("registre som omfatter alle, så svarprosenten er 100.")


def test_registers_alone_are_said_to_cover_everybody_and_nothing_is_said_of_surveys(page):
    told = grounds(page, [("i08", "AB"), (PER_100, "ALL")], with_n=False)
    assert told == page.words("grounds_registers")


def test_response_rates_are_read_once_for_a_page(page, monkeypatch):
    read = []
    kept = module.breakdown
    monkeypatch.setattr(module, "breakdown", lambda *args: read.append(args) or kept(*args))
    for programme in ("AB", "APS", "AB"):
        response_rate(page, "i02", programme)
    assert len(read) == 1


def test_every_heading_is_the_name_and_the_direction_as_two_sentences(page):
    for entry in load().indicators:
        heading = list_heading(page, entry.id)
        assert heading == f"{entry.number}. {entry.short['nb']}. {entry.direction_words['nb']}."
