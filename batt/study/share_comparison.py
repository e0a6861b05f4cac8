"""Hold the share with a job in one group against that in another, with providers as clusters."""

import numpy as np
import pandas as pd

from batt.indicators._formulas import wilson_interval
from batt.relationships.clustered.cr2 import cr2
from batt.relationships.clustered.gee import gee
from batt.relationships.clustered.random_intercept_logit import random_intercept_logit
from batt.relationships.clustered.wild_cluster_bootstrap import wild_cluster_bootstrap
from batt.relationships.estimate import Estimate, Scale, no_estimate
from batt.study.compared import Comparison
from batt.study.compared_rows import TwoGroups, two_groups
from batt.study.findings import Found
from batt.study.model import Study

SEED = 20111
DRAWS = 999
METHODS: tuple[tuple[str, Scale], ...] = (
    ("cr2", "share_difference"),
    ("wild_cluster_bootstrap", "share_difference"),
    ("gee", "share_difference"),
    ("random_intercept_logit", "share_difference"),
    ("gee_odds", "odds_ratio"),
    ("random_intercept_odds", "odds_ratio"),
)
"""What is computed, in the order of the report; the comparison is judged by the first."""
GROUP = 1
"""Column of the logits' design that tells the groups apart, after the constant."""


def compare_shares(study: Study, comparison: Comparison, spells: pd.DataFrame) -> list[Found]:
    """Estimate the difference in the share with a job between two groups by several methods.

    Estimand: the share with a job in the first group less that in the second, at the same background. The
    linear model compares persons at the same provider, with a level for each; its standard error is
    bias-reduced over providers, and the wild cluster bootstrap tests the same number. The logits average
    over all persons (exchangeable GEE) and over all providers (random intercept); their odds ratios are those
    over everybody and at a given provider.

    Source: as the methods in `batt.relationships.clustered`.
    """
    people = two_groups(study, comparison, spells, ["is_job"])
    return [
        Found(comparison, part, estimate, is_primary=part == METHODS[0][0])
        for (part, _), estimate in zip(METHODS, estimates_of_difference(people), strict=True)
    ]


def estimates_of_difference(people: TwoGroups) -> tuple[Estimate, ...]:
    """Return the estimates of `METHODS`, in their order, from rows with ``is_job``."""
    if people.reason or people.clusters is None:
        reason = people.reason or "one_cluster"
        return tuple(no_estimate(part, scale, reason, n=len(people.rows)) for part, scale in METHODS)
    y = people.rows["is_job"].to_numpy(dtype=float)
    clusters = people.clusters
    design = np.column_stack([np.ones(len(y)), people.columns])
    marginal, at_provider = gee(design, y, clusters), random_intercept_logit(design, y, clusters)
    return (
        *_within(people.columns, y, clusters),
        marginal.share_difference(design, GROUP),
        at_provider.share_difference(design, GROUP),
        marginal.odds_ratio(GROUP),
        at_provider.odds_ratio(GROUP),
    )


def _within(columns: np.ndarray, y: np.ndarray, clusters: np.ndarray) -> tuple[Estimate, Estimate]:
    """Return the difference among persons at the same provider, by CR2 and by the wild bootstrap."""
    x, outcome = _from_level(columns, clusters), _from_level(y[:, None], clusters)[:, 0]
    n_clusters = len(np.unique(clusters))
    if np.abs(x[:, 0]).max() < 1e-12:
        none = (
            no_estimate(part, "share_difference", "constant_exposure", n=len(y), n_clusters=n_clusters)
            for part in ("cr2", "wild_cluster_bootstrap")
        )
        return next(none), next(none)
    wild = wild_cluster_bootstrap(
        x, outcome, clusters, 0, scale="share_difference", rng=np.random.default_rng(SEED), draws=DRAWS
    )
    return cr2(x, outcome, clusters).estimate(0, "share_difference"), wild


def _from_level(values: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Return each row's deviation from the mean of its cluster, shape (n, k)."""
    sizes = np.bincount(clusters)[:, None]
    sums = np.column_stack([np.bincount(clusters, column) for column in values.T])
    return values - (sums / sizes)[clusters]


def shares_by_group(comparison: Comparison, spells: pd.DataFrame) -> pd.DataFrame:
    """Return the share with a job by group, as observed.

    Returns
    -------
    DataFrame
        One row per group: ``comparison, group, jobs_n, persons_n, share, low, high`` (Wilson, 95 %); of those
        whose group and job are known.
    """
    known = spells[spells["is_job"].notna() & spells[comparison.column].notna()]
    grouped = known.groupby(comparison.column)["is_job"]
    jobs = grouped.sum().reindex(list(comparison.groups), fill_value=0).astype("int64")
    persons = grouped.size().reindex(list(comparison.groups), fill_value=0)
    low, high = wilson_interval(jobs, persons)
    share = (jobs / persons.where(persons > 0)).astype("float64")
    table = pd.DataFrame({"jobs_n": jobs, "persons_n": persons, "share": share, "low": low, "high": high})
    table = table.rename_axis("group").reset_index()
    table.insert(0, "comparison", comparison.id)
    return table
