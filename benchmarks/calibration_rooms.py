"""What is tried for the calibration page: the methods of a stage, in the order of the page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from calibration_after_change import after_change_rates
from calibration_change import event_studies
from calibration_clustered import (
    likelihood_ratio_rate,
    logit_rates,
    mixed_model_rates,
    wild_bootstrap_rates,
    within_between_rates,
    year_before_rates,
)
from calibration_conditions import conditions_intervals
from calibration_counties import county_rates
from calibration_funnels import funnel_rates, overdispersed_rates, variance_intervals
from calibration_landmarks import hazard_rates, landmark_rates, range_rates
from calibration_leavers import leavers_rates
from calibration_line import Line
from calibration_monthly import control_charts
from calibration_network import agreement_rates, network_rates, prediction_rates, share_intervals
from calibration_own_questions import own_question_rates
from calibration_perceptions import gap_coverage, two_group_rates, within_rates
from calibration_ranks import rank_set_coverage, share_rank_set_coverage
from calibration_register import register_rates
from calibration_shrinkage import shrinkage_coverage
from calibration_staying import (
    band_coverage,
    competing_rates,
    cox_rates,
    mean_count_coverage,
    proportionality_rates,
    weekly_incidence_coverage,
)
from calibration_studies import sixteen_sites_rates
from calibration_surveys import group_rates, odds_rates, profile_coverage

Part = Callable[[int], Iterator[Line]]


@dataclass(frozen=True)
class Room:
    """The methods of one stage.

    Attributes
    ----------
    words
        What the worlds are, which rows are one-sided and why, and what was found wanting.
    parts
        What is tried → about how many seconds it takes with 1 000 data sets.
    """

    title: str
    words: str
    parts: dict[Part, int]


COMPARISONS = """\
`about` marks the intervals of shrunken values: they allow for the estimated mean and spread between providers
by Morris's (1983) formula, an approximation made for normal values, which falls somewhat short with 60
providers, most for counts. The slack they are given is a decision taken after trial runs had shown how rough
they are, no part of any published claim; `within slack` says that the rate is measurably off and needs it.

The counties of the last rows are nineteen of realistic size, and none differs from another: their providers,
which differ as the simulator plants, are spread over them by lot. The rate is the share of counties that are
said to stand apart, each held against the rest of the country. `at most` stands where providers are alike,
few or small, for then the estimated variance between them is often cut at zero, which errs to the safe side;
the row of small providers got its one side only after it had been measured, at 4.3 in 100. The rule that
stood here before, that a county's own 95 % interval leaves the country's figure out, knew nothing of
what providers differ by; where they differ, it gave 9 to 39 false alarms in 100."""

RELATIONSHIPS = """\
The worlds are small on purpose: 60 providers of unequal size, fewer where a row says so, which differ as they
are planted in the simulator (standard deviation 0.35 of the log odds of an outcome, or of the logarithm of a
rate; answers on the 1–6 scale by half as much again as planted). Independent people stand for studies without
providers. Every data set has a numbered seed and can be drawn again. Bootstraps and the variance explained
are tried on 400 data sets with 199 draws, the event study with 499. `refused` counts data sets for which the
method gave a reason instead of a number, for instance that clusters are too few; the rate is over the others.

Rows that allow one side only, and why:

- both tests of a rise and fall, Lind–Mehlum, two lines, the height and the range that stands out: several
  tests must agree, so that together they err less often than each;
- several hypotheses at once (Dunn with Holm, the register, the largest of three own differences): the
  adjustment bounds the error however alike they are;
- the network: the false discovery rate bounds how often any edge is found where none is;
- a share above one half: an exact test of counts;
- a prediction: without a relation the model shrinks itself towards the mean that it is compared with;
- variance explained by the labour market: where the counties explain nothing, telling their part from the
  providers' widens the interval;
- local targets: where areas do not differ, their number of independent targets is capped at the number there.

What was found wanting on the way, and what stands in its place:

- *The plain sandwich over providers* gave 8–14 false alarms in 100 for Cox and Fine–Gray with an exposure
  of providers. Now it is bias-corrected, with the effective number of clusters behind Student's t. Least
  squares, GEE and slopes within providers have CR2 with Satterthwaite's degrees of freedom, and refuse where
  these are too few to trust.
- *Gray's test* takes people as independent; by provider the score test is held against its spread between
  them.
- *Percentile intervals* of matched gaps were too narrow: now the symmetric bootstrap-t.
- *Fisher's interval of a correlation* was too narrow where small providers lie further out on both figures:
  now a jackknife over providers.
- *The spread of shares* averaged over both halves of the providers rejected three times as often as claimed:
  now one half chooses the items and the other compares them.
- *The event study* had limits that were too narrow with few joiners, with multipliers of two values and the
  normal distribution: now normal multipliers, HC2 and Welch's degrees of freedom.
- *The prediction's* limits were too narrow given the fitted models: now every model is fitted again in a
  jackknife.

Named although 1 000 data sets cannot tell them from the claim; 3 000 to 6 000 can (`--seeds`):

- *An own curve* holds the truth 93 to 94 times in 100 where it bends most: its limits know nothing of what a
  spline with four knots smooths away. Its differences hold what they claim.
- *The correlation of providers* holds 94 times in 100, since with sizes so unlike each other 60 providers are
  worth fewer; its test errs 6 times in 100.
- *The share of local targets* holds 93 to 94 times in 100 where 19 areas of very unlike size differ: its
  degrees of freedom are those of areas alike in size.
- *A landmark share* and *the spread of shares* hold 94 times in 100.

The rule by which a range of stays may be spoken of is tried by `python benchmarks/nulls.py` and
`python benchmarks/planted_staying.py`, which print how often it says so."""

ROOMS = (
    Room(
        "Comparisons of providers",
        COMPARISONS,
        {
            funnel_rates: 350,
            overdispersed_rates: 900,
            variance_intervals: 600,
            rank_set_coverage: 30,
            share_rank_set_coverage: 60,
            shrinkage_coverage: 15,
            control_charts: 300,
            county_rates: 300,
        },
    ),
    Room(
        "Relationships",
        RELATIONSHIPS,
        {
            leavers_rates: 65,
            landmark_rates: 10,
            hazard_rates: 20,
            range_rates: 60,
            band_coverage: 100,
            weekly_incidence_coverage: 3,
            competing_rates: 15,
            cox_rates: 20,
            proportionality_rates: 15,
            after_change_rates: 15,
            mean_count_coverage: 5,
            within_between_rates: 130,
            year_before_rates: 30,
            wild_bootstrap_rates: 40,
            mixed_model_rates: 45,
            logit_rates: 70,
            likelihood_ratio_rate: 25,
            gap_coverage: 10,
            within_rates: 20,
            two_group_rates: 10,
            profile_coverage: 65,
            group_rates: 35,
            odds_rates: 30,
            event_studies: 125,
            network_rates: 15,
            prediction_rates: 90,
            agreement_rates: 30,
            share_intervals: 3,
            conditions_intervals: 120,
            own_question_rates: 50,
            sixteen_sites_rates: 210,
            register_rates: 50,
        },
    ),
)
