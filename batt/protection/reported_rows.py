"""What reports tell of the country beside the indicators, as rows that can stand in the indicator table.

Activity and end causes are counts of the same persons as the indicators, so they have to be protected
together with them. Agreed places are not persons, and stay outside.
"""

import pandas as pd

from batt.protection.basic_rule import INDICATOR_KEYS, INDICATOR_NUMBERS
from batt.protection.equations import ALL_PROGRAMMES
from batt.protection.variables import END_CAUSE, EXITS, NOT_APPROVED, PARTICIPANTS, STARTS, STILL_IN

_FIGURES = (PARTICIPANTS, STARTS, EXITS, STILL_IN)
_COLUMNS = pd.Index([*INDICATOR_KEYS, *INDICATOR_NUMBERS])


def activity_rows(activity: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return activity in the columns of the indicator table.

    Parameters
    ----------
    activity
        One row per programme or ``ALL``: the breakdown of that name.

    Returns
    -------
    DataFrame
        One row per programme or ``ALL`` and figure, ``activity.participants_n`` and so on, of the unit
        ``persons``.
    """
    counts = [
        activity[["programme"]].assign(indicator=figure, n=activity[figure.split(".")[1]])
        for figure in _FIGURES
    ]
    return _counts_of_persons(pd.concat(counts, ignore_index=True), year)


def end_cause_rows(end_causes: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return how stays ended in the columns of the indicator table.

    Parameters
    ----------
    end_causes
        One row per programme and end cause: the breakdown of that name.

    Returns
    -------
    DataFrame
        One row per programme and cause, ``end_cause.F1`` and so on, a share of all exits of the programme;
        missing where nobody left. One per programme and ``ALL`` of ``end_cause.not_approved_n``: persons
        whose active solution lacked approval.
    """
    exits, total = end_causes["exits_n"].astype("float64"), end_causes["exits_total_n"].astype("float64")
    shares = end_causes[["programme"]].assign(
        indicator=END_CAUSE + end_causes["end_cause"].astype("str"),
        unit="share",
        numerator=exits,
        denominator=total,
        value=(exits / total).where(total > 0),
        n=total,
    )
    refused = end_causes.groupby("programme", sort=False)["not_approved_n"].sum().reset_index(name="n")
    in_all = pd.DataFrame({"programme": [ALL_PROGRAMMES], "n": [refused["n"].sum()]})
    refused = pd.concat([in_all, refused], ignore_index=True)
    return pd.concat(
        [_of_the_country(shares, year), _counts_of_persons(refused.assign(indicator=NOT_APPROVED), year)],
        ignore_index=True,
    )


def _counts_of_persons(counts: pd.DataFrame, year: int) -> pd.DataFrame:
    """Give counts (``programme, indicator, n``) the other columns."""
    n = counts["n"].astype("float64")
    return _of_the_country(counts.assign(unit="persons", numerator=n, value=n, n=n), year)


def _of_the_country(rows: pd.DataFrame, year: int) -> pd.DataFrame:
    status = rows["value"].isna().map({True: "too_few", False: "ok"})
    return rows.assign(year=year, unit_level="country", unit_id="NO", status=status).reindex(columns=_COLUMNS)
