"""The methods of the relationships stage as relationships.py times them, by the names in relationships.R.

Each takes the frames of `relationships_data` and returns the numbers that its counterpart returns too. Where
no package for R has the method, it is in `ALONE`.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from batt.relationships.agreement import order_agreement
from batt.relationships.change.event_study import event_study
from batt.relationships.change.group_time_effects import group_time_effects
from batt.relationships.clustered.cr2 import cr2
from batt.relationships.clustered.gee import gee
from batt.relationships.clustered.mixed_model import mixed_model
from batt.relationships.clustered.random_intercept_logit import random_intercept_logit
from batt.relationships.clustered.wild_cluster_bootstrap import wild_cluster_bootstrap
from batt.relationships.leavers.quadratic import fit_quadratic
from batt.relationships.network.partial_correlations import partial_correlations
from batt.relationships.staying.cox import cox
from batt.relationships.staying.cumulative_incidence import cumulative_incidence
from batt.relationships.staying.fine_gray import fine_gray
from batt.relationships.staying.gray_test import gray_test
from batt.relationships.staying.hazard_fit import HazardFit
from batt.relationships.staying.incidence_band import incidence_band
from batt.relationships.staying.landmark import landmark_shares
from batt.relationships.staying.proportionality import proportionality
from batt.relationships.staying.staying_verdict import staying_verdict
from batt.relationships.surveys.kruskal_dunn import kruskal_dunn
from batt.relationships.surveys.matched_gaps import Contrast, matched_gaps
from batt.relationships.surveys.proportional_odds import proportional_odds
from batt.relationships.surveys.rank_sum import rank_sum
from batt.relationships.surveys.reliability import reliability

Frames = Mapping[str, pd.DataFrame]
Method = Callable[[Frames], object]
JOB = 1
DAYS = (182, 364, 546)
ITEMS = [f"u{number}" for number in range(1, 9)]
THEMES = (1, 2, 5, 6)
YEARS_OF_JOINING = (2013.0, 2014.0, 2015.0, np.inf)


def quadratic_logit(t: Frames) -> list[float]:
    left = t["leavers"]
    fit = fit_quadratic(left["weeks"], left["is_job"], clusters=left["provider"])
    return [fit.b0, fit.b1, fit.b2]


def aalen_johansen(t: Frames) -> np.ndarray:
    stays = t["stays"]
    curves = cumulative_incidence(stays["time"], stays["cause"], stays["entry"], at=DAYS)
    return curves.of(JOB).cif


def test_of_gray(t: Frames) -> list[float]:
    fresh = t["fresh"]
    return [gray_test(fresh["time"], fresh["cause"], fresh["capability"]).statistic]


def cox_clustered(t: Frames) -> list[float]:
    fit = _cox(t["stays"], clusters=t["stays"]["provider"])
    return [*fit.coef, fit.loglik]


def cox_changing_in_strata(t: Frames) -> np.ndarray:
    rows = t["episodes"]
    provider = rows["provider"]
    return cox(
        rows["time"], rows["event"], rows["changes"], entry=rows["entry"], clusters=provider, strata=provider
    ).coef


def proportional_hazards_test(t: Frames) -> list[float]:
    return [proportionality(_cox(t["stays"])).statistic]


def fine_gray_national(t: Frames) -> np.ndarray:
    stays = t["stays"]
    return fine_gray(
        stays["time"], stays["cause"], stays["capability"], entry=stays["entry"], clusters=stays["provider"]
    ).coef


def fine_gray_small(t: Frames) -> np.ndarray:
    small = t["small"]
    return fine_gray(small["time"], small["cause"], small["capability"], ties="breslow").coef


def gee_exchangeable(t: Frames) -> np.ndarray:
    left = t["leavers"]
    return gee(_design(left, "capability", "weeks"), _outcome(left), _codes(left)).coef


def logit_with_intercepts(t: Frames) -> np.ndarray:
    left = t["leavers"].assign(tens=lambda rows: rows["weeks"] / 10)
    return random_intercept_logit(_design(left, "capability", "tens"), _outcome(left), _codes(left)).coef


def linear_mixed(t: Frames) -> np.ndarray:
    panel = t["panel"]
    return mixed_model(_panel_design(panel), _share(panel), _codes(panel), panel["n"].to_numpy(float)).coef[
        :2
    ]


def cr2_satterthwaite(t: Frames) -> list[float]:
    panel = t["panel"]
    fit = cr2(_panel_design(panel), _share(panel), _codes(panel))
    return [np.sqrt(fit.vcov[1, 1]), fit.df[1]]


def bootstrap(t: Frames) -> list[float]:
    panel, rng = t["panel"], np.random.default_rng(1)
    found = wild_cluster_bootstrap(
        _panel_design(panel), _share(panel), _codes(panel), 1, scale="share_difference", rng=rng, draws=999
    )
    return [found.value]


def ordered_logit(t: Frames) -> np.ndarray:
    users = t["users"]
    return proportional_odds(users["u1"], np.column_stack([users["helped"] == 1, users["helped"] == 2])).coef


def alpha_and_omega(t: Frames) -> list[float]:
    return [reliability(t["users"][ITEMS]).alpha]


def mann_whitney(t: Frames) -> list[float]:
    answers, helped = t["users"]["u1"], t["users"]["helped"]
    return [rank_sum(answers[helped == 1], answers[helped == 0]).u]


def kruskal(t: Frames) -> list[float]:
    return [kruskal_dunn(t["users"]["u1"], t["users"]["helped"]).statistic]


def correlations(t: Frames) -> np.ndarray:
    return partial_correlations(t["profiles"], scores="raw").shrunken[0, 1:5]


def gaps(t: Frames) -> list[float]:
    themes = tuple(f"theme{number}" for number in THEMES)
    answers = {}
    for group, frame, letter in (("user", "users", "u"), ("nav", "offices", "n")):
        names = {f"{letter}{number}": f"theme{number}" for number in THEMES} | {"provider": "provider_id"}
        answers[group] = t[frame].rename(columns=names)[["provider_id", *themes]].assign(year=2015)
    return [matched_gaps(answers, [Contrast("gap", "user", "nav", themes)], seed=1).gaps["gap"].value]


def kendall_jackknife(t: Frames) -> list[float]:
    rows = t["profiles"].assign(provider_id=np.arange(len(t["profiles"])))
    found = order_agreement(rows, "u1", "u2")
    return [found.value, found.se]


def band(t: Frames) -> object:
    stays = t["stays"]
    return incidence_band(stays["time"], stays["cause"], entry=stays["entry"], clusters=stays["provider"])


def landmarks(t: Frames) -> object:
    stays = t["stays"]
    columns = (stays[name] for name in ("time", "cause", "entry", "provider"))
    return landmark_shares(*columns, outcome=JOB, horizon_weeks=26, weeks=range(0, 75))


def staying(t: Frames) -> object:
    return staying_verdict(t["bump"], outcome=JOB, max_weeks=156.0)


def joining(t: Frames) -> object:
    joined = np.array(YEARS_OF_JOINING)[t["panel"]["provider"] % len(YEARS_OF_JOINING)]
    panel = t["panel"].assign(joined=joined)
    effects = group_time_effects(panel, outcome="share", unit="provider", weight="n")
    return event_study(effects, scale="share_difference")


METHODS: dict[str, tuple[str, Method]] = {
    "quadratic_logit": ("leavers", quadratic_logit),
    "aalen_johansen": ("stays", aalen_johansen),
    "gray_test": ("fresh", test_of_gray),
    "cox_clustered": ("stays", cox_clustered),
    "cox_changing_in_strata": ("episodes", cox_changing_in_strata),
    "proportional_hazards_test": ("stays", proportional_hazards_test),
    "fine_gray": ("stays", fine_gray_national),
    "fine_gray_against_crr": ("small", fine_gray_small),
    "gee_exchangeable": ("leavers", gee_exchangeable),
    "random_intercept_logit": ("leavers", logit_with_intercepts),
    "mixed_model": ("panel", linear_mixed),
    "cr2_satterthwaite": ("panel", cr2_satterthwaite),
    "wild_cluster_bootstrap": ("panel", bootstrap),
    "proportional_odds": ("users", ordered_logit),
    "alpha_and_omega": ("users", alpha_and_omega),
    "rank_sum": ("users", mann_whitney),
    "kruskal": ("users", kruskal),
    "partial_correlations": ("profiles", correlations),
    "matched_gaps": ("users", gaps),
    "kendall_jackknife": ("profiles", kendall_jackknife),
}
"""Name → the frame whose rows are counted, and the method."""

ALONE: dict[str, tuple[str, Method]] = {
    "incidence_band": ("stays", band),
    "landmark_shares": ("stays", landmarks),
    "staying_verdict": ("bump", staying),
    "event_study": ("panel", joining),
}


def _cox(stays: pd.DataFrame, clusters: pd.Series | None = None) -> HazardFit:
    return cox(
        stays["time"], stays["cause"] == JOB, stays["capability"], entry=stays["entry"], clusters=clusters
    )


def _design(rows: pd.DataFrame, *columns: str) -> np.ndarray:
    return np.column_stack([np.ones(len(rows)), *(rows[name].to_numpy(float) for name in columns)])


def _panel_design(panel: pd.DataFrame) -> np.ndarray:
    years = pd.get_dummies(panel["year"], drop_first=True).to_numpy(float)
    return np.column_stack([_design(panel, "capability"), years])


def _outcome(left: pd.DataFrame) -> np.ndarray:
    return left["is_job"].to_numpy(float)


def _share(panel: pd.DataFrame) -> np.ndarray:
    return panel["share"].to_numpy(float)


def _codes(rows: pd.DataFrame) -> np.ndarray:
    return rows["provider"].to_numpy() - 1
