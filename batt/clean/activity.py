"""How many were in, came and left: the annual report's first table."""

import pandas as pd

COLUMNS = ["participants_n", "places_n", "starts_n", "exits_n", "still_in_n"]


def count_activity(frames: dict[str, pd.DataFrame], programme_order: tuple[str, ...]) -> pd.DataFrame:
    """Count the year's activity.

    Parameters
    ----------
    frames
        Our table name → clean frame.
    programme_order
        Programmes in the order in which they are shown.

    Returns
    -------
    DataFrame
        One row per provider and programme it runs, ``Int64`` counts: participants_n (persons, however many
        courses they had), places_n (agreed places; NA where not delivered), starts_n, exits_n, still_in_n
        (courses open on 31 December). A programme without courses has zeros.
    """
    keys = ["provider_id", "programme"]
    spells = frames["spells"]
    counted = spells.assign(still_in=~spells["is_exit"]).groupby(keys)
    activity = pd.DataFrame(
        {
            "participants_n": counted["participant_id"].nunique(),
            "starts_n": counted["started_in_year"].sum(),
            "exits_n": counted["is_exit"].sum(),
            "still_in_n": counted["still_in"].sum(),
        }
    ).reset_index()
    form = frames.get("provider_programme_years")
    places = (
        form[[*keys, "places_n"]]
        if form is not None
        else pd.DataFrame(columns=[*keys, "places_n"], dtype="str")
    )
    activity = activity.merge(places, on=keys, how="outer", validate="one_to_one")
    activity = activity.astype(dict.fromkeys(COLUMNS, "Int64")).fillna(
        dict.fromkeys(COLUMNS[:1] + COLUMNS[2:], 0)
    )
    order = activity["programme"].map({code: number for number, code in enumerate(programme_order)})
    activity = activity.assign(order=order).sort_values(["provider_id", "order"], ignore_index=True)
    return activity[[*keys, *COLUMNS]].astype({"provider_id": "str", "programme": "str"})
