"""The saved rows of the relationships stage that findings and their pictures are made from."""

import pandas as pd

from batt.provenance.printed.saved import Saved
from batt.registry import load

_SIZES = ("detectable", "smallest_effect")
_PAIRS = {"staff-nav": ("staff", "nav"), "user-nav": ("user", "nav"), "user-staff": ("user", "staff")}


def checks(saved: Saved) -> pd.DataFrame:
    """One row per claim, part and method: the number of the claim itself and those of other methods."""
    main = saved.table("relationships", "findings")
    parts = [main[main["hypothesis"] != ""].assign(is_main=True)]
    for entry in load().hypotheses:
        found = saved.table("relationships", f"h{int(entry.id[1:]):02d}_checks")
        if len(found):
            parts.append(found.assign(hypothesis=entry.id, is_main=False))
    return pd.concat(parts, ignore_index=True)


def findings(saved: Saved) -> pd.DataFrame:
    """One row per finding, with what the test could have found and what matters as levels and as ratios."""
    rows = saved.table("relationships", "findings")
    null = rows["null"].astype("float64")
    for name in _SIZES:
        size = rows[name].astype("float64")
        rows = rows.assign(
            **{
                f"{name}_up": null + size,
                f"{name}_down": null - size,
                f"{name}_times": null * size,
                f"{name}_part": null / size,
            }
        )
    return rows


def landmarks(saved: Saved) -> pd.DataFrame:
    """One row per claim, programme and week: the share that leaves to the outcome."""
    found = [saved.table("relationships", f"{name}_landmarks").assign(claim=name) for name in ("h01", "h02")]
    return pd.concat(found).rename(columns={"share": "value"})


def hazards(saved: Saved) -> pd.DataFrame:
    """One row per programme, cause and span of weeks."""
    rows = saved.table("relationships", "h01_hazards")
    return rows.rename(columns={"week_from": "week", "hazard": "value"})


def mean_counts(saved: Saved) -> pd.DataFrame:
    """One row per week: the mean number of placements so far."""
    return saved.table("relationships", "h07_mean_count").rename(columns={"mean": "value"})


def starts(saved: Saved) -> pd.DataFrame:
    """One row per week and group: the share going to a job."""
    return saved.table("relationships", "h06_landmarks").rename(columns={"share": "value"})


def perceived(saved: Saved) -> pd.DataFrame:
    """One row per group and question, with the response rate."""
    rows = saved.table("relationships", "h10_perceptions")
    return rows.assign(rate=rows["answered_n"] / rows["invited_n"]) if len(rows) else rows


def answers(saved: Saved) -> pd.DataFrame:
    """One row per survey, theme and answer, of all who answered together."""
    rows = saved.table("relationships", "survey_answers")
    themes_of = {q.id: q.theme for survey in load().surveys for q in survey.questions if q.in_mean}
    rows = rows[rows["programme"] == "ALL"]
    rows = rows[rows["question"].isin(list(themes_of))]
    return rows.assign(theme=rows["question"].map(themes_of), share=rows["n"] / rows["answers_n"])


def gaps(saved: Saved) -> pd.DataFrame:
    """One row per pair of groups and theme: both means and the gap."""
    pairs, means = (saved.table("relationships", f"h09_{name}") for name in ("pairs", "gaps"))
    parts = []
    for pair, (first, second) in _PAIRS.items():
        sides = means[["theme", first, second]].rename(columns={first: "first", second: "second"})
        of_pair = pairs[pairs["pair"] == pair.replace("-", "_")]
        parts.append(of_pair.merge(sides, on="theme", validate="1:1").assign(pair=pair))
    return pd.concat(parts)


def not_known(saved: Saved) -> pd.DataFrame:
    """One row per theme of the NAV survey: who does not know, and how far the mean could move."""
    rows = saved.table("relationships", "h21_do_not_know")
    themes_of = {q.id: q.theme for q in load().survey("nav").questions}
    return rows.assign(theme=rows["question"].map(themes_of), persons_n=rows["answers_n"])
