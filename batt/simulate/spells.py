"""Invented courses over calendar time: who starts when, stays how long and ends how. No files."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from batt.simulate.calendar import DAYS_PER_YEAR, NEVER, day, last_day, year_of
from batt.simulate.careers import link_courses, participant_ids
from batt.simulate.draws import choose
from batt.simulate.gaming import game_exits
from batt.simulate.plan import JOB_CODES, OTHER_CODES, Plan, ProgrammePlan
from batt.simulate.progress import Progress, invent_progress, progress_effect
from batt.simulate.providers import invent_providers, job_effect
from batt.simulate.streams import stream

DAYS_PER_WEEK = 7
PENSION_AGE = 67
CAPABILITY_STEPS = {"1": -1, "2": 0, "3": 1, "9": 0}
"""Steps of work capability as the chance of a job counts them; unknown counts as medium."""
_CAPABILITY = {"1": 0.31, "2": 0.48, "3": 0.16, "9": 0.05}


def invent_courses(plan: Plan, providers: pd.DataFrame) -> pd.DataFrame:
    """Invent every course that is open at some time in the plan's years. One row per course.

    Returns
    -------
    DataFrame
        ``spell_id, participant_id, provider, programme, start, end, end_cause`` and the person's
        ``gender, age, minority, work_capability, basic_competence``; every course has an end, also where
        it lies after the last year.
    """
    stays = invent_stays(plan, providers)
    return end_courses(plan, providers, stays, invent_progress(plan, providers, stays))


def invent_stays(plan: Plan, providers: pd.DataFrame) -> pd.DataFrame:
    """Invent who is in which course from when to when, not yet how it ends. One row per course.

    Starts are spread evenly from so long before the first year that the number of people in is steady from
    its first day. Days are days since 1970-01-01. ``provider`` is a row number of ``providers``.

    Returns
    -------
    DataFrame
        ``programme, provider, start, end``, the person's characteristics and ``former``: the row of the same
        person's course before, ``NEVER`` for a first one.
    """
    courses = pd.concat([_stays(plan, providers, i) for i in range(len(plan.programmes))], ignore_index=True)
    courses = courses.sort_values(["start", "programme", "provider"], kind="stable", ignore_index=True)
    courses = pd.concat([courses, _people(plan, providers, courses)], axis="columns")
    former = link_courses(
        stream(plan.seed, "careers"), courses["start"].to_numpy(), courses["end"].to_numpy()
    )
    return _inherit(courses, former).assign(former=former)


def end_courses(plan: Plan, providers: pd.DataFrame, stays: pd.DataFrame, progress: Progress) -> pd.DataFrame:
    """Return the stays as courses with ids and end causes. One row per course, in the same order.

    What happened before the end (``progress``) moves the chance of a job; the share going to a job at each
    length of stay remains the planted one.
    """
    courses = stays.drop(columns="former")
    courses["end_cause"] = _end_causes(plan, providers, courses, progress)
    courses = game_exits(plan, providers, courses)
    courses.insert(0, "spell_id", [f"L{number:07d}" for number in range(1, len(courses) + 1)])
    courses.insert(1, "participant_id", participant_ids(courses, stays["former"].to_numpy()))
    return courses


def simulate_spells(plan: Plan) -> pd.DataFrame:
    """Invent courses in memory, in the shape of the clean spells. One row per course and year it was open.

    For benchmarks: no file is written or read. ``dict(tuple(frame.groupby("year")))`` is what pooling takes.

    Returns
    -------
    DataFrame
        ``spell_id, participant_id, provider_id, programme, stay_days, end_cause, cause_group,
        days_at_year_start, days_observed, year, row_id``; durations in days, missing while still in.
    """
    providers = invent_providers(plan)
    courses = invent_courses(plan, providers)
    courses["provider_id"] = providers["provider_id"].to_numpy()[courses["provider"]]
    return pd.concat([_clean_year(courses, year) for year in plan.years], ignore_index=True)


def open_in(courses: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the courses open at some time in a year."""
    return courses.loc[(courses["start"] <= last_day(year)) & (courses["end"] >= day(year))]


def _stays(plan: Plan, providers: pd.DataFrame, number: int) -> pd.DataFrame:
    """Draw provider, start and end of one programme's courses; a steady flow, by Little's law."""
    programme = plan.programmes[number]
    rng = stream(plan.seed, "stays", number)
    first, last = day(plan.first_year), last_day(plan.last_year)
    window_start = first - int(np.ceil(programme.longest_weeks * DAYS_PER_WEEK))
    open_days = DAYS_PER_YEAR + programme.mean_weeks * DAYS_PER_WEEK
    starts_per_day = plan.participants * programme.participant_share / open_days
    n = rng.poisson(starts_per_day * (last - window_start + 1))
    start = rng.integers(window_start, last + 1, n)
    stay = _stay_days(programme, rng.beta(programme.stay_a, programme.stay_b, n))
    weight = providers[f"weight_{programme.code}"].to_numpy()
    provider = np.searchsorted(np.cumsum(weight) / weight.sum(), rng.random(n), side="right")
    is_open = start + stay >= first
    return pd.DataFrame(
        {
            "programme": programme.code,
            "provider": provider[is_open],
            "start": start[is_open],
            "end": (start + stay)[is_open],
        }
    )


