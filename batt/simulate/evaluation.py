"""The invented evaluation of quality work: one answer from each provider and each NAV office that replied.

Source: AVRE, Quality Management (questions asked of all providers and all local NAV offices).
"""

import numpy as np
import pandas as pd
from numpy.random import Generator

from batt.simulate.plan import Plan
from batt.simulate.streams import stream

_GROUPS = {"ARRANGOR": "providers", "NAV": "nav"}
"""Code of each group, and the name of its parameters in the plan."""


def evaluation_invited(providers: pd.DataFrame, offices: pd.DataFrame) -> pd.DataFrame:
    """Count who was asked: everybody. One row per group."""
    return pd.DataFrame({"respondent_group": list(_GROUPS), "invited_n": [len(providers), len(offices)]})


def evaluation_answers(plan: Plan, providers: pd.DataFrame, offices: pd.DataFrame, year: int) -> pd.DataFrame:
    """Answer the evaluation. One row per provider and per NAV office that replied.

    Whether EQUASS contributed is asked of those who say that quality has improved; empty for the others.
    """
    asked = {"ARRANGOR": providers["provider_id"], "NAV": offices["nav_office_id"]}
    answers = pd.concat([_answers(plan, group, ids) for group, ids in asked.items()], ignore_index=True)
    numbers = range(1, len(answers) + 1)
    return answers.assign(answer_id=[f"V{year % 100:02d}-{number:05d}" for number in numbers])


def _answers(plan: Plan, group: str, ids: pd.Series) -> pd.DataFrame:
    rng = stream(plan.seed, "evaluation", list(_GROUPS).index(group))
    name, shares = _GROUPS[group], plan.evaluation
    respondent = ids.loc[rng.random(len(ids)) < getattr(shares, f"{name}_response")].to_numpy()
    improved = _yes_no(rng, getattr(shares, f"{name}_improved"), shares.do_not_know, len(respondent))
    contributed = _yes_no(rng, getattr(shares, f"{name}_contributed"), shares.do_not_know, len(respondent))
    return pd.DataFrame(
        {
            "respondent_group": group,
            "respondent_id": respondent,
            "quality_improved": improved,
            "equass_contributed": contributed.where(improved == "JA"),
        }
    )


def _yes_no(rng: Generator, yes: float, do_not_know: float, n: int) -> pd.Series:
    """Draw answers: yes with its share, and of the rest a share who do not know."""
    draw, rest = rng.random(n), rng.random(n)
    no = np.where(rest < do_not_know, "VET_IKKE", "NEI")
    return pd.Series(np.where(draw < yes, "JA", no), dtype="str")
