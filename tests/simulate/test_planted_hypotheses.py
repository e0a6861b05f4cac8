"""Each plant for a registered hypothesis is in the invented tables, and the planted zeros are not."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from batt.registry import load
from batt.simulate.calendar import NEVER
from batt.simulate.nation import Nation, invent, tables_of
from batt.simulate.plan import NOTHING_SEEN, Plan
from batt.simulate.progress import PRACTICE, invent_progress, progress_effect
from batt.simulate.providers import invent_providers, takes_part
from batt.simulate.spells import CAPABILITY_STEPS, end_courses, invent_stays
from batt.simulate.truth_hypotheses import describe_hypotheses

PLAN = Plan(providers=350, participants=40000, seed=7)
TO_A_JOB = ("AVKL", "APS", "KIA", "AB")
OTHER_ITEMS = [f"u{i}" for i in (1, 2, 3, 4, 6, 7, 8)]


@pytest.fixture(scope="module")
def nation() -> Nation:
    return invent(PLAN)


@pytest.fixture(scope="module")
def tables(nation) -> dict[str, pd.DataFrame]:
    return tables_of(nation, 2015)


@pytest.fixture(scope="module")
def ended() -> pd.DataFrame:
    """Every course of ordinary providers, with its state before the end and what else moves its chance."""
    providers = invent_providers(PLAN)
    stays = invent_stays(PLAN, providers)
    progress = invent_progress(PLAN, providers, stays)
    courses = end_courses(PLAN, providers, stays, progress)
    practice = progress.placements.loc[progress.placements["placement_type"].isin(PRACTICE)]
    first = practice.groupby("course")["placement_from"].min().reindex(range(len(stays)))
    rows = courses.assign(
        weeks=(stays["end"] - stays["start"]) / 7,
        weeks_to_placement=((first - stays["start"]) / 7).fillna(np.inf),
        has_started=(progress.first_start != NEVER) & (progress.first_start < progress.agreed),
        is_job=courses["end_cause"].str.startswith("F"),
        effect=providers["effect"].to_numpy()[courses["provider"]],
        step=courses["work_capability"].map(CAPABILITY_STEPS),
        moved=progress_effect(PLAN, providers, stays, progress),
    )
    ordinary = (providers["role"] == "").to_numpy()[courses["provider"]]
    return rows.loc[ordinary]


def _logit_of_a_job(rows: pd.DataFrame, code: str, state: list[str]):
    entry = next(entry for entry in PLAN.programmes if entry.code == code)
    rows = rows.loc[rows["programme"] == code]
    peak = entry.curvature * (rows["weeks"] - entry.peak_weeks) ** 2
    offset = rows["effect"] + PLAN.capability_effect * rows["step"] + peak
    columns = [np.ones(len(rows)), *(rows[name].to_numpy(dtype=float) for name in state)]
    model = sm.GLM(
        rows["is_job"].astype(float),
        np.column_stack(columns),
        family=sm.families.Binomial(),
        offset=offset,
    )
    return model.fit()


@pytest.mark.parametrize("code", TO_A_JOB)
def test_odds_of_leaving_to_a_job_are_the_planted_times_as_high_after_a_placement(ended, code):
    rows = ended.assign(was_placed=ended["weeks_to_placement"] < ended["weeks"])
    # Longer stays have more placements: what the length of stay does is held by the share to be expected.
    expected = rows["moved"] - PLAN.placement_effect * rows["was_placed"]
    state = ["was_placed", "has_started"] if code == "AB" else ["was_placed"]
    if code != "AB":
        rows = rows.assign(effect=rows["effect"] + expected)
    fit = _logit_of_a_job(rows, code, state)
    assert abs(fit.params.iloc[1] - PLAN.placement_effect) < 4 * fit.bse.iloc[1] + 0.05
    assert fit.params.iloc[1] > 4 * fit.bse.iloc[1]


def test_odds_of_leaving_ab_to_a_job_are_the_planted_times_as_high_after_a_start(ended):
    rows = ended.assign(effect=ended["effect"] + ended["moved"] - PLAN.start_effect * ended["has_started"])
    fit = _logit_of_a_job(rows, "AB", ["has_started"])
    assert abs(fit.params.iloc[1] - PLAN.start_effect) < 4 * fit.bse.iloc[1]


def test_share_to_a_job_at_each_length_of_stay_is_not_moved_by_what_happened_before(ended):
    for code in TO_A_JOB:
        moved = ended.loc[ended["programme"] == code].groupby(pd.qcut(ended["weeks"], 5))["moved"]
        assert (moved.mean().abs().dropna() < 0.04).all()


@pytest.mark.parametrize("week", [8, 26])
def test_who_has_been_placed_by_a_week_stays_no_longer_or_shorter_after_it(ended, week):
    rows = ended.loc[(ended["programme"] == "AB") & (ended["weeks"] > week)]
    rest = (rows["weeks"] - week).groupby(rows["weeks_to_placement"] < week)
    difference = rest.mean().diff().iloc[-1]
    assert abs(difference) < 4 * np.sqrt((rest.var() / rest.size()).sum())


def test_only_ab_has_dates_of_a_start_and_those_agree_with_the_job(nation):
    courses = nation.courses
    assert (courses.loc[courses["programme"] != "AB", ["first_start", "employed"]] == NEVER).all().all()
    ab = courses.loc[courses["programme"] == "AB"]
    is_job = ab["end_cause"].str.startswith("F")
    assert ((ab["employed"] != NEVER) == is_job).all()
    both = ab.loc[is_job & (ab["first_start"] != NEVER)]
    assert (both["first_start"] < both["employed"]).all()
    assert (ab["first_start"] == NEVER)[is_job].mean() > 0.1


def test_outreach_raises_partners_placements_and_jobs(nation, tables):
    spells, stays, partners = (tables[name] for name in ("spells", "placements", "partners"))
    providers = nation.providers.set_index("provider_id")
    per_provider = pd.DataFrame(
        {
            "people": spells.groupby("provider_id").size(),
            "partners": partners.groupby("provider_id").size(),
            "placed": spells["spell_id"].isin(stays["spell_id"]).groupby(spells["provider_id"]).sum(),
        }
    ).assign(outreach=providers["outreach"])
    large = per_provider.loc[per_provider["people"] > 50]
    for counted in ("partners", "placed"):
        share = np.log(large[counted] / large["people"])
        assert np.corrcoef(share, large["outreach"])[0, 1] > 0.4
    ordinary = providers.loc[providers["role"] == ""]
    slope = np.polyfit(ordinary["outreach"], ordinary["effect"], 1)[0]
    assert slope == pytest.approx(PLAN.outreach_share * PLAN.provider_effect_sd, abs=0.06)


def test_some_providers_get_more_capable_people_than_others(nation):
    step = nation.courses["work_capability"].map(CAPABILITY_STEPS)
    by_provider = step.groupby(nation.courses["provider"])
    means = by_provider.mean()[by_provider.size() > 200]
    # By chance alone the means would vary by a twentieth of a step.
    assert 0.25 < means.std() < 0.45
    assert nation.courses["work_capability"].value_counts().index[0] == "2"


def test_a_third_takes_part_in_indikator_no_from_the_start_and_a_third_joins_over_the_years(nation):
    share = [takes_part(nation.providers, year).mean() for year in PLAN.years]
    assert share == sorted(share)
    assert np.allclose(share, [1 / 3, 4 / 9, 5 / 9, 2 / 3], atol=0.08)
    joined = nation.providers["joined_indikator_no"]
    assert set(joined) == {*PLAN.years, NEVER}
    listed = tables_of(nation, 2013)["providers"].set_index("provider_id")["in_indikator_no"]
    assert listed.to_numpy().tolist() == takes_part(nation.providers, 2013).tolist()


def test_joining_indikator_no_changes_nothing(nation):
    joiners = nation.providers["joined_indikator_no"].isin(PLAN.years[1:])
    for trait in ("effect", "quality", "outreach", "intake"):
        values = nation.providers[trait]
        error = values.std() * np.sqrt(1 / joiners.sum() + 1 / (~joiners).sum())
        assert abs(values[joiners].mean() - values[~joiners].mean()) < 3 * error


def test_about_one_provider_in_eight_is_certified_under_iso_only(tables):
    schemes = tables["certificates"].groupby("provider_id")["scheme"].agg(set)
    assert (schemes == {"ISO9001"}).mean() == pytest.approx(PLAN.iso_share, abs=0.05)
    assert (schemes == {"EQUASS_ASSURANCE"}).mean() > 0.6


def _users(nation: Nation, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Answers on the scale of six at ordinary providers, with the mean of the items but the own plan."""
    gamer = nation.providers.loc[nation.providers["role"] == "gamer", "provider_id"]
    users = tables["answers_user"]
    users = users.loc[(users["scale_points"] == 6) & ~users["provider_id"].isin(gamer)]
    return users.assign(others=users[OTHER_ITEMS].mean(axis=1))