def _stay_days(programme: ProgrammePlan, fraction: NDArray) -> NDArray[np.int64]:
    weeks = programme.shortest_weeks + programme.span_weeks * fraction
    return np.maximum(1, np.rint(weeks * DAYS_PER_WEEK)).astype(np.int64)


def _people(plan: Plan, providers: pd.DataFrame, courses: pd.DataFrame) -> pd.DataFrame:
    """Draw who the person is. Gender has no effect on anything: a planted zero."""
    rng = stream(plan.seed, "people")
    n = len(courses)
    mean_age = plan.per_course(courses, "mean_age")
    # Nobody stays beyond the pension age.
    oldest = np.maximum(18, PENSION_AGE - (courses["end"] - courses["start"]).to_numpy() / DAYS_PER_YEAR)
    return pd.DataFrame(
        {
            "gender": choose(rng, ("K", "M", "U"), (0.45, 0.545, 0.005), n).astype(str),
            "age": np.clip(np.rint(rng.normal(mean_age, 11.0)), 18, np.floor(oldest)).astype(np.int64),
            "minority": choose(rng, ("J", "N", "U"), (0.16, 0.80, 0.04), n).astype(str),
            "work_capability": _work_capability(providers, courses["provider"].to_numpy(), rng.random(n)),
            "basic_competence": choose(rng, ("1", "2", "3", "9"), (0.30, 0.45, 0.20, 0.05), n).astype(str),
        }
    )


def _work_capability(
    providers: pd.DataFrame, provider: NDArray[np.int64], draw: NDArray[np.float64]
) -> NDArray[np.str_]:
    """Return each person's work capability by a uniform draw; some providers get more capable people."""
    weights = np.array(list(_CAPABILITY.values())) * np.exp(
        np.multiply.outer(providers["intake"].to_numpy(), [CAPABILITY_STEPS[code] for code in _CAPABILITY])
    )
    bounds = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    return np.array(list(_CAPABILITY))[(draw[:, None] >= bounds[provider, :-1]).sum(axis=1)]


def _inherit(courses: pd.DataFrame, former: NDArray[np.int64]) -> pd.DataFrame:
    """Give a person who returns the characteristics of the first course, older by the years between."""
    first = np.where(former == NEVER, np.arange(len(courses)), former)
    while True:
        earlier = first[first]
        if (earlier == first).all():
            break
        first = earlier
    traits = ["gender", "minority", "work_capability", "basic_competence"]
    start = courses["start"].to_numpy()
    age = courses["age"].to_numpy()[first] + year_of(start) - year_of(start[first])
    return courses.assign(**{trait: courses[trait].to_numpy()[first] for trait in traits}, age=age)


def _end_causes(
    plan: Plan, providers: pd.DataFrame, courses: pd.DataFrame, progress: Progress
) -> NDArray[np.object_]:
    """Draw how each course ends: by weeks, provider, work capability and what happened before the end."""
    end = courses["end"].to_numpy()
    weeks = (end - courses["start"].to_numpy()) / DAYS_PER_WEEK
    logit = job_effect(plan, providers, courses["provider"].to_numpy(), end)
    logit = logit + plan.capability_effect * courses["work_capability"].map(CAPABILITY_STEPS).to_numpy()
    logit = logit + progress_effect(plan, providers, courses, progress)
    draw = stream(plan.seed, "duration_peak").random(len(courses))
    cause = np.empty(len(courses), dtype=object)
    for number, entry in enumerate(plan.programmes):
        rows = np.flatnonzero(courses["programme"] == entry.code)
        peak = entry.logit_at_peak + entry.curvature * (weeks[rows] - entry.peak_weeks) ** 2
        rng = stream(plan.seed, "end_causes", number)
        job = choose(rng, JOB_CODES, entry.job_weights, len(rows))
        other = choose(rng, OTHER_CODES, entry.other_weights, len(rows))
        cause[rows] = np.where(draw[rows] < expit(logit[rows] + peak), job, other)
    return cause


def _clean_year(courses: pd.DataFrame, year: int) -> pd.DataFrame:
    rows = open_in(courses, year)
    is_exit = rows["end"] <= last_day(year)
    stay = (rows["end"] - rows["start"]).astype("Int64").where(is_exit)
    group = rows["end_cause"].str[0].map({"F": "job", "A": "active", "X": "other"})
    return pd.DataFrame(
        {
            "spell_id": rows["spell_id"],
            "participant_id": rows["participant_id"],
            "provider_id": rows["provider_id"],
            "programme": rows["programme"],
            "stay_days": stay,
            "end_cause": rows["end_cause"].astype("str").where(is_exit),
            "cause_group": group.astype("str").where(is_exit),
            "days_at_year_start": (day(year) - rows["start"]).clip(lower=0).astype("Int64"),
            "days_observed": stay.fillna(last_day(year) - rows["start"]).astype("Int64"),
            "year": year,
            "row_id": rows["spell_id"] + f"#{year}",
        }
    )
