"""Bring each provider's indicators on one line, freed from programme and year."""

import pandas as pd

JOBS, ACTIVE, PLACEMENTS, PARTNERS = "i08", "i09", "i06", "i05"

UNIT_COLUMNS = ["year", "provider_id", "programme", "indicator", "numerator", "denominator"]


def provider_cells(values: pd.DataFrame) -> pd.DataFrame:
    """Return what was counted for each provider, with partners per participant.

    The number of partners is mostly the provider's size; its participants (those of indicator 6, all
    programmes together) take the place of the one provider that the indicator divides by.

    Parameters
    ----------
    values
        One row per year, unit, programme and indicator (the indicator table of all years).

    Returns
    -------
    DataFrame
        One row per year, provider, programme and indicator with something counted, in columns
        `UNIT_COLUMNS`, the last two as numbers.
    """
    own = values[(values["unit_level"] == "provider") & values["value"].notna()]
    cells = own.rename(columns={"unit_id": "provider_id"})[UNIT_COLUMNS]
    cells = cells.astype({"numerator": float, "denominator": float}).reset_index(drop=True)
    key = ["year", "provider_id"]
    participants = cells[cells["indicator"] == PLACEMENTS].groupby(key)["denominator"].sum()
    denominator = cells["denominator"].mask(
        cells["indicator"] == PARTNERS, _looked_up(participants, cells, key)
    )
    return cells.assign(denominator=denominator)[denominator > 0].reset_index(drop=True)


def active_among_the_rest(cells: pd.DataFrame) -> pd.DataFrame:
    """Count active solutions among those who did not leave for a job.

    Nobody leaves for both, so as shares of everybody who left one goes down when the other goes up, whatever
    the provider does; among the rest chance alone makes no relation between the two.

    Parameters
    ----------
    cells
        One row per year, provider, programme and indicator (`provider_cells`).

    Returns
    -------
    DataFrame
        The same rows, less those of indicator 9 where everybody left for a job.
    """
    key = ["year", "provider_id", "programme"]
    jobs = cells[cells["indicator"] == JOBS].set_index(key)["numerator"]
    rest = cells["denominator"] - _looked_up(jobs, cells, key)
    denominator = cells["denominator"].mask(cells["indicator"] == ACTIVE, rest)
    return cells.assign(denominator=denominator)[denominator > 0].reset_index(drop=True)


def _looked_up(values: pd.Series, rows: pd.DataFrame, key: list[str]) -> pd.Series:
    """Return each row's value of a series indexed by `key`; missing where it has none."""
    return pd.Series(values.reindex(pd.MultiIndex.from_frame(rows[key])).to_numpy(), rows.index)


def deviations(cells: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return how far figures lie from the country's in the same programme and year.

    Parameters
    ----------
    cells
        One row per year, provider, programme and indicator (`provider_cells`).
    by
        What the figures are added up over, such as ``["provider_id"]``.

    Returns
    -------
    DataFrame
        One row per indicator and combination of `by`: ``deviation`` = Σ(numerator − denominator × the
        country's ratio) / Σ denominator, in the ratio's unit, and ``size`` = Σ denominator.
    """
    group = cells.groupby(["indicator", "programme", "year"])
    ratio = group["numerator"].transform("sum") / group["denominator"].transform("sum")
    excess = cells.assign(excess=cells["numerator"] - cells["denominator"] * ratio)
    sums = excess.groupby(["indicator", *by], as_index=False)[["excess", "denominator"]].sum()
    sums = sums.assign(deviation=sums["excess"] / sums["denominator"])
    return sums.rename(columns={"denominator": "size"}).drop(columns="excess")


def provider_profiles(values: pd.DataFrame) -> pd.DataFrame:
    """Return every provider's deviation from the country in each indicator, over all years and programmes.

    Returns
    -------
    DataFrame
        One row per provider, one column per indicator (``i01`` …), indexed by ``provider_id``; missing where
        the provider has no figure. Each year and programme counts by what was counted in it. Indicator 5 is
        per participant (`provider_cells`), 9 among those who did not get a job (`active_among_the_rest`).
    """
    long = deviations(active_among_the_rest(provider_cells(values)), ["provider_id"])
    return long.pivot(index="provider_id", columns="indicator", values="deviation")