def test_help_by_staff_adds_the_planted_points_and_other_help_none(nation, tables):
    users = _users(nation, tables)
    kinds = ["ANSATT", "PARORENDE", "ANNEN"]
    users = users.assign(**{kind: (users["answer_help"] == kind).astype(float) for kind in kinds})
    cells = users.groupby(["provider_id", "programme"])
    centred = users[["others", *kinds]] - cells[["others", *kinds]].transform("mean")
    fit = sm.OLS(centred["others"], centred[kinds]).fit()
    planted = np.array([PLAN.surveys.staff_help_effect, 0.0, 0.0])
    assert (np.abs(fit.params.to_numpy() - planted) < 4 * fit.bse.to_numpy()).all()
    assert fit.bse.max() < 0.04


def test_other_items_rise_with_the_own_plan_beyond_the_style_of_the_respondent(nation, tables):
    def slope(tables: dict[str, pd.DataFrame]) -> float:
        users = _users(nation, tables)
        centred = users[["u5", "others"]] - users.groupby("provider_id")[["u5", "others"]].transform("mean")
        return np.polyfit(centred["u5"], centred["others"], 1)[0]

    without = replace(nation, plan=replace(PLAN, surveys=replace(PLAN.surveys, own_plan_effect=0.0)))
    style = PLAN.surveys.respondent_sd**2 / (PLAN.surveys.respondent_sd**2 + 1.15)
    assert slope(tables_of(without, 2015)) == pytest.approx(style, abs=0.02)
    # What the respondent's style explains of the answer on the plan is not counted twice.
    planted = PLAN.surveys.own_plan_effect
    assert slope(tables) == pytest.approx(style + planted * (1 - style), abs=0.02)


