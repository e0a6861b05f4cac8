"""From a question to the people it is asked of: outcome, exposure, covariates and provider as arrays."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.registry.codebook import Variable
from batt.relationships.evidence import Evidence
from batt.relationships.own_questions.question import OWN, OwnQuestion
from batt.relationships.spells import CAUSES

MINIMUM_IN_LEVEL = 20
"""Codes with fewer people than this are put together, since they would be told apart from nothing. Source:
decision."""

UNKNOWN, RARE = "unknown", "rare"
WEEK = 7.0


@dataclass(frozen=True)
class People:
    """The people of one programme on whom everything a question names is known.

    Attributes
    ----------
    y
        Outcome, 0 or 1, shape (n,).
    x
        Exposure, shape (n,).
    others
        Covariates, shape (n, q): numbers with mean 0 and standard deviation 1, and one column of zeros and
        ones for each code but the most frequent. A missing code is a code of its own, a missing number leaves
        the person out; columns that are alike for everybody are left out.
    clusters
        Provider, as integer codes, shape (n,).
    entry, time
        Days in the programme when the person came under observation and was last seen, shape (n,).
    """

    y: np.ndarray
    x: np.ndarray
    others: np.ndarray
    clusters: np.ndarray
    entry: np.ndarray
    time: np.ndarray


def people_asked(evidence: Evidence, question: OwnQuestion, programme: str) -> People:
    """Return those who left, or for ``cox`` everybody who started; one element per spell, its last record."""
    pooled = evidence.spells
    chosen = pooled[(pooled["programme"] == programme) & ((pooled["cause"] > 0) | (question.model == "cox"))]
    named = [question.outcome, question.exposure, *question.covariates]
    frame = _with_columns(chosen, evidence.rows("spells"), named)
    numbers = pd.DataFrame(
        {one.field: _numbers(frame[one.field]) for one in named if one.type != "code"}, index=frame.index
    )
    asked = [question.outcome.field, question.exposure.field]
    covariates = [one for one in question.covariates if one.type != "code" and one.type != "yes_no"]
    known = numbers[[*asked, *(one.field for one in covariates)]].notna().all(axis=1)
    frame, numbers = frame[known], numbers[known]
    columns = [
        _scaled(numbers[one.field]) if one in covariates else _levels(frame[one.field])
        for one in question.covariates
    ]
    others = np.column_stack([np.empty((len(frame), 0)), *columns])
    return People(
        y=numbers[question.outcome.field].to_numpy(),
        x=numbers[question.exposure.field].to_numpy(),
        others=others[:, np.ptp(others, axis=0) > 0] if len(others) else others,
        clusters=pd.factorize(frame["provider_id"])[0],
        entry=frame["entry_days"].to_numpy(dtype=float),
        time=frame["time_days"].to_numpy(dtype=float),
    )


def _with_columns(pooled: pd.DataFrame, spells: pd.DataFrame, named: list[Variable]) -> pd.DataFrame:
    """Add what the question names to the pooled spells, from each spell's last record."""
    numbers_of = {name: number for number, name in CAUSES.items()}
    made = {
        "job": pooled["cause"] == numbers_of["job"],
        "active": pooled["cause"] == numbers_of["active"],
        "weeks": pooled["stay_days"].astype("Float64") / WEEK,
    }
    wanted = [one.field for one in named if one.table != OWN and one.field not in pooled]
    frame = pooled.assign(**{one.field: made[one.field] for one in named if one.table == OWN})
    if spells.empty:
        return frame.reindex(columns=[*frame.columns, *wanted])
    return frame.merge(spells[["row_id", *wanted]], on="row_id", how="left", validate="one_to_one")


def _numbers(values: pd.Series) -> pd.Series:
    """Return numbers, and yes and no as 1 and 0; NaN for missing."""
    return values.astype("Float64").astype("float64")


def _scaled(values: pd.Series) -> np.ndarray:
    spread = values.std(ddof=0)
    return ((values - values.mean()) / (spread if spread > 0 else 1.0)).to_numpy()


def _levels(values: pd.Series) -> np.ndarray:
    """Return one column of zeros and ones per code but the most frequent, rare codes put together."""
    codes = values.astype("str").fillna(UNKNOWN)
    counts = codes.value_counts()
    codes = codes.where(codes.map(counts) >= MINIMUM_IN_LEVEL, RARE)
    counts = codes.value_counts().sort_index(kind="stable")
    if counts.empty:
        return np.empty((0, 0))
    most = str(counts.idxmax())
    # A rest that is still rare joins the most frequent.
    kept = [level for level in counts.index if level != most and counts[level] >= MINIMUM_IN_LEVEL]
    return np.column_stack([np.empty((len(codes), 0)), *((codes == level).to_numpy(float) for level in kept)])
