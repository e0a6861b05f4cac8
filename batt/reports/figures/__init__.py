"""Published tables as pictures: the only user of matplotlib and seaborn.

Each function takes published tables and returns a :class:`Figure`, drawn twice: wide for screens and paper,
narrow for phones. Nothing is computed here and no interval is bootstrapped: what is drawn stands in the
table.
"""

from batt.reports.figures.duration_curve import duration_curve
from batt.reports.figures.figure import Figure
from batt.reports.figures.funnel_plot import funnel_plot
from batt.reports.figures.incidence_areas import incidence_areas
from batt.reports.figures.indicator_dots import indicator_dots
from batt.reports.figures.rank_intervals import rank_intervals
from batt.reports.figures.stacked_bars import stacked_bars
from batt.reports.figures.survey_profiles import survey_profiles
from batt.reports.figures.trend_lines import trend_lines

__all__ = [
    "Figure",
    "duration_curve",
    "funnel_plot",
    "incidence_areas",
    "indicator_dots",
    "rank_intervals",
    "stacked_bars",
    "survey_profiles",
    "trend_lines",
]
