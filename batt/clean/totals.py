"""Totals that providers report, against what their rows give."""

import pandas as pd

from batt.clean.rows import Rows

TOLERANCE_N, TOLERANCE_SHARE = 1, 0.05
"""A total is flagged when it is off by more than one **and** by more than five per cent of the larger one."""

PRACTICE = ("HOSPITERING", "ARBEIDSPRAKSIS")
OUT_OF_SCOPE_ROLE = "PRODUKSJON"

FLAG_COLUMNS = [
    "source_file",
    "source_sheet",
    "source_row",
    "table",
    "provider_id",
    "field",
    "reason",
    "detail",
]


def total_flags(tables: dict[str, Rows], frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare every total that was delivered with the rows behind it.

    Exits and participants per programme against the yearly form, exits by month against exits by course,
    headcount against staff rows, and partners reported against partners in use. A provider that did not
    deliver the rows is not compared.

    Parameters
    ----------
    tables
        Our table name → rows.
    frames
        Our table name → clean frame with derived columns.

    Returns
    -------
    DataFrame
        One row per total that differs, in the shape of the flags; a total on a form names the form's row.
    """
    spells = frames["spells"]
    by_programme = spells.groupby(["provider_id", "programme"])
    exits, people = by_programme["is_exit"].sum(), by_programme["participant_id"].nunique()
    found = [
        _differing(frames.get("provider_programme_years"), "exits_reported_n", exits, spells),
        _differing(frames.get("provider_programme_years"), "participants_reported_n", people, spells),
        _differing(frames.get("provider_years"), "staff_reported_n", _staff(frames), frames.get("staff")),
        _differing(
            frames.get("provider_years"), "partners_reported_n", _partners(frames), frames.get("partners")
        ),
        _monthly(frames.get("monthly_exits"), exits),
    ]
    found = [frame for frame in found if len(frame)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=FLAG_COLUMNS)


def differs(a: pd.Series, b: pd.Series) -> pd.Series:
    """Tell where two totals are further apart than the tolerance; False where either is missing."""
    gap, larger = (a - b).abs(), a.where(a >= b, b)
    return ((gap > TOLERANCE_N) & (gap > TOLERANCE_SHARE * larger)).fillna(False).astype(bool)


def _differing(
    form: pd.DataFrame | None, field: str, counted: pd.Series | None, behind: pd.DataFrame | None
) -> pd.DataFrame:
    """Compare one field of a form with a count per provider, or per provider and programme."""
    if form is None or counted is None or behind is None:
        return pd.DataFrame(columns=FLAG_COLUMNS)
    keys = [name for name in counted.index.names if name]
    compared = form.merge(
        counted.rename("counted").reset_index(), on=keys, how="left", validate="many_to_one"
    )
    compared["counted"] = compared["counted"].astype("Int64").fillna(0)
    # Who delivered no row at all may have left the whole table out: that is told as undelivered.
    compared = compared[compared["provider_id"].isin(behind["provider_id"].unique())]
    off = compared[differs(compared[field], compared["counted"])]
    text = off[field].astype("str") + " ≠ " + off["counted"].astype("str")
    if "programme" in keys:
        text = off["programme"] + ": " + text
    return _as_flags(off, field, text)


def _staff(frames: dict[str, pd.DataFrame]) -> pd.Series | None:
    """Count the persons of each provider who are in the scope of staff training."""
    staff = frames.get("staff")
    if staff is None:
        return None
    in_scope = staff["is_in_rehabilitation"].fillna(False).astype(bool) & (staff["role"] != OUT_OF_SCOPE_ROLE)
    return in_scope.groupby(staff["provider_id"]).sum()


def _partners(frames: dict[str, pd.DataFrame]) -> pd.Series | None:
    """Count each provider's firms with a written agreement that took a participant in the year."""
    partners, placements = frames.get("partners"), frames.get("placements")
    if partners is None or placements is None:
        return None
    in_use = placements[placements["placement_type"].isin(PRACTICE) & placements["overlaps_year"]][
        "partner_id"
    ]
    counts = partners["is_written"].fillna(False).astype(bool) & partners["partner_id"].isin(in_use.unique())
    return partners["firm_id"].where(counts).groupby(partners["provider_id"]).nunique()


def _monthly(monthly: pd.DataFrame | None, exits: pd.Series) -> pd.DataFrame:
    """Compare the exits by month with the exits by course, per provider and programme."""
    if monthly is None:
        return pd.DataFrame(columns=FLAG_COLUMNS)
    first = monthly.groupby("provider_id")["source_file"].first()
    summed = monthly.groupby(["provider_id", "programme"])["exits_n"].sum().rename("monthly")
    both = pd.concat([summed, exits.rename("yearly")], axis=1).astype("Int64").fillna(0).reset_index()
    both = both[both["provider_id"].isin(first.index)]
    off = both[differs(both["monthly"], both["yearly"])]
    text = off["programme"] + ": " + off["monthly"].astype("str") + " ≠ " + off["yearly"].astype("str")
    off = off.assign(source_file=off["provider_id"].map(first), source_sheet="", source_row=None)
    return _as_flags(off, "exits_n", text, "monthly_exits")


def _as_flags(off: pd.DataFrame, field: str, detail: pd.Series, table: str = "") -> pd.DataFrame:
    """Write differing totals as flags."""
    name = table or ("provider_programme_years" if "programme" in off else "provider_years")
    return off.assign(table=name, field=field, reason="total_differs", detail=detail)[FLAG_COLUMNS].assign(
        source_row=off["source_row"].astype("Int64")
    )
