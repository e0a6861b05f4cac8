"""The registry says what the working-group report says. Numbers in these tests are read from that report."""

import re
from fractions import Fraction
from pathlib import Path

import pytest

from batt.registry import LANGUAGES, Options, load
from batt.registry.label import Label

REGISTRY = load()
PROJECT = Path(__file__).resolve().parents[2]

# WG §§1, 4.6, 4.7, 4.8, 4.9, 4.10, 4.11: programmes for which an indicator does not apply.
HATCHED = {
    "i08": {"VTA", "TIA"},
    "i09": {"VTA", "TIA"},
    "i10": {"VTA", "TIA"},
    "i11": {"VTA", "TIA", "AVKL", "APS", "AB"},
    "i12": {"VTA", "TIA", "AVKL", "APS", "KIA"},
    "i13": {"VTA", "TIA", "AVKL", "APS", "KIA"},
}


def every_label() -> list[tuple[str, Label]]:
    labels: list[tuple[str, Label]] = []
    for programme in REGISTRY.programmes:
        labels += [(programme.code, label) for label in (programme.label, programme.short, programme.aim)]
    for entry in REGISTRY.indicators:
        for name in (
            "name",
            "short",
            "definition",
            "numerator",
            "denominator",
            "direction_words",
            "n_unit_label",
            "caution",
        ):
            labels.append((f"{entry.id}.{name}", getattr(entry, name)))
    for survey in REGISTRY.surveys:
        labels += [(survey.id, survey.name), (survey.id, survey.answered_by)]
        labels += [(question.id, question.text) for question in survey.questions]
    labels += [(theme.id, theme.label) for theme in REGISTRY.themes]
    for spec in REGISTRY.options:
        labels += [(spec.key, spec.label), *((f"{spec.key}.{k}", text) for k, text in spec.choices.items())]
    for hypothesis in REGISTRY.hypotheses:
        labels += [(hypothesis.id, hypothesis.claim), (hypothesis.id, hypothesis.pitfalls)]
    for caveat in REGISTRY.caveats:
        labels += [(caveat.id, caveat.title), (caveat.id, caveat.text)]
    for name, codes in REGISTRY.codes.items():
        labels += [(f"{name}.{code.code}", code.label) for code in codes]
    return labels


def test_six_programmes_stand_in_the_order_of_the_report():
    assert REGISTRY.programme_codes == ("VTA", "TIA", "AVKL", "APS", "KIA", "AB")


def test_legal_maximum_stays_are_twelve_weeks_two_years_and_three_years():
    maxima = {programme.code: programme.max_weeks for programme in REGISTRY.programmes}
    assert maxima == {"VTA": None, "TIA": None, "AVKL": 12, "APS": 104, "KIA": None, "AB": 156}


def test_57_cells_are_open_and_21_hatched():
    assert len(REGISTRY.applies) == 78
    assert sum(REGISTRY.applies.values()) == 57


def test_hatched_cells_are_those_of_the_report():
    hatched = {pair for pair, applies in REGISTRY.applies.items() if not applies}
    assert hatched == {(indicator, code) for indicator, codes in HATCHED.items() for code in codes}


def test_a_provider_running_all_six_programmes_reports_37_figures():
    figures = sum(
        1 if entry.level == "provider" else len(REGISTRY.applicable(entry.id))
        for entry in REGISTRY.indicators
    )
    assert figures == 37


def test_what_suits_as_a_target_applies():
    suited = {pair for pair, cell in REGISTRY.target_suitability.items() if cell.suited == "JA"}
    assert len(REGISTRY.target_suitability) == 78
    assert suited
    assert all(REGISTRY.applies[pair] for pair in suited)


def test_certain_cells_of_the_target_matrix_are_as_read():
    suited = {
        entry.id: {
            code
            for code in REGISTRY.programme_codes
            if REGISTRY.target_suitability[entry.id, code].suited == "JA"
        }
        for entry in REGISTRY.indicators
    }
    assert suited["i11"] == {"KIA"}
    assert suited["i12"] == suited["i13"] == {"AB"}
    assert suited["i08"] == {"KIA", "AB"}
    assert suited["i03"] == set()
    assert {REGISTRY.target_suitability["i10", code].suited for code in ("AVKL", "APS", "KIA", "AB")} == {
        "UKJENT"
    }


def test_guide_numbers_are_those_of_the_public_guide():
    guide = {entry.number: entry.guide_number for entry in REGISTRY.indicators}
    assert guide == {1: 11, 2: 12, 3: 13, **{number: number - 3 for number in range(4, 14)}}


