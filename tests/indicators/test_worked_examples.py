"""The worked examples of the domain description, one by one (numbers of the examples in the names)."""

import pytest

from batt.indicators.i07_health import provider_value
from batt.registry import Options, load

N = [f"n{k}" for k in range(1, 10)]
U = [f"u{k}" for k in range(1, 9)]
NAV = [
    {"provider_id": "A001", **dict(zip(N, (5, 4, 6, 5, 4, 5, 5, 4, 7), strict=True))},
    {"provider_id": "A001", **dict(zip(N, (4, 3, 5, 4, 4, 4, 5, 3, 5), strict=True))},
]
AB_EXITS = {"F1": 8, "F2": 3, "F3": 1, "F4": 2, "F5": 1, "F6": 5, "A1": 2, "A2": 4, "A3": 2, "X1": 6, "X3": 6}


def ab_spells():
    return [
        {"programme": "AB", "end_cause": cause} for cause, count in AB_EXITS.items() for _ in range(count)
    ]


def test_example_1_nav_mean_is_pooled_and_seven_is_no_score(drawn):
    row = drawn.cell(drawn.tables(answers_nav=NAV), "i01")
    assert (row["numerator"], row["denominator"], row["n"]) == (75, 17, 2)
    assert row["value"] == pytest.approx(4.412, abs=5e-4)


def test_example_1_mean_of_respondents_stays_in_whole_numbers(drawn):
    row = drawn.cell(drawn.tables(answers_nav=NAV), "i01", survey_mean="respondents")
    assert row["value"] == pytest.approx(4.431, abs=5e-4)
    assert row["denominator"] == 2 * 2520


def test_example_2_user_mean_leaves_question_nine_out(drawn):
    answers = [
        {
            "provider_id": "A001",
            "programme": "APS",
            "u9": True,
            **dict(zip(U, (5, 5, 6, 4, 3, 5, 4, 5), strict=True)),
        },
        {
            "provider_id": "A001",
            "programme": "APS",
            "u9": False,
            **dict(zip(U, (6, 6, 6, 5, 5, 6, 5, 6), strict=True)),
        },
    ]
    row = drawn.cell(drawn.tables(answers_user=answers, spells=[{"programme": "APS"}]), "i02", "APS")
    assert (row["numerator"], row["denominator"], row["value"]) == (82, 16, 5.125)


def test_example_3_fifteen_hours_are_two_days(drawn):
    tables = drawn.tables(staff=[{"staff_id": "S1"}], training=[{"staff_id": "S1", "minutes": 15 * 60}])
    assert drawn.cell(tables, "i04")["value"] == 2.0


def test_example_4_training_is_per_person(drawn):
    staff = [{"staff_id": f"S{k}"} for k in range(8)]
    training = [{"staff_id": "S0", "minutes": 300 * 60}, {"staff_id": "S1", "minutes": 10 * 60}]
    row = drawn.cell(drawn.tables(staff=staff, training=training), "i04")
    assert row["value"] == pytest.approx(5.167, abs=5e-4)
    assert (row["n"], row["status"]) == (8, "ok")


def test_example_5_a_partner_is_written_and_used(drawn):
    partners = [
        {"partner_id": "P1", "firm_id": "F1"},
        {"partner_id": "P2", "firm_id": "F2"},
        {"partner_id": "P3", "firm_id": "F3", "is_written": False},
        {"partner_id": "P4", "firm_id": "F4", "agreement_type": "INDIVIDUELL"},
    ]
    placements = [
        {"partner_id": "P1"},
        {"partner_id": "P2", "overlaps_year": False},
        {"partner_id": "P3"},
        {"partner_id": "P4"},
        {"partner_id": "P4", "placement_type": "ARBEIDSPRAKSIS"},
    ]
    row = drawn.cell(drawn.tables(partners=partners, placements=placements), "i05")
    assert (row["value"], row["n"], row["status"]) == (2, 2, "ok")


def test_example_6_participants_and_not_placements_are_counted(drawn):
    spells = [{"spell_id": f"L{k}", "programme": "APS"} for k in range(25)]
    placements = [{"spell_id": f"L{k % 9}"} for k in range(12)]
    row = drawn.cell(drawn.tables(spells=spells, placements=placements), "i06", "APS")
    assert (row["numerator"], row["denominator"], row["value"]) == (9, 25, 0.36)


def health_tables(drawn):
    return drawn.tables(
        provider_years=[{"provider_id": "A001", **{f"health_q{k}": True for k in range(1, 5)}}],
        provider_programme_years=[
            {"provider_id": "A001", "programme": programme, "health_q5": False, "health_q6": False}
            for programme in ("APS", "VTA")
        ],
    )


def test_example_7_health_is_a_share_of_six_questions_per_programme(drawn):
    for programme in ("APS", "VTA"):
        row = drawn.cell(health_tables(drawn), "i07", programme)
        assert (row["numerator"], row["denominator"], row["n"], row["status"]) == (4, 6, 6, "ok")


def test_example_7_health_of_the_provider_depends_on_the_reading(drawn):
    units = drawn.result(health_tables(drawn)).units
    mean = provider_value(units, Options())
    pooled = provider_value(units, Options(health_provider="pooled"))
    assert mean["value"].tolist() == pytest.approx([4 / 6])
    assert pooled["value"].tolist() == [0.5]
    assert mean["programmes_n"].tolist() == pooled["programmes_n"].tolist() == [2]


@pytest.mark.parametrize(
    ("options", "numerator", "denominator"),
    [
        ({}, 20, 40),
        ({"job_codes": "without_F6"}, 15, 40),
        ({"job_codes": "without_F5"}, 19, 40),
        ({"job_codes": "F1_only"}, 8, 40),
        ({"exit_denominator": "completers"}, 20, 34),
    ],
)
def test_example_8_job_acquisition_under_each_reading(drawn, options, numerator, denominator):
    row = drawn.cell(drawn.tables(spells=ab_spells()), "i08", "AB", **options)
    assert (row["numerator"], row["denominator"]) == (numerator, denominator)
    assert row["value"] == numerator / denominator


def test_example_8_active_solutions_are_a_fifth(drawn):
    assert drawn.cell(drawn.tables(spells=ab_spells()), "i09", "AB")["value"] == 0.2


def test_example_9_weeks_are_days_by_seven_exactly(drawn):
    tables = drawn.tables(spells=[{"programme": "APS", "end_cause": "X4", "stay_days": 175}])
    assert drawn.cell(tables, "i10", "APS")["value"] == 25.0
    assert drawn.cell(tables, "i10", "APS", weeks="inclusive")["value"] == pytest.approx(25.14, abs=5e-3)


def test_example_10_who_never_starts_is_counted_beside_the_mean(drawn):
    starts = (14, 28, 42, None)
    tables = drawn.tables(
        spells=[{"programme": "AB", "end_cause": "X3", "days_to_start": days} for days in starts]
    )
    row = drawn.cell(tables, "i12", "AB")
    assert (row["value"], row["n"], row["note"]) == (4.0, 3, "without_date=1")


def test_example_12_a_provider_of_all_six_has_37_figures_and_21_hatched_cells(drawn):
    spells = [{"programme": programme, "end_cause": "F1"} for programme in load().programme_codes]
    values = drawn.result(drawn.tables(spells=spells)).values
    own = values[values["unit_id"] == "A001"]
    assert (own["status"] == "not_applicable").sum() == 21
    assert (own["status"] != "not_applicable").sum() == 37
