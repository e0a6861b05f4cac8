"""From the sums of cells to the indicator table: county and country, value, interval, n, status and note."""

import numpy as np
import pandas as pd

from batt.indicators._cells import CELL, as_texts
from batt.indicators._contract import COUNTRY, PLACE, scale_ends
from batt.indicators._formulas import ratio_interval, wilson_interval
from batt.indicators._notes import notes
from batt.indicators._order import in_order
from batt.indicators._sums import SQUARES, TOTALS
from batt.registry import load

_SUMS = [*TOTALS, *SQUARES]
_ADDED = ["applies", "delivered", "missing_n", *_SUMS]


def indicator_table(cells: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return the indicator table, in order, with everything but the year.

    Parameters
    ----------
    cells
        One row per cell (`batt.indicators._cells.indicator_cells`).
    sums
        What counted units add up to, by cell: whole numbers `TOTALS` and `SQUARES`.

    Returns
    -------
    DataFrame
        One row per place, programme and indicator.
    """
    table = in_order(_at_every_level(_with_sums(cells, sums)), PLACE)
    facts = _facts().iloc[table["indicator"].cat.codes].set_axis(table.index)
    table = pd.concat([table, facts], axis=1)
    table["n"] = table["n"].where(table["n_unit"] != "firms", table["numerator"])
    table["status"] = _status(table)
    divisor = table["denominator"] * table["scale_over"]
    table["value"] = table["numerator"] * table["scale_times"] / divisor.where(divisor > 0)
    table["scale"] = table["scale_times"] / table["scale_over"]
    table = _with_intervals(table)
    table["note"] = notes(table)
    has_number = table["status"].isin(["ok", "too_few"])
    for column in ("numerator", "denominator", "n"):
        table[column] = table[column].astype("Int64").where(has_number)
    return as_texts(table)


def _with_sums(cells: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Put sums beside their cells: noughts where nothing was counted or nothing is to be told."""
    named = [cells[column].cat.categories for column in CELL]
    places = [names.get_indexer(pd.Index(sums[column])) for names, column in zip(named, CELL, strict=True)]
    # Sums of programmes that nobody runs, or of providers that are left out, are in no cell.
    is_known = np.logical_and.reduce([place >= 0 for place in places])
    row = np.full([len(names) for names in named], -1)
    row[tuple(place[is_known] for place in places)] = np.flatnonzero(is_known)
    row_of_cell = row[tuple(cells[column].cat.codes for column in CELL)]
    # The last row, of noughts, is for those without one. A missing number would make decimals of the others,
    # which hold no more than 53 bits.
    numbers = np.vstack([sums[_SUMS].to_numpy(), np.zeros((1, len(_SUMS)), dtype="int64")])
    told = numbers[np.where(cells["applies"] & cells["delivered"], row_of_cell, -1)]
    return pd.concat([cells, pd.DataFrame(told, columns=_SUMS, index=cells.index)], axis=1)


def _at_every_level(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells of providers, counties and the country. One row per place, programme and indicator.

    An indicator applies to a programme whoever runs it, and one who has delivered is enough for a figure;
    ``missing_n`` counts the providers of a county or the country who have none.
    """
    cell = ["indicator", "programme"]
    # One block of numbers is added up in one go.
    numbers = cells.assign(missing_n=_is_missing(cells))[_ADDED].to_numpy(dtype="int64")
    names = as_texts(cells[["provider_id"]]).rename(columns={"provider_id": "unit_id"})
    own = pd.concat([names, cells[[*cell, "county"]], pd.DataFrame(numbers, cells.index, _ADDED)], axis=1)
    levels = {
        # Its own figure leaves nobody out.
        "provider": own.assign(missing_n=0),
        "county": _added(own, [*cell, "county"]).rename(columns={"county": "unit_id"}),
        "country": _added(own, cell).assign(unit_id=COUNTRY),
    }
    table = pd.concat([rows[[*cell, "unit_id", *_ADDED]] for rows in levels.values()], ignore_index=True)
    return table.assign(
        unit_level=np.repeat(list(levels), [len(rows) for rows in levels.values()]),
        applies=table["applies"] > 0,
        delivered=table["delivered"] > 0,
    )


def _added(cells: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return cells.groupby(by, observed=True, sort=False)[_ADDED].sum().reset_index()


def _facts() -> pd.DataFrame:
    """What the registry says of each indicator. One row per indicator, in registry order."""
    return pd.DataFrame(
        {
            "rule_version": entry.rule_version,
            "unit": entry.unit,
            "n_unit": entry.n_unit,
            "minimum_n": entry.minimum_n,
            "interval": entry.interval,
            # Kept as a fraction, so that 175 days are exactly 25 weeks.
            "scale_times": entry.scale.numerator,
            "scale_over": entry.scale.denominator,
        }
        for entry in load().indicators
    )


def _is_missing(rows: pd.DataFrame) -> pd.Series:
    """Whether a figure is owed: nothing was delivered, or a form without all its answers.

    An answer that was not given is no small group.
    """
    forms = [entry.id for entry in load().indicators if entry.n_unit == "questions"]
    is_unanswered = rows["indicator"].isin(forms) & (rows["denominator"] == 0)
    return rows["applies"] & (~rows["delivered"] | is_unanswered)


def _status(table: pd.DataFrame) -> np.ndarray:
    return np.select(
        [~table["applies"], _is_missing(table), table["n"] < table["minimum_n"]],
        ["not_applicable", "missing", "too_few"],
        "ok",
    )


def _with_intervals(table: pd.DataFrame) -> pd.DataFrame:
    low = pd.Series(np.nan, index=table.index)
    high = low.copy()
    is_mean, is_share = table["interval"] == "t", table["interval"] == "wilson"
    means = table.loc[is_mean, [*SQUARES, "scale"]]
    shares = table.loc[is_share, ["numerator", "denominator"]]
    low[is_mean], high[is_mean] = (ends * means["scale"] for ends in ratio_interval(means))
    low[is_share], high[is_share] = wilson_interval(shares["numerator"], shares["denominator"])
    # A t interval of few units can pass the end of the scale, where no value can lie.
    lowest, highest = scale_ends(table["unit"])
    return table.assign(ci_low=low.clip(lower=lowest), ci_high=high.clip(upper=highest))
