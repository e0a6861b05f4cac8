"""The newsletter's ranking by how many got a job, beside the ranking by what share of those leaving did."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.comparisons.rank_sets import CONFIDENCE, DRAWS, SEED
from batt.comparisons.ranks import rank_table

JOBS = "i08"

RANKINGS = {"total": ("AVKL", "APS", "KIA", "AB"), "AB": ("AB",), "KIA": ("KIA",)}
"""The three lists of the newsletter. Source: WG §1.2 (totals, AB and KIA); the programmes of the total are
those that indicator 8 covers."""

MINIMUM_EXITS = 5


def newsletter_table(
    cells: pd.DataFrame,
    without_total: Sequence[str] = (),
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Rank providers by the number, and by the share, of those leaving for a job.

    Parameters
    ----------
    cells
        One row per provider, indicator and programme (`batt.comparisons.cells.comparison_cells`); the rows of
        indicator 8 are used.
    without_total
        Providers some of whose cells are left out of `cells`: they stand in no total.

    Returns
    -------
    DataFrame
        One row per ranking and provider with an exit in it: ``year, ranking`` (``total``, ``AB``, ``KIA``),
        ``provider_id, jobs`` (exits to F1–F6, or what the option says), ``exits, rate`` (0–1), then
        for the ranking by number ``count_rank, count_rank_last, count_low, count_high`` and for that by share
        ``rate_rank, rate_rank_last, rate_low, rate_high``: the place, the last place shared with equals,
        and the marginal confidence set. ``rate_reason`` and ``count_reason`` as in
        `batt.comparisons.ranks.rank_table`; below 5 exits there is no rank by share.
    """
    totals = ranking_totals(cells)
    totals = totals[~(totals["ranking"].eq("total") & totals["provider_id"].isin(list(without_total)))]
    return rank_totals(totals.reset_index(drop=True), draws=draws, seed=seed, confidence=confidence)


def rank_totals(
    totals: pd.DataFrame,
    minimum_exits: int = MINIMUM_EXITS,
    *,
    within: Sequence[str] = (),
    draws: int = DRAWS,
    seed: int = SEED,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Rank providers by jobs and by rate; the columns are those of `newsletter_table`.

    Parameters
    ----------
    totals
        One row per ranking and provider: ``year, ranking, provider_id, jobs, exits, rate``
        (`ranking_totals`). Without a rate there is no rank by share.
    minimum_exits
        Below it there is no rank by share either.
    within
        Columns that set rankings of one name apart, such as their month; they stand in the table too.
    """
    few = (totals["exits"] < minimum_exits) | totals["rate"].isna()
    totals = totals.assign(status=np.where(few, "too_few", "ok"))
    options = {"draws": draws, "seed": seed, "confidence": confidence}
    keys = [*within, "ranking", "provider_id"]
    rates = _ranked(_as_share(totals), "rate", within, **options)
    counts = _ranked(_as_count(totals), "count", within, **options)
    table = totals[["year", *keys, "jobs", "exits", "rate"]]
    table = table.merge(counts, on=keys, validate="one_to_one").merge(rates, on=keys, validate="one_to_one")
    return table.sort_values([*within, "ranking", "count_rank", "provider_id"], ignore_index=True)


def newsletter_agreement(table: pd.DataFrame) -> pd.DataFrame:
    """Return how far the two rankings agree, and how far each follows size.

    Parameters
    ----------
    table
        One row per ranking and provider (`newsletter_table`). Those with a rank by share take part.

    Returns
    -------
    DataFrame
        One row per ranking: ``year, ranking, providers_n, kendall`` (tau-b) and ``spearman`` between number
        and share, ``kendall_count_size`` and ``kendall_rate_size`` between each and the number of exits, and
        ``reason``: ``too_few_providers`` below 3, ``no_variation`` when all have the same number or share.
    """
    rows = []
    for (year, ranking), group in table.groupby(["year", "ranking"]):
        both = group[group["rate_rank"].notna()]
        reason = _no_correlation(both)
        jobs, rate, exits = (both[name].astype("float64") for name in ("jobs", "rate", "exits"))
        rows.append(
            {
                "year": year,
                "ranking": ranking,
                "providers_n": len(both),
                "kendall": np.nan if reason else jobs.corr(rate, method="kendall"),
                "spearman": np.nan if reason else jobs.corr(rate, method="spearman"),
                "kendall_count_size": np.nan if reason else jobs.corr(exits, method="kendall"),
                "kendall_rate_size": np.nan if reason else rate.corr(exits, method="kendall"),
                "reason": reason,
            }
        )
    columns = ["year", "ranking", "providers_n", "kendall", "spearman"]
    return pd.DataFrame(rows, columns=[*columns, "kendall_count_size", "kendall_rate_size", "reason"])


def _no_correlation(both: pd.DataFrame) -> str:
    """Return why there is no correlation, or an empty text."""
    if len(both) < 3:
        return "too_few_providers"
    return "no_variation" if both["jobs"].nunique() == 1 or both["rate"].nunique() == 1 else ""


def ranking_totals(cells: pd.DataFrame) -> pd.DataFrame:
    """Add up jobs and exits over each ranking's programmes.

    Returns
    -------
    DataFrame
        One row per ranking and provider: ``year, provider_id, jobs, exits, ranking, rate``.
    """
    jobs = cells[cells["indicator"] == JOBS]
    lists = []
    for ranking, programmes in RANKINGS.items():
        rows = jobs[jobs["programme"].isin(programmes)]
        sums = rows.groupby(["year", "provider_id"], as_index=False)[["numerator", "denominator"]].sum()
        lists.append(sums.assign(ranking=ranking))
    totals = pd.concat(lists, ignore_index=True)
    totals = totals.rename(columns={"numerator": "jobs", "denominator": "exits"})
    return totals.assign(rate=totals["jobs"].astype(float) / totals["exits"].astype(float))


def _as_share(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the totals as cells of a share. One row per ranking and provider."""
    rate, exits = totals["rate"], totals["exits"].astype(float)
    return _as_cells(totals, "share").assign(
        value=rate, n=totals["exits"], denominator=totals["exits"], se=np.sqrt(rate * (1 - rate) / exits)
    )


def _as_count(totals: pd.DataFrame) -> pd.DataFrame:
    """Return the totals as cells of a count. One row per ranking and provider."""
    jobs = totals["jobs"].astype(float)
    return _as_cells(totals, "jobs").assign(value=jobs, n=totals["jobs"], denominator=1, se=np.sqrt(jobs))


def _as_cells(totals: pd.DataFrame, unit: str) -> pd.DataFrame:
    return totals.assign(
        indicator=JOBS,
        programme=totals["ranking"],
        numerator=totals["jobs"],
        direction="higher",
        unit=unit,
        scale=1.0,
    )


def _ranked(cells: pd.DataFrame, prefix: str, within: Sequence[str], **options: float) -> pd.DataFrame:
    """Return places and marginal sets. One row per ranking and provider."""
    ranked = rank_table(cells, within=within, **options)  # type: ignore[arg-type]
    names = {
        "programme": "ranking",
        "rank": f"{prefix}_rank",
        "rank_last": f"{prefix}_rank_last",
        "marginal_low": f"{prefix}_low",
        "marginal_high": f"{prefix}_high",
        "reason": f"{prefix}_reason",
    }
    return ranked.rename(columns=names)[[*within, "provider_id", *names.values()]]
