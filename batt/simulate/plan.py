"""What is invented and which truths are planted: every parameter of the invented nation, in one place."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

JOB_CODES = ("F1", "F2", "F3", "F4", "F5", "F6")
OTHER_CODES = ("A1", "A2", "A3", "X1", "X2", "X3", "X4", "X5", "X9")


@dataclass(frozen=True)
class ProgrammePlan:
    """How one programme is invented.

    Attributes
    ----------
    participant_share
        Share of the year's open courses.
    shortest_weeks, span_weeks, stay_a, stay_b
        Length of stay in weeks: ``shortest + span * Beta(a, b)``.
    logit_at_peak, peak_weeks, curvature
        Planted: logit of the share to job among leavers after w weeks is
        ``logit_at_peak + curvature * (w - peak_weeks)**2``. No peak: ``curvature`` 0.
    job_weights, other_weights
        Relative frequency of F1–F6 among jobs, and of A1–A3, X1–X5, X9 among other exits.
    placements_per_course, placements_per_year
        Mean number of stays at firms: some soon after the start, and some for each year of the course.
    mean_age
        Mean age at the start, years.
    """

    code: str
    participant_share: float
    shortest_weeks: float
    span_weeks: float
    stay_a: float
    stay_b: float
    logit_at_peak: float
    peak_weeks: float
    curvature: float
    job_weights: tuple[float, ...]
    other_weights: tuple[float, ...]
    placements_per_course: float
    placements_per_year: float
    mean_age: float

    @property
    def early_weeks(self) -> float:
        """Mean time from the start to the early stays at firms."""
        return 0.15 * self.mean_weeks

    @property
    def longest_weeks(self) -> float:
        return self.shortest_weeks + self.span_weeks

    @property
    def mean_weeks(self) -> float:
        return self.shortest_weeks + self.span_weeks * self.stay_a / (self.stay_a + self.stay_b)


PROGRAMMES = (
    ProgrammePlan(
        *("VTA", 0.30, 26.0, 1500.0, 1.2, 2.5, -3.2, 0.0, 0.0),
        job_weights=(0.15, 0.10, 0.05, 0.45, 0.20, 0.05),
        other_weights=(0.03, 0.08, 0.06, 0.15, 0.45, 0.03, 0.0, 0.17, 0.03),
        placements_per_course=0.0,
        placements_per_year=0.12,
        mean_age=38,
    ),
    ProgrammePlan(
        *("TIA", 0.10, 26.0, 700.0, 1.2, 2.2, -1.2, 0.0, 0.0),
        job_weights=(0.45, 0.20, 0.10, 0.15, 0.03, 0.07),
        other_weights=(0.06, 0.12, 0.08, 0.22, 0.25, 0.12, 0.0, 0.10, 0.05),
        placements_per_course=0.0,
        placements_per_year=0.20,
        mean_age=41,
    ),
    ProgrammePlan(
        *("AVKL", 0.16, 0.5, 12.3, 2.2, 2.0, -1.6, 7.0, -0.050),
        job_weights=(0.60, 0.20, 0.02, 0.05, 0.01, 0.12),
        other_weights=(0.06, 0.52, 0.10, 0.10, 0.06, 0.12, 0.02, 0.01, 0.01),
        placements_per_course=0.15,
        placements_per_year=0.0,
        mean_age=37,
    ),
    ProgrammePlan(
        *("APS", 0.21, 1.0, 104.0, 1.8, 2.2, -1.05, 45.0, -0.00085),
        job_weights=(0.48, 0.25, 0.04, 0.08, 0.02, 0.13),
        other_weights=(0.08, 0.30, 0.10, 0.17, 0.10, 0.15, 0.06, 0.02, 0.02),
        placements_per_course=0.40,
        placements_per_year=0.40,
        mean_age=36,
    ),
    ProgrammePlan(
        *("KIA", 0.07, 4.0, 120.0, 2.4, 3.6, -0.2, 40.0, -0.001),
        job_weights=(0.60, 0.18, 0.02, 0.05, 0.01, 0.14),
        other_weights=(0.14, 0.24, 0.08, 0.20, 0.05, 0.18, 0.07, 0.02, 0.02),
        placements_per_course=0.40,
        placements_per_year=0.45,
        mean_age=34,
    ),
    ProgrammePlan(
        *("AB", 0.16, 2.0, 154.0, 1.6, 3.2, 0.05, 50.0, -0.0004),
        job_weights=(0.45, 0.22, 0.06, 0.12, 0.03, 0.12),
        other_weights=(0.06, 0.18, 0.10, 0.22, 0.10, 0.20, 0.10, 0.02, 0.02),
        placements_per_course=1.20,
        placements_per_year=0.90,
        mean_age=35,
    ),
)


@dataclass(frozen=True)
class GamerPlan:
    """How the provider that games makes its figures look better than its work.

    Shares are of the exits (or answers) that the practice can touch; ``help_lift`` is in points of the
    1–6 scale.
    """

    chain_share: float = 0.30
    short_job_share: float = 0.20
    shifted_share: float = 0.70
    helped_share: float = 0.60
    help_lift: float = 0.6


@dataclass(frozen=True)
class SurveyPlan:
    """Means of the three surveys (points of the 1–6 scale) and what moves them.

    ``staff_minus_nav`` is planted: how much higher the staff's mean lies than NAV's, per item 1–9.
    ``training_effect`` and ``training_lag_effect`` are planted: points of the user score per day of paid
    training per person in the same year and in the year before, counted from the plan's mean and cut
    ``training_cut_days`` away from it. ``own_plan_effect`` is planted: points of the other items per point of
    item 5 above what the respondent was expected to answer. ``staff_help_effect`` is planted: points added
    where staff helped to answer; help by others adds none. ``provider_sd`` and ``respondent_sd`` are cut at
    two standard deviations, so that hardly any mean leaves the scale and the planted differences hold.
    """

    nav_means: tuple[float, ...] = (4.1, 4.2, 4.2, 4.0, 4.1, 4.0, 4.0, 3.9, 4.3)
    staff_minus_nav: tuple[float, ...] = (0.6, 0.5, 0.4, 0.4, 0.5, 0.6, 0.5, 0.7, 0.3)
    user_means: tuple[float, ...] = (4.5, 4.3, 4.6, 3.8, 4.2, 4.4, 4.1, 4.5)
    training_effect: float = 0.10
    training_lag_effect: float = 0.10
    training_cut_days: float = 4.0
    own_plan_effect: float = 0.15
    staff_help_effect: float = 0.25
    provider_sd: float = 0.20
    respondent_sd: float = 0.30
    nav_response: float = 0.55
    staff_response: float = 0.75
    user_response: float = 0.65
    do_not_know: tuple[float, ...] = (0.02, 0.06, 0.03, 0.12, 0.06, 0.05, 0.06, 0.12, 0.03)
    short_scale_share: float = 0.15


@dataclass(frozen=True)
class EvaluationPlan:
    """How providers and NAV offices answer the evaluation of quality work, one respondent each.

    ``*_improved`` is planted: the share of those who answer who say that quality has improved.
    ``*_contributed`` is planted: the share of these who say that EQUASS contributed. ``do_not_know`` is the
    share of those who do not say yes who say that they do not know.
    """

    providers_response: float = 0.80
    providers_improved: float = 0.84
    providers_contributed: float = 0.75
    nav_response: float = 0.50
    nav_improved: float = 0.66
    nav_contributed: float = 0.70
    do_not_know: float = 0.30


NOTHING_SEEN = EvaluationPlan(
    providers_improved=0.5, providers_contributed=0.5, nav_improved=0.5, nav_contributed=0.5, do_not_know=0.0
)
"""An evaluation without any of its findings: every share is one half, and the groups are alike."""


@dataclass(frozen=True)
class Plan:
    """The invented nation: its size, its years, its seed and the truths planted in it.

    Attributes
    ----------
    participants
        Courses open in a year, all programmes and providers together.
    provider_effect_sd
        Planted: standard deviation of the providers' effects on the logit of a job.
    capability_effect
        Planted: effect of one step of work capability (1 low, 2 medium, 3 high) on that logit.
    capability_spread
        Planted: standard deviation over providers of how much the odds of one step higher work capability
        among those who come are raised (log).
    outreach_share
        Planted: correlation of the providers' effects with their outreach, a normal score. With the standard
        deviation above, one standard deviation of outreach adds about 0.25 to the logit of a job.
    outreach_partners, outreach_placements
        Planted: how much one standard deviation of outreach raises the number of partners per participant
        and the rate of stays at firms (log).
    placement_effect
        Planted: added to the logit of a job at the end of a course in which there was a stay at a firm.
    start_effect
        Planted: added to that logit in AB where a start in working life came before a job could be agreed.
    training_year_sd
        Standard deviation of a provider's training days from year to year, beside that over providers.
    joined_before, joined_later
        Shares of providers that take part in indikator.no in the first year, and that join later on.
    equass_share, both_share, iso_share
        Shares of all providers: certified under EQUASS, under both schemes, and under ISO 9001 only.
    improver_start, improver_step
        Planted: effect of the improving provider before the first year, and its rise per year.
    """

    providers: int = 24
    participants: int = 3000
    years: tuple[int, ...] = (2012, 2013, 2014, 2015)
    seed: int = 1
    programmes: tuple[ProgrammePlan, ...] = PROGRAMMES
    provider_effect_sd: float = 0.35
    capability_effect: float = 0.90
    capability_spread: float = 1.50
    outreach_share: float = 0.70
    outreach_partners: float = 0.50
    outreach_placements: float = 0.30
    placement_effect: float = 0.65
    start_effect: float = 0.70
    improver_start: float = -0.90
    improver_step: float = 0.40
    training_days: float = 4.5
    training_days_sd: float = 1.0
    training_year_sd: float = 1.0
    joined_before: float = 1 / 3
    joined_later: float = 1 / 3
    equass_share: float = 0.86
    both_share: float = 0.08
    iso_share: float = 0.12
    gamer: GamerPlan = field(default_factory=GamerPlan)
    surveys: SurveyPlan = field(default_factory=SurveyPlan)
    evaluation: EvaluationPlan = field(default_factory=EvaluationPlan)

    def per_course(self, courses: pd.DataFrame, parameter: str) -> NDArray[np.float64]:
        """Return a parameter of each course's programme."""
        values = {entry.code: float(getattr(entry, parameter)) for entry in self.programmes}
        return np.array([values[code] for code in courses["programme"]])

    @property
    def first_year(self) -> int:
        return self.years[0]

    @property
    def last_year(self) -> int:
        return self.years[-1]
