"""The rows of received files that a number is the sum of, each with its place and what it adds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from batt.paths import Root
from batt.provenance.tracing.traced_number import ALL
from batt.registry import Options, load

PLACE = ["source_file", "source_sheet", "source_row"]
COUNTED, BEHIND = "counted", "behind"
Conditions = list[tuple[str, str, Any]]
ROW_COLUMNS = ["part", "table", *PLACE, "provider_id", "programme", "item", "x", "w"]
_STANDS_IN = {"i04": ("staff",), "i05": ("partners", "providers"), "i06": ("spells",)}
"""Tables whose rows are the counted units, where they are not all tables of the indicator."""
_SUPPORTS = {"i04": "training", "i05": "placements", "i06": "placements"}
"""Tables from which counted units have what they add to the numerator."""


def tables_of(indicator: str) -> tuple[str, ...]:
    """Return the clean tables that an indicator is counted from, those of its units first."""
    units = _STANDS_IN.get(indicator, load().indicator(indicator).tables)
    return (*units, _SUPPORTS[indicator]) if indicator in _SUPPORTS else units


def providers_of(root: Root, year: int, unit_level: str, unit_id: str) -> list[str] | None:
    """Return the providers whose rows a unit's number is counted from; None for all."""
    if unit_level == "country":
        return None
    if unit_level == "provider":
        return [unit_id]
    providers = pd.read_parquet(root.clean(year) / "providers.parquet", columns=["provider_id", "county"])
    return list(providers.loc[providers["county"] == unit_id, "provider_id"])


def read_units(
    root: Root, year: int, indicator: str, programme: str, providers: Sequence[str] | None
) -> pd.DataFrame:
    """Return the saved counted units behind a number. One row per unit, with ``row_id, cluster, x, w``."""
    filters: Conditions = [("indicator", "==", indicator), ("programme", "==", programme)]
    if providers is not None:
        filters.append(("provider_id", "in", list(providers)))
    return pd.read_parquet(root.counted_units(year), filters=filters)


def counted_rows(root: Root, units: pd.DataFrame, indicator: str, year: int) -> pd.DataFrame:
    """Return where the counted units stand in the received files.

    Parameters
    ----------
    units
        From `read_units`.

    Returns
    -------
    DataFrame
        One row per counted unit: `ROW_COLUMNS`. ``source_row`` is the physical row of the file; ``item``
        tells the questions of one form apart and is else empty; ``x`` and ``w`` are added to numerator and
        denominator.
    """
    places = [
        _read(root, year, table, ["row_id", *PLACE]).assign(table=table)
        for table in _STANDS_IN.get(indicator, load().indicator(indicator).tables)
    ]
    found = units.merge(pd.concat(places, ignore_index=True), on="row_id", how="left", validate="many_to_one")
    is_item = load().indicator(indicator).n_unit == "questions"
    item = found["cluster"] if is_item else pd.Series("", index=found.index, dtype="str")
    return _in_order(found.assign(part=COUNTED, item=item))


def rows_behind(root: Root, units: pd.DataFrame, indicator: str, year: int, options: Options) -> pd.DataFrame:
    """Return the rows of other tables that give counted units what they add to the numerator.

    Training for the staff, and stays at firms for partners and participants; empty for other indicators.

    Returns
    -------
    DataFrame
        One row per row of those tables: `ROW_COLUMNS`; ``x`` is the minutes of training, or 1 for a stay.
    """
    if indicator not in _SUPPORTS or units.empty:
        return pd.DataFrame(columns=pd.Index(ROW_COLUMNS))
    table = _SUPPORTS[indicator]
    rows = _read(root, year, table)
    if indicator == "i04":
        staff = _read(root, year, "staff", ["row_id", "staff_id"])
        ours = staff.loc[staff["row_id"].isin(list(units["row_id"])), "staff_id"]
        rows = rows.loc[rows["staff_id"].isin(list(ours)) & _is_paid(rows, options)]
        rows = rows.assign(x=rows["minutes"], programme=ALL)
    else:
        rows = rows.loc[_is_used(rows, indicator, options)].assign(x=1)
        rows = _of_partners(root, rows, units, year, options) if indicator == "i05" else rows
        rows = _of_participants(root, rows, units, year) if indicator == "i06" else rows
    return _in_order(rows.assign(part=BEHIND, table=table, item="", w=0))


def _is_paid(training: pd.DataFrame, options: Options) -> pd.Series:
    paid = training["is_paid_time"].fillna(False)
    if options.training_hours == "with_own_time":
        own = training["is_own_time"].fillna(False) & training["is_cost_covered"].fillna(False)
        return (paid | own).astype(bool)
    return paid.astype(bool)


def _is_used(placements: pd.DataFrame, indicator: str, options: Options) -> pd.Series:
    on_date = indicator == "i06" and options.placement_population == "on_date"
    practice = load().codes["placement_types"].in_group("practice")
    used = placements["overlaps_on_date" if on_date else "overlaps_year"] & placements["placement_type"].isin(
        practice
    )
    return used & placements["has_follow_up"].fillna(False).astype(bool) if indicator == "i06" else used


def _of_partners(
    root: Root, stays: pd.DataFrame, units: pd.DataFrame, year: int, options: Options
) -> pd.DataFrame:
    """Keep the stays under any agreement of a counted firm; each belongs to the agreement's provider."""
    unit = "firm_id" if options.partner_unit == "firm" else "partner_id"
    partners = _read(root, year, "partners", ["row_id", "provider_id", "partner_id", "firm_id"])
    partners = partners.assign(key=partners["provider_id"] + "|" + partners[unit])
    counted = partners.loc[partners["row_id"].isin(list(units["row_id"])), "key"]
    ours = partners.loc[partners["key"].isin(list(counted)), ["partner_id", "provider_id"]]
    stays = stays.drop(columns="provider_id")
    return stays.merge(ours, on="partner_id", validate="many_to_one").assign(programme=ALL)


def _of_participants(root: Root, stays: pd.DataFrame, units: pd.DataFrame, year: int) -> pd.DataFrame:
    """Keep the stays of counted participants, in whichever of a participant's courses."""
    person = ["participant_id", "provider_id", "programme"]
    spells = _read(root, year, "spells", ["row_id", *person])
    ours = spells.loc[spells["row_id"].isin(list(units["row_id"])), person]
    return stays.merge(ours.drop_duplicates(), on=person, validate="many_to_one")


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows as somebody finds them who opens the files."""
    return rows.loc[:, ROW_COLUMNS].sort_values([*PLACE, "item"], kind="stable", ignore_index=True)


def _read(root: Root, year: int, table: str, columns: list[str] | None = None) -> pd.DataFrame:
    file: Path = root.clean(year) / f"{table}.parquet"
    return pd.read_parquet(file, columns=columns) if file.exists() else pd.DataFrame(columns=columns or [])
