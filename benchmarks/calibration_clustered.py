"""Type I error and coverage of the methods for clustered outcomes, 60 providers and fewer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from calibration_line import Line, coverage
from clustered_worlds import Panel, grouped_shares, persons, programmes_after, true_share_difference
from scipy import stats

from batt.relationships.clustered.gee import gee
from batt.relationships.clustered.group_difference import group_difference, slope_of_groups
from batt.relationships.clustered.mixed_model import mixed_model
from batt.relationships.clustered.panel_design import PanelRows, panel_rows
from batt.relationships.clustered.random_intercept_logit import random_intercept_logit
from batt.relationships.clustered.slope import slope_between, slope_within
from batt.relationships.clustered.within_between import within_between
from batt.relationships.estimate import Estimate

LEVEL, COVERAGE = 0.05, 0.95
BOOTSTRAP_SHARE = 0.4
"""Bootstraps are tried on this part of the data sets: 400 where others get 1 000."""

DRAWS = 199
EFFECT = 0.02
ODDS = 0.4
Draw = Callable[[np.random.Generator], Estimate]


@dataclass(frozen=True)
class Trial:
    """A method on a world: every draw gives its estimate.

    Attributes
    ----------
    truth
        The true value; None to measure how often the true null is rejected instead of the coverage.
    """

    method: str
    world: str
    draw: Draw
    truth: float | None = None

    def line(self, seeds: int) -> Line:
        """Return the measured rate over those data sets that gave a number."""
        found = [self.draw(np.random.default_rng([20, seed])) for seed in range(seeds)]
        numbers = [estimate for estimate in found if not estimate.reason]
        refused = f", {len(found) - len(numbers)} refused" if len(numbers) < len(found) else ""
        if self.truth is None:
            rejected = np.array([estimate.p <= LEVEL for estimate in numbers], dtype=float)
            return coverage(f"{self.method}, test", self.world + refused, LEVEL, rejected)
        held = np.array([one.low <= self.truth <= one.high for one in numbers], dtype=float)
        return coverage(f"{self.method}, interval", self.world + refused, COVERAGE, held)


def _rows(panel: Panel, rng: np.random.Generator) -> PanelRows:
    return panel_rows(panel.draw(rng), outcome="value", exposure="exposure", weight="n")


def _split(panel: Panel, side: str) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        found = within_between(
            panel.draw(rng), outcome="value", exposure="exposure", weight="n", scale="share_difference"
        )
        return getattr(found, side)

    return draw


def _groups(providers: int, share: float, effect: float = 0.0) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        return group_difference(
            grouped_shares(rng, providers, share, effect),
            outcome="value",
            group="is_first",
            weight="n",
            scale="share_difference",
        )

    return draw


def _year_before(side: str, effect: float) -> Draw:
    """Estimate the slope on the year before beside that on the same year, programmes followed one by one."""

    def draw(rng: np.random.Generator) -> Estimate:
        found = within_between(
            programmes_after(rng, 60, effect),
            outcome="value",
            exposure="exposure_before",
            weight="n",
            fixed=("year", "programme"),
            controls=("exposure",) if side == "within" else (),
            scale="share_difference",
        )
        return getattr(found, side)

    return draw


def _wild_groups(rng: np.random.Generator) -> Estimate:
    frame = grouped_shares(rng, 60, 0.25)
    slope = slope_of_groups(panel_rows(frame, outcome="value", exposure="is_first", weight="n"))
    return slope.estimate_wild("share_difference", rng, DRAWS)


def _wild(panel: Panel, is_within: bool) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        rows = _rows(panel, rng)
        slope = slope_within(rows) if is_within else slope_between(rows)
        return slope.estimate_wild("share_difference", rng, DRAWS)

    return draw


def _mixed(panel: Panel, is_within: bool) -> Draw:
    def draw(rng: np.random.Generator) -> Estimate:
        rows = _rows(panel, rng)
        mean = rows.series_mean(rows.exposure)
        design = np.column_stack([rows.exposure - mean, mean, np.ones(len(rows)), rows.fixed])
        fit = mixed_model(design, rows.outcome, rows.providers, rows.weight)
        return fit.estimate(0 if is_within else 1, "points")

    return draw


def _logit(method: str, providers: int, effect: float, is_between: bool, scale: str) -> Draw:
    fit = gee if method == "gee" else random_intercept_logit

    def draw(rng: np.random.Generator) -> Estimate:
        design, y, clusters = persons(rng, providers, effect, is_between=is_between)
        found = fit(design, y, clusters)
        return found.odds_ratio(0) if scale == "odds_ratio" else found.share_difference(design, 0)

    return draw


def within_between_rates(seeds: int) -> Iterator[Line]:
    """Yield error and coverage of the slopes within and between providers, and of two groups, with CR2."""
    for providers in (60, 24, 12):
        for side in ("within", "between"):
            world = f"shares, {providers} providers of unequal size, 4 years, no effect"
            yield Trial(f"CR2, slope {side}", world, _split(Panel(providers), side)).line(seeds)
    for side in ("within", "between"):
        panel = Panel(60, within=EFFECT, between=-EFFECT)
        truth = panel.within if side == "within" else panel.between
        world = "shares, 60 providers, slopes within and between of opposite sign"
        yield Trial(f"CR2, slope {side}", world, _split(panel, side), truth).line(seeds)
    for providers, share in ((60, 0.25), (24, 0.5)):
        world = f"shares, {round(providers * share)} of {providers} providers in the group, no difference"
        yield Trial("CR2, two groups", world, _groups(providers, share)).line(seeds)
    world = "shares, 15 of 60 providers in the group, a difference"
    yield Trial("CR2, two groups", world, _groups(60, 0.25, EFFECT), EFFECT).line(seeds)


def year_before_rates(seeds: int) -> Iterator[Line]:
    """Yield error and coverage of the slope on an exposure of the year before, of programmes one by one."""
    for side in ("within", "between"):
        world = "shares, 60 providers of 1–3 programmes, exposure of the year before, no effect"
        yield Trial(f"CR2, slope {side}", world, _year_before(side, 0.0)).line(seeds)
    world = "shares, 60 providers of 1–3 programmes, exposure of the year before, an effect"
    yield Trial("CR2, slope within", world, _year_before("within", EFFECT), EFFECT).line(seeds)


def wild_bootstrap_rates(seeds: int) -> Iterator[Line]:
    """Yield error and coverage of the wild cluster bootstrap."""
    tables = round(seeds * BOOTSTRAP_SHARE)
    for providers in (60, 12):
        for is_within in (True, False):
            name = f"wild cluster bootstrap, slope {'within' if is_within else 'between'}"
            world = f"shares, {providers} providers of unequal size, no effect"
            yield Trial(name, world, _wild(Panel(providers), is_within)).line(tables)
    panel = Panel(60, within=EFFECT, between=EFFECT)
    for is_within in (True, False):
        name = f"wild cluster bootstrap, slope {'within' if is_within else 'between'}"
        yield Trial(name, "shares, 60 providers, an effect", _wild(panel, is_within), EFFECT).line(tables)
    world = "shares, 15 of 60 providers in the group, no difference"
    yield Trial("wild cluster bootstrap, two groups", world, _wild_groups).line(tables)


def mixed_model_rates(seeds: int) -> Iterator[Line]:
    """Yield error and coverage of the linear mixed model, on measures as it assumes them."""
    for providers in (60, 12):
        for is_within in (True, False):
            name = f"mixed model, slope {'within' if is_within else 'between'}"
            world = f"means of answers, {providers} providers of unequal size, no effect"
            yield Trial(name, world, _mixed(Panel(providers, is_measure=True), is_within)).line(seeds)
    panel = Panel(60, within=0.1, between=0.1, is_measure=True)
    for is_within in (True, False):
        name = f"mixed model, slope {'within' if is_within else 'between'}"
        yield Trial(name, "means of answers, 60 providers, an effect", _mixed(panel, is_within), 0.1).line(
            seeds
        )


def logit_rates(seeds: int) -> Iterator[Line]:
    """Yield error and coverage of the GEE and the random-intercept logit."""
    truth = true_share_difference(ODDS)
    for method, name in (("gee", "GEE"), ("random_intercept_logit", "random-intercept logit")):
        for providers, is_between in ((60, True), (60, False), (12, True)):
            whose = "providers'" if is_between else "persons'"
            world = f"{providers} providers, {whose} exposure, no effect"
            yield Trial(
                f"{name}, odds ratio", world, _logit(method, providers, 0.0, is_between, "odds_ratio")
            ).line(seeds)
        world = "60 providers, providers' exposure, an effect"
        draw = _logit(method, 60, ODDS, True, "share_difference")
        yield Trial(f"{name}, difference in shares", world, draw, truth).line(seeds)
    draw = _logit("random_intercept_logit", 60, ODDS, True, "odds_ratio")
    yield Trial("random-intercept logit, odds ratio", world, draw, float(np.exp(ODDS))).line(seeds)
    draw = _logit("gee", 60, 0.0, True, "share_difference")
    yield Trial("GEE, difference in shares", "60 providers, providers' exposure, no effect", draw).line(seeds)


def likelihood_ratio_rate(seeds: int) -> Iterator[Line]:
    """Yield how often the likelihood ratio of two random-intercept logits rejects a true null."""
    rejected = np.empty(seeds)
    for seed in range(seeds):
        design, y, clusters = persons(np.random.default_rng([20, seed]), 60, 0.0, is_between=True)
        full = random_intercept_logit(design, y, clusters)
        less = random_intercept_logit(design[:, 1:], y, clusters)
        ratio = 2 * (full.log_likelihood - less.log_likelihood)
        rejected[seed] = stats.chi2.sf(ratio, 1) < LEVEL
    world = "60 providers, providers' exposure, no effect"
    yield coverage("random-intercept logit, likelihood ratio, test", world, LEVEL, rejected)