def test_scales_turn_minutes_into_days_of_seven_and_a_half_hours_and_days_into_weeks():
    scales = {entry.id: entry.scale for entry in REGISTRY.indicators if entry.scale != 1}
    assert scales == {
        "i04": Fraction(1, 450),
        "i10": Fraction(1, 7),
        "i12": Fraction(1, 7),
        "i13": Fraction(1, 7),
    }
    assert 15 * 60 * scales["i04"] == 2


def test_only_time_in_programme_has_no_direction():
    directions = {entry.id: entry.direction for entry in REGISTRY.indicators}
    assert [key for key, direction in directions.items() if direction == "range"] == ["i10"]
    assert [key for key, direction in directions.items() if direction == "lower"] == ["i12", "i13"]


def test_minimum_n_is_five_persons_one_firm_and_six_questions():
    minima = {(entry.n_unit, entry.minimum_n) for entry in REGISTRY.indicators}
    assert minima == {("respondents", 5), ("persons", 5), ("exits", 5), ("firms", 1), ("questions", 6)}


def test_intervals_suit_the_quantity():
    intervals = {entry.id: entry.interval for entry in REGISTRY.indicators}
    assert [key for key, kind in intervals.items() if kind == "wilson"] == ["i06", "i08", "i09", "i11"]
    assert [key for key, kind in intervals.items() if kind == "none"] == ["i05", "i07"]


def test_end_causes_have_six_job_codes_three_active_codes_and_six_others():
    causes = REGISTRY.codes["end_causes"]
    assert causes.in_group("job") == ("F1", "F2", "F3", "F4", "F5", "F6")
    assert causes.in_group("active") == ("A1", "A2", "A3")
    assert causes.in_group("other") == ("X1", "X2", "X3", "X4", "X5", "X9")


def test_formal_qualifications_are_k1_to_k4():
    assert REGISTRY.codes["qualifications"].in_group("formal") == ("K1", "K2", "K3", "K4")


def test_three_surveys_have_nine_questions_each():
    assert {survey.id: len(survey.questions) for survey in REGISTRY.surveys} == {
        "nav": 9,
        "user": 9,
        "staff": 9,
    }


def test_only_the_users_yes_or_no_question_is_out_of_the_mean():
    left_out = [q.id for survey in REGISTRY.surveys for q in survey.questions if not q.in_mean]
    assert left_out == ["U9"]


def test_questions_are_quoted_as_on_the_form():
    text = {question.id: question.text.nb for survey in REGISTRY.surveys for question in survey.questions}
    assert text["N1"] == "Har du oversikt over hva <tiltaksarrangør> tilbyr av tjenester?"
    assert text["U5"] == "Har du vært med på å utforme din egen plan for tiltaket?"
    assert (
        text["E9"]
        == text["N9"]
        == "Opplever du at <tiltaksarrangør> leverer i henhold til bestillingen fra Nav?"
    )


def test_every_question_is_a_complete_sentence_in_both_languages():
    for survey in REGISTRY.surveys:
        for question in survey.questions:
            for lang in LANGUAGES:
                assert re.fullmatch(r"[A-ZÅÆØ].{20,}\?", question.text[lang]), (question.id, lang)


def test_four_themes_can_be_compared_strictly_over_the_three_surveys():
    strict = {theme.id for theme in REGISTRY.themes if theme.match == "strict"}
    asked = {
        survey.id: [question.id for question in survey.questions if question.theme in strict]
        for survey in REGISTRY.surveys
    }
    assert asked == {
        "nav": ["N1", "N2", "N5", "N6"],
        "user": ["U1", "U2", "U5", "U6"],
        "staff": ["E1", "E2", "E5", "E6"],
    }


def test_nav_and_staff_are_asked_about_the_same_nine_themes():
    themes = {survey.id: [question.theme for question in survey.questions] for survey in REGISTRY.surveys}
    assert themes["nav"] == themes["staff"]


def test_the_answer_dont_know_exists_in_the_nav_survey_only():
    for survey in REGISTRY.surveys:
        types = {column.field: column.type for column in REGISTRY.table(survey.table).columns}
        scale = "answer7" if survey.id == "nav" else "answer6"
        assert {types[q.field] for q in survey.questions if q.in_mean} == {scale}


