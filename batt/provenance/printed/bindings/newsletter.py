"""The newsletter: counts of single months, told to the nearest five, and the rankings."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.provenance.printed.binding import TABLE_ID, Binding, Row
from batt.provenance.printed.bindings.comparisons import PLACES
from batt.provenance.printed.reading import code_in, programme_columns, programme_in, provider_in
from batt.provenance.printed.saved import Reader, Saved
from batt.reports.numbers import Numbers


def _month(saved: Saved) -> str:
    return max(saved.table("disclosure", "monthly_delivery")["month"])


def activity(saved: Saved) -> pd.DataFrame:
    """One row per programme: the last month and the year so far."""
    rows = saved.table("disclosure", "monthly_activity")
    return rows[rows["month"] == _month(saved)]


def outcomes(saved: Saved) -> pd.DataFrame:
    """One row per period and programme."""
    return _by_period(saved, "monthly_outcomes")


def causes(saved: Saved) -> pd.DataFrame:
    """One row per period, programme and end cause."""
    return _by_period(saved, "monthly_causes")


def _by_period(saved: Saved, name: str) -> pd.DataFrame:
    rows = saved.table("disclosure", name)
    rows = rows[rows["month"] == _month(saved)]
    columns = [str(column) for column in rows]
    so_far = [column for column in columns if column.endswith("_so_far_n")]
    month = [column.replace("_so_far_n", "_n") for column in so_far]
    keys = [column for column in columns if column not in (*so_far, *month, "month")]
    parts = {column: column.removesuffix("_n") for column in month}
    whole = {column: column.removesuffix("_so_far_n") for column in so_far}
    return pd.concat(
        [
            rows[[*keys, *month]].rename(columns=parts).assign(is_month=True),
            rows[[*keys, *so_far]].rename(columns=whole).assign(is_month=False),
        ]
    )


def rankings(saved: Saved) -> pd.DataFrame:
    """One row per period, ranking and provider of the last month."""
    rows = saved.table("disclosure", "monthly_rankings")
    return rows[rows["month"] == _month(saved)]


def control(saved: Saved) -> pd.DataFrame:
    """One row per month and programme of the control charts."""
    return saved.table("disclosure", "monthly_control")


def reconciliation(saved: Saved) -> pd.DataFrame:
    """One row per programme: the months added up, the yearly files, and how they differ."""
    rows = saved.table("disclosure", "monthly_reconciliation")
    return rows.assign(difference=rows["monthly_exits_n"] - rows["yearly_exits_n"])


def _period(row: Row, reader: Reader) -> Mapping[str, Any]:
    month = Numbers(reader.lang).month(_month(reader.saved)).replace("\u00a0", " ")
    return {"is_month": str(row["period"]).lower() == month.lower()}


def _ranked(row: Row, reader: Reader) -> Mapping[str, Any]:
    first = str(row["period"]).split("(")[0].strip().lower()
    is_rolling = first.startswith(("siste tolv", "the last twelve"))
    return {
        "ranking": str(row[TABLE_ID]).removeprefix("list-"),
        "period": "rolling" if is_rolling else "so_far",
    }


def _month_named(row: Row, reader: Reader) -> Mapping[str, Any]:
    months = reader.saved.table("disclosure", "monthly_control")["month"].unique()
    said = {Numbers(reader.lang).month(month).replace("\u00a0", " "): month for month in months}
    return {"month": said.get(str(row["month_name"]))}


_PROGRAMME = programme_in("programme")
BINDINGS = (
    Binding("by-programme", activity, (_PROGRAMME,)),
    Binding("by-group", outcomes, (_PROGRAMME, _period)),
    Binding(
        "by-cause",
        causes,
        (code_in("end_cause", "end_causes", "end_cause"), _period),
        wide=programme_columns("exits"),
    ),
    Binding("list-\\w+", rankings, (_ranked, provider_in("who")), has_names=False, said=PLACES),
    Binding("chart-data", control, (_PROGRAMME, _month_named)),
    Binding("months-and-year", reconciliation, (_PROGRAMME,)),
)
