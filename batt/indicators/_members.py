"""Which providers are in: the filter on the association, applied once for every table of the stage."""

import pandas as pd

from batt.registry import Options

MEMBERS_OF = {"ATTF": ("ATTF", "BEGGE"), "ASVL": ("ASVL", "BEGGE")}


def members(providers: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the providers that the chosen association has as members; all of them by default.

    Parameters
    ----------
    providers
        One row per provider with ``provider_id``, ``county`` and ``association``.

    Returns
    -------
    DataFrame
        One row per provider: ``provider_id, county``. A member of both associations is in either.
    """
    if options.forening != "all":
        providers = providers.loc[providers["association"].isin(MEMBERS_OF[options.forening])]
    return providers.loc[:, ["provider_id", "county"]].reset_index(drop=True)
