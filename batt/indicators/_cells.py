"""Which cells of the indicator table exist: indicator × provider × programme run."""

from collections.abc import Mapping

import narwhals as nw
import numpy as np
import pandas as pd

from batt.indicators._members import members
from batt.indicators._units import ALL
from batt.registry import Options, load

CELL = ["indicator", "provider_id", "programme"]
PROGRAMME_TABLES = ("provider_programme_years", "spells")
"""The tables that tell which programmes a provider runs."""


def indicator_cells(
    frames: Mapping[str, nw.LazyFrame], deliveries: pd.DataFrame, options: Options
) -> pd.DataFrame:
    """Return every cell that gets a row in the indicator table.

    Parameters
    ----------
    frames
        The year's clean tables; needs ``providers`` and ``spells``.
    deliveries
        One row per provider and table: ``provider_id, table, delivered``.
    options
        ``forening`` decides which providers are in.

    Returns
    -------
    DataFrame
        One row per indicator, provider and programme that the provider runs (or ``ALL``): ``indicator,
        provider_id, county, programme, applies`` (not hatched) and ``delivered`` (the provider has delivered
        every table that the indicator needs). All but the county are categories, in the order of the registry
        or of the providers.
    """
    wanted = ["provider_id", "county", "association"]
    providers = members(frames["providers"].select(wanted).collect().to_pandas(), options)
    by_programme = providers.merge(programmes_run(frames), on="provider_id", validate="one_to_many")
    places = pd.concat([providers.assign(programme=ALL), by_programme], ignore_index=True)
    # Counted and sorted many times from here on, by the place of each text in the registry or the list.
    named = {"provider_id": pd.CategoricalDtype(providers["provider_id"]), "programme": _programmes()}
    cells = places.astype(named).merge(_covered(), on="programme", validate="many_to_many")
    has_delivered = _has_delivered(providers["provider_id"], deliveries, set(frames))
    provider, indicator = cells["provider_id"].cat.codes, cells["indicator"].cat.codes
    return cells.assign(delivered=has_delivered[provider, indicator])


def programmes_run(frames: Mapping[str, nw.LazyFrame]) -> pd.DataFrame:
    """Return which programmes each provider runs: named in its yearly form, or with a participant.

    One row per provider and programme: ``provider_id, programme``.
    """
    sources = [frames[name] for name in PROGRAMME_TABLES if name in frames]
    pairs = [source.select("provider_id", "programme").unique().collect().to_pandas() for source in sources]
    return pd.concat(pairs).drop_duplicates(ignore_index=True)


def as_texts(cells: pd.DataFrame) -> pd.DataFrame:
    """Return a table with texts for categories, which pandas would make one by one in Python."""
    kinds = {name: column.cat for name, column in cells.items() if column.dtype == "category"}
    return cells.assign(
        **{str(name): kind.categories.take(kind.codes.to_numpy()) for name, kind in kinds.items()}
    )


def _programmes() -> pd.CategoricalDtype:
    return pd.CategoricalDtype([ALL, *load().programme_codes])


def _covered() -> pd.DataFrame:
    """What an indicator has cells for, and whether it applies. One row per indicator and programme."""
    registry = load()
    rows = [
        (entry.id, code, code == ALL or registry.applies[entry.id, code])
        for entry in registry.indicators
        for code in ((ALL,) if entry.level == "provider" else registry.programme_codes)
    ]
    indicators = pd.CategoricalDtype([entry.id for entry in registry.indicators])
    table = pd.DataFrame(rows, columns=["indicator", "programme", "applies"])
    return table.astype({"indicator": indicators, "programme": _programmes()})


def _has_delivered(provider_ids: pd.Series, deliveries: pd.DataFrame, received: set[str]) -> np.ndarray:
    """Whether a provider has delivered every table of an indicator. Shape: providers × indicators."""
    handed_in = deliveries.loc[deliveries["delivered"].astype(bool) & deliveries["table"].isin(received)]
    tables = list(dict.fromkeys(table for entry in load().indicators for table in entry.tables))
    provider = pd.Index(provider_ids).get_indexer(pd.Index(handed_in["provider_id"]))
    table = pd.Index(tables).get_indexer(pd.Index(handed_in["table"]))
    is_needed = (provider >= 0) & (table >= 0)
    has = np.zeros((len(provider_ids), len(tables)), dtype=bool)
    has[provider[is_needed], table[is_needed]] = True
    return np.column_stack(
        [has[:, [tables.index(table) for table in entry.tables]].all(axis=1) for entry in load().indicators]
    )
