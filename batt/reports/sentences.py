"""Turn saved results about length of stay into sentences, in bound words."""

from collections.abc import Mapping
from math import fsum
from typing import Any

import pandas as pd

from batt.relationships.leavers.judge import (
    MINIMUM_CLUSTERS,
    MINIMUM_LEAVERS,
    MINIMUM_OF_EACH,
    PRACTICAL_SHARE,
)
from batt.reports.numbers import Numbers
from batt.reports.words import Words


def duration_sentence(row: Mapping[str, Any], lang: str) -> str:
    """Say what the verdict on one programme's inverted U is, and why.

    Parameters
    ----------
    row
        One row of the stage's table ``duration``, by column name (a frame's row serves as well).
    lang
        ``nb`` or ``en``.
    """
    words, numbers = Words(lang, "duration"), Numbers(lang)
    points = numbers.integer(round(PRACTICAL_SHARE * 100))
    if row["verdict"] == "cannot_tell":
        reason = words(
            f"duration_reason_{row['reason']}",
            leavers=numbers.integer(MINIMUM_LEAVERS),
            of_each=numbers.integer(MINIMUM_OF_EACH),
            providers=numbers.integer(MINIMUM_CLUSTERS),
            points=points,
        )
        return words("duration_cannot_tell", reason=reason)
    values = {
        "low": numbers.integer(row["exposure_p05"]),
        "high": numbers.integer(row["exposure_p95"]),
        "unit": unit_name(str(row["unit"]), lang),
        "points": points,
    }
    if row["verdict"] == "supported":
        places = 0 if row["exposure_p95"] >= 100 else 1
        values |= {
            "top": numbers.decimal(row["turning_point"], places),
            "top_low": numbers.decimal(row["fieller_low"], places),
            "top_high": numbers.decimal(row["fieller_high"], places),
            "n": numbers.integer(row["n_leavers"]),
            "jobs": numbers.integer(row["n_jobs"]),
        }
    return words(f"duration_{row['reason']}", **values)


def verdict_name(row: Mapping[str, Any], lang: str) -> str:
    """Return the verdict of one row of ``duration`` as a label."""
    return Words(lang, "duration")(f"duration_verdict_{row['verdict']}")


def unit_name(unit: str, lang: str) -> str:
    """Return what an exposure is counted in; a unit that is not among the texts stands as given."""
    words = Words(lang, "duration")
    return words(f"duration_unit_{unit}") if f"duration_unit_{unit}" in words else unit


def duration_caveat(lang: str) -> str:
    """Return the sentence that follows every verdict on length of stay."""
    return Words(lang, "duration")("duration_caveat")


def cumulative_incidence_sentence(rows: pd.DataFrame, lang: str) -> str:
    """Say how many have left for what by the last week shown.

    Parameters
    ----------
    rows
        The rows of one programme in the stage's table ``cumulative_incidence``: one per week and cause.
    lang
        ``nb`` or ``en``.
    """
    words, numbers = Words(lang, "duration"), Numbers(lang)
    week = int(rows["week"].to_numpy().max(initial=0))
    if week == 0:
        return words("duration_incidence_none")
    last = rows.loc[rows["week"] == week].set_index("cause").to_dict("index")
    share = {cause: float(values["cif"]) for cause, values in last.items()}
    return words(
        "duration_incidence",
        week=numbers.integer(week),
        job=numbers.percent(share["job"]),
        job_low=numbers.percent(last["job"]["low"]),
        job_high=numbers.percent(last["job"]["high"]),
        active=numbers.percent(share["active"]),
        other=numbers.percent(share["other"]),
        still_in=numbers.percent(max(1 - fsum(share.values()), 0.0)),
    )


def why_they_differ(lang: str) -> str:
    """Return the plain paragraph on why the description and the cumulative incidence differ."""
    return Words(lang, "duration")("duration_why_they_differ")
