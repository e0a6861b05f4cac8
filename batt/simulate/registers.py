"""Small registers around the core data: certificates, NAV offices, labour market, lineage, notes."""

import numpy as np
import pandas as pd

from batt.simulate.calendar import as_dates, day, last_day
from batt.simulate.draws import choose
from batt.simulate.merger import Merger
from batt.simulate.plan import Plan
from batt.simulate.providers import COUNTY_WEIGHTS
from batt.simulate.streams import stream

PROVIDERS_PER_OFFICE = 1.2
_METHODS = (
    "Faste samtaler hver uke og en skriftlig plan som deltakeren eier.",
    "Tidlig kontakt med arbeidsgivere; praksis innen seks uker.",
    "Kartlegging av grunnleggende ferdigheter ved oppstart.",
    "Jobbklubb to dager i uken.\nOppfølging på arbeidsplassen etterpå.",
    "Tett samarbeid med voksenopplæringen om moduler.",
)
_ACTIONS = (
    ("Ny rutine for egen plan", "Flere deltakere er med på å lage planen"),
    ("Kurs i motiverende samtale", "Høyere brukertilfredshet"),
    ("Flere skriftlige avtaler med bedrifter", "Flere praksisplasser"),
    ("Årlig møte med hvert NAV-kontor", "Bedre kjennskap til tilbudet"),
)
_UNEMPLOYMENT = {2011: 2.7, 2012: 2.5, 2013: 2.6, 2014: 2.8, 2015: 3.0, 2016: 3.0}


def invent_offices(plan: Plan) -> pd.DataFrame:
    """Invent NAV offices in every county, by population. One row per office."""
    weights = np.array(list(COUNTY_WEIGHTS.values()), dtype=float)
    wanted = plan.providers * PROVIDERS_PER_OFFICE * weights / weights.sum()
    count = np.maximum(2, np.rint(wanted)).astype(int)
    pairs = [(code, i) for code, n in zip(COUNTY_WEIGHTS, count) for i in range(1, n + 1)]
    return pd.DataFrame(
        {
            "nav_office_id": [f"NK{code}{number:03d}" for code, number in pairs],
            "county": [code for code, _ in pairs],
        }
    )


def labour_market(plan: Plan, year: int) -> pd.DataFrame:
    """Invent unemployment around the country's level of the year, per cent. One row per county."""
    n = len(COUNTY_WEIGHTS)
    lasting = stream(plan.seed, "registers", 0).normal(0.0, 0.4, n)
    passing = stream(plan.seed, "registers", 1, year).normal(0.0, 0.1, n)
    level = _UNEMPLOYMENT.get(year, 2.8) + lasting + passing
    return pd.DataFrame({"county": list(COUNTY_WEIGHTS), "unemployment_pct": np.round(level, 1)})


def certificates(plan: Plan, providers: pd.DataFrame, year: int) -> pd.DataFrame:
    """Invent certificates of three years' validity, renewed in time. One row per certificate in force."""
    rng = stream(plan.seed, "registers", 2)
    n = len(providers)
    draw = rng.random(n)
    phase = rng.integers(0, 3 * 365, n)
    parts = []
    last_iso = plan.equass_share + plan.iso_share
    has_iso = (draw > plan.equass_share - plan.both_share) & (draw < last_iso)
    for scheme, has in (("EQUASS_ASSURANCE", draw < plan.equass_share), ("ISO9001", has_iso)):
        first = day(plan.first_year - 4) + phase[has]
        for renewal in range(4):
            begins = first + renewal * 3 * 365
            parts.append(
                pd.DataFrame(
                    {
                        "provider_id": providers.loc[has, "provider_id"].to_numpy(),
                        "scheme": scheme,
                        "begins": begins,
                        "ends": begins + 3 * 365 - 1,
                    }
                )
            )
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.loc[(rows["begins"] <= last_day(year)) & (rows["ends"] >= day(year))]
    rows = rows.sort_values(["provider_id", "scheme", "begins"], kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "provider_id": rows["provider_id"],
            "scheme": rows["scheme"],
            "valid_from": as_dates(rows["begins"].to_numpy()),
            "valid_to": as_dates(rows["ends"].to_numpy()),
            "body": "Sertifiseringsorganet Oppdikt",
            "scope": "Alle skjermede tjenester",
        }
    )


def methods(plan: Plan, providers: pd.DataFrame) -> pd.DataFrame:
    """Invent a short note on method for some providers. One row per provider that wrote one."""
    rng = stream(plan.seed, "registers", 5)
    writes = rng.random(len(providers)) < 0.4
    writes[0] = True
    notes = choose(rng, _METHODS, (1.0,) * len(_METHODS), len(providers))[writes].astype(str)
    return pd.DataFrame({"provider_id": providers.loc[writes, "provider_id"].to_numpy(), "note": notes})


def improvement_actions(plan: Plan, providers: pd.DataFrame, year: int) -> pd.DataFrame:
    """Invent what providers do to improve an indicator. One row per action."""
    rng = stream(plan.seed, "registers", 6, year)
    acts = rng.random(len(providers)) < 0.3
    acts[0] = True
    n = int(acts.sum())
    number = rng.integers(0, len(_ACTIONS), n)
    indicator = np.array(["i02", "i02", "i05", "i01"], dtype=object)[number]
    return pd.DataFrame(
        {
            "provider_id": providers.loc[acts, "provider_id"].to_numpy(),
            "indicator": indicator.astype(str),
            "action": [_ACTIONS[i][0] for i in number],
            "started_date": as_dates(day(year) + rng.integers(0, 300, n)),
            "expected_effect": [_ACTIONS[i][1] for i in number],
            "is_evaluated": rng.random(n) < 0.4,
        }
    )


def lineage(plan: Plan, providers: pd.DataFrame, merger: Merger, year: int) -> pd.DataFrame:
    """Invent a merger and a new name before the first year, and list a later merger in its year.

    One row per change. The ids of the first two predecessors are outside the list of providers, which has
    room for them.
    """
    rng = stream(plan.seed, "registers", 7)
    successor = providers["provider_id"].to_numpy()[np.sort(rng.permutation(len(providers))[:2])]
    rows = [
        ("A9901", successor[0], day(plan.first_year - 1, 7), "FUSJON"),
        ("A9902", successor[1], day(plan.first_year - 1, 1), "NYTT_NAVN"),
        (merger.predecessor_id, merger.successor_id, merger.change_day, "FUSJON"),
    ]
    known = [row for row in rows if row[2] <= last_day(year)]
    changes = pd.DataFrame(known, columns=["predecessor_id", "successor_id", "change_date", "lineage_kind"])
    return changes.assign(change_date=as_dates(changes["change_date"].to_numpy()))
