"""A course that predecessor and successor both delivered counts once, and nothing about it is lost."""

import pytest

import batt.clean
import batt.indicators
from batt.clean import histories
from batt.errors import ContentError

YEAR = 2015
LINK = {"forgjenger": "A001", "etterfolger": "A002", "dato": "2015-07-01", "type": "FUSJON"}
SPELL = ("spell_id", "delivered_by_both")


@pytest.fixture
def merged(received):
    """A001 went into A002; the person of A001's course has one more of the same start with A002."""
    received.add("tiltaksarrangor", arrangor_id="A002", navn="Dalveien AS")
    received.add("arrangor_aar", arrangor_id="A002")
    received.tables["arrangor_linje"] = [LINK]
    received.add("deltakerlop", lop_id="L2", arrangor_id="A002")
    received.add("deltakerlop", lop_id="L3", arrangor_id="A002", deltaker_id="D3", sluttarsak="X1")
    return received


def kept(clean, table="spells", name="spell_id"):
    return clean.tables[table][name].tolist()


def test_the_record_of_the_provider_that_lives_on_is_kept(merged, told):
    clean = merged.clean()
    assert told(clean, "spells", 2) == ("set_aside", [SPELL])
    assert kept(clean) == ["L2", "L3"]
    line = clean.ledger.query("reason == 'delivered_by_both'").iloc[0]
    assert (line["provider_id"], line["received"]) == ("A001", "L1")
    assert line["kept"] == "data/raw/2015/deltakerlop.csv, row 3"
    assert clean.files.set_index("table").loc["spells", "rows_set_aside"] == 1


def test_a_record_with_an_end_is_kept_before_one_without(merged, told):
    merged.tables["deltakerlop"][1] |= {"sluttdato": "", "sluttarsak": ""}
    clean = merged.clean()
    assert told(clean, "spells", 2) == ("accepted", [])
    assert told(clean, "spells", 3) == ("set_aside", [SPELL])


def test_a_record_at_fault_gives_way_to_the_sound_one(merged, told):
    merged.tables["deltakerlop"][1]["sluttarsak"] = "F7"
    clean = merged.clean()
    assert told(clean, "spells", 2) == ("accepted", [])
    assert told(clean, "spells", 3) == ("set_aside", [("end_cause", "unknown_code")])


@pytest.mark.parametrize(
    "other", [{"deltaker_id": "D9"}, {"tiltak": "AVKL"}, {"startdato": "2015-01-13"}, {"arrangor_id": "A003"}]
)
def test_what_is_not_the_same_course_of_one_history_stays(merged, other):
    merged.add("tiltaksarrangor", arrangor_id="A003")
    merged.tables["deltakerlop"][1] |= other
    assert kept(merged.clean()) == ["L1", "L2", "L3"]


def test_two_records_of_one_provider_are_no_matter_of_lineage(merged):
    merged.tables["deltakerlop"][1]["arrangor_id"] = "A001"
    assert kept(merged.clean()) == ["L1", "L2", "L3"]


@pytest.mark.parametrize("cells", [{}, {"sluttdato": "", "sluttarsak": ""}])
def test_one_key_in_both_deliveries_of_a_course_is_no_conflict(merged, told, cells):
    merged.tables["deltakerlop"][1] |= {"lop_id": "L1", **cells}
    clean = merged.clean()
    gone, stays = (3, 2) if cells else (2, 3)
    assert told(clean, "spells", gone) == ("set_aside", [SPELL])
    assert told(clean, "spells", stays) == ("accepted", [])


@pytest.mark.parametrize(
    "other", [{"deltaker_id": "D9"}, {"startdato": "2015-02-02"}, {"arrangor_id": "A001"}]
)
def test_one_key_for_two_courses_is_a_conflict_within_a_history_too(merged, told, other):
    merged.tables["deltakerlop"][1] |= {"lop_id": "L1", "kjonn": "M", **other}
    clean = merged.clean()
    for row in (2, 3):
        assert told(clean, "spells", row) == ("set_aside", [("spell_id", "key_conflict")])


def test_two_differing_rows_of_one_sender_are_a_conflict_whatever_the_other_sent(merged, told):
    merged.tables["deltakerlop"][1]["lop_id"] = "L1"
    third = merged.add("deltakerlop", kjonn="M")
    clean = merged.clean()
    for row in (2, 3, third):
        assert told(clean, "spells", row) == ("set_aside", [("spell_id", "key_conflict")])


def test_three_providers_that_became_one_keep_one_record(merged):
    merged.add("tiltaksarrangor", arrangor_id="A003")
    merged.add("arrangor_aar", arrangor_id="A003")
    merged.tables["arrangor_linje"].append(LINK | {"forgjenger": "A003", "dato": "2015-03-01"})
    merged.add("deltakerlop", lop_id="L4", arrangor_id="A003")
    assert kept(merged.clean()) == ["L2", "L3"]


def test_without_lineage_both_records_stay(merged):
    del merged.tables["arrangor_linje"]
    assert kept(merged.clean()) == ["L1", "L2", "L3"]


