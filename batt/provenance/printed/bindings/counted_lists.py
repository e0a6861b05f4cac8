"""What pages count of lists of providers: counted again from the saved comparisons."""

import numpy as np
import pandas as pd

from batt.provenance.printed.reported import reported
from batt.provenance.printed.saved import Saved

LIST = ["indicator", "programme"]
FLAGS = ("inside", "above_95", "below_95", "above_998", "below_998")
FALSE_ALARM_SHARE = 0.05


def places(saved: Saved) -> pd.DataFrame:
    """One row per list: how many have a place, and could be first or last; missing where none has."""
    rows = saved.table("disclosure", "ranks")
    rows = rows.assign(
        could_be_first=rows["simultaneous_low"].eq(1).astype("float64"),
        could_be_last=rows["simultaneous_high"].eq(rows["providers_n"]).astype("float64"),
    )
    by = rows.groupby(LIST)
    counts = by[["could_be_first", "could_be_last"]].sum().where(by["simultaneous_low"].count() > 0)
    counts = counts.assign(placed=by["rank"].count().astype("float64").where(lambda n: n > 0))
    shrinkage = saved.table("disclosure", "shrinkage").drop_duplicates(LIST)
    spread = shrinkage.set_index(LIST)["between_sd"].rename("spread")
    return counts.join(spread).reset_index()


def outside(saved: Saved) -> pd.DataFrame:
    """One row per list: tested, outside the limits, and by chance alone; missing where none is tested."""
    cells = saved.table("disclosure", "funnel_cells")
    flag = cells["flag"].fillna("")
    cells = cells.assign(
        tested=flag.ne(""),
        outside_95=flag.str.startswith(("above", "below")),
        outside_998=flag.str.endswith("_998"),
        expected_95=cells["alarm_adjusted_95"].where(flag.ne("")),
        expected_998=cells["alarm_adjusted_998"].where(flag.ne("")),
        discoveries=cells["is_discovery"].eq(True).fillna(False) & flag.ne(""),
    )
    names = ["tested", "outside_95", "outside_998", "expected_95", "expected_998", "discoveries"]
    counts = cells.groupby(LIST)[names].sum().astype("float64")
    untested = counts["tested"] == 0
    counts.loc[untested, names[1:]] = np.nan
    phi = saved.table("disclosure", "funnel_groups").set_index(LIST)["phi"]
    return counts.join(phi).reset_index()


def two_years(saved: Saved) -> pd.DataFrame:
    """One row per list: how many providers' figures have moved since last year."""
    return _movements(saved, "changes")


def trends(saved: Saved) -> pd.DataFrame:
    """One row per list: how many providers' figures follow a line that is not flat."""
    return _movements(saved, "trends")


def _movements(saved: Saved, name: str) -> pd.DataFrame:
    rows = saved.table("disclosure", name)
    rows = rows[rows["movement"].fillna("").ne("")]
    counts = rows.groupby([*LIST, "movement"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["up", "down", "none"], fill_value=0).add_suffix("_n")
    counts = counts.assign(tested_n=counts.sum(axis=1))
    counts = counts.assign(expected=FALSE_ALARM_SHARE * counts["tested_n"]).reset_index()
    return counts.merge(_country_n(saved), on=LIST, how="left", validate="1:1")


def worse_and_worsening(saved: Saved) -> pd.DataFrame:
    """One row per list: how many are on the worse side and have moved the worse way."""
    rows = saved.table("disclosure", "joint_states")
    rows = rows[rows["state"] == "worse_and_worsening"]
    counts = rows.groupby(LIST).size().rename("n").reset_index()
    return counts.merge(_country_n(saved), on=LIST, how="left", validate="1:1")


def _country_n(saved: Saved) -> pd.DataFrame:
    rows = saved.frame(reported)
    ours = (rows["unit_level"] == "country") & (rows["year"] == saved.year)
    return rows.loc[ours, [*LIST, "n", "level"]].rename(columns={"n": "n_country"})


def states(saved: Saved) -> pd.DataFrame:
    """One row per state: how many figures are in it; 0 where none is."""
    known = saved.table("disclosure", "joint_states")["state"].value_counts()
    ends = ("worse", "better")
    names = [f"{end}{rest}" for end in ends for rest in ("", "_and_worsening", "_and_improving")]
    names += ["worse_but_improving", "better_but_worsening", "worsening", "improving", "as_expected"]
    return pd.DataFrame({"state": names, "n": [int(known.get(name, 0)) for name in names]})


def adjusted(saved: Saved) -> pd.DataFrame:
    """One row per list: how many stand outside the limits, crude and adjusted with both models."""
    rows = saved.table("disclosure", "adjusted")
    rows = rows.assign(
        tested_n=rows["crude_flag"].isin(FLAGS) & rows["adjusted_flag"].isin(FLAGS),
        crude_n=rows["crude_flag"].isin(FLAGS[1:]),
        adjusted_n=rows["adjusted_flag"].isin(FLAGS[1:]),
        depends_n=rows["depends_on_adjustment"].eq(True).fillna(False),
    )
    names = ["n", "tested_n", "crude_n", "adjusted_n", "depends_n"]
    counts = rows.groupby(["version", *LIST])[names].sum().astype("float64")
    full = counts.loc["full"]
    other = counts.loc["without_work_capability"] if "without_work_capability" in counts.index else full[:0]
    return full.join(other.add_suffix("_without")).reset_index()


def attained(saved: Saved) -> pd.DataFrame:
    """One row per level of targets and list: how many providers meet theirs, do not, or cannot be told."""
    rows = saved.table("disclosure", "target_attainment")
    rows = rows[rows["unit_level"] == "provider"]
    counts = rows.groupby(["level", *LIST, "attainment"]).size().unstack(fill_value=0)
    return counts.reindex(columns=["met", "not_met", "cannot_tell"], fill_value=0).reset_index()


def audited(saved: Saved) -> pd.DataFrame:
    """One row per list, level and finding: how many targets."""
    rows = saved.table("disclosure", "target_audit")
    return rows.groupby([*LIST, "level", "finding"]).size().rename("n").reset_index()


def left_out(saved: Saved) -> pd.DataFrame:
    """One row per list, level and reason: how many targets were left out."""
    rows = saved.table("disclosure", "targets_left_out")
    return rows.groupby([*LIST, "level", "reason"]).size().rename("n").reset_index()


def practice(saved: Saved) -> pd.DataFrame:
    """One row per list: how many are compared, and how many better than expected, by how surely."""
    rows = saved.table("disclosure", "best_practice")
    kinds = rows["label"].fillna("one_year")
    counts = rows.assign(kind=kinds).groupby([*LIST, "kind"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["robust", "uncertain", "one_year"], fill_value=0)
    compared = saved.table("disclosure", "fair_figures").groupby(LIST).size().rename("all")
    return counts.join(compared).reset_index()
