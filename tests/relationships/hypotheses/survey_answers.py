"""Invented answers to the three surveys, and the evidence that holds them."""

import numpy as np
import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined
from batt.relationships.register import REGISTERED, judged

PROVIDERS = [f"A{number:03d}" for number in range(1, 41)]
YEARS = (2014, 2015)
NO_VALUES = pd.DataFrame(
    columns=[
        *("year", "unit_level", "unit_id", "programme", "indicator", "numerator", "denominator"),
        *("value", "n", "ci_low", "ci_high", "status"),
    ]
)


def evidence(values: pd.DataFrame = NO_VALUES, **clean: pd.DataFrame) -> Evidence:
    """Return evidence of two years with the given clean tables and indicator rows."""
    return Evidence(YEARS, clean, values)


def form(rng, survey: str, each: int, lift: float = 0.0, effects: np.ndarray | None = None) -> pd.DataFrame:
    """Return one row per respondent: `each` a year at every provider, answering 4.2 plus `lift`."""
    cell = [(provider, year) for provider in PROVIDERS for year in YEARS for _ in range(each)]
    rows = pd.DataFrame(cell, columns=["provider_id", "year"])
    own = np.zeros(len(PROVIDERS)) if effects is None else effects
    level = 4.2 + lift + own[pd.factorize(rows["provider_id"])[0]] + rng.normal(0, 0.3, len(rows))
    share = (np.clip(level, 1, 6) - 1) / 5
    for question in load_registry().survey(survey).questions:
        if question.in_mean:
            rows[question.field] = pd.array(1 + rng.binomial(5, share), dtype="Int64")
    return rows


def verdicts(hypothesis: str, tested: Examined) -> dict[str, str]:
    """Return part → verdict, judged as a family of its own."""
    entry = load_registry().hypothesis(hypothesis)
    found = [(hypothesis, entry.part(finding.part), finding) for finding in tested.findings]
    rows = judged(found, REGISTERED)
    return dict(zip(rows["part"], rows["verdict"], strict=True))


def reasons(tested: Examined) -> set[str]:
    """Return the reasons of all estimates."""
    return {finding.estimate.reason for finding in tested.findings}


def parts(tested: Examined) -> list[str]:
    """Return the parts found, in order."""
    return [finding.part for finding in tested.findings]


def registered(hypothesis: str) -> list[str]:
    """Return the parts in the registry, in order."""
    return [part.key for part in load_registry().hypothesis(hypothesis).parts]
