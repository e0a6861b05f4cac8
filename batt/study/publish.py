"""Let a study's tables through the door, each with the rule for its kind of number."""

import pandas as pd

from batt.disclosure import (
    PublishedTable,
    publish_curve,
    publish_facts,
    publish_means,
    publish_shares,
    publish_steps,
)
from batt.study.analyse import StudyResults

STATISTICS = [
    *("b0", "b1", "b2", "se_b1", "se_b2", "turning_point", "turning_point_low", "turning_point_high"),
    *("fieller_low", "fieller_high", "lind_mehlum_p", "breakpoint"),
    *("slope_below", "p_below", "slope_above", "p_above"),
]


def publish_accounting(results: StudyResults) -> PublishedTable:
    """Publish what became of the rows."""
    return publish_facts(
        results["accounting"], why="Rows of a file and why they are used or not; no outcomes."
    )


def publish_background(results: StudyResults) -> PublishedTable:
    """Publish means of the persons' background."""
    return publish_means(results["background"], n="n", columns=["mean"], spread="sd")


def publish_job_shares(results: StudyResults, kind: str) -> PublishedTable:
    """Publish the share with a job of one kind of group: all, gender or provider.

    Counts of jobs stay behind: with the counts of all the others, a hidden one could be told.
    """
    table = results["job_share"]
    chosen = table[table["kind"] == kind]
    published = publish_shares(chosen, numerator="jobs_n", denominator="persons_n", also=["low", "high"])
    return published.pick("kind", "unit", "persons_n", "share", "low", "high")


def publish_duration(results: StudyResults) -> PublishedTable:
    """Publish the statistics of the description; they are hidden where the share itself would be."""
    keep = ["programme", "n_leavers", "n_jobs", "exposure_p05", "exposure_p95", *STATISTICS]
    return publish_shares(
        results["duration"].loc[:, keep], numerator="n_jobs", denominator="n_leavers", also=STATISTICS
    )


def publish_duration_curve(results: StudyResults) -> PublishedTable:
    """Publish the smoothed curve with its band."""
    return publish_curve(results["duration_curve"], ["share", "low", "high"], n="n_leavers_near")


def publish_duration_bands(results: StudyResults) -> PublishedTable:
    """Publish the shares by band of the exposure."""
    return publish_shares(
        results["duration_bands"],
        numerator="jobs_n",
        denominator="leavers_n",
        adds_up_within=["programme"],
    )


def publish_incidence(results: StudyResults) -> PublishedTable:
    """Publish cumulative incidence in steps of at least five exits."""
    return publish_steps(
        results["cumulative_incidence_steps"],
        ["cif", "low", "high", "band_low", "band_high"],
        time="time",
        cause="cause",
        events="events",
    )


def publish_shortcut(results: StudyResults) -> PublishedTable:
    """Publish what the shortcut would have said, for the paragraph that explains why it is not used."""
    exits = results["cumulative_incidence"].groupby("cause")["events"].sum()
    table = results["shortcut"].merge(exits, on="cause", how="left", validate="1:1")
    return publish_curve(pd.DataFrame(table), ["one_minus_kaplan_meier"], n="events")
