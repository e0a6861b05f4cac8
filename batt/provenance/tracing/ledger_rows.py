"""The rows near a number that were set aside or corrected, with the reason and what was changed."""

from collections.abc import Sequence

import pandas as pd

from batt.paths import Root
from batt.provenance.tracing.counted_rows import PLACE, Conditions, tables_of
from batt.provenance.tracing.traced_number import ALL

SET_ASIDE, CORRECTED = "set_aside", "corrected"
LEDGER_COLUMNS = ["part", "table", *PLACE, "provider_id", "field", "reason", "received", "kept"]


def ledger_rows(
    root: Root, year: int, indicator: str, programme: str, providers: Sequence[str] | None
) -> pd.DataFrame:
    """Return what the ledger says of the rows that a number could have been counted from.

    Parameters
    ----------
    providers
        Whose rows; None for everybody's.

    Returns
    -------
    DataFrame
        One row per changed field or reason: `LEDGER_COLUMNS`; ``part`` is ``set_aside`` or ``corrected``.
        Corrected rows are those of the programme. The programme of a row that was set aside is not known for
        certain, so that all of the unit's are there. Values that may be personal data are left out.
    """
    tables = tables_of(indicator)
    filters: Conditions = [("outcome", "in", [SET_ASIDE, CORRECTED]), ("table", "in", list(tables))]
    if providers is not None:
        filters.append(("provider_id", "in", list(providers)))
    lines = pd.read_parquet(root.clean(year) / "ledger.parquet", filters=filters)
    lines = lines.rename(columns={"outcome": "part"}).loc[:, LEDGER_COLUMNS]
    if programme == ALL:
        return lines
    corrected = lines["part"] == CORRECTED
    ours = [_rows_of(root, year, table, programme, lines.loc[corrected]) for table in tables]
    return pd.concat([lines.loc[~corrected], *ours], ignore_index=True)


def _rows_of(root: Root, year: int, table: str, programme: str, lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines about one table's rows that are of a programme, or of none."""
    lines = lines.loc[lines["table"] == table]
    if lines.empty:
        return lines
    clean = pd.read_parquet(root.clean(year) / f"{table}.parquet")
    if "programme" not in clean:
        return lines
    ours = clean.loc[clean["programme"] == programme, PLACE]
    return lines.merge(ours, on=PLACE, validate="many_to_one")
