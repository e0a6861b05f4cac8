"""What providers are compared with on a page: the cells that everybody may see, and nothing else.

Ranks, funnels, means of providers and shrinkage made among these cells are a calculation that any reader
could do; they cannot tell about a hidden one. Figures of the country rest on everybody, and those that could
be taken apart are left out here.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.comparisons import Basis, YearData, is_among, year_strata
from batt.comparisons.national_change import TOTAL
from batt.protection import ProtectedTable
from batt.protection.settings import settings

PARTNERS, PLACEMENT = "i05", "i06"
_LIST = ["indicator", "programme"]
_CELL = ["year", "indicator", "programme", "provider_id"]
_ROW = ["year", "unit_level", "unit_id", "programme", "indicator"]
_CAUSES_BEHIND = {"without_F6": ("F6",), "without_F5": ("F5",), "F1_only": ("F1",)}
"""End causes that a reading of ``job_codes`` gives away beside indicator 8 as it stands."""


def shown_cells(protection: pd.DataFrame) -> pd.DataFrame:
    """Return the providers' cells that everybody may see.

    Parameters
    ----------
    protection
        One row per year, unit, programme and indicator with ``level``, how much of it is hidden.

    Returns
    -------
    DataFrame
        One row per year, indicator, programme and provider. Partners are compared per participant, and so
        need the participants of every programme of the provider to be shown.
    """
    rows = protection.loc[protection["unit_level"] == "provider"].rename(columns={"unit_id": "provider_id"})
    few = rows.loc[(rows["indicator"] == PLACEMENT) & (rows["level"] > 1), ["year", "provider_id"]]
    unknown = pd.MultiIndex.from_frame(rows[["year", "provider_id"]]).isin(pd.MultiIndex.from_frame(few))
    shown = (rows["level"] == 0) & ~((rows["indicator"] == PARTNERS) & unknown)
    return rows.loc[shown, _CELL].reset_index(drop=True)


def shown_country(tables: Sequence[ProtectedTable]) -> pd.DataFrame:
    """Return the country's figures that everybody may see, of several years.

    One row per year, indicator and programme with ``value``.
    """
    rows = [
        table.values.loc[(table.values["unit_level"] == "country") & (table.protection.level == 0)]
        for table in tables
    ]
    return pd.concat(rows, ignore_index=True)[["year", "indicator", "programme", "value"]]


def hold_back(
    tables: dict[str, pd.DataFrame], basis: Basis, chosen: pd.DataFrame, protection: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return comparisons made among shown cells, without what their national figures would give away.

    Parameters
    ----------
    tables
        From `batt.comparisons.compare` among `chosen`.
    basis
        What they rest on.
    chosen, protection
        From and for `shown_cells`.
    """
    kept = {name: table for name, table in tables.items() if name not in ("reading_runs", "problems")}
    kept["readings"] = _safe_readings(_of_shown_country(kept["readings"], protection), protection)
    kept["best_practice"] = _of_shown_country(kept["best_practice"], protection)
    # One provider's figures under another reading, beside those in force, would tell single causes apart.
    kept["readings_hanging"] = kept["readings_hanging"].drop(columns=["value", "value_alternative"])
    kept["indikator_no"] = _agreement(kept["indikator_no"])
    # How like two providers are says something about the participants of both.
    kept["nearest_peers"] = kept["nearest_peers"].drop(columns="distance")
    if "national_changes" in kept:
        kept["national_changes"] = _safe_changes(kept["national_changes"], basis, chosen)
        kept["national_changes"] = _without_hidden_country(kept["national_changes"], protection, basis.year)
    kept["county_standings"] = _shown_standings(kept["county_standings"], protection, basis.year)
    if "target_attainment" in kept:
        kept["target_attainment"] = _shown_rows(kept["target_attainment"], protection)
    return kept


def _of_shown_country(table: pd.DataFrame, protection: pd.DataFrame) -> pd.DataFrame:
    """Empty the country's figures, and differences from them, where they are hidden."""
    keys = ["year", "indicator", "programme"]
    hidden = protection.loc[(protection["unit_level"] == "country") & (protection["level"] > 0), keys]
    secret = pd.MultiIndex.from_frame(table[keys]).isin(pd.MultiIndex.from_frame(hidden))
    told = [
        name
        for name in ("national_value", "national_alternative", "difference", "advantage")
        if name in table
    ]
    return table.assign(**{name: table[name].mask(secret) for name in told})


