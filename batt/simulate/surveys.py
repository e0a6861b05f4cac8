"""The three invented surveys, with the planted gap between staff and NAV and the planted training effect."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from batt.simulate.calendar import Days, as_dates, day, day_numbers, last_day
from batt.simulate.draws import answers, choose, cut_normal
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

DO_NOT_KNOW = 7
_COMMENT = "Fritekst fra respondenten."
_NAV_ROLES = {"VEILEDER": 0.80, "AVDELINGSLEDER": 0.14, "ANNEN": 0.06}
_HELP = {"INGEN": 0.86, "PARORENDE": 0.05, "ANSATT": 0.05, "ANNEN": 0.04}
_VTA_HELP = {"INGEN": 0.55, "PARORENDE": 0.16, "ANSATT": 0.22, "ANNEN": 0.07}
_LONG_RUNNING = ("VTA", "TIA")
_OWN_PLAN = 4
"""Place of the item on the own plan (U5) among the eight."""


def invite_nav(plan: Plan, providers: pd.DataFrame, offices: pd.DataFrame, year: int) -> pd.DataFrame:
    """Invite NAV offices of the provider's county to the NAV survey. One row per office and provider."""
    rng = stream(plan.seed, "nav_survey", year, 0)
    by_county = {code: rows["nav_office_id"].tolist() for code, rows in offices.groupby("county", sort=True)}
    rows = []
    for provider_id, county in zip(providers["provider_id"], providers["county"]):
        known = by_county[county]
        picked = rng.permutation(len(known))[: 1 + rng.poisson(2.0)]
        rows += [(known[i], provider_id, int(rng.integers(2, 10))) for i in sorted(picked)]
    return pd.DataFrame(rows, columns=["nav_office_id", "provider_id", "invited_n"])


def answer_nav(plan: Plan, providers: pd.DataFrame, invitations: pd.DataFrame, year: int) -> pd.DataFrame:
    """Answer the NAV survey. One row per respondent and provider; 7 is "do not know"."""
    survey, rng = plan.surveys, stream(plan.seed, "nav_survey", year, 1)
    row = np.repeat(np.arange(len(invitations)), rng.binomial(invitations["invited_n"], survey.nav_response))
    n = len(row)
    provider_id = invitations["provider_id"].to_numpy()[row]
    quality = _quality(providers, provider_id) + cut_normal(rng, survey.respondent_sd, n)
    items = answers(rng, np.add.outer(quality, survey.nav_means))
    items = np.where(rng.random(items.shape) < survey.do_not_know, DO_NOT_KNOW, items)
    return pd.DataFrame(
        {
            "answer_id": _ids("N", year, n),
            "provider_id": provider_id,
            "answered_date": as_dates(rng.integers(day(year, 10), day(year, 12), n)),
            "nav_office_id": invitations["nav_office_id"].to_numpy()[row],
            "nav_role": choose(rng, tuple(_NAV_ROLES), tuple(_NAV_ROLES.values()), n).astype(str),
            "customer": np.where(rng.random(n) < 0.97, "NAV", "ANNEN"),
            **{f"n{i + 1}": items[:, i] for i in range(items.shape[1])},
            "has_comment": pd.Series(_COMMENT, index=range(n)).where(rng.random(n) < 0.1),
        }
    )


def answer_staff(plan: Plan, providers: pd.DataFrame, invited: NDArray[np.int64], year: int) -> pd.DataFrame:
    """Answer the survey of the providers' own staff. One row per respondent, without role or date.

    ``invited`` has one entry per provider. Means are NAV's plus the planted gap, item by item.
    """
    survey, rng = plan.surveys, stream(plan.seed, "staff_survey", year)
    provider = np.repeat(np.arange(len(providers)), rng.binomial(invited, survey.staff_response))
    n = len(provider)
    provider_id = providers["provider_id"].to_numpy()[provider]
    quality = _quality(providers, provider_id) + cut_normal(rng, survey.respondent_sd, n)
    items = answers(rng, np.add.outer(quality, np.add(survey.nav_means, survey.staff_minus_nav)))
    return pd.DataFrame(
        {
            "answer_id": _ids("E", year, n),
            "provider_id": provider_id,
            **{f"e{i + 1}": items[:, i] for i in range(items.shape[1])},
        }
    )


def invite_users(spells: pd.DataFrame) -> pd.DataFrame:
    """Invite users as the rules say: at exit, or in December in VTA and TIA. One row per course.

    Source: WG §5; "long programmes", which is not defined there, is read as VTA and TIA.
    """
    is_exit = spells["end_date"].notna()
    is_asked = is_exit | spells["programme"].isin(_LONG_RUNNING)
    invited = spells.loc[is_asked, ["provider_id", "programme", "start_date", "end_date"]]
    return invited.assign(occasion=np.where(invited["end_date"].notna(), "SLUTT", "DESEMBER"))


