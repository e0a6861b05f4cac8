"""How often a register of claims with nothing behind any of them has one supported."""

from collections.abc import Iterator

import numpy as np
from calibration_line import Line, coverage
from calibration_trial import SIZE

from batt.registry.hypothesis import ClaimPart
from batt.registry.label import Label
from batt.relationships.estimate import from_se
from batt.relationships.finding import Finding
from batt.relationships.register import REGISTERED, judged

PARTS = 50
"""Primary parts; the register has somewhat fewer hypotheses, most with several."""

DF = 59
SMALLEST_EFFECT, ERROR = 0.3, 0.1
LIKENESS = (0.0, 0.5)


def register_rates(seeds: int) -> Iterator[Line]:
    """Yield how often any part is supported where nothing is there.

    Estimates are drawn, not data: as precise as an effect of practical size asks for, and unrelated or half
    alike, since many claims rest on the same outcomes.
    """
    parts = [
        ClaimPart(str(number), Label("noe", "something"), direction, "points", SMALLEST_EFFECT, True)
        for number in range(PARTS // 2)
        for direction in ("higher", "differs")
    ]
    for number, likeness in enumerate(LIKENESS):
        is_any = np.empty(seeds)
        for seed in range(seeds):
            rng = np.random.default_rng([70, number, seed])
            z = np.sqrt(likeness) * rng.standard_normal() + np.sqrt(1 - likeness) * rng.standard_normal(PARTS)
            values = ERROR * z / np.sqrt(rng.chisquare(DF) / DF)
            found = [
                ("H", part, Finding(part.key, from_se("drawn", "points", value, ERROR, n=100, df=DF)))
                for part, value in zip(parts, values.tolist(), strict=True)
            ]
            is_any[seed] = (judged(found, REGISTERED)["verdict"] == "supported").any()
        world = f"{PARTS} parts without effects, correlation {likeness:g}"
        yield coverage("register, any part supported after Holm", world, SIZE, is_any, "at most")
