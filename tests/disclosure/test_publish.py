"""What may pass the door, tested by what a reader could work out from what passed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batt.disclosure import (
    PublishedTable,
    publish_counts,
    publish_curve,
    publish_facts,
    publish_means,
    publish_shares,
    publish_steps,
)
from batt.disclosure.publish import publish_indicators
from batt.errors import DisclosureError


def indicator_row(**changes):
    row = {
        "year": 2015,
        "unit_level": "country",
        "unit_id": "NO",
        "programme": "AB",
        "indicator": "i08",
        "rule_version": 1,
        "numerator": 20.0,
        "denominator": 40.0,
        "scale": 1.0,
        "value": 0.5,
        "n": 40,
        "unit": "share",
        "ci_low": 0.35,
        "ci_high": 0.65,
        "status": "ok",
        "note": "2 exits without a date",
    }
    return row | changes


def share_row(numerator, n):
    return indicator_row(numerator=numerator, denominator=n, n=n, value=numerator / n)


def states(row):
    published = publish_indicators(pd.DataFrame([row]))
    return {column: next(published.cells(column)).state for column in published.columns}


def test_a_published_table_cannot_be_made_outside_the_door():
    frame = pd.DataFrame({"n": [1]})
    with pytest.raises(DisclosureError, match=r"batt\.disclosure"):
        PublishedTable(frame, frame)


def test_looking_at_published_data_does_not_let_anybody_change_it():
    published = publish_facts(pd.DataFrame({"file": ["a"]}), why="names of files")
    looked_at = published.data
    looked_at.loc[0, "file"] = "b"
    assert published.data.loc[0, "file"] == "a"


@pytest.mark.parametrize(
    ("numerator", "n", "shown"),
    [
        (3, 6, True),
        (2, 4, False),
        (1, 40, False),
        (2, 40, False),
        (38, 40, False),
        (39, 40, False),
        (37, 40, True),
        (0, 9, False),
        (9, 9, False),
        (0, 10, True),
        (10, 10, True),
        (3, 5, False),
    ],
)
def test_a_share_is_shown_only_when_it_tells_about_nobody(numerator, n, shown):
    found = states(share_row(numerator, n))
    expected = "shown" if shown else "hidden"
    assert [found[column] for column in ("value", "numerator", "ci_low", "ci_high")] == [expected] * 4
    assert found["n"] == "shown"


def test_a_share_whose_numerator_is_not_known_is_hidden_since_no_rule_can_clear_it():
    found = states({**share_row(2, 40), "numerator": None})
    assert [found[column] for column in ("value", "ci_low", "ci_high")] == ["hidden"] * 3


def test_a_count_of_persons_of_one_or_two_is_hidden_even_as_n():
    assert states(share_row(1, 2))["n"] == "hidden"
    assert states(share_row(1, 2))["denominator"] == "hidden"


@pytest.mark.parametrize("unit", ["score", "days", "weeks"])
def test_a_mean_needs_five_persons(unit):
    assert states(indicator_row(unit=unit, value=4.2, n=4))["value"] == "hidden"
    assert states(indicator_row(unit=unit, value=4.2, n=5))["value"] == "shown"


def test_a_mean_of_answers_counts_respondents_and_not_answers():
    assert states(indicator_row(unit="score", value=4.2, n=4, denominator=36))["value"] == "hidden"


def test_unanimous_answers_of_a_small_group_are_hidden():
    at_the_end = indicator_row(unit="score", value=6.0, n=9, ci_low=np.nan, ci_high=np.nan)
    no_spread = indicator_row(unit="weeks", value=12.0, n=9, ci_low=12.0, ci_high=12.0)
    for row in (at_the_end, no_spread):
        assert states(row)["value"] == "hidden"
        assert states(row | {"n": 10})["value"] == "shown"


def test_a_count_of_one_or_two_firms_is_hidden_and_none_is_shown():
    firms = {"unit": "firms", "indicator": "i05", "ci_low": np.nan, "ci_high": np.nan}
    for count, expected in ((0, "shown"), (1, "hidden"), (2, "hidden"), (3, "shown")):
        row = indicator_row(**firms, numerator=count, denominator=1, value=float(count), n=count)
        assert [states(row)[column] for column in ("value", "n", "numerator")] == [expected] * 3


def test_health_arrangements_are_not_about_persons():
    row = indicator_row(indicator="i07", numerator=6, denominator=6, n=6, value=1.0)
    assert states(row)["value"] == "shown"
    assert states(row | {"indicator": "i08"})["value"] == "hidden"


@pytest.mark.parametrize("status", ["not_applicable", "missing", "too_few"])
def test_a_cell_without_a_number_says_why(status):
    nothing = {
        "numerator": np.nan,
        "denominator": np.nan,
        "value": np.nan,
        "ci_low": np.nan,
        "ci_high": np.nan,
    }
    found = states(indicator_row(**nothing, n=0, status=status))
    assert found["value"] == status
    assert found["n"] == "shown"


def test_notes_stay_behind_because_they_hold_counts():
    assert "note" not in publish_indicators(pd.DataFrame([indicator_row()])).columns


def test_a_unit_without_a_rule_is_refused():
    with pytest.raises(DisclosureError, match="'kroner'"):
        publish_indicators(pd.DataFrame([indicator_row(unit="kroner")]))


def test_a_missing_column_is_refused_rather_than_left_unchecked():
    with pytest.raises(DisclosureError, match="numerator"):
        publish_indicators(pd.DataFrame([indicator_row()]).drop(columns="numerator"))


@given(st.lists(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_no_shown_rate_times_n_gives_a_count_of_one_or_two(counts):
    rows = [
        share_row(x, n) if n else indicator_row(numerator=0, n=0, value=np.nan, status="too_few")
        for x, n in counts
    ]
    data = publish_indicators(pd.DataFrame(rows)).data.dropna(subset=["value"])
    told = (data["value"] * data["n"]).round(6)
    assert not told.isin([1, 2]).any()
    assert not (data["n"] - told).round(6).isin([1, 2]).any()
    assert (data["n"] >= 5).all()
    sure = told.eq(0) | told.eq(data["n"])
    assert (data.loc[sure, "n"] >= 10).all()


@given(st.lists(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1))
def test_published_shares_keep_the_same_promise(counts):
    frame = pd.DataFrame(counts, columns=["jobs", "leavers"])
    data = publish_shares(frame, numerator="jobs", denominator="leavers").data
    assert not data["jobs"].isin([1, 2]).any()
    assert not data["leavers"].isin([1, 2]).any()
    shown = data.dropna(subset=["share"])
    assert not (shown["share"] * shown["leavers"]).round(6).isin([1, 2]).any()


def test_zero_counts_are_shown_and_nobody_out_of_nobody_is_no_secret():
    table = publish_counts(pd.DataFrame({"cause": list("abcd"), "n": [0, 1, 2, 3]}), ["n"])
    assert [cell.state for cell in table.cells("n")] == ["shown", "hidden", "hidden", "shown"]
    none = publish_shares(pd.DataFrame({"x": [0], "n": [0]}), numerator="x", denominator="n")
    assert [next(none.cells(column)).state for column in ("x", "n", "share")] == ["shown", "shown", "missing"]


@given(st.lists(st.integers(0, 6), min_size=1, max_size=5))
def test_a_total_never_gives_a_hidden_part_away(parts):
    """List every set of parts that fits what is shown: no part may be pinned to 1 or 2."""
    total = sum(parts)
    table = publish_counts(pd.DataFrame({"n": parts}), ["n"], adds_up_within=[])
    shown = table.data["n"]
    hidden = [position for position, value in enumerate(shown) if pd.isna(value)]
    assert not shown.isin([1, 2]).any()
    if not hidden or total <= 2:
        return
    rest = total - int(shown.sum())
    possible = [set() for _ in hidden]
    for guess in np.ndindex(*([rest + 1] * len(hidden))):
        if sum(guess) == rest:
            for values, value in zip(possible, guess, strict=True):
                values.add(value)
    for values in possible:
        assert len(values) > 1


def test_company_is_kept_within_each_group():
    frame = pd.DataFrame({"g": list("aabb"), "n": [1, 7, 8, 9]})
    table = publish_counts(frame, ["n"], adds_up_within=["g"])
    assert [cell.state for cell in table.cells("n")] == ["hidden", "hidden", "shown", "shown"]


def test_item_means_at_the_end_of_the_scale_need_ten_persons():
    frame = pd.DataFrame(
        {"item": [1, 2, 3], "mean": [6.0, 5.9, 6.0], "n": [9, 9, 10], "low": 5.0, "sd": [0.0, 0.2, 0.0]}
    )
    table = publish_means(frame, n="n", columns=["mean", "low"], ends=(1, 6))
    assert [cell.state for cell in table.cells("low")] == ["hidden", "shown", "shown"]
    by_spread = publish_means(frame.assign(mean=5.0), n="n", columns=["mean"], spread="sd")
    assert [cell.state for cell in by_spread.cells("mean")] == ["hidden", "shown", "shown"]


def test_curves_hide_where_few_persons_are_and_never_say_how_many():
    frame = pd.DataFrame({"week": [1, 2, 3], "share": [0.1, 0.2, 0.3], "near": [4, 5, np.nan]})
    table = publish_curve(frame, ["share"], n="near")
    assert table.columns == ["week", "share"]
    assert [cell.state for cell in table.cells("share")] == ["hidden", "shown", "hidden"]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_a_step_curve_never_shows_a_step_of_fewer_than_five_events(events):
    rows = []
    for place, cause in enumerate(("job", "other")):
        counts = [pair[place] for pair in events]
        for week, (now, total) in enumerate(zip(counts, np.cumsum(counts), strict=True)):
            rows.append({"week": week, "cause": cause, "cif": total, "events": now})
    shown = publish_steps(pd.DataFrame(rows), ["cif"], time="week", cause="cause", events="events").data
    assert "events" not in shown
    steps = shown.pivot(index="week", columns="cause", values="cif").diff(axis=0).iloc[1:]
    assert not steps.isin([1, 2]).to_numpy().any()
    assert all(step == 0 or step >= 5 for step in steps.sum(axis=1))


def test_facts_need_a_reason():
    with pytest.raises(DisclosureError, match="reason"):
        publish_facts(pd.DataFrame({"a": [1]}), why=" ")
