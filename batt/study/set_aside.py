"""Decide which rows cannot be used, and for which reason."""

import pandas as pd

from batt.study.model import STILL_IN, Study

REASONS = (
    "outside_study",
    "missing_key",
    "duplicate_row",
    "same_key_other_content",
    "missing_provider",
    "missing_job",
    "missing_exposure",
    "negative_exposure",
    "missing_time",
    "time_not_positive",
    "start_after_end_of_data",
    "end_before_start",
    "end_after_end_of_data",
    "several_exits",
    "no_exit",
    "end_without_cause",
    "cause_without_end",
)
"""In the order in which they are looked for; a row is set aside for the first that holds."""


def set_aside(study: Study, rows: pd.DataFrame) -> pd.Series:
    """Return the reason why each row is set aside, empty where it is used.

    Parameters
    ----------
    study
        The study; only what it maps is asked of a row.
    rows
        One row per received row, in our fields, with the helper columns (beginning with ``_``) of
        `batt.study.map`. Background that is not known sets no row aside.
    """
    faults: dict[str, pd.Series] = {"outside_study": rows["_is_outside"]}
    if study.key:
        key = rows["_key"]
        faults["missing_key"] = key.isna()
        faults["duplicate_row"] = key.notna() & rows["_is_repeated"]
        kept = key.mask(rows["_is_repeated"])
        faults["same_key_other_content"] = key.notna() & kept.duplicated(keep=False)
    if study.provider:
        faults["missing_provider"] = rows["provider_id"].isna()
    has_left = rows["cause"].ne(STILL_IN) if study.exits else pd.Series(True, index=rows.index)
    if study.job:
        faults["missing_job"] = rows["is_job"].isna() & has_left & bool(study.job.field)
    if study.exposure and study.exposure.field:
        faults["missing_exposure"] = rows["exposure"].isna()
        faults["negative_exposure"] = rows["exposure"].lt(0)
    if study.time:
        faults |= _time(study, rows)
    if study.exits and study.exits.marks:
        faults["several_exits"] = rows["_marks"].gt(1)
        faults["no_exit"] = rows["cause"].isna()
    elif study.exits:
        faults |= _exit_code(study, rows)
    reason = pd.Series("", index=rows.index, dtype="str")
    for name in reversed(REASONS):
        if name in faults:
            reason = reason.mask(faults[name].fillna(False).astype(bool), name)
    return reason


def _time(study: Study, rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what can be wrong with a time, or with the dates it is made of."""
    if study.time is None or study.time.field:
        return {"missing_time": rows["time"].isna(), "time_not_positive": rows["time"].le(0)}
    until = pd.Timestamp(study.time.observed_until)
    return {
        "missing_time": rows["_start"].isna(),
        "start_after_end_of_data": rows["_start"].gt(until),
        "end_before_start": rows["_end"].lt(rows["_start"]),
        "end_after_end_of_data": rows["_end"].gt(until),
    }


def _exit_code(study: Study, rows: pd.DataFrame) -> dict[str, pd.Series]:
    """Return what can be wrong with an end code; with dates it must agree with the end date."""
    if study.time is None or study.time.field:
        return {"no_exit": rows["cause"].isna()}
    has_ended = rows["_end"].notna()
    return {
        "end_without_cause": has_ended & rows["cause"].eq(STILL_IN),
        "cause_without_end": ~has_ended & rows["cause"].ne(STILL_IN),
    }
