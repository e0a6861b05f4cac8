"""One history per provider over mergers, closures and new names."""

import pandas as pd
import pytest

from batt.clean import histories
from batt.errors import ContentError


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


def test_a_problem_names_the_row_where_it_is_known():
    ring = links(("a", "b", "2013-01-01", "FUSJON"), ("b", "a", "2013-01-01", "FUSJON"))
    ring = ring.assign(source_file="arrangor_linje.csv", source_row=[7, 8])
    with pytest.raises(ContentError) as caught:
        histories(ring, delivered())
    assert [problem.where for problem in caught.value.problems] == ["arrangor_linje.csv, row 7"]
