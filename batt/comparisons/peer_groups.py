"""Whom a provider is like: those that run the same programmes."""

import numpy as np
import pandas as pd

PEERS_WANTED = 5
"""A mean of fewer providers would say more about one of them than about the kind. Source: decision."""


def peer_groups(programmes: pd.DataFrame, wanted: int = PEERS_WANTED) -> pd.DataFrame:
    """Return every provider's peers: other providers with the same programmes, or the nearest.

    If at least `wanted` others run exactly the same programmes, they are the peers. Otherwise providers are
    taken by the Jaccard similarity of the two sets of programmes (those in both over those in either) down to
    the similarity of the `wanted`-th nearest; all with that similarity are in, for nothing tells them apart.
    A provider that shares no programme is no peer.

    Parameters
    ----------
    programmes
        One row per provider and programme that it runs: ``provider_id, programme``.

    Returns
    -------
    DataFrame
        One row per provider and peer, the provider itself not among them: ``provider_id, peer_id,
        similarity`` (0–1) and ``basis``, ``same_mix`` or ``nearest``, the same for all peers of a provider.
        A provider without any peer has no row.
    """
    runs = pd.crosstab(programmes["provider_id"], programmes["programme"]).to_numpy() > 0
    ids = np.sort(programmes["provider_id"].unique())
    both = runs.astype(int) @ runs.T.astype(int)
    size = runs.sum(axis=1)
    similarity = both / (size[:, None] + size[None, :] - both)
    np.fill_diagonal(similarity, 0.0)
    nearest_first = -np.sort(-similarity, axis=1)
    limit = nearest_first[:, min(wanted, len(ids)) - 1]
    is_peer = (similarity >= limit[:, None]) & (similarity > 0)
    provider, peer = np.nonzero(is_peer)
    return pd.DataFrame(
        {
            "provider_id": ids[provider],
            "peer_id": ids[peer],
            "similarity": similarity[provider, peer],
            "basis": np.where(limit[provider] == 1, "same_mix", "nearest"),
        }
    )
