"""One history per provider over mergers, closures and new names; nobody counted twice."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.history_cells import FIRM, delivered_twice, history_cells, history_units
from batt.comparisons.lineage import histories
from batt.errors import ContentError
from tests.comparisons.comparison_frames import cells_of


def links(*rows):
    frame = pd.DataFrame(rows, columns=["predecessor_id", "successor_id", "change_date", "lineage_kind"])
    return frame.assign(change_date=pd.to_datetime(frame["change_date"]))


def delivered(**years):
    pairs = [(provider, year) for provider, of in years.items() for year in of]
    return pd.DataFrame(pairs, columns=["provider_id", "year"])


MERGER = links(("a", "b", "2014-07-01", "FUSJON"))
BOTH = delivered(a=[2013, 2014], b=[2013, 2014, 2015], c=[2013])


def test_history_is_named_after_the_last_successor():
    chain = links(
        ("a", "b", "2013-01-01", "NYTT_NAVN"),
        ("b", "c", "2014-07-01", "FUSJON"),
        ("d", None, "2014-12-31", "NEDLAGT"),
    )
    table = histories(chain, delivered(a=[2012], b=[2013], c=[2012, 2013, 2014], d=[2014], e=[2012]))
    assert dict(zip(table["provider_id"], table["history_id"])) == {
        "a": "c", "b": "c", "c": "c", "d": "d", "e": "e"
    }  # fmt: skip
    assert table.loc[table["is_merged"], "provider_id"].unique().tolist() == ["a", "b", "c"]
    assert table.set_index("provider_id").loc["d", "closed_on"] == pd.Timestamp("2014-12-31")


def test_same_change_delivered_every_year_is_one_change():
    assert histories(pd.concat([MERGER, MERGER]), BOTH).equals(histories(MERGER, BOTH))


def test_no_lineage_leaves_everybody_alone():
    table = histories(links(), BOTH)
    assert (table["provider_id"] == table["history_id"]).all()


def test_every_fault_is_listed_at_once():
    faulty = links(
        ("a", "b", "2013-01-01", "FUSJON"),
        ("b", "a", "2013-01-01", "FUSJON"),
        ("c", "c", "2013-01-01", "NYTT_NAVN"),
        ("d", "e", "2013-01-01", "FUSJON"),
        ("d", "f", "2013-01-01", "FUSJON"),
        ("g", None, "2013-01-01", "FUSJON"),
        ("h", "i", "2013-05-01", "NYTT_NAVN"),
        ("j", "k", "2014-05-01", "FUSJON"),
        ("k", "l", "2012-05-01", "FUSJON"),
    )
    with pytest.raises(ContentError) as caught:
        histories(faulty, delivered(h=[2013, 2015], i=[2012, 2013]))
    told = [problem.what for problem in caught.value.problems]
    for part in (
        "cycle a → b → a",
        "cycle c → c",
        "predecessor d has 2 different changes",
        "FUSJON of g has no successor",
        "h ended on 2013-05-01 but delivered for 2015",
        "i is a new name from 2013-05-01 but delivered for 2012",
        "j went into k on 2014-05-01, after k ended on 2012-05-01",
    ):
        assert sum(part in what for what in told) == 1, part
    assert len(told) == 7
    assert all(problem.expected and problem.fix for problem in caught.value.problems)


def test_long_cycle_is_told_once():
    ring = links(*[(f"p{i}", f"p{(i + 1) % 5}", "2013-01-01", "FUSJON") for i in range(5)])
    with pytest.raises(ContentError) as caught:
        histories(ring, delivered())
    assert [problem.what for problem in caught.value.problems] == ["cycle p0 → p1 → p2 → p3 → p4 → p0"]


@pytest.fixture
def spells():
    rows = [
        (2014, "a#1", "s1", "a", "p1", "AB", "2014-01-05", "2014-09-01"),
        (2014, "b#1", "s1", "b", "p1", "AB", "2014-01-05", "2014-09-01"),
        (2014, "a#2", "s2", "a", "p2", "AB", "2014-02-01", "2014-12-01"),
        (2014, "b#2", "s9", "b", "p2", "AB", "2014-02-01", None),
        (2014, "b#3", "s3", "b", "p3", "AB", "2014-02-01", "2014-12-01"),
        (2013, "a#4", "s4", "a", "p3", "AB", "2014-02-01", None),
        (2013, "c#1", "s5", "c", "p3", "AB", "2014-02-01", None),
    ]
    names = ["year", "row_id", "spell_id", "provider_id", "participant_id", "programme"]
    frame = pd.DataFrame(rows, columns=[*names, "start_date", "end_date"])
    return frame.assign(
        start_date=pd.to_datetime(frame["start_date"]), end_date=pd.to_datetime(frame["end_date"])
    )


def test_spell_delivered_by_both_is_left_out_once(spells):
    left_out = delivered_twice(spells, histories(MERGER, BOTH)).set_index("row_id")
    assert left_out["kept_row_id"].to_dict() == {"a#1": "b#1", "b#2": "a#2"}
    assert left_out["history_id"].eq("b").all()


def test_nobody_is_counted_twice_in_the_history(spells):
    table = histories(MERGER, BOTH)
    units = spells.loc[spells["year"] == 2014, ["year", "row_id", "provider_id", "programme"]]
    units = units.assign(indicator="i08", cluster=units["row_id"], x=[1, 1, 0, 0, 1], w=1)
    one = history_units(units, table, delivered_twice(spells, table))
    assert one["provider_id"].eq("b").all()
    assert (one["x"].sum(), one["w"].sum()) == (2, 3)

    separate = pd.concat(
        [cells_of("i08", [1, 2], [2, 3], year=2014, se=[0.35, 0.27]).assign(provider_id=["a", "b"])]
    )
    merged = history_cells(separate, table, one)
    assert len(merged) == 1
    row = merged.iloc[0]
    assert (row["provider_id"], row["numerator"], row["denominator"], row["n"]) == ("b", 2, 3, 3)
    assert row["value"] == pytest.approx(2 / 3)
    assert row["status"] == "too_few"


def test_firm_and_reporting_provider_are_counted_once_in_the_history():
    table = histories(MERGER, BOTH)
    units = pd.DataFrame(
        {
            "indicator": "i05",
            "year": 2014,
            "row_id": ["t#1", "t#2", "h#1", "h#2", "h#3"],
            "provider_id": ["a", "b", "a", "b", "b"],
            "programme": "ALL",
            "cluster": ["t#1", "t#2", "h#1", "h#2", "h#3"],
            "x": [0, 0, 1, 1, 1],
            "w": [1, 1, 0, 0, 0],
        }
    )
    partners = units.iloc[2:][["year", "row_id", "provider_id"]].assign(firm_id=["v1", "v1", "v2"])
    one = history_units(units, table, delivered_twice(partners, table, same=FIRM))
    assert (one["x"].sum(), one["w"].sum()) == (2, 1)


def test_cells_of_a_year_that_became_one_are_added_up():
    table = histories(MERGER, BOTH)
    cells = cells_of("i02", [100, 160], [20, 40], n=[6, 9], se=[0.1, 0.2], year=2014)
    cells = cells.assign(provider_id=["a", "b"], county=["03", "11"])
    row = history_cells(cells, table).iloc[0]
    assert row["value"] == pytest.approx(260 / 60)
    assert row["se"] == pytest.approx(np.sqrt((20 * 0.1) ** 2 + (40 * 0.2) ** 2) / 60)
    assert (row["n"], row["county"], row["status"]) == (15, "11", "ok")


def test_years_before_and_after_keep_their_numbers_under_one_name():
    table = histories(links(("a", "b", "2014-01-01", "NYTT_NAVN")), delivered(a=[2013], b=[2014]))
    cells = pd.concat(
        [
            cells_of("i08", [3], [9], year=2013).assign(provider_id="a"),
            cells_of("i08", [4], [9], year=2014).assign(provider_id="b"),
        ]
    )
    found = history_cells(cells, table)
    assert found["provider_id"].tolist() == ["b", "b"]
    assert found["numerator"].tolist() == [3, 4]
