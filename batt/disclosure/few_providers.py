"""Counties in which one or two providers run something: their figures are not told.

They would tell about a provider rather than a county, and every small count of that provider would need
company elsewhere. What is withheld so needs no protection of its own: a reader who adds up the providers that
are shown may know it.
"""

import numpy as np
import pandas as pd

from batt.disclosure.settings import settings
from batt.disclosure.variables import KEYS, NOT_ABOUT_PERSONS


def of_few_providers(table: pd.DataFrame, counties: pd.Series) -> np.ndarray:
    """Tell which rows of a table are of a county with too few providers in them.

    Parameters
    ----------
    table
        One row per year, unit, programme and indicator; a provider counts where it has a number, shown or
        not.
    counties
        County of every provider, indexed by provider id.
    """
    is_figure = table["status"].isin(["ok", "too_few"])
    providers = table.loc[table["unit_level"].eq("provider") & is_figure, KEYS]
    located = providers.assign(unit_level="county", unit_id=providers["unit_id"].map(counties))
    counts = located.groupby(KEYS).size().rename("providers_n").reset_index()
    found = table[KEYS].merge(counts, on=KEYS, how="left", validate="many_to_one")["providers_n"].fillna(0)
    is_few = (found < settings().min_providers).to_numpy()
    about = ~table["indicator"].isin(list(NOT_ABOUT_PERSONS)).to_numpy()
    return table["unit_level"].eq("county").to_numpy() & about & is_few
