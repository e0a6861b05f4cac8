"""Whom to learn from: the nearest providers in programmes, participants and labour market that do better."""

import numpy as np
import pandas as pd

from batt.registry import load

CASE_MIX = {
    "gender": ("K", "M"),
    "minority": ("J", "N"),
    "age_group": (),
    "work_capability": ("1", "2", "3"),
    "basic_competence": ("1", "2", "3"),
}
"""What participants are described by, with the codes that are known; an empty tuple means every value."""
PEER_COLUMNS = [
    "year",
    "provider_id",
    "indicator",
    "programme",
    "direction",
    "place",
    "peer_id",
    "distance",
    "adjusted_value",
    "peer_value",
    "advantage",
    "is_clear",
    "reason",
]


def peer_profiles(
    providers: pd.DataFrame,
    activity: pd.DataFrame,
    spells: pd.DataFrame,
    labour_market: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Describe each provider by what makes its task like another's.

    Parameters
    ----------
    providers
        One row per provider: ``provider_id, county``.
    activity
        One row per provider and programme: ``participants_n`` of the year.
    spells
        One row per course open in the year: ``provider_id`` and the fields of `CASE_MIX`.
    labour_market
        One row per county: ``unemployment_pct``; None when undelivered.

    Returns
    -------
    DataFrame
        One row per provider, index ``provider_id``, columns in three blocks (first level of the columns):
        ``programmes`` (share of its participants in each programme), ``participants`` (share of each known
        code of each field) and ``labour_market`` (unemployment of the county, per cent). Missing where
        nothing is known.
    """
    ids = pd.Index(sorted(providers["provider_id"]), name="provider_id")
    counts = activity.pivot_table(
        index="provider_id", columns="programme", values="participants_n", aggfunc="sum", fill_value=0
    ).astype("float64")
    counts = counts.reindex(columns=list(load().programme_codes), fill_value=0.0)
    blocks = {"programmes": _shares(counts)}
    blocks["participants"] = pd.concat(
        [_code_shares(spells, field, codes) for field, codes in CASE_MIX.items()], axis=1
    )
    if labour_market is not None:
        by_county = labour_market.set_index("county")["unemployment_pct"].astype("float64")
        own = providers.set_index("provider_id")["county"].map(by_county)
        blocks["labour_market"] = own.rename("unemployment_pct").to_frame()
    return pd.concat({name: block.reindex(ids) for name, block in blocks.items()}, axis=1)


def peer_distances(profiles: pd.DataFrame) -> pd.DataFrame:
    """Return how unlike each pair of providers is.

    Each column is standardised over providers; a missing one counts as the mean. The blocks weigh equally,
    however many columns they have: the squared distance is the mean, over the blocks in which providers
    differ, of the mean squared difference of their columns.

    Returns
    -------
    DataFrame
        A symmetric provider × provider matrix, zero on the diagonal; all missing for a provider without a
        programme mix.
    """
    spread = profiles.std(ddof=0)
    varying = profiles.loc[:, spread > 0]
    standard = ((varying - varying.mean()) / spread[spread > 0]).fillna(0.0)
    squared = np.zeros((len(profiles), len(profiles)))
    blocks = standard.columns.get_level_values(0).unique()
    for block in blocks:
        columns = standard[block].to_numpy(dtype=float)
        lengths = (columns**2).sum(axis=1)
        gaps = lengths[:, None] + lengths[None, :] - 2 * columns @ columns.T
        squared += np.clip(gaps, 0, None) / columns.shape[1]
    distances = np.sqrt(squared / max(len(blocks), 1))
    np.fill_diagonal(distances, 0.0)
    unknown = np.isnan(profiles["programmes"].to_numpy(dtype=float)).all(axis=1)
    distances[unknown, :] = np.nan
    distances[:, unknown] = np.nan
    return pd.DataFrame(distances, index=profiles.index, columns=profiles.index.rename("peer_id"))


def nearest_peers(distances: pd.DataFrame, adjusted: pd.DataFrame, k: int = 5) -> pd.DataFrame:
    """Return, for each figure of each provider, the k nearest providers with a better one.

    Parameters
    ----------
    distances
        Provider × provider matrix (see `peer_distances`).
    adjusted
        One row per provider, indicator and programme of one year: ``year, adjusted_value, low, high,
        direction``. Rows without a value are left out; those of too few cases are for the caller to leave
        out or to shrink.

    Returns
    -------
    DataFrame
        One row per figure and peer, nearest first (``place`` 1 to k), in columns `PEER_COLUMNS`;
        ``advantage`` is positive for better. ``is_clear`` says whether the interval of the difference, from
        both intervals, excludes zero; other peers are ahead in the figures only. A figure without such a
        peer has one row with ``peer_id`` missing and the ``reason``: ``nobody_else`` (no other provider has
        the figure), ``no_profile``, ``none_better``, ``range_not_ranked`` or ``size_decides`` (the count of
        partners).

    Source: interval of a difference from two intervals, Zou & Donner (2008), Statistics in Medicine 27,
    1693–1702.
    """
    valued = adjusted.loc[adjusted["adjusted_value"].notna()]
    parts = [
        _of_figure(distances, figures.sort_values("provider_id", ignore_index=True), k)
        for _, figures in valued.groupby(["indicator", "programme"])
    ]
    if not parts:
        return pd.DataFrame(columns=PEER_COLUMNS)
    return pd.concat(parts, ignore_index=True).loc[:, PEER_COLUMNS]


def _of_figure(distances: pd.DataFrame, figures: pd.DataFrame, k: int) -> pd.DataFrame:
    """Return the peers of every provider for one indicator and programme."""
    ids = figures["provider_id"]
    value, low, high = (figures[name].to_numpy(dtype=float) for name in ("adjusted_value", "low", "high"))
    direction = str(figures["direction"].iloc[0])
    if direction == "lower":
        value, low, high = -value, -high, -low
    distance = distances.reindex(index=ids, columns=ids).to_numpy()
    # Rows are the provider that asks, columns the peer.
    advantage = value[None, :] - value[:, None]
    by_size = load().indicator(str(figures["indicator"].iloc[0])).unit == "firms"
    is_peer = (advantage > 0) & ~np.isnan(distance) & (direction != "range") & (not by_size)
    order = np.argsort(np.where(is_peer, distance, np.inf), axis=1, kind="stable")[:, :k]
    row, place = np.nonzero(np.take_along_axis(is_peer, order, axis=1))
    peer = order[row, place]
    gap = advantage[row, peer]
    doubt = np.sqrt((value - low)[peer] ** 2 + (high - value)[row] ** 2)
    found = figures.iloc[row].assign(
        place=place + 1,
        peer_id=ids.to_numpy()[peer],
        distance=distance[row, peer],
        peer_value=figures["adjusted_value"].to_numpy()[peer],
        advantage=gap,
        is_clear=gap > doubt,
        reason="",
    )
    has_none = ~np.any(is_peer, axis=1)
    alone = figures.loc[has_none]
    has_profile = ~np.all(np.isnan(distance), axis=1)[has_none]
    conditions = [direction == "range", by_size, len(figures) == 1, ~has_profile]
    reason = np.select(
        [np.broadcast_to(c, len(alone)) for c in conditions],
        ["range_not_ranked", "size_decides", "nobody_else", "no_profile"],
        "none_better",
    )
    empty = alone.assign(reason=reason)
    types = {"place": "Int64", "peer_id": "str", "is_clear": "boolean"}
    both = pd.concat([found.astype(types), empty.reindex(columns=found.columns).astype(types)])
    return both.sort_values(["provider_id", "place"], ignore_index=True)


def _shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Divide each row by its sum; missing where the sum is zero."""
    totals = counts.sum(axis=1)
    return counts.div(totals.where(totals > 0), axis=0)


def _code_shares(spells: pd.DataFrame, field: str, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return the share of each known code among a provider's courses where it is known."""
    known = spells.loc[spells[field].isin(codes) if codes else spells[field].notna()]
    counts = pd.crosstab(known["provider_id"], known[field]).astype("float64")
    return _shares(counts).rename(columns=lambda code: f"{field} {code}")
