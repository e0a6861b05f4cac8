"""Compare the hazard of an event after something has happened to a person with the hazard before."""

import numpy as np

from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.staying.cox import cox
from batt.relationships.staying.episodes import split_at


def hazard_after(
    entry: np.ndarray,
    time: np.ndarray,
    event: np.ndarray,
    clusters: np.ndarray,
    change: np.ndarray,
    change_row: np.ndarray | None = None,
) -> Estimate:
    """Return the hazard ratio per change so far, from a Cox model in which the number of changes grows.

    Estimand: among people equally long in at the same provider, the ratio of the rates of the event between
    two of whom one has had one change more. Before its change a spell counts as unchanged, so no time is
    given away that could not have been lost; and a provider that is good at both is compared with itself.

    Parameters
    ----------
    entry, time, event, change, change_row
        As in `batt.relationships.staying.episodes.split_at`: days, and at most one change per spell unless
        `change_row` tells whose each is.
    clusters
        Provider of each spell.

    Source: Andersen & Gill (1982), Ann. Statist. 10, 1100–1120.
    """
    if len(time) == 0:
        return no_estimate("cox", "hazard_ratio", "too_few")
    pieces = split_at(entry, time, event, change, change_row)
    providers = clusters[pieces.row]
    fit = cox(
        pieces.time, pieces.event, pieces.changes, entry=pieces.entry, clusters=providers, strata=providers
    )
    return fit.estimate(n=len(time))
