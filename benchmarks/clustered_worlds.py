"""Panels of providers and their participants drawn in memory, with clustering as planted in the simulator."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

YEARS = 4
LEVEL = -0.4
"""Logit of the share with the outcome at an average provider: about 40 %."""

PROVIDER_SD = 0.35
"""Standard deviation of the providers' levels on the logit scale, as planted."""

SHARE_SD = 0.084
"""The same spread in shares, for worlds that are linear in them."""


@dataclass(frozen=True)
class Panel:
    """How a panel is drawn.

    Attributes
    ----------
    providers
        Their number; sizes vary from two or three persons a year to some hundred.
    within, between
        What one unit of the exposure adds to the share (or measure), from year to year and between providers.
    is_measure
        A measure such as a mean of answers instead of a share.
    """

    providers: int = 60
    within: float = 0.0
    between: float = 0.0
    is_measure: bool = False

    def draw(self, rng: np.random.Generator) -> pd.DataFrame:
        """Return one row per provider and year: ``provider_id, year, exposure, n, value``."""
        typical = 15 * np.exp(0.8 * rng.standard_normal(self.providers))
        n = 2 + rng.poisson(np.repeat(typical, YEARS))
        own = np.repeat(rng.standard_normal(self.providers), YEARS)
        change = rng.standard_normal(self.providers * YEARS)
        level = np.repeat(rng.standard_normal(self.providers), YEARS)
        frame = pd.DataFrame(
            {
                "provider_id": np.repeat(np.arange(self.providers), YEARS),
                "year": np.tile(np.arange(2012, 2012 + YEARS), self.providers),
                "exposure": own + change,
                "n": n,
            }
        )
        # The mean deviation belongs to the provider's average: each slope is then what it is called.
        size = frame.groupby("provider_id")["n"].transform("sum")
        drift = (frame["n"] * change / size).groupby(frame["provider_id"]).transform("sum").to_numpy()
        shift = self.between * (own + drift) + self.within * (change - drift)
        if self.is_measure:
            noise = 0.8 * rng.standard_normal(len(frame)) / np.sqrt(n)
            return frame.assign(value=4.5 + 0.25 * level + shift + noise)
        p = np.clip(0.4 + SHARE_SD * level + shift, 0.01, 0.99)
        return frame.assign(value=rng.binomial(n, p) / n)


def grouped_shares(
    rng: np.random.Generator, providers: int, share: float, effect: float = 0.0
) -> pd.DataFrame:
    """Return a panel of shares in which a part of the providers belongs to a group that adds `effect`."""
    frame = Panel(providers).draw(rng)
    is_first = frame["provider_id"] < round(providers * share)
    more = rng.binomial(frame["n"], np.where(is_first, effect, 0.0)) / frame["n"]
    return frame.assign(is_first=is_first, value=np.minimum(frame["value"] + more, 1.0))


def programmes_after(rng: np.random.Generator, providers: int, effect: float) -> pd.DataFrame:
    """Return shares of a provider's programmes, to which `effect` is added per unit of the year before.

    One row per provider, programme and year: ``provider_id, programme, year, exposure, exposure_before, n,
    value``. The exposure is the provider's, the same in its one to three programmes; some years are missing.
    """
    own = rng.standard_normal((providers, 1))
    exposure = own + rng.standard_normal((providers, YEARS + 1))
    runs = rng.random((providers, 3)) < 0.6
    runs[~runs.any(axis=1), 0] = True
    provider, programme, year = np.nonzero(np.repeat(runs[:, :, None], YEARS, axis=2))
    seen = rng.random(len(provider)) < 0.9
    provider, programme, year = provider[seen], programme[seen], year[seen]
    typical = 10 * np.exp(0.8 * rng.standard_normal(providers))
    n = 2 + rng.poisson(typical[provider])
    before = exposure[provider, year]
    level = SHARE_SD * (
        rng.standard_normal(providers)[provider]
        + 0.5 * rng.standard_normal((providers, 3))[provider, programme]
    )
    p = np.clip(0.4 + 0.05 * programme + level + effect * before, 0.01, 0.99)
    return pd.DataFrame(
        {
            "provider_id": provider,
            "programme": programme,
            "year": 2012 + year,
            "exposure": exposure[provider, year + 1],
            "exposure_before": before,
            "n": n,
            "value": rng.binomial(n, p) / n,
        }
    )


def persons(
    rng: np.random.Generator, providers: int, effect: float, *, is_between: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return design (exposure 0 or 1, constant), outcome and provider of persons.

    A random-intercept logit. The exposure belongs to half the providers, or to every person with probability
    one half.
    """
    size = 5 + rng.poisson(30 * np.exp(0.6 * rng.standard_normal(providers)))
    clusters = np.repeat(np.arange(providers), size)
    exposed = rng.permutation(providers) < providers // 2
    x = exposed[clusters] if is_between else rng.random(len(clusters)) < 0.5
    level = PROVIDER_SD * rng.standard_normal(providers)[clusters]
    y = rng.random(len(clusters)) < expit(LEVEL + effect * x + level)
    return np.column_stack([x, np.ones(len(x))]).astype(float), y.astype(float), clusters


def true_share_difference(effect: float) -> float:
    """Return the difference in shares over all providers that a logit effect makes in `persons`."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    shares = [expit(LEVEL + one + PROVIDER_SD * nodes) @ weights / weights.sum() for one in (0.0, effect)]
    return float(shares[1] - shares[0])
