"""Invented targets: of the nation, of counties and agreed with providers, some against matrix B."""

import numpy as np
import pandas as pd

from batt.registry import load
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

UNKNOWN_PROVIDER = "A9990"
_COLUMNS = ["level", "area", "provider_id", "programme", "indicator", "target", "rule", "lower", "upper"]
_LOCAL_SHARE, _FEWEST_LOCAL = 0.25, 3
# Programme, indicator, rule, target.
_NATIONAL = (
    ("VTA", "i02", "MIN", 4.2),
    ("AVKL", "i09", "MIN", 0.45),
    ("APS", "i06", "MIN", 0.40),
    ("KIA", "i08", "MIN", 0.35),
    ("KIA", "i11", "MIN", 0.40),
    ("AB", "i08", "MIN", 0.45),
    ("AB", "i12", "MAKS", 9.0),
)
# Programme, indicator, rule, mean and standard deviation of the targets set, digits.
_COUNTY = (
    ("VTA", "i06", "MIN", 0.10, 0.06, 2),
    ("APS", "i02", "MIN", 4.4, 0.4, 1),
    ("AB", "i06", "MIN", 0.55, 0.15, 2),
)
# Those of firms, and of jobs in AVKL and APS, ask for what matrix B calls not suited; that of the time in APS
# for what it leaves unknown.
_LOCAL = (
    ("VTA", "i05", "MIN", 12.0, 5.0, 0),
    ("VTA", "i06", "MIN", 0.10, 0.06, 2),
    ("VTA", "i02", "MIN", 4.2, 0.4, 1),
    ("TIA", "i02", "MIN", 4.3, 0.4, 1),
    ("AVKL", "i08", "MIN", 0.15, 0.06, 2),
    ("AVKL", "i09", "MIN", 0.50, 0.15, 2),
    ("APS", "i08", "MIN", 0.25, 0.08, 2),
    ("APS", "i10", "INTERVALL", 45.0, 6.0, 0),
    ("KIA", "i11", "MIN", 0.35, 0.10, 2),
    ("AB", "i06", "MIN", 0.55, 0.15, 2),
)
_HALF_INTERVAL_WEEKS = 10.0


def targets(plan: Plan, providers: pd.DataFrame, run: pd.DataFrame, year: int) -> pd.DataFrame:
    """Invent the targets of a year. One row per target; a local one names a provider that runs the programme.

    ``run`` has ``provider_id, programme``, one row per programme that a provider runs in the year. One
    provider in four, three or more, has local targets; the first of them has every one that it can have.
    """
    rng = stream(plan.seed, "registers", 4, year)
    rows = [("NASJONALT", "NO", None, *target, np.nan, np.nan) for target in _NATIONAL]
    for county in sorted(set(providers["county"])):
        rows += [("FYLKE", county, None, *_numbers(rng, kind)) for kind in _COUNTY]
    wanted = max(_FEWEST_LOCAL, round(_LOCAL_SHARE * len(providers)))
    runs = set(zip(run["provider_id"], run["programme"]))
    for number, at in enumerate(rng.permutation(len(providers))[:wanted]):
        provider_id, county = providers["provider_id"].iloc[at], providers["county"].iloc[at]
        agreed = (rng.random(len(_LOCAL)) < 0.5) | (number == 0)
        drawn = [_numbers(rng, kind) for kind in _LOCAL]
        rows += [
            ("LOKALT", county, provider_id, *target)
            for target, is_agreed in zip(drawn, agreed)
            if is_agreed and (provider_id, target[0]) in runs
        ]
    order = ["level", "area", "provider_id", "programme", "indicator", "rule", "target", "lower", "upper"]
    return pd.DataFrame(rows, columns=order)[_COLUMNS]


def against_matrix(agreed: pd.DataFrame) -> pd.DataFrame:
    """Return the local targets on cells that matrix B does not call suited. One row per target.

    Source: WG §4.13.
    """
    suited = load().target_suitability
    cells = zip(agreed["indicator"], agreed["programme"])
    is_against = np.array([suited[cell].suited != "JA" for cell in cells], dtype=bool)
    return agreed.loc[is_against & (agreed["level"] == "LOKALT").to_numpy()]


def wrong_targets(agreed: pd.DataFrame) -> pd.DataFrame:
    """Invent two local targets that cannot be used: on a hatched cell, and for a provider nobody knows.

    One row per target. Both are made of one that can be used; none where there is no local target.
    """
    local = agreed.loc[agreed["level"] == "LOKALT"]
    # In order of their codes VTA and TIA, which job acquisition does not cover, come last.
    last = local.sort_values("programme", kind="stable").tail(1)
    covered = load().applies
    hatched = [
        next(entry.id for entry in load().indicators if not covered[entry.id, programme])
        for programme in last["programme"]
    ]
    numbers = {"rule": "MIN", "target": 0.30, "lower": np.nan, "upper": np.nan}
    stranger = local.head(1).assign(provider_id=UNKNOWN_PROVIDER)
    return pd.concat([last.assign(indicator=hatched, **numbers), stranger], ignore_index=True)


def _numbers(
    rng: np.random.Generator, kind: tuple[str, str, str, float, float, int]
) -> tuple[str, str, str, float, float, float]:
    """Draw one target: programme, indicator, rule, target, lower and upper end."""
    programme, indicator, rule, mean, deviation, digits = kind
    level = round(max(rng.normal(mean, deviation), deviation), digits)
    if rule == "INTERVALL":
        ends = level - _HALF_INTERVAL_WEEKS, level + _HALF_INTERVAL_WEEKS
        return programme, indicator, rule, np.nan, *ends
    return programme, indicator, rule, level, np.nan, np.nan
