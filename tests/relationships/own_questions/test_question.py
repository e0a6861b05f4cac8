"""A researcher's file is told everything that is wrong with it, and nothing in it is evaluated."""

import pytest
import yaml

from batt.cli import main
from batt.errors import RegistryError
from batt.paths import Root
from batt.relationships.own_questions import read_questions

GOOD = {
    "claim": {"nb": "Noe varierer", "en": "Something varies"},
    "programme": "AB",
    "outcome": "job",
    "exposure": "age",
    "covariates": ["work_capability"],
    "model": "curve",
    "direction": "differs",
    "smallest_effect": 0.05,
}


@pytest.fixture
def ask(tmp_path):
    """Write questions and read them."""

    def write(**questions):
        root = Root(tmp_path)
        root.own_questions.write_text(yaml.safe_dump(questions, allow_unicode=True), encoding="utf-8")
        return read_questions(root)

    return write


@pytest.fixture
def told(ask):
    """Return what is told of questions that are wrong."""

    def refused(**questions):
        with pytest.raises(RegistryError) as raised:
            ask(**questions)
        assert raised.value.exit_code == 10
        return str(raised.value)

    return refused


def test_a_root_without_the_file_has_no_questions(tmp_path):
    assert read_questions(Root(tmp_path)) == ()


def test_a_question_is_read_in_both_languages_and_in_the_order_of_its_number(ask):
    tenth, second = ask(Q10=GOOD, Q2={**GOOD, "claim": "One text"})[::-1]
    assert (second.id, tenth.id) == ("Q2", "Q10")
    assert second.claim.nb == second.claim.en == "One text"
    assert tenth.claim.nb == "Noe varierer"
    assert [one.field for one in tenth.covariates] == ["work_capability"]


def test_all_programmes_are_those_that_the_outcome_is_counted_in(ask):
    job, flag = ask(
        Q1={**GOOD, "programme": "all"}, Q2={**GOOD, "programme": "all", "outcome": "is_completed"}
    )
    assert job.programmes == ("AVKL", "APS", "KIA", "AB")
    assert flag.programmes == ("VTA", "TIA", "AVKL", "APS", "KIA", "AB")
    assert ask(Q1={**GOOD, "programme": ["AB", "APS"]})[0].programmes == ("APS", "AB")


WRONG = {
    "unknown_outcome": ({"outcome": "jobb"}, ["Q1, outcome", "no column 'jobb'", "Did you mean job?"]),
    "outcome_not_yes_or_no": ({"outcome": "age"}, ["'age' (a number) cannot be used here"]),
    "exposure_is_a_code": ({"exposure": "gender"}, ["Q1, exposure", "'gender' (a code)", "weeks"]),
    "covariate_is_an_id": ({"covariates": ["provider_id"]}, ["Q1, covariates", "'provider_id'"]),
    "covariate_misspelt": ({"covariates": ["gendr"]}, ["Did you mean gender?"]),
    "same_column_twice": ({"covariates": ["age"]}, ["'age' has another part in this question already"]),
    "job_in_vta": ({"programme": "VTA"}, ["Q1, programme", "'VTA'", "AVKL, APS, KIA, AB"]),
    "unknown_model": ({"model": "probit"}, ["Q1.model", "'probit' is not allowed", "curve, logit, cox"]),
    "effect_in_per_cent": ({"smallest_effect": 5}, ["5 is no difference between two shares", "0.05"]),
    "ratio_below_one": ({"model": "cox", "smallest_effect": 0.1}, ["0.1 is no ratio above 1"]),
    "later_known_in_a_hazard": (
        {"model": "cox", "exposure": "days_to_start", "smallest_effect": 1.1},
        ["'days_to_start' (a number, known only during the course)"],
    ),
    "unknown_entry": ({"formula": "y ~ x"}, ["'formula' was unexpected"]),
    "nothing_to_claim": ({"claim": " "}, ["Q1.claim"]),
    "a_formula_as_a_name": ({"exposure": "np.log(age)"}, ["there is no column 'np.log(age)'"]),
}


@pytest.mark.parametrize(("change", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_question_is_told_with_place_value_and_what_was_expected(change, said, told):
    message = told(Q1={**GOOD, **change})
    assert "hypotheses.yaml, Q1" in message
    for part in said:
        assert part in message


def test_the_faults_of_all_questions_are_told_at_once(told):
    message = told(Q1={**GOOD, "outcome": "jobb"}, Q2={**GOOD, "exposure": "shoe"}, H3=GOOD)
    assert all(part in message for part in ("'jobb'", "'shoe'", "'H3' is not allowed"))


def test_what_is_no_yaml_or_has_a_key_twice_is_told_with_its_line(tmp_path):
    root = Root(tmp_path)
    root.own_questions.write_text("Q1: {claim: a}\nQ1: {claim: b}\n", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"hypotheses\.yaml, line 1: the key 'Q1' stands twice"):
        read_questions(root)
    root.own_questions.write_text("", encoding="utf-8")
    with pytest.raises(RegistryError, match="Entries Q1, Q2"):
        read_questions(root)


def test_what_depends_on_the_stay_carries_the_caveat_on_duration(ask):
    age, weeks = ask(Q1=GOOD, Q2={**GOOD, "exposure": "weeks"})
    assert age.caveats == ("selection",)
    assert weeks.caveats == ("selection", "duration")


def test_check_tells_a_wrong_file_with_exit_10(tmp_path, capsys):
    (tmp_path / "data" / "raw" / "2015").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "2015" / "x.csv").write_text("a\n")
    (tmp_path / "hypotheses.yaml").write_text("Q1: {claim: a}\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["check", "--root", str(tmp_path)])
    assert ended.value.code == 10
    assert "hypotheses.yaml, Q1" in capsys.readouterr().err
