"""How often the intervals of the survey methods hold the truth, and how often their tests reject it."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pandas as pd
from calibration_line import Line
from calibration_trial import COVERAGE, SIZE, Rng, Trial, holds, lines
from survey_worlds import ALIKE, HIGHEST, INDEPENDENT, LOWEST, PROVIDERS, SIXTY, SurveyWorld

from batt.relationships.estimate import Estimate
from batt.relationships.surveys.item_profile import item_profile
from batt.relationships.surveys.kruskal_dunn import kruskal_dunn
from batt.relationships.surveys.non_response_bounds import width_of_bounds
from batt.relationships.surveys.proportional_odds import proportional_odds
from batt.relationships.surveys.proportionality import proportionality
from batt.relationships.surveys.rank_sum import rank_sum
from batt.relationships.surveys.reliability import reliability

LARGE = 1_000_000
THREE_HUNDRED = "300 independent answers"

# --- reliability and profiles ---------------------------------------------------------------------------


@cache
def _true_alpha(world: SurveyWorld) -> float:
    rng = np.random.default_rng(400)
    return reliability(world.items(rng, world.effects(rng, LARGE // 4), 8)).alpha


def _feldt(rng: Rng) -> bool:
    found = reliability(INDEPENDENT.items(rng, np.zeros(300), 8))
    return found.low <= _true_alpha(INDEPENDENT) <= found.high


def _clustered_alpha(rng: Rng) -> bool:
    provider = ALIKE.providers(rng)
    found = reliability(ALIKE.items(rng, ALIKE.effects(rng)[provider], 8), provider)
    return found.clustered_low <= _true_alpha(ALIKE) <= found.clustered_high


@cache
def _true_profile() -> tuple[np.ndarray, float, float]:
    """Return the shares of answers 1–6, the mean and the net of a very large survey."""
    rng = np.random.default_rng(401)
    given = ALIKE.item(rng, ALIKE.effects(rng, LARGE))
    shares = (given[:, None] == np.arange(LOWEST, HIGHEST + 1)).mean(axis=0)
    return shares, float(given.mean()), float(shares[4:].sum() - shares[:2].sum())


def _profile(rng: Rng) -> tuple[pd.DataFrame, pd.Series]:
    provider = ALIKE.providers(rng)
    items = pd.DataFrame({"U1": ALIKE.item(rng, ALIKE.effects(rng)[provider])})
    profile = item_profile(items, provider)
    return profile.shares.set_index("answer"), profile.means.iloc[0]


def _share_of(answer: int) -> Callable[[Rng], bool]:
    def held(rng: Rng) -> bool:
        row = _profile(rng)[0].loc[answer]
        return row["low"] <= _true_profile()[0][answer - 1] <= row["high"]

    return held


def _mean(rng: Rng) -> bool:
    row = _profile(rng)[1]
    return row["low"] <= _true_profile()[1] <= row["high"]


def _mean_of_few(rng: Rng) -> bool:
    """Try the mean of those who had help, most of them at a few providers."""
    provider = ALIKE.providers(rng)
    answers = pd.DataFrame({"U1": ALIKE.item(rng, ALIKE.effects(rng)[provider])})
    has_help = rng.random(len(provider)) < rng.beta(0.3, 2, PROVIDERS)[provider]
    row = item_profile(answers[has_help], provider[has_help]).means.iloc[0]
    return row["low"] <= _true_profile()[1] <= row["high"]


def _net(rng: Rng) -> bool:
    row = _profile(rng)[1]
    return row["net_low"] <= _true_profile()[2] <= row["net_high"]


def _width(rng: Rng) -> bool:
    """Try the room left by answers 7, given by 3 in 40, at some providers more than at others."""
    provider = ALIKE.providers(rng)
    unknown = rng.random(len(provider)) < rng.beta(3, 37, PROVIDERS)[provider]
    return holds(width_of_bounds(unknown, provider, lowest=LOWEST, highest=HIGHEST), 5 * 3 / 40)


def profile_coverage(seeds: int) -> Iterator[Line]:
    """Yield the coverage of the intervals of reliability and of item profiles."""
    trials = [
        Trial("alpha, Feldt", f"{THREE_HUNDRED}, 8 items", COVERAGE, _feldt),
        Trial("alpha, clustered", f"{SIXTY}, 8 items", COVERAGE, _clustered_alpha),
        Trial("share of an answer", f"{SIXTY}, answer 5", COVERAGE, _share_of(5)),
        Trial("share of an answer", f"{SIXTY}, answer 2, 5 in 100", COVERAGE, _share_of(2)),
        Trial("mean of an item", SIXTY, COVERAGE, _mean),
        Trial("mean of a group", f"{SIXTY}, most of the group at a few", COVERAGE, _mean_of_few),
        Trial("net of an item", SIXTY, COVERAGE, _net),
        Trial("room left by do not know", SIXTY, COVERAGE, _width),
    ]
    return lines(trials, seeds, 41)


# --- groups of answers ----------------------------------------------------------------------------------

LIFT = 0.3


@cache
def _true_chance(world: SurveyWorld) -> float:
    """Return the chance that an answer raised by `LIFT` lies above another, from a very large survey."""
    rng = np.random.default_rng(402)
    raised = world.item(rng, world.effects(rng, LARGE) + LIFT)
    return rank_sum(raised, world.item(rng, world.effects(rng, LARGE))).estimate.value


def _clustered(rng: Rng, *, split: str, lift: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return answers, whether each is of the second group, and its provider.

    ``inside``: three in ten respondents of every provider; ``between``: all of every third provider.
    """
    provider = ALIKE.providers(rng)
    second = rng.random(len(provider)) < 0.3 if split == "inside" else provider % 3 == 0
    return ALIKE.item(rng, ALIKE.effects(rng)[provider] + lift * second), second, provider


