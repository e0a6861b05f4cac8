"""Describe every item of a survey: the share of each answer, the mean and the net."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.indicators._formulas import wilson_interval
from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_sums

METHOD = "item_profile"
SCORES = (1, 2, 3, 4, 5, 6)
LOW_ANSWERS, HIGH_ANSWERS = (1, 2), (5, 6)


@dataclass(frozen=True)
class ItemProfile:
    """Profiles of several items, with 95 % intervals clustered on providers.

    Attributes
    ----------
    shares
        One row per item and answer: ``question, answer, answers_n`` (of the item), ``n`` (this answer),
        ``share, low, high`` (0–1). Ends are NaN with one cluster. No row for an item that nobody answered.
    means
        One row per item with an answer on the scale: ``question, answers_n, mean, low, high`` in points,
        and ``net, net_low, net_high``: the share answering 5 or 6 minus the share answering 1 or 2.
    """

    shares: pd.DataFrame
    means: pd.DataFrame


def item_profile(
    answers: pd.DataFrame,
    clusters: Column,
    *,
    also: tuple[int, ...] = (),
) -> ItemProfile:
    """Describe the answers to each item.

    Estimand: the share of each answer, and the mean, among those who answered the item.

    Parameters
    ----------
    answers
        One row per respondent and one column per item; missing where the item was not answered.
    clusters
        The provider of each respondent.
    also
        Answers beside 1–6 that count in the shares but not in the mean, such as 7, "don't know".

    The interval of a share is Wilson's with as many answers as the clustered ones are worth, never more than
    there are; that of a mean is t on the clusters less one. Source: Korn & Graubard (1998), Survey
    Methodology 24, 193–201; Cochran (1977), Sampling Techniques, §9.7.
    """
    codes = cluster_codes(clusters)
    shares, means = [], []
    for item in answers.columns:
        given = answers[item].to_numpy(dtype=float, na_value=np.nan)
        listed = np.isin(given, [*SCORES, *also])
        if listed.any():
            shares.append(_shares(str(item), given[listed], codes[listed], (*SCORES, *also)))
        scored = np.isin(given, SCORES)
        if scored.any():
            means.append(_means(str(item), given[scored], codes[scored]))
    return ItemProfile(
        pd.concat(shares, ignore_index=True) if shares else _empty_shares(),
        pd.DataFrame(means, columns=MEANS),
    )


MEANS = ["question", "answers_n", "mean", "low", "high", "net", "net_low", "net_high"]


def _empty_shares() -> pd.DataFrame:
    return pd.DataFrame(columns=["question", "answer", "answers_n", "n", "share", "low", "high"])


def _shares(item: str, given: np.ndarray, codes: np.ndarray, listed: tuple[int, ...]) -> pd.DataFrame:
    is_answer = (given[:, None] == np.array(listed)).astype(float)
    share, se, df = clustered_mean(is_answer, codes)
    low, high = clustered_wilson(share, se, df, len(given))
    counts = is_answer.sum(axis=0).astype(int)
    return pd.DataFrame(
        {"question": item, "answer": listed, "answers_n": len(given), "n": counts, "share": share}
    ).assign(low=low, high=high)


def _means(item: str, given: np.ndarray, codes: np.ndarray) -> tuple[str | float, ...]:
    net = np.isin(given, HIGH_ANSWERS).astype(float) - np.isin(given, LOW_ANSWERS)
    value, se, df = clustered_mean(np.column_stack([given, net]), codes)
    half = (stats.t.ppf(0.975, df) if df > 0 else np.nan) * se
    (mean, net_value), (low, net_low), (high, net_high) = value, value - half, value + half
    bounded = np.clip([low, high], SCORES[0], SCORES[-1]), np.clip([net_low, net_high], -1, 1)
    return item, len(given), float(mean), *bounded[0].tolist(), float(net_value), *bounded[1].tolist()


def clustered_mean(values: np.ndarray, codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the means of the columns, their standard errors between clusters, and G − 1.

    Parameters
    ----------
    values
        Shape (n, k), n at least 1. Standard errors are NaN with one cluster.
    """
    mean = values.mean(axis=0)
    totals = cluster_sums(values - mean, np.unique(codes, return_inverse=True)[1])
    g = len(totals)
    factor = g / (g - 1) if g > 1 else np.nan
    return mean, np.sqrt(factor * (totals**2).sum(axis=0)) / len(values), g - 1.0


def clustered_wilson(share: np.ndarray, se: np.ndarray, df: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's interval with the number of independent answers that the clustered n are worth.

    Where nobody, or everybody, gave an answer the likeness within clusters cannot be seen from it; it is then
    taken as that of the item's least informative other answer, or each cluster counts as one.
    """
    if df < 1:
        return np.full(share.shape, np.nan), np.full(share.shape, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        worth = share * (1 - share) / se**2 * (stats.norm.ppf(0.975) / stats.t.ppf(0.975, df)) ** 2
    seen = np.minimum(worth[se > 0], n)
    worth = np.where(se > 0, np.minimum(worth, n), seen.min() if len(seen) else df + 1)
    return wilson_interval(share * worth, worth)