def test_options_are_those_agreed_with_the_default_first():
    assert {spec.key: tuple(spec.choices) for spec in REGISTRY.options} == {
        "exit_denominator": ("all_exits", "completers"),
        "job_codes": ("F1-F6", "without_F6", "without_F5", "F1_only"),
        "count_unit": ("spells", "persons"),
        "survey_mean": ("pooled", "respondents"),
        "training_hours": ("paid", "with_own_time"),
        "staff_denominator": ("headcount", "fte", "without_participants"),
        "partner_unit": ("firm", "site"),
        "placement_population": ("year", "on_date"),
        "weeks": ("exclusive", "inclusive"),
        "health_provider": ("mean", "pooled"),
        "time_population": ("exits", "event_year"),
        "national_mean": ("pooled", "providers"),
        "forening": ("all", "ATTF", "ASVL"),
    }
    assert Options().as_dict() == {spec.key: spec.default for spec in REGISTRY.options}


def test_26_hypotheses_are_registered_and_only_two_cannot_be_tested():
    assert [entry.id for entry in REGISTRY.hypotheses] == [f"H{number}" for number in range(1, 27)]
    untestable = [entry for entry in REGISTRY.hypotheses if entry.status == "not_testable"]
    assert [entry.id for entry in untestable] == ["H25", "H26"]
    assert all(entry.why_not for entry in untestable)
    assert {entry.id for entry in REGISTRY.hypotheses if entry.basis == "I"} == {
        "H8",
        "H11",
        "H14",
        "H17",
        "H22",
        "H23",
    }


@pytest.mark.parametrize(
    "caveat",
    [
        "purpose",
        "normative_reading",
        "different_conditions",
        "compromise",
        "proxies",
        "comparability",
        "gaming",
        "co_operation",
        "confidentiality",
        "small_groups",
        "sensitive_data",
        "selection",
        "exit_is_not_lasting_work",
        "voluntary",
        "national_mean",
        "superpopulation",
    ],
)
def test_each_caveat_of_the_report_is_a_named_text(caveat):
    assert len(REGISTRY.caveat(caveat).text.nb) > 80


def test_every_text_is_there_in_both_languages():
    for where, label in every_label():
        for lang in LANGUAGES:
            assert label[lang].strip(), (where, lang)


# A longer text that is the same in both languages has not been translated; names of associations, schemes,
# counties and programmes are the same in both.
def test_longer_texts_are_translated():
    same = [where for where, label in every_label() if label.nb == label.en and len(label.nb.split()) > 4]
    assert same == []


def test_no_text_speaks_of_an_optimal_length_of_stay():
    forbidden = re.compile(r"\boptim|\bbeste?\b|\bshould\b|\bbør\b|\bburde\b", re.IGNORECASE)
    texts = [(e.id, getattr(e, name)) for e in REGISTRY.indicators for name in ("definition", "caution")]
    texts += [(h.id, text) for h in REGISTRY.hypotheses for text in (h.claim, h.pitfalls)]
    texts += [(c.id, c.text) for c in REGISTRY.caveats]
    found = [(where, lang) for where, label in texts for lang in LANGUAGES if forbidden.search(label[lang])]
    assert found == []


def test_required_tables_are_providers_their_years_and_spells():
    required = {table.raw_name for table in REGISTRY.tables if table.is_required}
    assert required == {"tiltaksarrangor", "arrangor_aar", "deltakerlop"}


def test_start_date_had_a_second_header_in_2013():
    start = REGISTRY.table("spells").column("start_date")
    assert start.headers(2012) == ("startdato",)
    assert start.headers(2013) == ("startdato", "inndato")
    assert start.headers(2014) == start.headers(2020) == ("startdato",)


def test_a_year_before_the_first_listed_one_uses_its_headers():
    assert REGISTRY.table("spells").column("start_date").headers(2009) == ("startdato",)


def test_the_staff_survey_has_nothing_that_could_point_to_a_person():
    fields = [column.field for column in REGISTRY.table("answers_staff").columns]
    assert fields == ["answer_id", "provider_id", *(f"e{number}" for number in range(1, 10))]


@pytest.mark.parametrize(
    ("year", "n_counties", "inside", "outside"),
    [(2015, 19, "16", "50"), (2019, 18, "50", "16"), (2020, 11, "30", "01"), (2024, 15, "31", "30")],
)
def test_counties_are_those_of_the_year(year, n_counties, inside, outside):
    counties = REGISTRY.codes["counties"].valid_in(year)
    assert len(counties) == n_counties
    assert inside in counties
    assert outside not in counties


def test_the_glossary_names_every_programme_indicator_and_table():
    glossary = (PROJECT / "GLOSSARY.md").read_text(encoding="utf-8")
    names = [*REGISTRY.programme_codes, *(entry.id for entry in REGISTRY.indicators)]
    names += [name for table in REGISTRY.tables for name in (table.raw_name, table.name)]
    assert [name for name in names if not re.search(rf"\b{name}\b", glossary)] == []
