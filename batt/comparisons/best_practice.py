"""Providers better than expected for at least two years, whatever the reading: best practice."""

import numpy as np
import pandas as pd

from batt.registry import load

CELL = ["provider_id", "indicator", "programme"]
BEST_COLUMNS = [
    "year",
    *CELL,
    "direction",
    "adjusted_value",
    "low",
    "high",
    "national_value",
    "advantage",
    "years_n",
    "runs_n",
    "held_n",
    "label",
    "reason",
]


def best_practice(
    adjusted: pd.DataFrame, national: pd.DataFrame, runs: pd.DataFrame, year: int, years: int = 2
) -> pd.DataFrame:
    """Find providers that are better than expected, and say whether that holds under every open reading.

    Parameters
    ----------
    adjusted
        One row per year, provider, indicator and programme: ``adjusted_value, low, high, direction``,
        adjusted for case mix and shrunken; a missing limit is never better than expected.
    national
        One row per year, indicator and programme: ``national_value``, what a provider with the country's
        results would have, on the scale of ``adjusted_value``.
    runs
        One row per year, reading (``option, choice``), provider, indicator and programme with ``value,
        ci_low, ci_high, status, national_value`` (see `open_readings.open_readings`, or shrunken figures in
        the same shape). A provider that a reading leaves out has no row in it.
    year
        The latest year.
    years
        How many years in a row, up to ``year``, a provider has to be better.

    Returns
    -------
    DataFrame
        One row per provider, indicator and programme better than expected in ``year``, in columns
        `BEST_COLUMNS`. Better means that the whole interval lies on the good side of the national value.
        ``label`` is ``robust`` when it was so ``years`` years in a row and the figures of every run of these
        years say the same; ``uncertain`` when not every run does, with the runs that do not as ``reason``
        (``no_runs`` when there are none); missing when the years are too few, with ``previous_year_missing``
        or ``not_better_before``. ``advantage`` is positive for better. Left out are
        indicators with an optimum range, which have no best, and the count of partners, which is mostly a
        matter of size.
    """
    better = _with_better(adjusted, national)
    found = better.loc[(better["year"] == year) & better["is_better"]].drop(columns="is_better")
    sign = np.where(found["direction"] == "higher", 1.0, -1.0)
    found = found.assign(advantage=(found["adjusted_value"] - found["national_value"]) * sign)
    found = _with_streak(found, better, year).merge(
        _run_counts(runs, year, years), on=CELL, how="left", validate="one_to_one"
    )
    counts = {name: found[name].fillna(0).astype("int64") for name in ("runs_n", "held_n")}
    failing = found["failing"].fillna("")
    is_long = found["years_n"] >= years
    holds = (counts["runs_n"] > 0) & (counts["held_n"] == counts["runs_n"])
    label = pd.Series(np.where(holds, "robust", "uncertain"), index=found.index, dtype="str").where(is_long)
    unheld = failing.mask(counts["runs_n"] == 0, "no_runs")
    result = found.assign(**counts, label=label, reason=unheld.where(is_long, found["before"]))
    return result.sort_values(["indicator", "programme", "provider_id"], ignore_index=True)[BEST_COLUMNS]


def _with_better(adjusted: pd.DataFrame, national: pd.DataFrame) -> pd.DataFrame:
    """Say of each year's figure whether it is better than expected. One row as in ``adjusted``."""
    by_size = [entry.id for entry in load().indicators if entry.unit == "firms"]
    own = adjusted.loc[(adjusted["direction"] != "range") & ~adjusted["indicator"].isin(by_size)]
    own = own.merge(national, on=["year", "indicator", "programme"], validate="many_to_one")
    return own.assign(is_better=_is_better(own, "low", "high"))


def _is_better(rows: pd.DataFrame, low: str, high: str) -> np.ndarray:
    """Whether the whole interval lies on the good side of the national value."""
    return np.where(
        rows["direction"] == "higher",
        (rows[low] > rows["national_value"]).fillna(False),
        (rows[high] < rows["national_value"]).fillna(False),
    ).astype(bool)


def _with_streak(found: pd.DataFrame, better: pd.DataFrame, year: int) -> pd.DataFrame:
    """Count the years in a row, up to the latest, that were better, and say what ended the row."""
    outcome = better.set_index([*CELL, "year"])["is_better"].to_dict()
    lengths, before = [], []
    for cell in found[CELL].itertuples(index=False, name=None):
        length = 1
        while outcome.get((*cell, year - length), False):
            length += 1
        lengths.append(length)
        was_there = (*cell, year - length) in outcome
        before.append("not_better_before" if was_there else "previous_year_missing")
    return found.assign(
        years_n=pd.Series(lengths, index=found.index, dtype="int64"),
        before=pd.Series(before, index=found.index, dtype="str"),
    )


def _run_counts(runs: pd.DataFrame, year: int, years: int) -> pd.DataFrame:
    """Count the runs and those that say better. One row per provider, indicator and programme."""
    asked = runs.loc[runs["year"].between(year - years + 1, year)]
    holds = _is_better(asked, "ci_low", "ci_high") & (asked["status"] == "ok").to_numpy()
    name = asked["option"] + ("=" + asked["choice"]).where(asked["choice"] != "", "")
    name = asked["year"].astype("str") + " " + name
    groups = asked.assign(holds=holds).groupby(CELL)
    counts = pd.DataFrame({"runs_n": groups.size(), "held_n": groups["holds"].sum()})
    failing = asked.assign(name=name).loc[~holds].groupby(CELL)["name"].agg("; ".join)
    counts["failing"] = failing.reindex(counts.index, fill_value="")
    return counts.reset_index()
