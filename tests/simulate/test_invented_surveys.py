"""The planted gap between staff and NAV, the planted training effect, and the forms around the surveys."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from batt.simulate.nation import Nation, invent, tables_of
from batt.simulate.plan import Plan

PLAN = Plan(providers=350, participants=40000, seed=5)
NAV, STAFF = [f"n{i}" for i in range(1, 10)], [f"e{i}" for i in range(1, 10)]
USER = [f"u{i}" for i in range(1, 9)]


@pytest.fixture(scope="module")
def nation() -> Nation:
    return invent(PLAN)


@pytest.fixture(scope="module")
def tables(nation) -> dict[str, pd.DataFrame]:
    return tables_of(nation, 2015)


def test_staff_are_more_positive_than_nav_by_the_planted_amount_on_every_item(tables):
    nav = tables["answers_nav"][NAV].where(tables["answers_nav"][NAV] <= 6)
    staff = tables["answers_staff"][STAFF]
    gap = staff.mean().to_numpy() - nav.mean().to_numpy()
    # One answer has a standard deviation of about one point; providers add a little to that.
    error = np.sqrt(1.3 / nav.count().to_numpy() + 1.3 / len(staff)) + 0.03
    assert (np.abs(gap - PLAN.surveys.staff_minus_nav) < 4 * error).all()


def _paid_days(tables: dict[str, pd.DataFrame]) -> pd.Series:
    """Days of paid training per person in scope, by provider, cut as the plan cuts them."""
    staff, training = tables["staff"], tables["training"]
    counted = staff.loc[staff["is_in_rehabilitation"]]
    paid = training.loc[training["is_paid_time"]].groupby("owner")["hours"].sum()
    days = paid / 7.5 / counted.groupby("provider_id").size()
    cut = PLAN.surveys.training_cut_days
    return days.clip(PLAN.training_days - cut, PLAN.training_days + cut)


def test_user_score_rises_with_paid_training_of_both_years_by_the_planted_amounts(nation, tables):
    users = tables["answers_user"]
    gamer = nation.providers.loc[nation.providers["role"] == "gamer", "provider_id"]
    users = users.loc[(users["scale_points"] == 6) & ~users["provider_id"].isin(gamer)]
    quality = nation.providers.set_index("provider_id")["quality"]
    score = users[USER].mean(axis=1) - users["provider_id"].map(quality).to_numpy()
    now, before = _paid_days(tables), _paid_days(tables_of(nation, 2014))
    days = [users["provider_id"].map(paid).fillna(PLAN.training_days) for paid in (now, before)]
    fit = sm.OLS(score, sm.add_constant(np.column_stack(days))).fit()
    planted = (PLAN.surveys.training_effect, PLAN.surveys.training_lag_effect)
    assert (np.abs(fit.params.to_numpy()[1:] - planted) < 4 * fit.bse.to_numpy()[1:]).all()
    assert fit.bse.iloc[1:].max() < 0.006


def test_training_of_a_provider_differs_over_the_years_about_as_much_as_between_providers(nation):
    paid = pd.concat([_paid_days(tables_of(nation, year)) for year in PLAN.years], axis=1)
    large = nation.providers.set_index("provider_id")["size"] > 100
    within = paid[large].std(axis=1).mean()
    between = paid[large].mean(axis=1).std()
    assert 0.8 < within < 1.4
    assert 0.8 < between < 1.4


def test_nav_alone_has_sevens_and_some_vta_users_have_four_answers(tables):
    assert (tables["answers_nav"][NAV] == 7).to_numpy().any()
    assert tables["answers_staff"][STAFF].to_numpy().max() == 6
    users = tables["answers_user"]
    short = users.loc[users["scale_points"] == 4]
    assert set(short["programme"]) == {"VTA"}
    assert short[USER].to_numpy().max() == 4


def test_users_answer_at_exit_or_in_december_in_long_programmes(tables):
    users = tables["answers_user"]
    december = users.loc[users["occasion"] == "DESEMBER"]
    assert set(december["programme"]) == {"VTA", "TIA"}
    assert (december["answered_date"].dt.month == 12).all()
    assert (users["answered_date"].dt.year == 2015).all()


def test_gamer_ticks_every_health_box_and_helps_its_users(nation, tables):
    gamer = nation.providers.loc[nation.providers["role"] == "gamer", "provider_id"].iloc[0]
    form = tables["provider_years"].set_index("provider_id").loc[gamer]
    assert form[[f"health_q{i}" for i in range(1, 5)]].all()
    by_programme = tables["provider_programme_years"]
    assert by_programme.loc[by_programme["provider_id"] == gamer, ["health_q5", "health_q6"]].all().all()
    users = tables["answers_user"]
    helped = (users["answer_help"] == "ANSATT").groupby(users["provider_id"] == gamer).mean()
    assert helped[True] > 0.5 > 0.2 > helped[False]


def test_months_add_up_to_the_year(tables):
    spells, monthly = tables["spells"], tables["monthly_exits"]
    exits = spells.loc[spells["end_date"].notna()].groupby(["provider_id", "programme", "end_cause"]).size()
    summed = monthly.groupby(["provider_id", "programme", "end_cause"])["exits_n"].sum()
    pd.testing.assert_series_equal(summed, exits, check_names=False)


def test_dates_inside_a_course_lie_inside_it(tables):
    spells = tables["spells"]
    for field in ("first_start_date", "employed_date", "nav_approved_date", "end_date"):
        known = spells.loc[spells[field].notna()]
        assert (known[field] >= known["start_date"]).all()
        assert (known["end_date"].isna() | (known[field] <= known["end_date"])).all()
    # Who goes straight into a job has no start before it.
    employed = spells.loc[spells["employed_date"].notna() & spells["first_start_date"].notna()]
    assert (employed["employed_date"] >= employed["first_start_date"]).all()
    assert spells.loc[spells["end_cause"].isin(["A2", "A3"]), "nav_approved_date"].notna().all()


def test_stays_at_firms_refer_to_courses_and_partners_of_the_same_provider(tables):
    stays = tables["placements"].merge(
        tables["spells"][["spell_id", "provider_id"]], on="spell_id", validate="many_to_one"
    )
    partners = tables["partners"][["partner_id", "provider_id"]]
    both = stays.merge(partners, on="partner_id", validate="many_to_one", suffixes=("", "_partner"))
    assert len(both) == len(tables["placements"])
    assert (both["provider_id"] == both["provider_id_partner"]).all()
