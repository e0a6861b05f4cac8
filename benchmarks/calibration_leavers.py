"""How often the description of those who left finds what is not there, and its intervals hold the truth."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from calibration_line import Line
from calibration_trial import COVERAGE, SIZE, Rng, Trial, holds, lines, rejects
from scipy.special import expit
from staying_worlds import FRAILTY, PROVIDERS, sizes

from batt.relationships.leavers.duration import DurationDescription, describe_duration
from batt.relationships.leavers.lind_mehlum import lind_mehlum
from batt.relationships.leavers.quadratic import fit_quadratic
from batt.relationships.leavers.spline import spline_curve
from batt.relationships.leavers.two_lines import two_lines
from batt.relationships.length_of_stay import height_estimate

LONGEST = 156
TOP = 60.0
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(40)
ALONG = np.arange(LONGEST + 1.0)
WORLD, ALONE = f"60 providers, effects {FRAILTY}", "independent people"
Curve = Callable[[np.ndarray], np.ndarray]
"""Log odds of a job at an average provider, by weeks."""


@dataclass(frozen=True)
class _Leavers:
    """One row per person who left: weeks, whether to a job, provider."""

    weeks: np.ndarray
    is_job: np.ndarray
    provider: np.ndarray

    def described(self) -> DurationDescription:
        frame = {"weeks": self.weeks, "is_job": self.is_job, "provider_id": self.provider}
        return describe_duration(pd.DataFrame(frame))


def _leavers(rng: Rng, curve: Curve, effects: float = FRAILTY) -> _Leavers:
    size = sizes(rng)
    provider = np.repeat(np.arange(PROVIDERS), size)
    weeks = LONGEST * rng.beta(2, 2, len(provider))
    effect = np.repeat(effects * rng.standard_normal(PROVIDERS), size)
    return _Leavers(weeks, rng.random(len(provider)) < expit(curve(weeks) + effect), provider)


def _flat(weeks: np.ndarray) -> np.ndarray:
    return np.full(len(weeks), -0.5)


def _hump(weeks: np.ndarray) -> np.ndarray:
    return -0.5 - 2 * ((weeks - TOP) / TOP) ** 2


def _low_hump(weeks: np.ndarray) -> np.ndarray:
    return -0.5 - 0.5 * ((weeks - TOP) / TOP) ** 2


def _top_at_end(weeks: np.ndarray) -> np.ndarray:
    return 0.3 - 1.5 * ((weeks - LONGEST) / LONGEST) ** 2


def _rise_then_flat(weeks: np.ndarray) -> np.ndarray:
    return -1.5 + 1.5 * np.minimum(weeks / 70, 1)


def _over_providers(log_odds: np.ndarray, effects: float) -> np.ndarray:
    """Return shares averaged over providers of every effect."""
    return (WEIGHTS / WEIGHTS.sum()) @ expit(log_odds + effects * NODES[:, None])


def _height_holds(rng: Rng) -> bool:
    found = _leavers(rng, _hump).described()
    ends = _hump(np.array([found.exposure_p05, found.exposure_p95]))
    at_ends, along = (_over_providers(one, FRAILTY) for one in (ends, _hump(ALONG)))
    return holds(height_estimate(found), along.max() - at_ends.max())


def _top_holds(rng: Rng, *, is_clustered: bool) -> bool:
    """Try Fieller's set of the top, which may be all weeks or all but some."""
    left = _leavers(rng, _low_hump, FRAILTY if is_clustered else 0.0)
    fit = fit_quadratic(left.weeks, left.is_job, clusters=left.provider if is_clustered else None)
    is_between = bool(fit.fieller_low <= TOP <= fit.fieller_high)
    if fit.fieller_kind == "unbounded":
        return True
    return is_between if fit.fieller_kind == "bounded" else not is_between


def _curve_holds(at: float, *, is_clustered: bool) -> Callable[[Rng], bool]:
    effects = FRAILTY if is_clustered else 0.0

    def held(rng: Rng) -> bool:
        left = _leavers(rng, _low_hump, effects)
        clusters = left.provider if is_clustered else None
        curve = spline_curve(left.weeks, left.is_job, clusters, [at])
        true = _over_providers(_low_hump(np.array([at])), effects)[0]
        return bool(curve.low[0] <= true <= curve.high[0])

    return held


def _lind_mehlum_finds(rng: Rng, *, is_clustered: bool) -> bool:
    left = _leavers(rng, _top_at_end, FRAILTY if is_clustered else 0.0)
    clusters = left.provider if is_clustered else None
    return lind_mehlum(fit_quadratic(left.weeks, left.is_job, clusters=clusters)).p <= SIZE


def _two_lines_find(rng: Rng, *, is_clustered: bool) -> bool:
    left = _leavers(rng, _rise_then_flat, FRAILTY if is_clustered else 0.0)
    clusters = left.provider if is_clustered else None
    return two_lines(left.weeks, left.is_job, clusters=clusters).is_inverted_u


def leavers_rates(seeds: int) -> Iterator[Line]:
    """Yield false alarms of the tests of a rise and fall, and coverage of height, top and curve."""
    trials = [
        Trial(
            "rise and fall among leavers, both tests",
            f"{WORLD}, the same share at every stay",
            SIZE,
            lambda rng: rejects(height_estimate(_leavers(rng, _flat).described())),
            "at most",
        ),
        *(
            Trial(method, f"{who}, {what}", SIZE, partial(finds, is_clustered=is_clustered), "at most")
            for method, what, finds in (
                ("Lind–Mehlum", "the top at the longest stay", _lind_mehlum_finds),
                ("two lines", "a share that rises and stays", _two_lines_find),
            )
            for who, is_clustered in ((WORLD, True), (ALONE, False))
        ),
        Trial(
            "height among leavers, interval",
            f"{WORLD}, a share that rises and falls",
            COVERAGE,
            _height_holds,
            "at least",
        ),
        *(
            Trial(
                "top among leavers, Fieller",
                f"{who}, a low top",
                COVERAGE,
                partial(_top_holds, is_clustered=is_clustered),
            )
            for who, is_clustered in ((WORLD, True), (ALONE, False))
        ),
        *(
            Trial(
                f"curve among leavers, at {at:g} weeks",
                f"{WORLD}, a low top",
                COVERAGE,
                _curve_holds(at, is_clustered=True),
            )
            for at in (30.0, TOP, 110.0)
        ),
        Trial(
            f"curve among leavers, at {TOP:g} weeks",
            f"{ALONE}, a low top",
            COVERAGE,
            _curve_holds(TOP, is_clustered=False),
        ),
    ]
    return lines(trials, seeds, 68)
