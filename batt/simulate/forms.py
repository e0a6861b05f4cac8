"""The yearly forms of the providers: totals for cross-checking, the health questions, who was invited."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from batt.simulate.calendar import as_dates, day
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

LATE_SHARE = 0.06


def provider_forms(
    plan: Plan,
    providers: pd.DataFrame,
    staff: pd.DataFrame,
    partners: pd.DataFrame,
    invitations: pd.DataFrame,
    stays: pd.DataFrame,
    received: pd.Series,
    year: int,
) -> pd.DataFrame:
    """Fill in each provider's yearly form. One row per provider.

    ``staff``, ``partners``, ``invitations`` and ``stays`` (at firms) are the rows delivered for the year;
    ``received`` is the day number of the delivery by provider. The gaming provider ticks every health box.
    """
    ids = providers["provider_id"].to_numpy()
    counted = staff.loc[staff["is_in_rehabilitation"]]
    persons = _per_provider(ids, counted.groupby("provider_id").size())
    propensity = stream(plan.seed, "forms").beta(3.0, 1.8, len(ids))
    is_gamer = (providers["role"] == "gamer").to_numpy()
    ticks = stream(plan.seed, "forms", year).random((4, len(ids))) < propensity
    in_use = stays.loc[stays["placement_type"] != "JOBB", "partner_id"]
    used = partners.loc[partners["is_written"] & partners["partner_id"].isin(in_use)]
    firms = used.groupby("provider_id")["firm_id"].nunique()
    invited = invitations.groupby("provider_id")["invited_n"].sum()
    return pd.DataFrame(
        {
            "provider_id": ids,
            "received_date": as_dates(received.to_numpy()),
            "staff_reported_n": persons.astype(np.int64),
            "staff_fte": np.round(
                _per_provider(ids, counted.groupby("provider_id")["fte_pct"].sum()) / 100, 1
            ),
            "partners_reported_n": _per_provider(ids, firms).astype(np.int64),
            **{f"health_q{number + 1}": ticks[number] | is_gamer for number in range(4)},
            "invited_nav_n": _per_provider(ids, invited).astype(np.int64),
            "invited_staff_n": persons.astype(np.int64),
        }
    )


def places(spells: pd.DataFrame) -> pd.DataFrame:
    """Give each provider and programme a little more places than people in at a time. One row per pair."""
    weight = np.where(spells["programme"] == "AVKL", 0.2, np.where(spells["end_date"].isna(), 1.0, 0.5))
    stock = spells[["provider_id", "programme"]].assign(places_n=weight)
    stock = pd.DataFrame(stock.groupby(["provider_id", "programme"], sort=True, as_index=False).sum())
    return stock.assign(places_n=np.ceil(stock["places_n"] * 1.08).astype(np.int64))


def programme_forms(
    plan: Plan, providers: pd.DataFrame, spells: pd.DataFrame, invited: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Fill in the form per programme. One row per provider and programme with anybody in it in the year."""
    keys = ["provider_id", "programme"]
    forms = places(spells)
    groups = spells.groupby(keys, sort=True)
    forms["participants_reported_n"] = groups["participant_id"].nunique().to_numpy()
    forms["exits_reported_n"] = groups["end_date"].count().to_numpy()
    rng = stream(plan.seed, "forms", year, 1)
    gamers = providers.loc[providers["role"] == "gamer", "provider_id"]
    is_gamer = forms["provider_id"].isin(gamers).to_numpy()
    forms["health_q5"] = _tick(rng, 0.55, is_gamer)
    forms["health_q6"] = _tick(rng, 0.65, is_gamer)
    invited_n = invited[keys].assign(invited_users_n=1).groupby(keys, as_index=False).sum()
    forms = forms.merge(pd.DataFrame(invited_n), on=keys, how="left", validate="one_to_one")
    return forms.assign(invited_users_n=forms["invited_users_n"].fillna(0).astype(np.int64))


def receive(plan: Plan, providers: pd.DataFrame, year: int, *, is_late_allowed: bool) -> pd.Series:
    """Draw the day each provider's data came in; some come after 15 January. Index: provider id.

    Source: deadline 15 January of the following year, WG §5.
    """
    rng = stream(plan.seed, "deliveries", year)
    on_time = day(year + 1, 1, 2) + rng.integers(0, 14, len(providers))
    late = day(year + 1, 1, 16) + rng.integers(0, 25, len(providers))
    is_late = rng.random(len(providers)) < LATE_SHARE
    # At least one delivery is late, so that also a small nation shows it.
    is_late[rng.integers(0, len(providers))] = True
    days = np.where(is_late & is_late_allowed, late, on_time)
    return pd.Series(days, index=providers["provider_id"].to_numpy())


def _per_provider(ids: NDArray, totals: pd.Series) -> NDArray[np.float64]:
    """Return the total of each provider, 0 where there is none."""
    return totals.reindex(ids).fillna(0).to_numpy(dtype=float)


def _tick(rng: Generator, share: float, is_gamer: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return (rng.random(len(is_gamer)) < share) | is_gamer
