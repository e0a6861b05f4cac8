"""What was planted, in words and numbers, to check whether it is found. The pipeline never reads it."""

from typing import Any

import numpy as np
import pandas as pd

from batt.simulate.calendar import iso
from batt.simulate.indikator_no import departures
from batt.simulate.merger import successor_spell_id
from batt.simulate.nation import Nation, agreed_targets
from batt.simulate.plan import Plan, ProgrammePlan
from batt.simulate.targets import against_matrix, wrong_targets
from batt.simulate.truth_hypotheses import describe_hypotheses


def describe_truth(nation: Nation, *, is_clean: bool) -> dict[str, Any]:
    """Return the planted truths with their parameters; what was drawn stands beside what was planned."""
    plan = nation.plan
    return {
        "note": "Invented data. Nothing here was read by the pipeline, and no person or firm exists.",
        "seed": plan.seed,
        "providers": plan.providers,
        "participants_per_year": plan.participants,
        "years": list(plan.years),
        "is_clean": is_clean,
        "truths": {
            "duration_peak": _duration(plan),
            "provider_effects": _provider_effects(nation),
            "training_effect": _training(plan),
            "nav_staff_gap": _gap(plan),
            "improver": _improver(nation),
            "gamer": _gamer(nation),
            "merger": _merger(nation, is_clean),
            "local_targets": _targets(nation, is_clean),
            "indikator_no_departures": _departures(nation),
            "zero_effects": _zeros(),
        },
        "hypotheses": describe_hypotheses(plan),
    }


def _duration(plan: Plan) -> dict[str, Any]:
    words = (
        "Among those who left after w weeks, the logit of the share going to a job is "
        "logit_at_peak + curvature * (w - peak_weeks)^2, plus the provider's effect, capability_effect "
        "per step of work capability (1 = -1, 2 and unknown = 0, 3 = +1), and what a stay at a firm and a "
        "start in working life add, counted from what was to be expected after w weeks. The length of stay "
        "is drawn first: the curve describes leavers and says nothing about what staying does."
    )
    programmes = {entry.code: _peak(entry) for entry in plan.programmes if entry.curvature}
    return {"words": words, "capability_effect": plan.capability_effect, "programmes": programmes}


def _peak(entry: ProgrammePlan) -> dict[str, float]:
    return {
        "peak_weeks": entry.peak_weeks,
        "curvature": entry.curvature,
        "logit_at_peak": entry.logit_at_peak,
        "mean_weeks": round(entry.mean_weeks, 3),
        "longest_weeks": entry.longest_weeks,
    }


def _provider_effects(nation: Nation) -> dict[str, Any]:
    ordinary = nation.providers.loc[nation.providers["role"] == ""]
    return {
        "words": "Each provider shifts the logit of a job by a normal effect, the same in all years and "
        "programmes; the improver and the gamer stand apart.",
        "sd": nation.plan.provider_effect_sd,
        "correlation_with_outreach": round(nation.plan.outreach_share, 6),
        "sd_drawn": round(float(ordinary["effect"].std()), 6),
        "effects": {i: round(float(e), 6) for i, e in zip(ordinary["provider_id"], ordinary["effect"])},
    }


def _training(plan: Plan) -> dict[str, Any]:
    return {
        "words": "The expected answer to every item of the user survey rises with the provider's paid "
        "training days per person in the year and in the year before, each counted from mean_days and cut at "
        "cut_days away from it.",
        "points_per_day": plan.surveys.training_effect,
        "points_per_day_year_before": plan.surveys.training_lag_effect,
        "mean_days": plan.training_days,
        "cut_days": plan.surveys.training_cut_days,
        "sd_days": plan.training_days_sd,
        "sd_days_over_years": plan.training_year_sd,
    }


def _gap(plan: Plan) -> dict[str, Any]:
    gaps = plan.surveys.staff_minus_nav
    return {
        "words": "Staff answer more positively than NAV: the expected answer, on the 1-6 scale, is higher by "
        "this many points on each of the nine matched items.",
        "staff_minus_nav": {f"{i}": gap for i, gap in enumerate(gaps, start=1)},
        "mean": round(float(np.mean(gaps)), 6),
    }


def _improver(nation: Nation) -> dict[str, Any]:
    plan = nation.plan
    return {
        "words": "One provider's effect on the logit of a job rises every year.",
        "provider_id": _with_role(nation, "improver"),
        "effect_by_year": {
            str(year): round(plan.improver_start + plan.improver_step * number, 6)
            for number, year in enumerate(plan.years, start=1)
        },
    }


def _gamer(nation: Nation) -> dict[str, Any]:
    gamer = nation.plan.gamer
    return {
        "words": "One provider has the provider effect 0 and makes its figures look better: of its exits "
        "without a solution, some are reported as chains (A2) or short jobs (F6), and of the rest those in "
        "December are dated in January; every health box is ticked; staff help users to answer.",
        "provider_id": _with_role(nation, "gamer"),
        "chained_share": gamer.chain_share,
        "short_job_share": gamer.short_job_share,
        "december_exits_shifted_share": gamer.shifted_share,
        "helped_answers_share": gamer.helped_share,
        "points_gained_by_help": gamer.help_lift,
    }


def _merger(nation: Nation, is_clean: bool) -> dict[str, Any]:
    merger = nation.merger
    doubled = () if is_clean else merger.spell_ids
    return {
        "words": "A provider goes into another late in the last year. In files with faults both deliver the "
        "same courses for that year, the successor under ids of its own: nobody may be counted twice.",
        "predecessor_id": merger.predecessor_id,
        "successor_id": merger.successor_id,
        "date": iso(merger.change_day),
        "delivered_twice": {spell_id: successor_spell_id(spell_id) for spell_id in doubled},
    }


def _targets(nation: Nation, is_clean: bool) -> dict[str, Any]:
    agreed = {str(year): agreed_targets(nation, year) for year in nation.plan.years}
    return {
        "words": "Some targets agreed with providers ask for what matrix B does not call suited for the "
        "programme; in files with faults one a year is on a hatched cell and one is for a provider that "
        "does not exist.",
        "against_matrix_b": {year: _named(against_matrix(rows)) for year, rows in agreed.items()},
        "unusable": {} if is_clean else {year: _named(wrong_targets(rows)) for year, rows in agreed.items()},
    }


def _named(targets: pd.DataFrame) -> list[list[str]]:
    """Return provider, programme and indicator of each target."""
    return targets[["provider_id", "programme", "indicator"]].to_numpy().tolist()


def _departures(nation: Nation) -> dict[str, Any]:
    truncating, shifted = departures(nation.plan, nation.providers)
    return {
        "words": "The indikator.no figures shared with BATT are what its rules give for rows without faults, "
        "rounded to whole per cent or to one decimal; one provider cuts figures off instead of rounding, and "
        "some add to one of them every year.",
        "truncating": truncating,
        "added": [
            {"provider_id": provider_id, "number": number, "added": shift}
            for (provider_id, number), shift in shifted.items()
        ],
    }


def _zeros() -> dict[str, Any]:
    return {
        "words": "Nothing depends on these; a method that finds an effect is wrong.",
        "effects": {
            "gender on a job, given the rest": 0.0,
            "day of the month of start or exit on a job": 0.0,
            "taking part in indikator.no on any level or change": 0.0,
            "county and its unemployment on a job": 0.0,
        },
    }


def _with_role(nation: Nation, role: str) -> str:
    return str(nation.providers.loc[nation.providers["role"] == role, "provider_id"].iloc[0])
