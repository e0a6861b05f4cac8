"""How often the interval of the variance that the mix explains holds its value over all providers."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from calibration_line import Line, coverage
from scipy.special import expit

from batt.comparisons.case_mix import PERSONAL, fit_case_mix
from batt.comparisons.variance_explained import variance_explained

PROVIDERS, EXITS, COUNTIES = 60, 60, 19
VERY_MANY = 4000
SEEDS, DRAWS = 400, 199
COVERAGE = 0.95
YEAR = 2015


def _exits(rng: np.random.Generator, providers: int, confounding: float) -> pd.DataFrame:
    """Return exits whose chance of a job depends on work capability and the provider. One row per exit.

    ``confounding`` is how much more often good providers serve capable people, in log odds per standard
    deviation of their effect.
    """
    standard = rng.normal(size=providers)
    provider = np.repeat(np.arange(providers), EXITS)
    capability = 1 + rng.binomial(2, expit(confounding * standard[provider]))
    programme = rng.integers(0, 2, len(provider))
    odds = -0.6 + 0.5 * programme + 0.4 * standard[provider] + 0.8 * (capability - 2)
    county = provider % COUNTIES
    other = {factor: rng.choice(["a", "b", "unknown"], len(provider)) for factor in PERSONAL}
    return pd.DataFrame(
        other
        | {
            "indicator": "i08",
            "year": YEAR,
            "provider_id": np.char.add("A", provider.astype(str)),
            "county": np.char.add("C", county.astype(str)),
            "programme": np.where(programme == 1, "AB", "APS"),
            "work_capability": capability.astype(str),
            "unemployment": np.round(rng.uniform(2, 5, COUNTIES), 1)[county],
            "y": (rng.random(len(provider)) < expit(odds)).astype(float),
        }
    )


def _explained(rng: np.random.Generator, providers: int, confounding: float, draws: int) -> pd.DataFrame:
    """Return the shares explained, by what explains them."""
    rows = _exits(rng, providers, confounding)
    model = fit_case_mix(rows, "i08", "full")
    return variance_explained([model], rows, YEAR, draws=draws).set_index("explained_by")


def conditions_intervals(seeds: int) -> Iterator[Line]:
    """Yield the coverage, from where the mix explains half to where it hides some differences.

    Unemployment is told from the providers by their counties alone, which widens its interval beyond need
    where it explains nothing.
    """
    for number, confounding in enumerate((0.5, 0.2, -0.2)):
        true = _explained(np.random.default_rng([18, number]), VERY_MANY, confounding, 2)["share_explained"]
        found = [
            _explained(np.random.default_rng([18, number, seed]), PROVIDERS, confounding, DRAWS)
            for seed in range(min(seeds, SEEDS))
        ]
        for part, side in (("mix", "equals"), ("mix_and_labour_market", "at least")):
            held = [bool(one.loc[part, "low"] <= true[part] <= one.loc[part, "high"]) for one in found]
            world = f"60 providers, 60 exits each, {true[part]:.2f} explained"
            name = f"variance explained by {part.replace('_', ' ')}, interval"
            yield coverage(name, world, COVERAGE, np.array(held, dtype=float), side)