def _compared(answers: np.ndarray, second: np.ndarray, provider: np.ndarray) -> Estimate:
    return rank_sum(
        answers[second],
        answers[~second],
        first_clusters=provider[second],
        second_clusters=provider[~second],
    ).estimate


def _independent_groups(rng: Rng) -> tuple[np.ndarray, np.ndarray]:
    return INDEPENDENT.item(rng, np.zeros(300)), np.arange(300) % 4


def _clustered_groups(rng: Rng) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every provider answers about two of four programmes."""
    answers, second, provider = _clustered(rng, split="inside")
    return answers, (provider + second) % 4, provider


def _independent_chance(rng: Rng) -> bool:
    raised, plain = INDEPENDENT.item(rng, np.full(150, LIFT)), INDEPENDENT.item(rng, np.zeros(150))
    return holds(rank_sum(raised, plain).estimate, _true_chance(INDEPENDENT))


def _independent_rejects(rng: Rng) -> bool:
    answers, group = _independent_groups(rng)
    return rank_sum(answers[group < 2], answers[group >= 2]).estimate.p < SIZE


def group_rates(seeds: int) -> Iterator[Line]:
    """Yield size and coverage of Mann–Whitney, Kruskal–Wallis and Dunn, independent and clustered."""
    inside, between = "groups within providers", "groups are providers"
    trials = [
        Trial("Mann–Whitney", THREE_HUNDRED, SIZE, _independent_rejects),
        Trial(
            "Mann–Whitney, clustered",
            f"{SIXTY}, {inside}",
            SIZE,
            lambda rng: _compared(*_clustered(rng, split="inside")).p < SIZE,
        ),
        Trial(
            "Mann–Whitney, clustered",
            f"{SIXTY}, {between}",
            SIZE,
            lambda rng: _compared(*_clustered(rng, split="between")).p < SIZE,
        ),
        Trial("chance of lying above", f"{THREE_HUNDRED}, 0.3 apart", COVERAGE, _independent_chance),
        Trial(
            "chance of lying above, clustered",
            f"{SIXTY}, {inside}, 0.3 apart",
            COVERAGE,
            lambda rng: holds(_compared(*_clustered(rng, split="inside", lift=LIFT)), _true_chance(ALIKE)),
        ),
        Trial(
            "Kruskal–Wallis",
            f"{THREE_HUNDRED}, 4 groups",
            SIZE,
            lambda rng: kruskal_dunn(*_independent_groups(rng)).p < SIZE,
        ),
        Trial(
            "Kruskal–Wallis, clustered",
            f"{SIXTY}, 4 groups",
            SIZE,
            lambda rng: kruskal_dunn(*_clustered_groups(rng)).p < SIZE,
        ),
        Trial(
            "Dunn with Holm, no pair found",
            f"{THREE_HUNDRED}, 4 groups",
            COVERAGE,
            lambda rng: (kruskal_dunn(*_independent_groups(rng)).pairs["p_holm"] >= SIZE).all(),
            "at least",
        ),
        Trial(
            "Dunn with Holm, clustered, no pair found",
            f"{SIXTY}, 4 groups",
            COVERAGE,
            lambda rng: (kruskal_dunn(*_clustered_groups(rng)).pairs["p_holm"] >= SIZE).all(),
            "at least",
        ),
    ]
    return lines(trials, seeds, 42)


# --- odds of a higher answer ----------------------------------------------------------------------------


def _ordered(rng: Rng, log_odds: float, *, is_clustered: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return answers under proportional odds, two columns (one of providers, one of respondents), providers.

    The provider's effect has the spread of a logistic scale times 0.4; coefficients then hold on average over
    providers only nearly, so that the effect tried is none.
    """
    provider = ALIKE.providers(rng)
    effect = 0.4 * rng.standard_normal(PROVIDERS)[provider] if is_clustered else 0.0
    x = np.column_stack([(provider % 2).astype(float), rng.standard_normal(len(provider))])
    latent = effect + log_odds * x.sum(axis=1) + rng.logistic(size=len(provider))
    return 1.0 + np.searchsorted([-3.0, -2.0, -1.0, 0.5, 2.0], latent), x, provider


def _odds(column: int, log_odds: float, *, is_clustered: bool) -> Callable[[Rng], bool]:
    def held(rng: Rng) -> bool:
        answers, x, provider = _ordered(rng, log_odds, is_clustered=is_clustered)
        fit = proportional_odds(answers, x, provider if is_clustered else None)
        return holds(fit.estimates[column], float(np.exp(log_odds)))

    return held


def odds_rates(seeds: int) -> Iterator[Line]:
    """Yield coverage of odds ratios and the size of the test of proportionality."""
    trials = [
        Trial("odds ratio", "≈1 000 independent answers", COVERAGE, _odds(1, 0.3, is_clustered=False)),
        Trial(
            "odds ratio, clustered",
            f"{SIXTY}, exposure of respondents, none planted",
            COVERAGE,
            _odds(1, 0.0, is_clustered=True),
        ),
        Trial(
            "odds ratio, clustered",
            f"{SIXTY}, exposure of providers, none planted",
            COVERAGE,
            _odds(0, 0.0, is_clustered=True),
        ),
        Trial(
            "proportionality (Brant)",
            "≈1 000 independent answers, 2 columns",
            SIZE,
            lambda rng: proportionality(*_ordered(rng, 0.3, is_clustered=False)[:2]).p < SIZE,
        ),
        Trial(
            "proportionality, clustered",
            f"{SIXTY}, 2 columns",
            SIZE,
            lambda rng: proportionality(*_ordered(rng, 0.0, is_clustered=True)).p < SIZE,
        ),
    ]
    return lines(trials, seeds, 43)
