"""What the invented data hold for each registered hypothesis: planted, a zero, or what follows from the rest.

``planted`` means that a parameter puts it there, ``zero`` that nothing does, ``follows`` that it comes from
other plants or from the way of counting, ``not_testable`` that the data cannot show it.
"""

from typing import Any

import numpy as np

from batt.simulate.plan import Plan

PLANTED, ZERO, FOLLOWS, NOT_TESTABLE = "planted", "zero", "follows", "not_testable"


def describe_hypotheses(plan: Plan) -> dict[str, dict[str, Any]]:
    """Return each hypothesis' ``kind``, ``words``, ``parameters`` and the kind of each of its ``parts``."""
    return {
        **_staying(plan),
        **_practice(plan),
        **_training(plan),
        **_outreach(plan),
        **_surveys(plan),
        **_evaluation(plan),
        **_between_providers(plan),
        **_ways_of_counting(),
    }


def _entry(kind: str, words: str, parts: dict[str, str], **parameters: Any) -> dict[str, Any]:
    return {"kind": kind, "words": words, "parts": parts, "parameters": parameters}


def _staying(plan: Plan) -> dict[str, Any]:
    peaks = {entry.code: entry.peak_weeks for entry in plan.programmes if entry.curvature}
    return {
        "H1": _entry(
            PLANTED,
            "Among leavers the logit of the share going to a job has a peak. The length of stay is drawn "
            "before the end cause, so that staying itself does nothing.",
            {"leavers": PLANTED, "staying": ZERO},
            peak_weeks=peaks,
        ),
        "H2": _entry(
            ZERO,
            "Those who do not go to a job divide alike at every length of stay, so that the share going "
            "to an active solution falls where jobs rise: the mirror of a peak, never a peak.",
            {"leavers": ZERO, "staying": ZERO},
        ),
    }


def _practice(plan: Plan) -> dict[str, Any]:
    return {
        "H5": _entry(
            PLANTED,
            "Stays at firms are drawn without looking at the end cause. Whoever leaves after one has "
            "higher odds of leaving to a job, in every programme; the ratio of the hazards of a job after "
            "and before lies between 1 and this odds ratio, nearer the latter the fewer go to a job.",
            {"job_after_placement": PLANTED, "placements_within": FOLLOWS},
            odds_ratio_of_a_job_at_the_end=round(float(np.exp(plan.placement_effect)), 6),
        ),
        "H6": _entry(
            PLANTED,
            "The first start in AB is drawn without looking at the end cause. Whoever has started before "
            "a job could be agreed has higher odds of leaving to a job; the ratio of the hazards lies "
            "between 1 and this odds ratio. Few have started by week 8, and most of the others start later, "
            "so that the difference at that landmark is about the smallest that matters.",
            {**dict.fromkeys(("started", "landmark_16", "landmark_26"), PLANTED), "landmark_8": FOLLOWS},
            odds_ratio_of_a_job_at_the_end=round(float(np.exp(plan.start_effect)), 6),
        ),
        "H7": _entry(
            ZERO,
            "No stay at a firm lowers the chance of a job in AB: the first one raises it (H5), further "
            "ones do nothing.",
            {"placements_so_far": ZERO},
        ),
    }


def _training(plan: Plan) -> dict[str, Any]:
    surveys = plan.surveys
    return {
        "H3": _entry(
            PLANTED,
            "The users' expected answers rise with the provider's paid training days per person in the "
            "year and in the year before; NAV's answers and jobs do not. A slope on one of the two years "
            "that leaves the other out takes part of it along.",
            {
                **dict.fromkeys(("user", "user_same_year", "user_between"), PLANTED),
                **dict.fromkeys(("nav", "nav_between", "jobs", "jobs_between"), ZERO),
            },
            points_per_day_same_year=surveys.training_effect,
            points_per_day_year_before=surveys.training_lag_effect,
        ),
    }


def _outreach(plan: Plan) -> dict[str, Any]:
    return {
        "H4": _entry(
            PLANTED,
            "A normal score of the provider, its outreach, raises its partners per participant, the rate "
            "of stays at firms and the logit of a job; it is the same in all years.",
            {"placements": PLANTED, "jobs": PLANTED, "jobs_within": ZERO},
            log_partners_per_sd=plan.outreach_partners,
            log_placements_per_sd=plan.outreach_placements,
            logit_of_a_job_per_sd=round(plan.outreach_share * plan.provider_effect_sd, 6),
        ),
        "H13": _entry(
            FOLLOWS,
            "Partners and stays at firms tell of the outreach (H4), which is this share of the variance "
            "of the providers' effects on jobs; training and health tell nothing. Qualifications are "
            "drawn by chance.",
            {"jobs": FOLLOWS, "active": FOLLOWS, "qualification": ZERO},
            share_of_variance=round(plan.outreach_share**2, 6),
        ),
    }


