"""Which rows exist, and what their status says."""

import narwhals as nw
import pandas as pd
import pytest

from batt.errors import NumbersDiffer
from batt.indicators._contract import VALUE_TYPES, check_columns, check_units, check_values
from batt.indicators._sums import cell_sums
from batt.registry import load

EXIT = {"programme": "AB", "end_cause": "F1"}


def test_hatched_cell_is_never_filled(drawn):
    """A job from VTA is no fault and counts nowhere: the indicator does not cover VTA."""
    tables = drawn.tables(spells=[{"programme": "VTA", "end_cause": "F1", "stay_days": 70} for _ in range(9)])
    values = drawn.result(tables).values
    hatched = values[values["status"] == "not_applicable"]
    assert set(hatched["indicator"]) == {"i08", "i09", "i10", "i11", "i12", "i13"}
    assert hatched[["numerator", "denominator", "value", "n", "ci_low", "ci_high"]].isna().all(axis=None)
    assert drawn.result(tables).units.query("indicator >= 'i08'").empty


def test_programme_not_run_gives_no_row(drawn):
    values = drawn.result(drawn.tables(spells=[EXIT])).values
    assert set(values["programme"]) == {"ALL", "AB"}


def test_programme_named_in_the_yearly_form_is_run(drawn):
    forms = [{"provider_id": "A001", "programme": "KIA"}]
    row = drawn.cell(drawn.tables(spells=[EXIT], provider_programme_years=forms), "i08", "KIA")
    assert (row["status"], row["n"], row["denominator"]) == ("too_few", 0, 0)
    assert pd.isna(row["value"])


def test_fewer_than_the_minimum_keeps_its_value(drawn):
    row = drawn.cell(drawn.tables(spells=[EXIT] * 4), "i08", "AB")
    assert (row["status"], row["n"], row["value"]) == ("too_few", 4, 1.0)
    assert row["ci_low"] > 0
    assert drawn.cell(drawn.tables(spells=[EXIT] * 5), "i08", "AB")["status"] == "ok"


def test_table_that_nobody_delivered_is_missing(drawn):
    row = drawn.cell(drawn.tables(spells=[EXIT]), "i01")
    assert row["status"] == "missing"
    assert pd.isna(row["n"])


def test_provider_that_has_not_delivered_is_missing_and_not_in_the_sums(drawn):
    answers = [{"provider_id": "A001", "n1": 5}, {"provider_id": "A002", "n1": 2}]
    tables = drawn.tables(answers_nav=answers)
    undelivered = [("A002", "answers_nav")]
    assert drawn.cell(tables, "i01", unit_id="A002", undelivered=undelivered)["status"] == "missing"
    country = drawn.cell(tables, "i01", unit_id="NO", undelivered=undelivered)
    assert (country["value"], country["note"]) == (5.0, "providers_missing=1")


def test_provider_without_a_partner_counts_as_none_but_one_that_has_not_reported_does_not(drawn):
    tables = drawn.tables(
        providers=[{"provider_id": provider} for provider in ("A001", "A002", "A003")],
        provider_years=[{"provider_id": provider} for provider in ("A001", "A002", "A003")],
        partners=[{"partner_id": "P1", "firm_id": "F1"}],
        placements=[{"partner_id": "P1"}],
    )
    undelivered = [("A003", "partners")]
    none = drawn.cell(tables, "i05", unit_id="A002", undelivered=undelivered)
    assert (none["value"], none["n"], none["status"]) == (0, 0, "too_few")
    assert drawn.cell(tables, "i05", unit_id="NO", undelivered=undelivered)["value"] == 0.5


def test_partners_of_a_provider_without_a_usable_yearly_form_are_still_its_own(drawn):
    tables = drawn.tables(
        providers=[{"provider_id": provider} for provider in ("A001", "A002")],
        provider_years=[{"provider_id": "A001"}],
        partners=[{"partner_id": "P2", "firm_id": "F2", "provider_id": "A002"}],
        placements=[{"partner_id": "P2"}],
    )
    assert drawn.cell(tables, "i05", unit_id="A002")["value"] == 1
    assert drawn.cell(tables, "i05", unit_id="NO")["value"] == 0.5


def test_unanswered_health_question_is_missing_and_not_a_no(drawn):
    tables = drawn.tables(
        provider_years=[{"provider_id": "A001", "health_q1": True, "health_q2": True, "health_q3": True}],
        provider_programme_years=[
            {"provider_id": "A001", "programme": "AB", "health_q5": True, "health_q6": True}
        ],
    )
    assert drawn.cell(tables, "i07", "AB")["status"] == "missing"


def test_date_before_the_spell_is_no_time(drawn):
    spells = [{**EXIT, "days_to_start": -3}, {**EXIT, "days_to_start": 0}]
    row = drawn.cell(drawn.tables(spells=spells), "i12", "AB")
    assert (row["value"], row["n"], row["note"]) == (0.0, 1, "without_date=1")


