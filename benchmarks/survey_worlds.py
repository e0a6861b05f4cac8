"""Invented answers 1–6 about sixty providers, each with respondents who are alike."""

from dataclasses import dataclass

import numpy as np

PROVIDERS = 60
LOWEST, HIGHEST = 1, 6
SIXTY = f"{PROVIDERS} providers, 3–30 answering"


@dataclass(frozen=True)
class SurveyWorld:
    """How answers come about: a level, what providers and respondents differ by, and chance at each item.

    Providers and respondents differ by half as much again as the simulator plants. An answer is 1 plus a
    binomial count of 5, so that its expected value is the respondent's level.

    Attributes
    ----------
    level, provider_sd, respondent_sd
        Mean answer and standard deviations around it, points.
    fewest, most
        Respondents of a provider, drawn evenly between.
    """

    level: float = 4.2
    provider_sd: float = 0.3
    respondent_sd: float = 0.45
    fewest: int = 3
    most: int = 30

    def providers(self, rng: np.random.Generator) -> np.ndarray:
        """Return the provider of each respondent, as integers."""
        return np.repeat(np.arange(PROVIDERS), rng.integers(self.fewest, self.most + 1, PROVIDERS))

    def effects(self, rng: np.random.Generator, size: int = PROVIDERS) -> np.ndarray:
        """Return how far each provider's answers lie above the level."""
        return self.provider_sd * rng.standard_normal(size)

    def items(self, rng: np.random.Generator, above: np.ndarray, items: int) -> np.ndarray:
        """Return answers, shape (n, items), of respondents whose level lies `above` the world's."""
        level = self.level + above + self.respondent_sd * rng.standard_normal(len(above))
        share = (np.clip(level, LOWEST, HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
        return LOWEST + rng.binomial(HIGHEST - LOWEST, share[:, None], (len(above), items)).astype(float)

    def item(self, rng: np.random.Generator, above: np.ndarray) -> np.ndarray:
        """Return answers to one item, shape (n,)."""
        return self.items(rng, above, 1)[:, 0]


ALIKE = SurveyWorld()
INDEPENDENT = SurveyWorld(provider_sd=0.0)
