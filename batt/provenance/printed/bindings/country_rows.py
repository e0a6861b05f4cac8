"""The saved rows about the country that the annual report and others are made from."""

import pandas as pd

from batt.provenance.printed.codes import ALL
from batt.provenance.printed.reported import reported
from batt.provenance.printed.saved import Saved
from batt.registry import load

_WORK = ("work",)


def activity(saved: Saved) -> pd.DataFrame:
    """One row per year and programme: the counts of persons, each with its level, and agreed places."""
    rows = reported(saved)
    rows = rows[rows["indicator"].str.startswith("activity.")]
    rows = rows.assign(indicator=rows["indicator"].str.removeprefix("activity."))
    wide = rows.pivot(index=["year", "programme"], columns="indicator", values=["n", "level"])
    wide.columns = [name if kind == "n" else f"level_{name}" for kind, name in wide.columns]
    places = pd.concat(
        [saved.table("breakdowns", "activity", year).assign(year=year) for year in saved.years]
    )
    return wide.reset_index().merge(places[["year", "programme", "places_n"]], on=["year", "programme"])


def causes_of_jobs(saved: Saved) -> pd.DataFrame:
    """One row per programme and cause that is a job: its share of those who went to a job."""
    rows = saved.table("breakdowns", "end_causes")
    jobs = rows[rows["end_cause"].isin(list(load().codes["end_causes"].in_group("job")))]
    return jobs.assign(share=jobs["exits_n"] / jobs.groupby("programme")["exits_n"].transform("sum"))


def followup(saved: Saved) -> pd.DataFrame:
    """One row per programme, months and status: its share of those who answered."""
    rows = saved.table("breakdowns", "followup")
    if rows.empty:
        return rows
    work = [code.code for code in load().codes["followup_status"] if code.group in _WORK]
    keys = ["programme", "months_after"]
    in_work = rows[rows["status"].isin(work)].groupby(keys)["n"].sum().rename("in_work_n").reset_index()
    rows = rows.merge(in_work, on=keys, how="left", validate="m:1")
    return rows.assign(
        share=rows["n"] / rows["answered_n"],
        response_rate=rows["answered_n"] / rows["invited_n"],
        in_work=rows["in_work_n"] / rows["answered_n"],
        is_first=rows["months_after"] == rows["months_after"].min(),
    )


def followup_by_time(saved: Saved) -> pd.DataFrame:
    """One row per programme and months."""
    rows = followup(saved)
    return rows.drop_duplicates(["programme", "months_after"]) if len(rows) else rows


def satisfied(saved: Saved) -> pd.DataFrame:
    """One row per programme: the share of yes to the users' last question."""
    rows = saved.table("breakdowns", "survey_items")
    rows = rows[(rows["survey"] == "user") & (rows["question"] == "U9")]
    return rows.assign(yes_share=rows["sum"] / rows["n"])


def means_of_all(saved: Saved) -> pd.DataFrame:
    """One row per survey and question, of all who answered together."""
    rows = saved.table("breakdowns", "survey_items")
    return rows[rows["programme"] == ALL]


def stays(saved: Saved) -> pd.DataFrame:
    """One row per programme; the top of a curve is told of where it is supported alone."""
    rows = saved.table("relationships", "duration")
    if rows.empty:
        return rows
    told = rows["verdict"] == "supported"
    tops = ["turning_point", "fieller_low", "fieller_high"]
    return rows.assign(**{name: rows[name].where(told) for name in tops})


def bands(saved: Saved) -> pd.DataFrame:
    """One row per programme and band, named by its ends."""
    rows = saved.table("relationships", "duration_bands")
    if rows.empty:
        return rows
    ends = [f"{low:g}–{high:g}" for low, high in zip(rows["band_low"], rows["band_high"], strict=True)]
    return rows.assign(band=ends)


def alarms(saved: Saved) -> pd.DataFrame:
    """One row per indicator: figures outside the 95 % limits and those that chance gives."""
    rows = saved.table("disclosure", "false_alarms")
    return rows[(rows["limits"] == "adjusted") & (rows["level"] == "95")]


def target_counts(saved: Saved) -> pd.DataFrame:
    """One row per level of units: how many targets are met, are not, and cannot be told."""
    rows = saved.table("disclosure", "target_attainment")
    counts = rows.groupby(["unit_level", "attainment"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["met", "not_met", "cannot_tell"], fill_value=0)
    return counts.assign(n=counts.sum(axis=1)).reset_index()


def national_changes(saved: Saved) -> pd.DataFrame:
    """One row per list: the parts of the country's change, with n."""
    rows = saved.frame(reported)
    ours = (rows["unit_level"] == "country") & (rows["year"] == saved.year)
    n = rows.loc[ours, ["indicator", "programme", "n", "level"]].assign(n_country=lambda frame: frame["n"])
    changes = saved.table("disclosure", "national_changes")
    return changes.merge(n, on=["indicator", "programme"], how="left", validate="1:1")