def test_placements_and_follow_up_go_on_under_the_course_that_is_kept(merged, told):
    stay, after = merged.add("hospitering"), merged.add("oppfolging")
    clean = merged.clean()
    for table, row in (("placements", stay), ("followups", after)):
        assert told(clean, table, row) == ("corrected", [("spell_id", "moved_to_kept_course")])
        assert kept(clean, table) == ["L2"]
    assert kept(clean, "placements", "provider_id") == ["A002"]
    lines = clean.ledger.query("reason == 'moved_to_kept_course'")
    assert lines[["received", "kept"]].drop_duplicates().values.tolist() == [["L1", "L2"]]


def test_a_placement_that_both_delivered_is_kept_once(merged, told):
    first = merged.add("hospitering")
    again = merged.add("hospitering", hospitering_id="H2", lop_id="L2")
    other = merged.add("hospitering", hospitering_id="H3", fra="2015-04-07", til="")
    clean = merged.clean()
    assert told(clean, "placements", first) == ("set_aside", [("placement_id", "delivered_by_both")])
    assert told(clean, "placements", again) == ("accepted", [])
    assert told(clean, "placements", other)[0] == "corrected"
    assert kept(clean, "placements", "placement_id") == ["H2", "H3"]


def test_equal_placements_of_one_sender_are_not_merged(merged):
    merged.add("hospitering")
    merged.add("hospitering", hospitering_id="H2")
    assert kept(merged.clean(), "placements", "placement_id") == ["H1", "H2"]


def test_the_fuller_of_two_follow_ups_is_kept(merged, told):
    full = merged.add("oppfolging")
    empty = merged.add("oppfolging", lop_id="L2", besvart="nei", status="")
    clean = merged.clean()
    assert told(clean, "followups", full) == ("corrected", [("spell_id", "moved_to_kept_course")])
    assert told(clean, "followups", empty) == ("set_aside", [("spell_id months_after", "delivered_by_both")])
    assert clean.tables["followups"]["has_answered"].tolist() == [True]


def test_indicators_activity_and_ledger_count_one_exit(merged):
    merged.add("hospitering")
    clean = merged.run()
    outcomes = clean.ledger.drop_duplicates(["source_file", "source_row"])["outcome"].value_counts()
    assert outcomes["set_aside"] == 1
    assert outcomes.sum() == sum(map(len, merged.tables.values())) == clean.files["rows_received"].sum()
    assert clean.activity["exits_n"].sum() == 2
    values = batt.indicators.run(merged.root, YEAR).values.set_index(["unit_id", "indicator", "programme"])
    national = values.loc[("NO", "i08", "APS")]
    assert (national["numerator"], national["denominator"]) == (1, 2)
    # The placement of the person counts with the course that was kept.
    assert (
        values.loc[("NO", "i06", "APS"), "numerator"],
        values.loc[("NO", "i06", "APS"), "denominator"],
    ) == (1, 2)


def test_a_contradictory_lineage_is_told_and_nothing_is_set_aside(merged, flagged):
    ring = LINK | {"forgjenger": "A002", "etterfolger": "A001"}
    merged.tables["arrangor_linje"].append(ring)
    clean = merged.clean()
    assert kept(clean) == ["L1", "L2", "L3"]
    assert flagged(clean, "provider_lineage") == [(2, "predecessor_id", "contradictory_lineage")]
    told = clean.flags.query("reason == 'contradictory_lineage'")
    assert told["detail"].tolist() == ["cycle A001 → A002 → A001"]
    with pytest.raises(ContentError, match=r"arrangor_linje\.csv, row 2: cycle A001 → A002 → A001") as caught:
        merged.clean(strict=True)
    assert [p.fix for p in caught.value.problems] == ["Remove or turn the wrong row of the ring."]


def test_a_lineage_of_which_every_row_is_set_aside_merges_nobody(merged):
    merged.tables["arrangor_linje"] = [LINK | {"dato": "31.02.2015"}]
    clean = merged.clean()
    assert clean.tables["provider_lineage"].empty
    assert kept(clean) == ["L1", "L2", "L3"]


def test_a_doubled_course_is_an_error_under_strict_and_names_the_row_kept(merged):
    with pytest.raises(ContentError) as caught:
        merged.clean(strict=True)
    (problem,) = caught.value.problems
    assert problem.where == "data/raw/2015/deltakerlop.csv, row 2, lop_id"
    assert "'L1'; kept: data/raw/2015/deltakerlop.csv, row 3" in problem.what
    assert problem.expected and problem.fix


def test_the_saved_lineage_gives_the_histories_again(merged):
    merged.run()
    clean = batt.clean.load(merged.root, YEAR)
    known = histories(clean.tables["provider_lineage"], clean.tables["providers"][["provider_id", "year"]])
    assert dict(zip(known["provider_id"], known["history_id"])) == {"A001": "A002", "A002": "A002"}


def test_placements_of_set_aside_courses_alone_disturb_nothing(merged):
    """A placement that is itself at fault refers to a course that is set aside: nothing is left to follow."""
    merged.add("hospitering", lop_id="L1", fra="2015-13-01")
    clean = merged.clean()
    assert kept(clean) == ["L2", "L3"]
    assert clean.tables["placements"].empty