def answer_users(
    plan: Plan,
    providers: pd.DataFrame,
    invited: pd.DataFrame,
    paid_days: tuple[NDArray[np.float64], NDArray[np.float64]],
    year: int,
) -> pd.DataFrame:
    """Answer the user survey. One row per respondent, not linked to a course.

    The score rises with the provider's paid training days per person in the year and in the year before
    (``paid_days``, one entry per provider; planted), and where staff helped to answer (planted). Some VTA
    respondents get a form with four answers. The gaming provider helps its users to answer, and better.
    """
    survey, rng = plan.surveys, stream(plan.seed, "user_survey", year)
    rows = invited.loc[rng.random(len(invited)) < survey.user_response]
    rows = rows.sort_values(["provider_id", "programme"], kind="stable", ignore_index=True)
    n = len(rows)
    provider = providers["provider_id"].searchsorted(rows["provider_id"])
    mean = _quality(providers, rows["provider_id"].to_numpy()) + cut_normal(rng, survey.respondent_sd, n)
    mean = mean + _from_training(plan, *paid_days)[provider]
    is_vta = (rows["programme"] == "VTA").to_numpy()
    helped_by = np.where(is_vta, _help(rng, _VTA_HELP, n), _help(rng, _HELP, n))
    is_gamed = (providers["role"] == "gamer").to_numpy()[provider] & (rng.random(n) < plan.gamer.helped_share)
    helped_by = np.where(is_gamed, "ANSATT", helped_by)
    help_lift = np.where(helped_by == "ANSATT", survey.staff_help_effect, 0.0)
    means = np.add.outer(mean + np.where(is_gamed, plan.gamer.help_lift, help_lift), survey.user_means)
    six, four = (_user_items(rng, means, survey.own_plan_effect, points) for points in (6, 4))
    has_four = is_vta & (rng.random(n) < survey.short_scale_share)
    items = np.where(has_four[:, None], four, six)
    return pd.DataFrame(
        {
            "answer_id": _ids("U", year, n),
            "provider_id": rows["provider_id"],
            "programme": rows["programme"],
            "answered_date": as_dates(_answer_days(rng, rows, year)),
            "occasion": rows["occasion"],
            "answer_help": helped_by.astype(str),
            "scale_points": np.where(has_four, 4, 6),
            **{f"u{i + 1}": items[:, i] for i in range(items.shape[1])},
            "u9": rng.random(n) < 1 / (1 + np.exp(-2.2 * (means.mean(axis=1) - 3.4))),
        }
    )


def _from_training(
    plan: Plan, same_year: NDArray[np.float64], year_before: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what training adds to each provider's user score; nothing where it has no staff in scope."""
    survey, cut = plan.surveys, plan.surveys.training_cut_days
    now, before = (
        np.clip(np.nan_to_num(days - plan.training_days), -cut, cut) for days in (same_year, year_before)
    )
    return survey.training_effect * now + survey.training_lag_effect * before


def _user_items(
    rng: Generator, means: NDArray[np.float64], own_plan_effect: float, points: int
) -> NDArray[np.int64]:
    """Draw the items of the user survey; who had more part in the own plan than expected is more satisfied.

    ``means`` are on the 1–6 scale, one row per respondent; so is the effect per point.
    """
    own_plan = answers(rng, means[:, _OWN_PLAN], points)
    above = 1 + (own_plan - 1) * 5 / (points - 1) - means[:, _OWN_PLAN]
    items = answers(rng, means + own_plan_effect * above[:, None], points)
    items[:, _OWN_PLAN] = own_plan
    return items


def _quality(providers: pd.DataFrame, provider_id: NDArray) -> NDArray[np.float64]:
    return providers["quality"].to_numpy()[providers["provider_id"].searchsorted(provider_id)]


def _ids(letter: str, year: int, n: int) -> list[str]:
    return [f"{letter}{year % 100:02d}-{number:06d}" for number in range(1, n + 1)]


def _help(rng: Generator, weights: dict[str, float], n: int) -> NDArray[np.object_]:
    return choose(rng, tuple(weights), tuple(weights.values()), n)


def _answer_days(rng: Generator, rows: pd.DataFrame, year: int) -> Days:
    """Answer in the last days before the exit (never before the start), or in December."""
    end = day_numbers(rows, "end_date")
    start = np.maximum(day_numbers(rows, "start_date"), day(year))
    at_exit = np.maximum(start, end - rng.integers(0, 10, len(rows)))
    december = np.maximum(start, day(year, 12, 1) + rng.integers(0, 20, len(rows)))
    return np.where(rows["occasion"] == "SLUTT", at_exit, np.minimum(december, last_day(year)))
