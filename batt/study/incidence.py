"""Cumulative incidence by a study's own exit groups, complete for the saved table and in steps for a page."""

import numpy as np
import pandas as pd

from batt.relationships import cumulative_incidence
from batt.study.model import STILL_IN, Study

MINIMUM_IN_STEP = 5
"""A step shows at least so many exits, and of no group only one or two. Source: contracts of publication."""

COLUMNS = ["time", "cause", "cif", "se", "low", "high", "n_risk", "events"]


def incidence(study: Study, spells: pd.DataFrame) -> pd.DataFrame:
    """Estimate for each exit group the share that has left for it by each time at which anyone left.

    Parameters
    ----------
    study
        A study with time and exits.
    spells
        One row per spell: ``time``, ``cause``.

    Returns
    -------
    DataFrame
        One row per time and exit group, in the order of the groups: ``time`` in the study's unit, ``cause``,
        ``cif`` (0–1), ``se``, ``low``, ``high``, ``n_risk`` at the time, ``events`` of the group at the time.
        Groups that nobody left for have zeros. No rows when nobody left.

    Source: Aalen & Johansen (1978), as in `batt.relationships.staying.cumulative_incidence`.
    """
    groups = exit_groups(study)
    cause = spells["cause"].map({group: number for number, group in enumerate(groups, start=1)}).fillna(0)
    curves = cumulative_incidence(spells["time"].to_numpy(), cause.to_numpy(dtype=int))
    zero = np.zeros(len(curves.time))
    frames = []
    for number, group in enumerate(groups, start=1):
        found = [curve for curve in curves.causes if curve.cause == number]
        cif, se, low, high = (
            (found[0].cif, found[0].se, found[0].low, found[0].high) if found else (zero, zero, zero, zero)
        )
        exits = spells.loc[spells["cause"].eq(group), "time"].value_counts()
        frames.append(
            pd.DataFrame(
                {
                    "time": curves.time,
                    "cause": group,
                    "cif": cif,
                    "se": se,
                    "low": low,
                    "high": high,
                    "n_risk": curves.n_risk.astype("int64"),
                    "events": exits.reindex(curves.time, fill_value=0).to_numpy(dtype="int64"),
                }
            )
        )
    return pd.concat(frames, ignore_index=True).sort_values("time", kind="stable", ignore_index=True)[COLUMNS]


def steps(curves: pd.DataFrame) -> pd.DataFrame:
    """Thin curves to times between which enough people left for a page to show the step.

    A time is kept when at least five people have left since the time kept before, and of no group one or
    two. What is left over at the end joins the last step, so that the curves end where the data end.

    Returns
    -------
    DataFrame
        As `incidence`, at the kept times; ``events`` counts since the time kept before.
    """
    counts = curves.pivot(index="time", columns="cause", values="events")
    kept: list[float] = []
    since = np.zeros(counts.shape[1], dtype=int)
    for time, row in zip(counts.index, counts.to_numpy()):
        since = since + row
        if _is_step(since):
            kept.append(float(time))
            since = np.zeros_like(since)
    while kept and since.any():
        # Undo the last step until it and what follows are one step that may be shown.
        last = kept.pop()
        before = kept[-1] if kept else -np.inf
        since = since + counts.loc[(counts.index > before) & (counts.index <= last)].sum().to_numpy()
        if _is_step(since):
            kept.append(float(counts.index[-1]))
            since = np.zeros_like(since)
    step = np.searchsorted(kept, curves["time"].to_numpy(), side="left")
    sums = curves.assign(_step=step).groupby(["_step", "cause"])["events"].sum()
    chosen = curves[curves["time"].isin(kept)].reset_index(drop=True)
    place = np.searchsorted(kept, chosen["time"].to_numpy(), side="left")
    events = sums.loc[list(zip(place, chosen["cause"]))].to_numpy()
    return chosen.assign(events=events)


def shortcut(study: Study, spells: pd.DataFrame) -> pd.DataFrame:
    """Return what one minus Kaplan–Meier would say at the last exit, only to explain why it is not used.

    It treats every other exit as if the person could still leave for this group later, and is therefore
    higher than the share of anybody who ever will.

    Returns
    -------
    DataFrame
        One row per exit group: ``cause``, ``one_minus_kaplan_meier`` (0–1).
    """
    time = spells["time"].to_numpy()
    rows = []
    for group in exit_groups(study):
        is_exit = spells["cause"].eq(group).to_numpy()
        # With a single cause Aalen–Johansen is one minus Kaplan–Meier.
        curves = cumulative_incidence(time, is_exit.astype(int))
        rows.append((group, float(curves.of(1).cif[-1]) if is_exit.any() else 0.0))
    return pd.DataFrame(rows, columns=["cause", "one_minus_kaplan_meier"])


def exit_groups(study: Study) -> list[str]:
    """Return the exit groups in the order of the study, without those still in."""
    return [group.id for group in (study.exits.groups if study.exits else ()) if group.id != STILL_IN]


def _is_step(since: np.ndarray) -> bool:
    return bool(since.sum() >= MINIMUM_IN_STEP and not ((since > 0) & (since < 3)).any())
