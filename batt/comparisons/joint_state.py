"""Say in one word where a provider stands and where it is going – only when both were tested."""

import numpy as np
import pandas as pd

KEY = ["indicator", "programme", "provider_id"]
STATES = (
    "better_and_improving",
    "better",
    "better_but_worsening",
    "improving",
    "as_expected",
    "worsening",
    "worse_but_improving",
    "worse",
    "worse_and_worsening",
)


def joint_states(funnel_cells: pd.DataFrame, change_cells: pd.DataFrame) -> pd.DataFrame:
    """Join the standing in the funnel with the course since last year.

    Parameters
    ----------
    funnel_cells
        One row per provider × indicator × programme: ``Funnels.cells`` of the year.
    change_cells
        One row per provider × indicator × programme: ``Changes.cells`` to the same year.

    Returns
    -------
    DataFrame
        One row per provider × indicator × programme of the year: ``direction, flag, standing, movement,
        course``, ``state`` (one of ``STATES``; empty unless both were tested and the indicator has a better
        end) and ``reason`` (why there is none: ``range``, the funnel's reason, or the change's).
    """
    table = funnel_cells[[*KEY, "direction", "flag", "standing", "reason"]].merge(
        change_cells[[*KEY, "movement", "course", "reason"]],
        on=KEY,
        how="left",
        suffixes=("", "_change"),
        validate="one_to_one",
    )
    table = table.fillna({"movement": "", "course": "", "reason_change": "no_previous"})
    reason = table["reason"].mask(table["reason"] == "", table["reason_change"])
    reason = reason.mask(table["direction"] == "range", "range")
    state = _state(table["standing"], table["course"]).mask(reason != "", "")
    return table.assign(state=state, reason=reason).drop(columns="reason_change")


def _state(standing: pd.Series, course: pd.Series) -> pd.Series:
    goes_on = ((standing == "better") & (course == "improving")) | (
        (standing == "worse") & (course == "worsening")
    )
    stands, moves = standing.isin(["better", "worse"]), course.isin(["improving", "worsening"])
    words = np.select(
        [stands & moves & goes_on, stands & moves, stands, moves],
        [standing + "_and_" + course, standing + "_but_" + course, standing, course],
        "as_expected",
    )
    return pd.Series(words, index=standing.index)
