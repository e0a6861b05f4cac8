"""Describe length of stay against job acquisition, and say what the description is not.

One method per file. Each takes arrays or a frame and returns a frozen dataclass; only `run` touches the disk.

============================  =============================================================
`regression`                  the fit under all of them: logit or linear, covariance by cluster
`quadratic`, `lind_mehlum`    where a quadratic turns, and whether it rises and then falls
`two_lines`                   the same question without a quadratic
`spline`, `height`, `bands`   the curve with its band, the size of its rise and fall, the points beside it
`verdict`, `duration`         supported, not supported or cannot tell; all of it for one programme
`spells`                      from yearly records to one row per spell
`cumulative_incidence`        how many have left for what by when, with people still in
`tables`, `run`               results as tidy tables; the stage itself
============================  =============================================================
"""

from batt.relationships.cumulative_incidence import CumulativeIncidence, cumulative_incidence
from batt.relationships.duration import DurationDescription, describe_duration
from batt.relationships.lind_mehlum import LindMehlum, lind_mehlum
from batt.relationships.quadratic import QuadraticFit, fit_quadratic
from batt.relationships.run import RelationshipResults, compute, load, run
from batt.relationships.spells import pool_spells
from batt.relationships.spline import SplineCurve, spline_curve
from batt.relationships.two_lines import TwoLines, two_lines

__all__ = [
    "CumulativeIncidence",
    "DurationDescription",
    "LindMehlum",
    "QuadraticFit",
    "RelationshipResults",
    "SplineCurve",
    "TwoLines",
    "compute",
    "cumulative_incidence",
    "describe_duration",
    "fit_quadratic",
    "lind_mehlum",
    "load",
    "pool_spells",
    "run",
    "spline_curve",
    "two_lines",
]
