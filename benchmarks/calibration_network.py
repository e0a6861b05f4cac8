"""How often partial correlations, predictions, agreements of orders and clustered shares hold the truth."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from calibration_line import Line, coverage

from batt.comparisons.multiplicity import benjamini_hochberg
from batt.relationships.agreement import order_agreement
from batt.relationships.clustered_share import clustered_share
from batt.relationships.estimate import Estimate
from batt.relationships.network.partial_correlations import PartialCorrelations, partial_correlations
from batt.relationships.network.prediction import predict_new_year

PROVIDERS, INDICATORS = 60, 13
COVERAGE, SIZE = 0.95, 0.05
PARTIAL = 0.4
PREDICTORS = ["training", "partners", "placements", "health"]
NEW_PROVIDERS = 20_000
COUNTIES = 19


def _holds(estimate: Estimate, true: float) -> bool:
    return bool(estimate.low <= true <= estimate.high)


# --- partial correlations -------------------------------------------------------------------------------


def _profiles(rng: np.random.Generator, uneven: float, planted: float) -> pd.DataFrame:
    """Return 60 providers' 13 indicators: all others related, the first two by `planted`, 1 and 3 not.

    ``uneven`` makes small providers vary more in all indicators at once.
    """
    precision = np.linalg.inv(0.2 + 0.8 * np.eye(INDICATORS))
    root = np.sqrt(np.diag(precision))
    precision = precision / np.outer(root, root)
    precision[0, 1] = precision[1, 0] = -planted
    precision[0, 2] = precision[2, 0] = 0.0
    x = rng.multivariate_normal(np.zeros(INDICATORS), np.linalg.inv(precision), PROVIDERS)
    return pd.DataFrame(x * np.exp(uneven * rng.standard_normal((PROVIDERS, 1))))


def _network(seed: int, number: int, uneven: float, planted: float = PARTIAL) -> PartialCorrelations:
    return partial_correlations(_profiles(np.random.default_rng([12, number, seed]), uneven, planted))


def network_rates(seeds: int) -> Iterator[Line]:
    """Yield type I error and coverage of one partial correlation, and how often any edge is false."""
    like, unlike = "60 providers × 13 indicators", "the same, small providers varying more in all"
    for number, (world, uneven) in enumerate(((like, 0.0), (unlike, 0.5))):
        found = [_network(seed, number, uneven) for seed in range(seeds)]
        rejected = np.array([one.p[0, 2] <= SIZE for one in found], dtype=float)
        yield coverage("partial correlation, test", world, SIZE, rejected)
    held = np.array([_holds(_network(seed, 2, 0.0).estimate("0", "1"), PARTIAL) for seed in range(seeds)])
    yield coverage(
        "partial correlation, interval", f"{like}, {PARTIAL:g} planted", COVERAGE, held.astype(float)
    )
    below = np.tril_indices(INDICATORS, -1)
    edges = []
    for seed in range(seeds):
        x = pd.DataFrame(np.random.default_rng([12, 3, seed]).standard_normal((PROVIDERS, INDICATORS)))
        edges.append((benjamini_hochberg(partial_correlations(x).p[below]) <= SIZE).any())
    yield coverage(
        "network, any edge among 78 pairs", f"{like}, unrelated", SIZE, np.array(edges, float), "at most"
    )


# --- prediction -----------------------------------------------------------------------------------------


def _years(rng: np.random.Generator, slope: float, providers: int, years: int = 4) -> pd.DataFrame:
    """Return providers with lasting levels and predictors, and binomial exits. One row per provider-year."""
    level, lasting = rng.normal(0, 0.06, providers), rng.normal(0, 0.7, (providers, 4))
    sizes = np.exp(rng.normal(3, 0.8, providers)) + 4
    parts = []
    for year in range(years):
        x = lasting + rng.normal(0, 0.7, (providers, 4))
        exits = np.maximum(rng.poisson(sizes), 2)
        share = 0.3 + level + slope * x[:, 0] + rng.normal(0, 0.02, providers)
        value = rng.binomial(exits, np.clip(share, 0.01, 0.99)) / exits
        frame = pd.DataFrame(x, columns=PREDICTORS).assign(
            year=year, size=exits, provider_id=np.arange(providers)
        )
        parts.append(frame.assign(deviation=value - np.average(value, weights=exits)))
    return pd.concat(parts, ignore_index=True)


@cache
def _new_providers(slope: float) -> pd.DataFrame:
    return _years(np.random.default_rng(13), slope, NEW_PROVIDERS, years=1)


def _truly_explained(coef: np.ndarray, slope: float) -> float:
    """Return what the fitted models explain of very many new providers, the mean over models."""
    new = _new_providers(slope)
    y, weight = new["deviation"].to_numpy(), new["size"].to_numpy()
    missed = [(weight * (y - new[PREDICTORS].to_numpy() @ one) ** 2).sum() for one in coef]
    return float(1 - np.mean(missed) / (weight * y**2).sum())


def prediction_rates(seeds: int) -> Iterator[Line]:
    """Yield how often a prediction is called better than the mean when it is not, and the coverage.

    Without a relation the model's own shrinkage keeps it close to the mean, and the jackknife's limits are on
    the safe side.
    """
    for number, slope in enumerate((0.0, 0.04, 0.08)):
        better, held, world = [], [], f"60 providers, 4 years, slope {slope:g}"
        for seed in range(seeds):
            rows = _years(np.random.default_rng([13, number, seed]), slope, PROVIDERS)
            found = predict_new_year(rows, outcome="deviation", predictors=PREDICTORS)
            better.append(found.explained.low > 0)
            held.append(_holds(found.explained, _truly_explained(found.coef, slope)))
        if slope == 0:
            yield coverage("prediction, called better", world, SIZE / 2, np.array(better, float), "at most")
        side = "equals" if slope == 0.08 else "at least"
        yield coverage("prediction, interval", world, COVERAGE, np.array(held, float), side)


# --- orders ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Orders:
    """Two orders of providers by jobs: by number and share, or by share without some of the jobs.

    With several programmes, a provider runs each with probability one half and is equally good in all.
    """

    name: str
    first: str
    second: str
    left_out: float
    programmes: int = 1

    def draw(self, rng: np.random.Generator, providers: int) -> pd.DataFrame:
        """Return one row per provider and programme it runs."""
        runs = rng.random((providers, self.programmes)) < (1.0 if self.programmes == 1 else 0.5)
        provider, programme = np.nonzero(runs)
        exits = np.maximum(rng.poisson(np.exp(rng.normal(3, 0.8, len(provider)))), 5)
        jobs = rng.binomial(exits, rng.beta(6, 12, providers)[provider])
        counted = rng.binomial(jobs, 1 - self.left_out)
        table = {"provider_id": provider, "programme": programme, "jobs": jobs, "share": jobs / exits}
        return pd.DataFrame(table | {"other": counted / exits})

    def agreement(self, rng: np.random.Generator, providers: int) -> Estimate:
        return order_agreement(self.draw(rng, providers), self.first, self.second, within="programme")

    def true(self) -> float:
        """Return tau over very many providers: the mean over tables, since tau over pairs is unbiased."""
        rng = np.random.default_rng(23)
        return float(np.mean([self.agreement(rng, 1500).value for _ in range(12)]))


ORDERS = (
    _Orders("number and share", "jobs", "share", 0.1),
    _Orders("share with and without 2 in 100 of the jobs", "share", "other", 0.02),
    _Orders("share with and without 1 in 10 of the jobs", "share", "other", 0.1),
    _Orders("share with and without 4 in 10 of the jobs", "share", "other", 0.4),
    _Orders("share with and without 1 in 10 of the jobs, 4 programmes", "share", "other", 0.1, 4),
)


def agreement_rates(seeds: int) -> Iterator[Line]:
    """Yield the coverage of Kendall's tau; its test against a value rejects when the limits leave it out."""
    for number, orders in enumerate(ORDERS):
        true = orders.true()
        held = [
            _holds(orders.agreement(np.random.default_rng([19, number, seed]), PROVIDERS), true)
            for seed in range(seeds)
        ]
        yield coverage(
            "agreement of orders, interval", f"60 providers, {orders.name}", COVERAGE, np.array(held, float)
        )


# --- shares ---------------------------------------------------------------------------------------------


def share_intervals(seeds: int) -> Iterator[Line]:
    """Yield the coverage of a share of targets where counties set from 2 to 40 of them."""
    for number, (share, alike) in enumerate(((0.3, 0.0), (0.3, 0.1), (0.1, 0.1))):
        held = []
        for seed in range(seeds):
            rng = np.random.default_rng([16, number, seed])
            targets = rng.integers(2, 41, COUNTIES)
            strength = (1 - alike) / alike if alike else 1e9
            own = rng.beta(share * strength, (1 - share) * strength, COUNTIES)
            area = np.repeat(np.arange(COUNTIES), targets)
            unfit = rng.random(len(area)) < own[area]
            held.append(_holds(clustered_share(pd.Series(unfit), pd.Series(area)), share))
        world = f"19 counties, 2–40 targets each, share {share:g}, correlation {alike:g}"
        # Where counties do not differ, the cap on the number of units leaves room.
        side = "equals" if alike else "at least"
        yield coverage("share of local targets, interval", world, COVERAGE, np.array(held, float), side)