def _evaluation(tables: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.Series]:
    invited = tables["evaluation_invited"].set_index("respondent_group")["invited_n"]
    return tables["evaluation_answers"], invited


def test_evaluation_has_the_planted_shares_in_both_groups(tables):
    answers, invited = _evaluation(tables)
    shares = PLAN.evaluation
    planted = {
        "ARRANGOR": (shares.providers_response, shares.providers_improved, shares.providers_contributed),
        "NAV": (shares.nav_response, shares.nav_improved, shares.nav_contributed),
    }
    for group, (response, improved, contributed) in planted.items():
        rows = answers.loc[answers["respondent_group"] == group]
        said = rows["quality_improved"] == "JA"
        assert len(rows) / invited[group] == pytest.approx(response, abs=0.09)
        assert said.mean() == pytest.approx(improved, abs=0.11)
        assert (rows.loc[said, "equass_contributed"] == "JA").mean() == pytest.approx(contributed, abs=0.13)
        assert (rows["quality_improved"] == "VET_IKKE").any()


def test_contribution_is_asked_only_of_those_who_saw_an_improvement(tables):
    answers, _ = _evaluation(tables)
    saw = answers["quality_improved"] == "JA"
    assert (answers["equass_contributed"].notna() == saw).all()


def test_evaluation_asks_every_provider_and_office_once_and_in_the_last_year_only(nation, tables):
    answers, invited = _evaluation(tables)
    assert invited.to_dict() == {"ARRANGOR": len(nation.providers), "NAV": len(nation.offices)}
    assert answers["answer_id"].is_unique
    assert not answers[["respondent_group", "respondent_id"]].duplicated().any()
    assert "evaluation_answers" not in tables_of(nation, 2014)


def test_evaluation_that_saw_nothing_says_yes_as_often_as_no():
    nation = invent(replace(PLAN, participants=1000, evaluation=NOTHING_SEEN))
    answers, _ = _evaluation(tables_of(nation, 2015))
    assert set(answers["quality_improved"]) == {"JA", "NEI"}
    by_group = (answers["quality_improved"] == "JA").groupby(answers["respondent_group"]).mean()
    assert by_group.to_numpy() == pytest.approx(0.5, abs=0.12)
    kinds = describe_hypotheses(replace(PLAN, evaluation=NOTHING_SEEN))["H10"]["parts"]
    assert set(kinds.values()) == {"zero"}


def test_truth_speaks_of_every_registered_hypothesis_and_every_part():
    truth = describe_hypotheses(PLAN)
    registered = {hypothesis.id: hypothesis for hypothesis in load().hypotheses}
    assert set(truth) == set(registered)
    for name, hypothesis in registered.items():
        assert set(truth[name]["parts"]) == {part.key for part in hypothesis.parts}, name
        assert (truth[name]["kind"] == "not_testable") == (hypothesis.status == "not_testable"), name


def test_at_least_twelve_hypotheses_are_planted_and_six_are_zeros():
    kinds = [entry["kind"] for entry in describe_hypotheses(PLAN).values()]
    assert kinds.count("planted") >= 12
    assert kinds.count("zero") >= 6