def _surveys(plan: Plan) -> dict[str, Any]:
    surveys = plan.surveys
    nav = np.array(surveys.nav_means)
    staff, user = nav + surveys.staff_minus_nav, np.array(surveys.user_means)
    strict, loose = ([0, 1, 4, 5], [0, 1, 2, 4, 5, 6])
    return {
        "H9": _entry(
            PLANTED,
            "The three groups' means differ by theme, at every provider alike, whatever its results; help "
            "by staff (H22) adds a little to the users'.",
            {
                **dict.fromkeys(("user_minus_nav", "user_minus_staff", "staff_minus_nav"), PLANTED),
                "user_minus_nav_loose": PLANTED,
                "gap_and_jobs": ZERO,
            },
            user_minus_nav=round(float((user[strict] - nav[strict]).mean()), 6),
            user_minus_staff=round(float((user[strict] - staff[strict]).mean()), 6),
            staff_minus_nav=round(float((staff[strict] - nav[strict]).mean()), 6),
            user_minus_nav_loose=round(float((user[loose] - nav[loose]).mean()), 6),
        ),
        "H11": _entry(
            PLANTED,
            "Staff answer more positively than NAV on each of the nine items.",
            {"staff_minus_nav": PLANTED, "staff_above_nav": PLANTED},
            staff_minus_nav=round(float(np.mean(surveys.staff_minus_nav)), 6),
        ),
        "H12": _entry(
            PLANTED,
            "Training goes with the users' score (H3). Jobs and active solutions have a denominator in "
            "common.",
            {"training_and_users": PLANTED, "job_and_active": FOLLOWS},
        ),
        "H14": _entry(
            PLANTED,
            "A respondent who answers higher on the own plan than was to be expected answers the other "
            "items higher; besides, each respondent has a style of its own. Jobs do not depend on it.",
            {"satisfaction": PLANTED, "jobs": ZERO},
            points_per_point=surveys.own_plan_effect,
            style_sd=surveys.respondent_sd,
        ),
        "H21": _entry(
            PLANTED,
            "NAV's items differ in the share who do not know; who does is drawn by chance.",
            {"item_spread": PLANTED, "mean_range": FOLLOWS},
            do_not_know=list(surveys.do_not_know),
            item_spread=round(max(surveys.do_not_know) - min(surveys.do_not_know), 6),
        ),
        "H22": _entry(
            PLANTED,
            "Help by staff adds points to every item; help by others and the scale with four answers add "
            "none. At the gaming provider help adds more.",
            {"helped_by_staff": PLANTED, "helped_by_others": ZERO, "short_scale": ZERO},
            points=surveys.staff_help_effect,
        ),
    }


def _evaluation(plan: Plan) -> dict[str, Any]:
    shares = plan.evaluation
    rates = {
        "improved_providers": shares.providers_improved,
        "improved_nav": shares.nav_improved,
        "contributed_providers": shares.providers_contributed,
        "contributed_nav": shares.nav_contributed,
    }
    kinds = {part: PLANTED if share > 0.5 else ZERO for part, share in rates.items()}
    gap = round(shares.providers_improved - shares.nav_improved, 6)
    kinds["more_positive"] = PLANTED if gap > 0 else ZERO
    return {
        "H10": _entry(
            PLANTED if PLANTED in kinds.values() else ZERO,
            "Share of those who answered who say that quality has improved, and of these the share who "
            "say that EQUASS contributed. Who answers does not depend on what is answered.",
            kinds,
            **rates,
            more_positive=gap,
        ),
    }


def _between_providers(plan: Plan) -> dict[str, Any]:
    return {
        "H8": _entry(
            ZERO,
            "The health boxes are ticked by chance, the gaming provider's apart.",
            dict.fromkeys(("jobs", "active", "jobs_within"), ZERO),
        ),
        "H15": _entry(
            ZERO,
            "Some take part in indikator.no from the start, some join in a later year, and some never do; "
            "nothing changes when they join. Every EQUASS certificate begins before the first year.",
            {"jobs": ZERO, "user": ZERO, "year_before": ZERO, "certified": NOT_TESTABLE},
            joined_before=round(plan.joined_before, 6),
            joined_later=round(plan.joined_later, 6),
        ),
        "H17": _entry(
            ZERO,
            "The scheme is drawn by chance.",
            dict.fromkeys(("user", "nav", "jobs"), ZERO),
            iso_only_share=plan.iso_share,
        ),
        "H18": _entry(
            PLANTED,
            "Work capability moves the logit of a job, and some providers get more capable people than "
            "others; unemployment moves nothing.",
            {"mix": PLANTED, "mix_and_labour_market": PLANTED},
            capability_effect=plan.capability_effect,
            capability_spread=plan.capability_spread,
        ),
        "H20": _entry(
            ZERO,
            "Who comes does not depend on how many went to medical treatment.",
            {"intake": ZERO},
        ),
        "H24": _entry(
            ZERO,
            "Whether an improvement action is evaluated is drawn by chance.",
            {"evaluated": ZERO},
        ),
    }


def _ways_of_counting() -> dict[str, Any]:
    return {
        "H16": _entry(
            PLANTED,
            "Some targets agreed with providers ask for what matrix B does not call suited; "
            "truths.local_targets lists them.",
            {"not_suited": PLANTED},
        ),
        "H19": _entry(
            FOLLOWS,
            "The job codes have the same relative frequency at every provider, so that leaving some out "
            "reorders the providers by chance alone.",
            dict.fromkeys(("without_F6", "without_F5", "F1_only"), FOLLOWS),
        ),
        "H23": _entry(
            FOLLOWS,
            "Providers differ in size by far more than in the share going to a job.",
            {"order": FOLLOWS},
        ),
        "H25": _entry(NOT_TESTABLE, "Notes on method are drawn by chance and have no classification.", {}),
        "H26": _entry(NOT_TESTABLE, "Nobody's need for a place in VTA is invented.", {}),
    }
