"""Draw exits with a known effect of mix and of providers."""

import numpy as np
import pandas as pd
from scipy.special import expit

FACTORS = ["age_group", "gender", "minority", "work_capability", "basic_competence"]


def drawn_exits(
    *,
    providers: int = 60,
    size: int = 80,
    seed: int = 1,
    year: int = 2015,
    confounding: float = 0.0,
    capability: float = 0.8,
    provider_sd: float = 0.4,
    programmes: tuple[str, ...] = ("AB", "APS"),
    unemployment_effect: float = 0.0,
) -> tuple[pd.DataFrame, pd.Series]:
    """Return exits in the shape of `case_mix_rows` and the providers' true log odds.

    Job (i08) and weeks (i10) depend on work capability 1–3 and the provider. `confounding` is how much more
    often good providers serve capable people: log odds of a step up per unit of the standardised effect.
    """
    rng = np.random.default_rng(seed)
    standard = rng.normal(size=providers)
    effect = provider_sd * standard
    provider = np.repeat(np.arange(providers), size)
    n = len(provider)
    step = 1 + rng.binomial(2, expit(confounding * standard[provider]))
    rate = np.round(rng.uniform(2, 5, 8), 1)
    county = provider % 8
    programme = rng.integers(0, len(programmes), n)
    odds = -0.6 + 0.5 * programme + effect[provider] + capability * (step - 2)
    odds = odds + unemployment_effect * (rate[county] - rate.mean())
    frame = pd.DataFrame(
        {
            "year": year,
            "provider_id": [f"A{i:03d}" for i in provider],
            "county": [f"{i + 1:02d}" for i in county],
            "programme": np.array(programmes)[programme],
            "work_capability": step.astype(str),
            "unemployment": rate[county],
        }
    )
    for factor in FACTORS:
        if factor not in frame:
            frame[factor] = rng.choice(["a", "b", "unknown"], n)
    job = frame.assign(indicator="i08", y=(rng.random(n) < expit(odds)).astype(float))
    active = frame.assign(indicator="i09", y=(rng.random(n) < 0.2).astype(float))
    weeks = frame.assign(
        indicator="i10", y=(20 + 20 * programme) * (1 + 0.1 * (step - 2) + rng.normal(0, 0.3, n))
    )
    truth = pd.Series(effect, index=[f"A{i:03d}" for i in range(providers)])
    return pd.concat([job, active, weeks], ignore_index=True), truth
