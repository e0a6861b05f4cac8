"""Describe length of stay against job acquisition, and say what the description is not.

One method per file. Each takes arrays or a frame and returns a frozen dataclass; only `run` touches the disk.

===================  ======================================================================
`regression`         the fit under all of them: logit or linear, covariance by cluster
`spells`             from yearly records to one row per spell
`leavers`            those who left: share with an outcome by length of stay, and its verdict
`staying`            everybody who started: how many have left for what by when, with people still in
`change`             what changed when a provider joined something, against those not yet in
`network`            how the indicators hang together, and what foretells what
`agreement`          how far two orders of the same providers agree
`clustered_share`    a share whose units come in clusters
`estimate`           the number a claim rests on: what every method returns
`verdict`            supported, not supported or cannot tell, from such a number
`evidence`           what the hypotheses are tested on, read once
`hypotheses`         one registered hypothesis a file; `finding` is what each gives
`register`           all of them examined and judged as one family
`own_questions`      a researcher's own questions, exploratory everywhere
`tables`, `run`      results as tidy tables; the stage itself
===================  ======================================================================
"""

from batt.relationships.evidence import Evidence, load_evidence
from batt.relationships.leavers.duration import DurationDescription, describe_duration
from batt.relationships.leavers.lind_mehlum import LindMehlum, lind_mehlum
from batt.relationships.leavers.quadratic import QuadraticFit, fit_quadratic
from batt.relationships.leavers.spline import SplineCurve, spline_curve
from batt.relationships.leavers.two_lines import TwoLines, two_lines
from batt.relationships.own_questions import OwnAnswer, examine_own, own_curve
from batt.relationships.run import RelationshipResults, compute, load, run
from batt.relationships.spells import pool_spells
from batt.relationships.staying.cumulative_incidence import CumulativeIncidence, cumulative_incidence

__all__ = [
    "CumulativeIncidence",
    "DurationDescription",
    "Evidence",
    "LindMehlum",
    "OwnAnswer",
    "QuadraticFit",
    "RelationshipResults",
    "SplineCurve",
    "TwoLines",
    "compute",
    "cumulative_incidence",
    "describe_duration",
    "examine_own",
    "fit_quadratic",
    "lind_mehlum",
    "load",
    "load_evidence",
    "own_curve",
    "pool_spells",
    "run",
    "spline_curve",
    "two_lines",
]
