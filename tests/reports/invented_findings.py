"""Invent what the relationships stage saves: a finding of every part, and the tables of the pictures."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from batt.registry import load
from batt.registry.hypothesis import ClaimPart
from batt.registry.label import Label
from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.finding import Finding
from batt.relationships.register import EXPLORATORY, REGISTERED, judged
from batt.relationships.verdict import Verdict

LENGTHS = {"AVKL": 12, "APS": 100, "KIA": 100, "AB": 140}
INVERTED_U = {
    "AVKL": Verdict("supported", "both_tests_agree"),
    "APS": Verdict("not_supported", "no_fall"),
    "KIA": Verdict("cannot_tell", "top_uncertain"),
    "AB": Verdict("cannot_tell", "too_few_leavers"),
}
Z = (4.5, -3.0, 0.4, 2.2, None)
"""How many standard errors from nothing, part after part; None: no number."""


def findings() -> pd.DataFrame:
    """Return a finding of every registered part, and one question of a researcher's own."""
    found, place = [], 0
    for hypothesis in load().hypotheses:
        for part in hypothesis.parts:
            for group in _groups(hypothesis.id, part.key):
                estimate = _estimate(hypothesis.id, part, Z[place % len(Z)])
                is_curve = hypothesis.id in ("H1", "H2") and part.key == "leavers"
                verdict = INVERTED_U[group] if is_curve and not estimate.reason else None
                found.append((hypothesis.id, part, Finding(part.key, estimate, group, verdict)))
                place += 1
    own = ClaimPart("curve", Label("et tall", "a number"), "differs", "share_difference", 0.05, True)
    asked = [("Q1", own, Finding("curve", from_se("curve", "share_difference", 0.1, 0.02, n=400), "AB"))]
    return pd.concat([judged(found, REGISTERED), judged(asked, EXPLORATORY)], ignore_index=True)


def _groups(hypothesis: str, part: str) -> list[str]:
    if hypothesis in ("H1", "H2"):
        return list(LENGTHS)
    return ["APS", "KIA", "AB"] if part == "job_after_placement" else [""]


def _estimate(hypothesis: str, part: ClaimPart, z: float | None) -> Estimate:
    method = "duration" if hypothesis in ("H1", "H2") else "within_between"
    if z is None:
        return no_estimate(method, part.scale, "not_delivered")
    side = -1 if part.direction == "lower" else 1
    if part.scale.endswith("_ratio"):
        return from_se(method, part.scale, side * z * 0.08, 0.08, n=900, n_clusters=60)
    null = {"share": 0.5, "probability": 0.5}.get(part.scale, 0.0)
    se = part.smallest_effect / 2
    return from_se(method, part.scale, null + side * z * se, se, n=900, n_clusters=60, null=null)


def tables() -> dict[str, pd.DataFrame]:
    """Return the tables that the pictures are drawn from, by name."""
    return _of_stays() | _of_providers() | _of_answers() | _of_own_questions()


def _of_stays() -> dict[str, pd.DataFrame]:
    landmarks, hazards = [], []
    for programme, length in LENGTHS.items():
        for week in np.linspace(1, length, 30):
            share = 0.12 + 0.06 * np.exp(-(((week - length / 2) / (length / 4)) ** 2))
            is_range = programme == "APS" and 30 < week < 60
            landmarks.append((programme, week, 300, 40, share, share - 0.03, share + 0.03, 26.0, is_range))
        for cause, hazard in {"job": 0.006, "active": 0.004, "other": 0.009}.items():
            edges, ends = np.linspace(0, length, 7), (hazard, hazard * 0.8, hazard * 1.2)
            hazards += [
                (programme, cause, low, high, 2 if low == 0 else 30, 5000.0, *ends, 300)
                for low, high in pairwise(edges)
            ]
    columns = ["programme", "week", "n_in", "outcomes_n", "share", "low", "high", "horizon_weeks", "is_range"]
    by_week = pd.DataFrame(landmarks, columns=columns)
    counts = ["exits_n", "person_weeks", "hazard", "low", "high", "n_risk"]
    starts = [
        (week, group, 300, jobs, jobs / 300, jobs / 300 - 0.05, jobs / 300 + 0.05)
        for week in (8, 16, 26)
        for group, jobs in (("started", 72), ("not_started", 51))
    ]
    week = np.arange(0.0, 130.0, 4.0)
    mean = 2.2 * (1 - np.exp(-week / 50))
    return {
        "h01_landmarks": by_week,
        "h02_landmarks": by_week.assign(is_range=False),
        "h01_hazards": pd.DataFrame(hazards, columns=["programme", "cause", "week_from", "week_to", *counts]),
        "h06_landmarks": pd.DataFrame(
            starts, columns=["week", "group", "n", "jobs_n", "share", "low", "high"]
        ),
        "h07_mean_count": pd.DataFrame(
            {"week": week, "mean": mean, "low": mean * 0.9, "high": mean * 1.1, "n_risk": 200}
        ),
    }


