"""Activity and end causes are protected together with the indicators that count the same persons."""

import numpy as np
import pandas as pd
import pytest

from batt.disclosure.attack import attack
from batt.disclosure.roles import publish_with_names
from batt.protection import ProtectedTable, protect_indicators
from batt.protection.reported_rows import activity_rows, end_cause_rows
from batt.protection.secondary import Protection
from batt.protection.system import count_system

CAUSES = ["F1", "F2", "F3", "F4", "F5", "F6", "A1", "A2", "A3", "X1", "X2"]
# Two jobs, both of one kind; 6 active solutions of which 1 was not approved; 52 others.
EXITS = [2, 0, 0, 0, 0, 0, 3, 4, 0, 40, 12]
NOBODY = pd.Series(dtype="str")


def exits_of_the_country(exits=EXITS, refused=1):
    """Return indicators 8 and 9, end causes and activity of one programme, that agree with each other."""
    total, jobs = sum(exits), sum(exits[:6])
    active = sum(exits[6:9]) - refused
    frame = pd.DataFrame({"indicator": ["i08", "i09"], "numerator": [jobs, active], "n": total})
    value = frame["numerator"] / total
    indicators = frame.assign(
        year=2015,
        unit_level="country",
        unit_id="NO",
        programme="APS",
        denominator=total,
        value=value,
        unit="share",
        status="ok",
        ci_low=value * 0.9,
        ci_high=value * 1.1,
    )
    causes = pd.DataFrame({"programme": "APS", "end_cause": CAUSES, "exits_n": exits, "exits_total_n": total})
    causes["not_approved_n"] = np.where(causes["end_cause"].eq("A2"), refused, 0)
    return pd.concat([indicators, end_cause_rows(causes, 2015), activity_rows(activity(total), 2015)])


def activity(exits):
    rows = {"programme": ["ALL", "APS"], "providers_n": 9, "participants_n": 90, "places_n": [80, pd.NA]}
    return pd.DataFrame(rows).assign(starts_n=50, exits_n=exits, still_in_n=95 - exits)


def public(table):
    return publish_with_names(table, "public")


def test_a_hidden_indicator_cannot_be_computed_from_end_causes():
    table = protect_indicators(exits_of_the_country(), NOBODY)
    published = public(table).data
    hidden = published[published["numerator"].isna() & published["indicator"].str.startswith("end_cause.")]
    groups = set(hidden["indicator"].str[10])
    assert published.set_index("indicator")["numerator"].isna()["i08"]
    # Were only jobs hidden, the other causes and all exits would give their number.
    assert groups - {"F"}
    assert attack([public(table)], NOBODY).empty


def test_without_company_the_end_causes_give_the_indicator_away():
    table = protect_indicators(exits_of_the_country(), NOBODY)
    bare = ProtectedTable(table.values, Protection(table.protection.primary, table.protection.primary, []))
    found = attack([public(bare)], NOBODY).set_index(["indicator", "kind"])
    assert found.loc[("i08", "events"), ["low", "high"]].tolist() == [2, 2]
    assert found.loc[("end_cause.F1", "events"), ["low", "high"]].tolist() == [2, 2]


def test_the_activity_table_gives_away_the_exits_that_an_indicator_hides():
    """Two exits are hidden; participants less those still in would be the same number."""
    values = activity_rows(activity(2).assign(participants_n=95), 2015)
    table = protect_indicators(values[values["programme"].eq("APS")], NOBODY)
    level = pd.Series(table.protection.level, index=table.values["indicator"])
    assert level["activity.exits_n"] > 0
    assert level[["activity.participants_n", "activity.still_in_n"]].gt(0).any()
    assert attack([public(table)], NOBODY).empty


def test_exits_hidden_in_one_place_are_hidden_in_all():
    values = exits_of_the_country([1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], refused=0)
    table = protect_indicators(values, NOBODY)
    data = public(table).data
    counts_exits = data["indicator"].isin(["i08", "i09", "activity.exits_n"])
    counts_exits |= data["indicator"].str.fullmatch(r"end_cause\.[FAX]\d")
    assert data.loc[counts_exits & data["programme"].eq("APS"), "n"].isna().all()


@pytest.mark.parametrize(
    ("left_out", "jobs"), [((), 14), (("F6",), 12), (("F5",), 9), (("F2", "F3", "F4", "F5", "F6"), 3)]
)
def test_end_causes_add_up_to_jobs_under_every_reading(left_out, jobs):
    values = exits_of_the_country([3, 1, 1, 2, 5, 2, 3, 4, 0, 40, 12]).reset_index(drop=True)
    values.loc[values["indicator"].eq("i08"), "numerator"] = jobs
    system = count_system(values, NOBODY)
    events = system.variables[system.variables["kind"].eq("events")]
    place = pd.Series(events["variable"].to_numpy(), index=values.loc[events["row"], "indicator"])
    equations = system.matrix.toarray()
    (adds_up,) = equations[(equations[:, place["i08"]] == -1) & (equations[:, place["end_cause.F1"]] == 1)]
    expected = {f"end_cause.F{i}" for i in range(1, 7)} - {f"end_cause.{code}" for code in left_out}
    assert {name for name in place.index if adds_up[place[name]] == 1} == expected


def test_rows_of_activity_carry_counts_of_persons_and_no_places():
    rows = activity_rows(activity(64), 2015).set_index(["programme", "indicator"])
    assert rows.loc[("APS", "activity.exits_n"), ["unit", "numerator", "n", "value"]].tolist() == [
        "persons",
        64,
        64,
        64,
    ]
    assert len(rows) == 8
    assert not rows.index.get_level_values("indicator").str.contains("places").any()


def test_a_programme_that_nobody_left_has_no_shares():
    causes = pd.DataFrame(
        {"programme": "TIA", "end_cause": ["F1", "A1"], "exits_n": 0, "not_approved_n": 0, "exits_total_n": 0}
    )
    rows = end_cause_rows(causes, 2015)
    assert rows.loc[rows["unit"].eq("share"), ["value", "status"]].isna()["value"].all()
    assert set(rows.loc[rows["unit"].eq("share"), "status"]) == {"too_few"}
