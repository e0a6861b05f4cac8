"""Which cells of the indicator table exist: indicator × provider × programme run."""

from collections.abc import Mapping

import narwhals as nw
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
        every table that the indicator needs).
    """
    wanted = ["provider_id", "county", "association"]
    providers = members(frames["providers"].select(wanted).collect().to_pandas(), options)
    by_programme = providers.merge(programmes_run(frames), on="provider_id", validate="one_to_many")
    as_whole = providers.assign(programme=ALL)
    grid = pd.concat(
        [
            (as_whole if i.level == "provider" else by_programme).assign(indicator=i.id)
            for i in load().indicators
        ],
        ignore_index=True,
    )
    delivered = _delivered(providers, deliveries, set(frames))
    cells = grid.merge(_applies(), on=["indicator", "programme"], validate="many_to_one")
    return cells.merge(delivered, on=["indicator", "provider_id"], validate="many_to_one")


def programmes_run(frames: Mapping[str, nw.LazyFrame]) -> pd.DataFrame:
    """Return which programmes each provider runs: named in its yearly form, or with a participant.

    One row per provider and programme: ``provider_id, programme``.
    """
    sources = [frames[name] for name in PROGRAMME_TABLES if name in frames]
    pairs = [source.select("provider_id", "programme").unique().collect().to_pandas() for source in sources]
    return pd.concat(pairs).drop_duplicates(ignore_index=True)


def _applies() -> pd.DataFrame:
    """Whether an indicator covers a programme. One row per indicator and programme, ``ALL`` among them."""
    registry = load()
    rows = [(indicator, programme, applies) for (indicator, programme), applies in registry.applies.items()]
    rows += [(indicator.id, ALL, True) for indicator in registry.indicators]
    return pd.DataFrame(rows, columns=["indicator", "programme", "applies"])


def _delivered(providers: pd.DataFrame, deliveries: pd.DataFrame, received: set[str]) -> pd.DataFrame:
    """Whether a provider has delivered every table of an indicator. One row per indicator and provider."""
    handed_in = deliveries.loc[deliveries["delivered"].astype(bool), ["provider_id", "table"]]
    tables_of: dict[str, set[str]] = {}
    for provider, table in zip(handed_in["provider_id"].tolist(), handed_in["table"].tolist(), strict=True):
        if table in received:
            tables_of.setdefault(provider, set()).add(table)
    ids = providers["provider_id"].tolist()
    parts = [
        pd.DataFrame(
            {
                "indicator": indicator.id,
                "provider_id": providers["provider_id"],
                "delivered": [set(indicator.tables) <= tables_of.get(provider, set()) for provider in ids],
            }
        )
        for indicator in load().indicators
    ]
    return pd.concat(parts, ignore_index=True).astype({"delivered": bool})