def test_answers_on_a_shorter_scale_are_out_of_the_mean(drawn):
    answers = [
        {"provider_id": "A001", "programme": "AB", "u1": 2, "scale_points": 3},
        {"provider_id": "A001", "programme": "AB", "u1": 5, "scale_points": 6},
        {"provider_id": "A001", "programme": "AB", "u1": 5},
    ]
    row = drawn.cell(drawn.tables(answers_user=answers, spells=[EXIT]), "i02", "AB")
    assert (row["n"], row["value"]) == (2, 5.0)


def test_a_firm_is_written_at_one_site_and_used_at_another(drawn):
    tables = drawn.tables(
        partners=[
            {"partner_id": "P1", "firm_id": "F1", "is_written": False},
            {"partner_id": "P2", "firm_id": "F1"},
        ],
        placements=[{"partner_id": "P1"}],
    )
    assert drawn.cell(tables, "i05")["value"] == 1
    assert drawn.cell(tables, "i05", partner_unit="site")["value"] == 0


def test_employment_and_placement_without_follow_up_are_no_external_placement(drawn):
    tables = drawn.tables(
        spells=[{"spell_id": f"L{k}", "programme": "AB"} for k in range(5)],
        placements=[
            {"spell_id": "L0"},
            {"spell_id": "L1", "has_follow_up": None},
            {"spell_id": "L2", "has_follow_up": False},
            {"spell_id": "L3", "placement_type": "JOBB"},
            {"spell_id": "L4", "overlaps_year": False},
        ],
    )
    assert drawn.cell(tables, "i06", "AB")["numerator"] == 1


def test_production_staff_and_those_outside_do_not_count(drawn):
    staff = [
        {"staff_id": "S1"},
        {"staff_id": "S2", "role": "PRODUKSJON"},
        {"staff_id": "S3", "is_in_rehabilitation": None},
    ]
    training = [{"staff_id": f"S{k}", "minutes": 450} for k in (1, 2, 3)]
    row = drawn.cell(drawn.tables(staff=staff, training=training), "i04")
    assert (row["value"], row["n"]) == (1.0, 1)


def test_active_solution_without_approval_does_not_count(drawn):
    spells = [
        {"programme": "AB", "end_cause": "A2"},
        {"programme": "AB", "end_cause": "A2", "cause_group": "other"},
    ]
    assert drawn.cell(drawn.tables(spells=spells), "i09", "AB")["numerator"] == 1


@pytest.mark.parametrize(("codes", "counts"), [("K1", 1), ("K0|K4", 1), ("K0", 0), (None, 0), ("K2|K3", 1)])
def test_any_formal_qualification_counts(drawn, codes, counts):
    tables = drawn.tables(spells=[{"programme": "KIA", "end_cause": "X1", "qualifications": codes}])
    assert drawn.cell(tables, "i11", "KIA")["numerator"] == counts


def test_columns_are_as_agreed_and_in_order(drawn):
    values = drawn.result(drawn.tables(spells=[EXIT])).values
    assert {name: str(kind) for name, kind in values.dtypes.items()} == VALUE_TYPES
    assert list(dict.fromkeys(values["indicator"])) == [entry.id for entry in load().indicators]


def check(units, indicator):
    """As each rule's units are checked before anything is computed from them."""
    rows = nw.from_native(units).lazy()
    check_columns(rows, indicator)
    named = {indicator.id: rows.with_columns(indicator=nw.lit(indicator.id))}
    check_units(named, cell_sums(named))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"x": pd.array([1, None], dtype="Int64")}, "undecided"),
        ({"x": [1, 2]}, "counts for more than itself"),
        ({"w": [1, -1]}, "below zero"),
        ({"programme": ["AB", "VTA"]}, "outside the indicator"),
        ({"row_id": ["a", "a"]}, "counted twice"),
        ({"x": [0.5, 0]}, "no integer"),
        ({"x": [2**32, 0], "w": [2**32, 1]}, "too large"),
    ],
)
def test_broken_units_are_told(change, message):
    good = {
        "row_id": ["a", "b"],
        "year": 2015,
        "provider_id": "A001",
        "programme": "AB",
        "cluster": ["a", "b"],
    }
    units = pd.DataFrame({**good, "x": [1, 0], "w": [1, 1], **change})
    with pytest.raises(NumbersDiffer, match=message):
        check(units, load().indicator("i08"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": 1.2}, "outside its scale"),
        ({"status": "fine"}, "unknown status"),
        ({"status": "missing"}, "a number"),
        ({"value": float("nan")}, "ok without a value"),
    ],
)
def test_broken_values_are_told(drawn, change, message):
    values = drawn.result(drawn.tables(spells=[EXIT] * 5)).values
    one = (values["indicator"] == "i08") & (values["unit_level"] == "provider")
    with pytest.raises(NumbersDiffer, match=message):
        check_values(values.assign(**{k: values[k].mask(one, v) for k, v in change.items()}))


def test_a_row_that_stands_twice_is_told(drawn):
    values = drawn.result(drawn.tables(spells=[EXIT])).values
    with pytest.raises(NumbersDiffer, match="stands twice"):
        check_values(pd.concat([values, values]))