def _safe_readings(panel: pd.DataFrame, protection: pd.DataFrame) -> pd.DataFrame:
    """Empty the national figures whose difference from the one in force would be a count of 1 or 2."""
    differences = panel[["numerator_difference", "denominator_difference"]].abs().to_numpy(dtype=float)
    others = np.abs(differences[:, 1] - differences[:, 0])[:, None]
    counts = np.concatenate([differences, others], axis=1)
    is_small = ((counts > 0) & (counts < settings().min_interval)).any(axis=1)
    causes = protection.loc[
        (protection["unit_level"] == "country") & protection["indicator"].str.startswith("end_cause.")
    ]
    hidden = causes.loc[causes["level"] > 0]
    hidden_causes = set(
        zip(hidden["year"], hidden["programme"], hidden["indicator"].str.removeprefix("end_cause."))
    )
    tells = [
        any(
            (row.year, row.programme, code) in hidden_causes
            for code in _CAUSES_BEHIND.get(str(row.choice), ())
        )
        for row in panel.itertuples()
    ]
    # The members of one association are the rest of all, and not protected as a table of their own.
    unsafe = is_small | np.array(tells, dtype=bool) | (panel["option"] == "forening").to_numpy()
    empty = ["national_alternative", "difference"]
    panel = panel.drop(columns=["numerator_difference", "denominator_difference"])
    return panel.assign(**{name: panel[name].mask(unsafe) for name in empty})


def _agreement(crosswalk: pd.DataFrame) -> pd.DataFrame:
    """Return how many providers' shared figures agree. One row per figure of indikator.no."""
    compared = crosswalk.loc[crosswalk["agrees"].notna()]
    groups = compared.groupby(["year", "number", "indicator"], as_index=False)
    return groups.agg(providers_n=("agrees", "size"), agreeing_n=("agrees", "sum")).astype(
        {"agreeing_n": "int64"}
    )


def _safe_changes(changes: pd.DataFrame, basis: Basis, chosen: pd.DataFrame) -> pd.DataFrame:
    """Empty the parts of a change where those who came or went are too few to hide one of them."""
    now, before = basis.now, basis.before
    if before is None:
        return changes
    few = _few_hidden(now, before, chosen) | _few_hidden(before, now, chosen)
    unsafe = np.array([pair in few for pair in zip(changes["indicator"], changes["programme"])], dtype=bool)
    reason = changes["reason"].mask(unsafe & changes["reason"].eq("").to_numpy(), "hidden")
    parts = ["coverage", "definition", "case_mix", "performance"]
    return changes.assign(**{name: changes[name].mask(unsafe) for name in parts}, reason=reason)


def _few_hidden(data: YearData, other: YearData, chosen: pd.DataFrame) -> set[tuple[str, str]]:
    """Return the figures of which few hidden cells are of providers that the other year does not have."""
    strata = year_strata(data)
    cells = strata.loc[~strata["provider_id"].isin(other.cells["provider_id"])].assign(year=data.year)
    hidden = cells.loc[~is_among(cells, chosen), ["indicator", "programme", "provider_id"]].drop_duplicates()
    both = pd.concat([hidden, hidden.assign(programme=TOTAL).drop_duplicates()])
    counts = both.groupby(["indicator", "programme"]).size()
    return set(counts.index[counts < settings().min_hidden_providers])


def _without_hidden_country(changes: pd.DataFrame, protection: pd.DataFrame, year: int) -> pd.DataFrame:
    """Leave out the changes of figures of the country that are hidden in one of the two years."""
    hidden = protection.loc[
        (protection["unit_level"] == "country")
        & protection["year"].isin([year - 1, year])
        & (protection["level"] > 0)
    ]
    pairs = set(zip(hidden["indicator"], hidden["programme"]))
    # A total with a hidden part would give that part away.
    kept = [
        (row.indicator, row.programme) not in pairs
        and not (row.programme == TOTAL and row.indicator in set(hidden["indicator"]))
        for row in changes.itertuples()
    ]
    return changes.loc[kept].reset_index(drop=True)


def _shown_standings(standings: pd.DataFrame, protection: pd.DataFrame, year: int) -> pd.DataFrame:
    """Keep in one word how a county stands, where its figure and the country's may both be seen.

    How far it stands out in numbers would tell how much its providers differ, the hidden ones too.
    """
    hidden = protection.loc[(protection["year"] == year) & (protection["level"] > 0)]
    country = hidden.loc[hidden["unit_level"] == "country", _LIST]
    county = hidden.loc[hidden["unit_level"] == "county", ["unit_id", *_LIST]]
    secret = pd.MultiIndex.from_frame(standings[_LIST]).isin(pd.MultiIndex.from_frame(country))
    secret |= pd.MultiIndex.from_frame(standings[["county", *_LIST]]).isin(pd.MultiIndex.from_frame(county))
    return standings.loc[~secret, ["county", *_LIST, "standing"]].reset_index(drop=True)


def _shown_rows(attainment: pd.DataFrame, protection: pd.DataFrame) -> pd.DataFrame:
    """Keep the targets of units whose figure everybody may see, or who have none."""
    hidden = protection.loc[protection["level"] > 0, _ROW]
    whole = attainment.assign(programme="ALL")
    marked = [
        pd.MultiIndex.from_frame(rows[_ROW]).isin(pd.MultiIndex.from_frame(hidden))
        for rows in (attainment, whole)
    ]
    return attainment.loc[~(marked[0] | marked[1])].reset_index(drop=True)
