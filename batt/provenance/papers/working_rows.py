"""The rows of a working paper: what was received, what was read from it, and what each row adds."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from batt.paths import Root
from batt.provenance.tracing.counted_rows import COUNTED, PLACE
from batt.provenance.tracing.trace import Trace
from batt.registry import Options, load

KEY = "key"


@dataclass(frozen=True, eq=False)
class WorkingTable:
    """One sheet of rows.

    Attributes
    ----------
    table
        Our name of the table.
    rows
        One row per received row: its place; ``x`` and ``w``, missing for rows that lie behind others; then
        ``received`` and ``read`` fields.
    received
        Columns with cells as received, by what stands above them.
    read
        Columns that formulas read, by field.
    """

    table: str
    rows: pd.DataFrame
    received: Mapping[str, str]
    read: Mapping[str, str]


def working_table(
    root: Root, found: Trace, table: str, fields: tuple[str, ...], received: pd.DataFrame, options: Options
) -> WorkingTable:
    """Set the rows of one table side by side: as received, as read, and what they add.

    Parameters
    ----------
    fields
        The clean fields that the paper's formulas read; ``key`` is what stays at firms are looked up by.
    received
        From `batt.provenance.papers.received_rows.received_rows`, of this table.
    """
    year = found.number.year
    mine = found.rows.loc[found.rows["table"] == table]
    adds = ["x", "w"]
    # Questions of one form are one row; a stay behind several agreements of a firm as well.
    rows = mine.groupby(PLACE, sort=False, as_index=False).agg(
        **{name: (name, "sum") for name in adds}, provider_id=("provider_id", "first"), part=("part", "first")
    )
    rows[adds] = rows[adds].astype("Int64").where(rows["part"] == COUNTED)
    clean = pd.read_parquet(root.clean(year) / f"{table}.parquet")
    owners = rows[[*PLACE, "provider_id"]].rename(columns={"provider_id": "owner"})
    clean = clean.merge(owners, on=PLACE, validate="one_to_one")
    clean = _with_key(root, clean, table, found, options) if KEY in fields else clean
    read = {field: f"{field}.read" for field in fields}
    chosen = clean[[*PLACE, *fields]].rename(columns=read)
    rows = rows.drop(columns=["provider_id", "part"]).merge(
        chosen, on=PLACE, how="left", validate="one_to_one"
    )
    names = [name for name in received.columns if name not in PLACE]
    told = {name: f"{name}.received" for name in names}
    rows = rows.merge(received.rename(columns=told), on=PLACE, how="left", validate="one_to_one")
    columns = load().table(table)
    headers = {f"{name}.received": columns.column(name).headers(year)[0] for name in names}
    return WorkingTable(table, rows, headers, read)


def _with_key(root: Root, clean: pd.DataFrame, table: str, found: Trace, options: Options) -> pd.DataFrame:
    """Add what joins a stay to the firm or the person that it counts for."""
    if found.indicator.id == "i06":
        return clean.assign(**{KEY: clean["provider_id"] + "|" + clean["participant_id"]})
    unit = "firm_id" if options.partner_unit == "firm" else "partner_id"
    if unit not in clean:
        partners = pd.read_parquet(
            root.clean(found.number.year) / "partners.parquet", columns=["partner_id", "firm_id"]
        )
        clean = clean.merge(partners, on="partner_id", how="left", validate="many_to_one")
    return clean.assign(**{KEY: clean["owner"] + "|" + clean[unit]})