def _of_providers() -> dict[str, pd.DataFrame]:
    ids = [entry.id for entry in load().indicators]
    pairs = [(a, b) for place, a in enumerate(ids) for b in ids[place + 1 :]]
    partial = np.sin(np.arange(len(pairs))) / 2
    effects = [
        (outcome, year, 0.01 * year * size, *(size * end for end in (-0.03, 0.04, -0.05, 0.06)), 20, 30)
        for outcome, size in (("i08", 1), ("i02", 4))
        for year in range(-2, 3)
    ]
    ends = ["low", "high", "simultaneous_low", "simultaneous_high"]
    return {
        "h12_network": pd.DataFrame(pairs, columns=["indicator_a", "indicator_b"]).assign(
            correlation=partial,
            partial=partial,
            low=partial - 0.15,
            high=partial + 0.15,
            p=0.02,
            p_bh=0.04,
            is_edge=np.abs(partial) > 0.4,
            n=60,
        ),
        "h13_prediction": pd.DataFrame(
            {"outcome": ["i08", "i09"], "year": 2015, "explained": [0.08, -0.02], "low": -0.1, "high": 0.2}
        ).assign(providers_n=58),
        "h15_event_study": pd.DataFrame(
            effects, columns=["outcome", "event_time", "att", *ends, "joined_n", "not_yet_n"]
        ),
        "h15_pre_trend": pd.DataFrame({"outcome": ["i08", "i02"], "pre_trend_p": [0.4, np.nan]}),
    }


def _of_answers() -> dict[str, pd.DataFrame]:
    registry = load()
    themes = [theme for theme in registry.themes if theme.match != "user_only"]
    gaps = pd.DataFrame({"theme": [theme.id for theme in themes], "match": [theme.match for theme in themes]})
    gaps = gaps.assign(nav=4.1, staff=4.7, user=np.where(gaps["match"] == "two_way", np.nan, 4.4))
    pairs = pd.concat(
        [
            gaps[["theme"]].assign(pair=pair, gap=gap, low=gap - 0.1, high=gap + 0.1, providers_n=52)
            for pair, gap in {"staff_nav": 0.6, "user_nav": 0.3, "user_staff": -0.3}.items()
        ]
    )
    answers = [
        (survey.id, "ALL", question.id, answer, 900, n, n / 900)
        for survey in registry.surveys
        for question in survey.questions
        if question.in_mean
        for answer, n in enumerate((2 if question.id == "N1" else 20, 60, 120, 250, 300, 150), 1)
    ]
    perceived = [
        (group, question, int(n * share), n, invited, share, share - 0.05, share + 0.05)
        for group, invited, n, share in (("provider", 350, 280, 0.8), ("nav_office", 430, 215, 0.6))
        for question in ("improved", "contributed")
    ]
    columns = ["group", "question", "yes_n", "answered_n", "invited_n", "share", "low", "high"]
    questions = [question.id for question in registry.survey("nav").questions]
    return {
        "h09_gaps": gaps,
        "h09_pairs": pairs.merge(gaps[["theme"]], on="theme", validate="many_to_one"),
        "h10_perceptions": pd.DataFrame(perceived, columns=columns).assign(worst=0.4, best=0.9),
        "h21_do_not_know": pd.DataFrame({"question": questions}).assign(
            answers_n=900, seven_n=45, share=0.05, low=0.03, high=0.07, mean=4.1, mean_if_1=3.9, mean_if_6=4.2
        ),
        "h22_by_help": pd.DataFrame({"help": ["INGEN", "ANSATT"], "n": [3000, 3], "mean": [4.4, 4.6]}).assign(
            low=4.3, high=4.7
        ),
        "survey_answers": pd.DataFrame(
            answers, columns=["survey", "programme", "question", "answer", "answers_n", "n", "share"]
        ),
        "survey_reliability": pd.DataFrame(
            [("nav", 9, 880, 0.87, 0.85, 0.89, 0.88, ""), ("staff", 9, 3, *[np.nan] * 4, "too_few")],
            columns=["survey", "items_n", "n", "alpha", "alpha_low", "alpha_high", "omega", "reason"],
        ),
    }


def _of_own_questions() -> dict[str, pd.DataFrame]:
    asked = {"question": "Q1", "family": EXPLORATORY, "model": "curve", "unit": "years", "caveats": ""}
    for field in ("claim", "subject", "people", "outcome", "exposure", "covariates"):
        asked |= {f"{field}_nb": f"<b>{field}</b> på norsk", f"{field}_en": f"<b>{field}</b> in English"}
    at = np.linspace(20, 60, 30)
    curve = pd.DataFrame({"at": at, "share": 0.3, "low": 0.25, "high": 0.35, "n_near": 40})
    return {
        "own_questions": pd.DataFrame([asked]),
        "own_curves": curve.assign(question="Q1", programme="AB"),
    }


def write(folder: Path) -> None:
    """Save findings and tables as the stage does, in place of what it saved of them."""
    findings().to_parquet(folder / "findings.parquet", index=False)
    for name, table in tables().items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
