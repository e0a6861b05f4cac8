"""Own questions find what is there, not what is not, and are exploratory everywhere."""

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy.special import expit

from batt.errors import UsageError
from batt.paths import Root
from batt.relationships import examine_own, own_curve
from batt.relationships.evidence import Evidence
from batt.relationships.own_questions.people import people_asked
from batt.relationships.own_questions.question import make_question
from batt.relationships.register import FINDING_COLUMNS

ENTRY = {
    "claim": "A claim",
    "programme": "AB",
    "outcome": "job",
    "exposure": "age",
    "model": "logit",
    "direction": "higher",
    "smallest_effect": 0.05,
    "per": 10,
}


def courses(effect=0.0, n=3000, providers=40, seed=3, programme="AB"):
    """Draw ended courses; older people go to a job more often, by `effect` a year on the logit."""
    rng = np.random.default_rng(seed)
    age = rng.integers(18, 65, n)
    stay = rng.integers(20, 900, n)
    provider = rng.integers(0, providers, n)
    capability = rng.choice(["1", "2", "3", "9"], n, p=[0.4, 0.4, 0.195, 0.005])
    chance = expit(
        -0.5 + effect * (age - 40) + 0.5 * (capability == "2") + rng.normal(0, 0.3, providers)[provider]
    )
    is_job = rng.random(n) < chance
    return pd.DataFrame(
        {
            "spell_id": [f"L{i:05d}" for i in range(n)],
            "participant_id": [f"P{i:05d}" for i in range(n)],
            "provider_id": [f"A{i:03d}" for i in provider],
            "programme": programme,
            "stay_days": pd.array(stay, dtype="Int64"),
            "cause_group": np.where(is_job, "job", "other"),
            "days_at_year_start": pd.array([0] * n, dtype="Int64"),
            "days_observed": pd.array(stay, dtype="Int64"),
            "row_id": [f"file##{i}" for i in range(n)],
            "age": pd.array(age, dtype="Int64"),
            "work_capability": pd.Series(capability, dtype="str"),
            "gender": pd.Series(rng.choice(["K", "M"], n), dtype="str"),
            "is_completed": pd.array(rng.random(n) < 0.8, dtype="boolean"),
            "year": 2015,
        }
    )


def evidence(spells):
    return Evidence((2015,), {"spells": spells} if len(spells) else {}, pd.DataFrame())


@pytest.fixture
def root(tmp_path):
    def with_questions(**questions):
        place = Root(tmp_path)
        place.own_questions.write_text(yaml.safe_dump(questions), encoding="utf-8")
        return place

    return with_questions


PLANTED, NOTHING = evidence(courses(effect=0.03)), evidence(courses())


def test_without_a_file_there_are_no_findings_and_empty_tables(tmp_path):
    findings, tables = examine_own(PLANTED, Root(tmp_path))
    assert list(findings.columns) == list(FINDING_COLUMNS) and findings.empty
    assert set(tables) == {"own_questions", "own_curves", "own_bands"}
    assert all(table.empty for table in tables.values())


def test_a_family_without_findings_does_not_change_the_types_of_another(tmp_path, root):
    nothing, _ = examine_own(PLANTED, Root(tmp_path))
    found, _ = examine_own(PLANTED, root(Q1=ENTRY))
    assert pd.concat([found, nothing], ignore_index=True).dtypes.equals(found.dtypes)


MODELS = {
    "curve": {"model": "curve"},
    "logit": {"model": "logit"},
    "cox": {"model": "cox", "smallest_effect": 1.1},
}


@pytest.mark.parametrize("change", MODELS.values(), ids=MODELS)
def test_a_planted_relationship_is_found_and_a_planted_nought_is_not(change, root):
    place = root(Q1={**ENTRY, **change, "covariates": ["work_capability", "gender"]})
    found, none = (examine_own(data, place)[0].iloc[0] for data in (PLANTED, NOTHING))
    assert found["verdict"] == "supported"
    assert none["verdict"] != "supported"
    assert {found["family"], none["family"]} == {"exploratory"}


def test_the_average_difference_is_the_one_planted(root):
    findings, _ = examine_own(PLANTED, root(Q1={**ENTRY, "covariates": ["work_capability"]}))
    row = findings.iloc[0]
    # 0.3 on the logit for ten years, at shares about 0.4: a little over 7 in 100.
    assert row["low"] < 0.07 < row["high"]
    assert row["n"] == 3000 and row["n_clusters"] == 40


def test_every_question_is_adjusted_within_its_own_family(root):
    entries = {f"Q{i}": {**ENTRY, "covariates": one} for i, one in enumerate(([], ["gender"]), start=1)}
    findings, _ = examine_own(PLANTED, root(**entries))
    assert findings["hypothesis"].tolist() == ["Q1", "Q2"]
    assert findings["is_primary"].all()
    smallest = findings["p"].min()
    assert findings["p_holm"].min() == pytest.approx(2 * smallest)


