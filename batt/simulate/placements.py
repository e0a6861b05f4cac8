"""Invented partner firms and the stays of participants there."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from batt.simulate.calendar import NEVER, as_dates, day, last_day
from batt.simulate.draws import choose
from batt.simulate.plan import Plan
from batt.simulate.progress import Progress, raised
from batt.simulate.streams import stream

_INDUSTRIES = {
    **{"A": 3, "C": 12, "E": 3, "F": 8, "G": 22, "H": 7, "I": 9, "J": 3, "L": 2, "M": 3, "N": 8, "O": 5},
    **{"P": 4, "Q": 9, "R": 2, "S": 5},
}
_AGREEMENTS = {"RAMME": 0.45, "INDIVIDUELL": 0.40, "INGEN": 0.15}


@dataclass(frozen=True)
class Placements:
    """Partners (one row per agreement between a provider and a site) and stays (one row per stay at one)."""

    partners: pd.DataFrame
    stays: pd.DataFrame


def invent_placements(
    plan: Plan, providers: pd.DataFrame, courses: pd.DataFrame, progress: Progress
) -> Placements:
    """Invent partners in proportion to the providers' size, and where the stays begun were and how long.

    Days are days since 1970-01-01; an agreement that has no end ends ``NEVER``.
    """
    partners = _partners(plan, providers)
    stays = _stays(plan, courses, partners, progress)
    begins, ends = partners["agreement_from"].to_numpy(copy=True), partners["agreement_to"].to_numpy()
    partner = stays["partner"].to_numpy()
    # An agreement begins before it is used, and one that is used after its end has none.
    np.minimum.at(begins, partner, stays["placement_from"].to_numpy())
    last_used = np.full(len(partners), NEVER)
    np.maximum.at(last_used, partner, stays["placement_to"].to_numpy())
    ends = np.where(ends < last_used, NEVER, ends)
    return Placements(partners.assign(agreement_from=begins, agreement_to=ends), stays)


def partner_rows(placements: Placements, provider_ids: NDArray, year: int) -> pd.DataFrame:
    """Return the agreements in force in a year. One row per partner."""
    partners = placements.partners
    ends = partners["agreement_to"]
    in_force = (partners["agreement_from"] <= last_day(year)) & ((ends == NEVER) | (ends >= day(year)))
    rows = partners.loc[in_force]
    end = rows["agreement_to"].to_numpy()
    return pd.DataFrame(
        {
            "partner_id": rows["partner_id"].to_numpy(),
            "provider_id": provider_ids[rows["provider"]],
            **{n: rows[n].to_numpy() for n in ("firm_id", "industry", "agreement_type", "is_written")},
            "agreement_from": as_dates(rows["agreement_from"].to_numpy()),
            "agreement_to": as_dates(end, end <= last_day(year)),
        }
    )


def placement_rows(placements: Placements, courses: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the stays that overlap a year. One row per stay; an end after the year is missing."""
    stays = placements.stays
    rows = stays.loc[(stays["placement_from"] <= last_day(year)) & (stays["placement_to"] >= day(year))]
    end = rows["placement_to"].to_numpy()
    return pd.DataFrame(
        {
            "placement_id": rows["placement_id"].to_numpy(),
            "spell_id": courses["spell_id"].to_numpy()[rows["course"]],
            "partner_id": placements.partners["partner_id"].to_numpy()[rows["partner"]],
            "placement_from": as_dates(rows["placement_from"].to_numpy()),
            "placement_to": as_dates(end, end <= last_day(year)),
            "has_follow_up": rows["has_follow_up"].to_numpy(),
            "placement_type": rows["placement_type"].to_numpy(),
        }
    )


def _partners(plan: Plan, providers: pd.DataFrame) -> pd.DataFrame:
    rng = stream(plan.seed, "partners")
    outreach = raised(plan.outreach_partners, providers)
    count = 3 + rng.poisson(0.16 * providers["size"].to_numpy() * outreach)
    n = int(count.sum())
    agreement = choose(rng, tuple(_AGREEMENTS), tuple(_AGREEMENTS.values()), n)
    begins = rng.integers(day(plan.first_year - 4), last_day(plan.last_year), n)
    ends = begins + rng.integers(365, 5 * 365, n)
    return pd.DataFrame(
        {
            "partner_id": [f"H{number:06d}" for number in range(1, n + 1)],
            "provider": np.repeat(np.arange(len(providers)), count),
            # Some firms have several sites or meet several providers, hence fewer firms than partners.
            "firm_id": [f"V{number:06d}" for number in rng.integers(1, max(2, int(1.5 * n)), n)],
            "industry": choose(rng, tuple(_INDUSTRIES), tuple(_INDUSTRIES.values()), n).astype(str),
            "agreement_type": agreement.astype(str),
            "is_written": np.where(agreement == "INGEN", False, rng.random(n) < 0.94),
            "agreement_from": begins,
            "agreement_to": np.where(rng.random(n) < 0.75, NEVER, ends),
        }
    )


def _stays(plan: Plan, courses: pd.DataFrame, partners: pd.DataFrame, progress: Progress) -> pd.DataFrame:
    """Draw where the stays begun were and how long; only those within the years are kept."""
    rng = stream(plan.seed, "placements")
    begun = progress.placements
    course, first = begun["course"].to_numpy(), begun["placement_from"].to_numpy()
    last = np.minimum(first + rng.integers(10, 120, len(course)), courses["end"].to_numpy()[course])
    sites = partners.groupby("provider").size().to_numpy()
    provider = courses["provider"].to_numpy()[course]
    site = np.floor(rng.random(len(course)) * sites[provider]).astype(np.int64)
    stays = pd.DataFrame(
        {
            "course": course,
            "partner": (np.cumsum(sites) - sites)[provider] + site,
            "placement_from": first,
            "placement_to": last,
            "has_follow_up": begun["has_follow_up"].to_numpy(),
            "placement_type": begun["placement_type"].to_numpy(),
        }
    )
    seen = (last >= day(plan.first_year)) & (first <= last_day(plan.last_year))
    stays = stays.loc[seen].reset_index(drop=True)
    stays.insert(0, "placement_id", [f"S{number:07d}" for number in range(1, len(stays) + 1)])
    return stays
