"""Estimate a slope by the other methods too: a claim that rests on one model alone rests on little."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from batt.relationships.clustered.gee import METHOD as GEE
from batt.relationships.clustered.gee import gee
from batt.relationships.clustered.mixed_model import METHOD as MIXED
from batt.relationships.clustered.mixed_model import mixed_model
from batt.relationships.clustered.panel_design import PanelRows, nuisance_columns
from batt.relationships.clustered.random_intercept_logit import METHOD as RANDOM_INTERCEPT
from batt.relationships.clustered.random_intercept_logit import random_intercept_logit
from batt.relationships.clustered.slope import Slope, slope_within
from batt.relationships.estimate import Estimate, Scale, no_estimate

SEED = 20110
CHECK_COLUMNS = ("part", "method", "scale", "value", "low", "high", "p", "n", "n_clusters", "reason")


def within_checks(rows: PanelRows, scale: Scale) -> tuple[Estimate, ...]:
    """Return the slope within providers by the wild cluster bootstrap and by the linear mixed model.

    The mixed model has a random level per provider and the series' mean exposure beside the deviation from
    it; the variance of a row within its provider is inversely proportional to its weight.
    """
    wild = slope_within(rows).estimate_wild(scale, np.random.default_rng(SEED))
    if wild.reason:
        return wild, no_estimate(MIXED, scale, wild.reason, n=len(rows), n_clusters=rows.n_providers)
    mean = rows.series_mean(rows.exposure)
    design = np.column_stack([rows.exposure - mean, mean, nuisance_columns(rows.fixed)])
    return wild, mixed_model(design, rows.outcome, rows.providers, rows.weight).estimate(0, scale)


def share_checks(slope: Slope) -> tuple[Estimate, ...]:
    """Return a slope of shares by the wild cluster bootstrap, the GEE and the random-intercept logit.

    The logits take the persons behind the shares one by one (the size of a row says how many) with the same
    columns, and give the average difference in shares.
    """
    scale: Scale = "share_difference"
    wild = slope.estimate_wild(scale, np.random.default_rng(SEED))
    if slope.reason:
        none = (
            no_estimate(method, scale, slope.reason, n=wild.n, n_clusters=wild.n_clusters)
            for method in (GEE, RANDOM_INTERCEPT)
        )
        return wild, *none
    design, y, clusters = _persons(slope)
    return (
        wild,
        gee(design, y, clusters).share_difference(design, 0),
        random_intercept_logit(design, y, clusters).share_difference(design, 0),
    )


def check_table(checks: Mapping[str, Sequence[Estimate]]) -> pd.DataFrame:
    """Return one row per part and method, in columns `CHECK_COLUMNS`; no numbers where `reason` is set."""
    rows = [
        {"part": part, **{name: getattr(estimate, name) for name in CHECK_COLUMNS[1:]}}
        for part, estimates in checks.items()
        for estimate in estimates
    ]
    return pd.DataFrame(rows, columns=list(CHECK_COLUMNS)).astype({"n_clusters": "Int64"})


def _persons(slope: Slope) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return design, outcome 0 or 1 and cluster of the persons behind the rows."""
    sizes = np.rint(slope.rows.weight).astype(int)
    yes = np.rint(slope.outcome * slope.rows.weight)
    which = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(which)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return slope.design[which], (place < yes[which]).astype(float), slope.rows.providers[which]