def test_a_curve_has_its_points_its_bands_and_its_words(root):
    place = root(Q1={**ENTRY, "model": "curve", "covariates": ["gender"], "direction": "differs"})
    _, tables = examine_own(PLANTED, place)
    curve = tables["own_curves"]
    assert curve.columns.tolist() == ["question", "programme", "at", "share", "low", "high", "n_near"]
    assert ((curve["low"] < curve["share"]) & (curve["share"] < curve["high"])).all()
    assert curve["share"].is_monotonic_increasing
    assert tables["own_bands"]["leavers_n"].sum() == 3000
    words = tables["own_questions"].iloc[0]
    assert words["family"] == "exploratory"
    assert "‘Age’" in words["subject_en"] and "adjusted for gender" in words["subject_en"]
    assert words["covariates_nb"] == "kjønn"


def test_every_programme_is_examined_by_itself(root):
    both = pd.concat(
        [courses(effect=0.03), courses(programme="APS").assign(spell_id=lambda d: "M" + d["spell_id"])],
        ignore_index=True,
    )
    both["row_id"] = [f"file##{i}" for i in range(len(both))]
    findings, _ = examine_own(evidence(both), root(Q1={**ENTRY, "programme": ["AB", "APS"]}))
    assert findings.set_index("group")["verdict"].eq("supported").to_dict() == {"APS": False, "AB": True}


BAD = {
    "nothing_delivered": (courses(n=0), {}, "too_few"),
    "no_such_programme": (courses(programme="APS"), {}, "too_few"),
    "nobody_gets_a_job": (courses().assign(cause_group="other"), {}, "no_variation_in_outcome"),
    "everybody_equally_old": (courses().assign(age=pd.array([40] * 3000)), {}, "constant_exposure"),
    "age_unknown": (courses().assign(age=pd.array([pd.NA] * 3000, dtype="Int64")), {}, "too_few"),
    "one_provider": (courses(providers=1), {}, "one_cluster"),
    "hazard_of_nobody": (courses(n=0), {"model": "cox", "smallest_effect": 1.1}, "too_few"),
    "hazard_all_censored": (
        courses().assign(cause_group="other"),
        {"model": "cox", "smallest_effect": 1.1},
        "all_censored",
    ),
    "hazard_of_equals": (
        courses().assign(age=pd.array([40] * 3000)),
        {"model": "cox", "smallest_effect": 1.1},
        "constant_exposure",
    ),
}


@pytest.mark.parametrize(("spells", "change", "reason"), BAD.values(), ids=BAD)
@pytest.mark.filterwarnings("error")
def test_data_that_cannot_answer_give_cannot_tell_with_the_reason(spells, change, reason, root):
    findings, _ = examine_own(evidence(spells), root(Q1={**ENTRY, **change, "covariates": ["gender"]}))
    row = findings.iloc[0]
    assert (row["verdict"], row["reason"]) == ("cannot_tell", reason)
    assert row[["value", "low", "high", "p", "detectable"]].isna().all()


def test_people_with_a_missing_number_are_left_out_and_a_missing_code_is_a_code():
    spells = courses(n=200)
    spells.loc[:9, "age"] = pd.NA
    spells.loc[100:159, "gender"] = None
    question = make_question("Q1", {**ENTRY, "covariates": ["gender"]})
    people = people_asked(evidence(spells), question, "AB")
    assert len(people.y) == 190
    assert people.others.shape[1] == 2
    assert people.others.sum(axis=0).min() >= 20


def test_a_rare_code_is_put_together_with_the_most_frequent():
    spells = courses(n=400).assign(gender=["U"] * 3 + ["K"] * 200 + ["M"] * 197)
    people = people_asked(evidence(spells), make_question("Q1", {**ENTRY, "covariates": ["gender"]}), "AB")
    assert people.others.sum(axis=0).tolist() == [197]


def test_those_still_in_count_in_a_hazard_and_not_among_those_who_left():
    spells = courses(n=300)
    spells.loc[:49, ["stay_days", "cause_group"]] = [pd.NA, None]
    left, started = (
        people_asked(evidence(spells), make_question("Q1", {**ENTRY, "model": model}), "AB")
        for model in ("logit", "cox")
    )
    assert (len(left.y), len(started.y)) == (250, 300)


def test_a_curve_of_ones_own_needs_no_file():
    curve = own_curve(PLANTED, outcome="job", exposure="age", covariates=["gender"], programme="AB")
    assert curve.label == "exploratory"
    assert len(curve.curve) == 61
    assert curve.estimate.low > 0


def test_a_curve_of_unknown_names_is_told_at_once():
    with pytest.raises(UsageError) as raised:
        own_curve(PLANTED, outcome="jobb", exposure="agee", programme="all")
    message = str(raised.value)
    assert all(part in message for part in ("'jobb'", "'agee'", "'all' is no programme"))
