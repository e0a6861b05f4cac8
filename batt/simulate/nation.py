"""The invented nation as a whole, and the tables that it delivers for a year. Still in memory, typed."""

from dataclasses import dataclass

import pandas as pd

from batt.simulate import registers
from batt.simulate.course_dates import add_course_dates, spell_rows
from batt.simulate.evaluation import evaluation_answers, evaluation_invited
from batt.simulate.followups import follow_up
from batt.simulate.forms import places, programme_forms, provider_forms, receive
from batt.simulate.indikator_no import indikator_no
from batt.simulate.merger import Merger, plan_merger
from batt.simulate.monthly import monthly_exits, monthly_stock
from batt.simulate.placements import Placements, invent_placements, partner_rows, placement_rows
from batt.simulate.plan import Plan
from batt.simulate.progress import invent_progress
from batt.simulate.providers import invent_providers, provider_rows
from batt.simulate.spells import end_courses, invent_stays, open_in
from batt.simulate.staff import invent_staff, invent_training, staff_rows
from batt.simulate.surveys import answer_nav, answer_staff, answer_users, invite_nav, invite_users
from batt.simulate.targets import targets

OWNER = "owner"


@dataclass(frozen=True)
class Nation:
    """Everything that lasts over the years: providers, NAV offices, courses, partners, staff, a merger."""

    plan: Plan
    providers: pd.DataFrame
    offices: pd.DataFrame
    courses: pd.DataFrame
    placements: Placements
    staff: pd.DataFrame
    merger: Merger


def invent(plan: Plan) -> Nation:
    """Invent the nation of a plan."""
    providers = invent_providers(plan)
    offices = registers.invent_offices(plan)
    stays = invent_stays(plan, providers)
    progress = invent_progress(plan, providers, stays)
    courses = end_courses(plan, providers, stays, progress)
    county = providers["county"].to_numpy()[courses["provider"]]
    courses = add_course_dates(plan, courses, offices, county, progress)
    placements = invent_placements(plan, providers, courses, progress)
    staff, merger = invent_staff(plan, providers), plan_merger(plan, providers, courses)
    return Nation(plan, providers, offices, courses, placements, staff, merger)


def agreed_targets(nation: Nation, year: int) -> pd.DataFrame:
    """Return the targets of a year that can be used. One row per target."""
    rows = open_in(nation.courses, year)
    ids = nation.providers["provider_id"].to_numpy()
    run = rows[["programme"]].assign(provider_id=ids[rows["provider"]]).drop_duplicates()
    return targets(nation.plan, nation.providers, run, year)


def tables_of(nation: Nation, year: int, received: pd.Series | None = None) -> dict[str, pd.DataFrame]:
    """Return the year's tables by our name, in registry fields, typed, without faults.

    Every table has a column ``owner`` beside its fields: the provider whose row it is, empty for national
    rows. ``received`` is the day number on which each provider's data came in (index: provider id); drawn
    without delays when not given.
    """
    plan, providers, ids = nation.plan, nation.providers, nation.providers["provider_id"].to_numpy()
    if received is None:
        received = receive(plan, providers, year, is_late_allowed=False)
    spells = spell_rows(nation.courses, ids, year)
    partners = partner_rows(nation.placements, ids, year)
    staff = staff_rows(nation.staff, ids, year)
    training, before = (invent_training(plan, providers, nation.staff, at) for at in (year, year - 1))
    invitations = invite_nav(plan, providers, nation.offices, year)
    invited = invite_users(spells)
    stays = placement_rows(nation.placements, nation.courses, year)
    forms = provider_forms(plan, providers, staff, partners, invitations, stays, received, year)
    followed = follow_up(plan, nation.courses, year)
    tables = {
        "providers": provider_rows(providers, year),
        "provider_years": forms,
        "provider_programme_years": programme_forms(plan, providers, spells, invited, year),
        "certificates": registers.certificates(plan, providers, year),
        "spells": spells,
        "partners": partners,
        "placements": stays.assign(owner=_owner(spells, stays, "spell_id")),
        "staff": staff,
        "training": training.events.assign(owner=_owner(staff, training.events, "staff_id")),
        "answers_nav": answer_nav(plan, providers, invitations, year),
        "answers_user": answer_users(plan, providers, invited, (training.paid_days, before.paid_days), year),
        "answers_staff": answer_staff(plan, providers, forms["invited_staff_n"].to_numpy(), year),
        "nav_invitations": invitations,
        "monthly_exits": monthly_exits(spells, year),
        "monthly_stock": monthly_stock(spells, places(spells), year),
        "followups": followed.assign(owner=ids[followed["provider"]]).drop(columns="provider"),
        "improvement_actions": registers.improvement_actions(plan, providers, year),
        "targets": agreed_targets(nation, year).assign(owner=""),
        "methods": registers.methods(plan, providers),
        "provider_lineage": registers.lineage(plan, providers, nation.merger, year),
        "nav_offices": nation.offices,
        "labour_market": registers.labour_market(plan, year),
    }
    tables["indikator_no"] = indikator_no(plan, providers, tables, year)
    if year == plan.last_year:
        tables["evaluation_answers"] = evaluation_answers(plan, providers, nation.offices, year)
        tables["evaluation_invited"] = evaluation_invited(providers, nation.offices)
    return {name: _owned(frame) for name, frame in tables.items()}


def _owner(parents: pd.DataFrame, children: pd.DataFrame, key: str) -> pd.Series:
    """Return the provider of each child's parent row."""
    provider = parents.set_index(key)["provider_id"]
    return pd.Series(provider.reindex(children[key].to_numpy()).to_numpy())


def _owned(frame: pd.DataFrame) -> pd.DataFrame:
    if OWNER in frame:
        return frame
    return frame.assign(owner=frame.get("provider_id", ""))
