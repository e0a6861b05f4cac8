"""Describe length of stay against job acquisition, and say what the description is not.

One method per file. Each takes arrays or a frame and returns a frozen dataclass; only `run` touches the disk.

===================  ======================================================================
`regression`         the fit under all of them: logit or linear, covariance by cluster
`spells`             from yearly records to one row per spell
`leavers`            those who left: share with an outcome by length of stay, and its verdict
`staying`            everybody who started: how many have left for what by when, with people still in
`estimate`           the number a claim rests on: what every method returns
`verdict`            supported, not supported or cannot tell, from such a number
`evidence`           what the hypotheses are tested on, read once
`hypotheses`         one registered hypothesis a file; `finding` is what each gives
`register`           all of them examined and judged as one family
`tables`, `run`      results as tidy tables; the stage itself
===================  ======================================================================
"""

from batt.relationships.leavers.duration import DurationDescription, describe_duration
from batt.relationships.leavers.lind_mehlum import LindMehlum, lind_mehlum
from batt.relationships.leavers.quadratic import QuadraticFit, fit_quadratic
from batt.relationships.leavers.spline import SplineCurve, spline_curve
from batt.relationships.leavers.two_lines import TwoLines, two_lines
from batt.relationships.run import RelationshipResults, compute, load, run
from batt.relationships.spells import pool_spells
from batt.relationships.staying.cumulative_incidence import CumulativeIncidence, cumulative_incidence

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
