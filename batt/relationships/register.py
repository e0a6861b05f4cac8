"""Examine every registered hypothesis and judge all findings as one family."""

from collections.abc import Iterator

import pandas as pd

from batt.comparisons.multiplicity import benjamini_hochberg, holm
from batt.registry import load as load_registry
from batt.registry.hypothesis import ClaimPart
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Finding
from batt.relationships.hypotheses import examinations
from batt.relationships.verdict import after_holm, judge_claim

REGISTERED, EXPLORATORY = "registered", "exploratory"
FINDING_COLUMNS = (
    "family",
    "hypothesis",
    "part",
    "group",
    "is_primary",
    "method",
    "scale",
    "direction",
    "smallest_effect",
    "value",
    "low",
    "high",
    "null",
    "p",
    "p_holm",
    "p_bh",
    "is_one_sided",
    "n",
    "n_clusters",
    "detectable",
    "verdict",
    "reason",
)

_TYPES = {
    **dict.fromkeys(("family", "hypothesis", "part", "group", "method", "scale", "direction"), "str"),
    **dict.fromkeys(("verdict", "reason"), "str"),
    **dict.fromkeys(("is_primary", "is_one_sided"), "bool"),
    "n": "int64",
    "n_clusters": "Int64",
}
"""Type of each column that is no measured number, also where a family has no findings."""


def examine_register(evidence: Evidence) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """Examine all registered hypotheses that the data can answer.

    Returns
    -------
    findings
        One row per hypothesis, part and programme, in columns `FINDING_COLUMNS` (see `judged`).
    tables
        Name → table of a picture or page.

    Raises
    ------
    ValueError
        When an examination does not give every part that the registry lists, or gives one that it does not.
    """
    registry = load_registry()
    found: list[tuple[str, ClaimPart, Finding]] = []
    tables: dict[str, pd.DataFrame] = {}
    for hypothesis, examine in examinations().items():
        entry, tested = registry.hypothesis(hypothesis), examine(evidence)
        parts = {part.key for part in entry.parts}
        given = {finding.part for finding in tested.findings}
        if given != parts:
            raise ValueError(f"{hypothesis} gave the parts {sorted(given)}, the registry has {sorted(parts)}")
        found += [(hypothesis, entry.part(finding.part), finding) for finding in tested.findings]
        tables |= tested.tables
    return judged(found, REGISTERED), tables


def judged(found: list[tuple[str, ClaimPart, Finding]], family: str) -> pd.DataFrame:
    """Adjust the p-values of one family and judge each finding.

    Holm and Benjamini–Hochberg run over the primary parts; a secondary part is judged on its own interval,
    and its adjusted p-values are missing. A part without a p-value is judged on its interval and is in no
    family.

    Returns
    -------
    DataFrame
        One row per finding, in columns `FINDING_COLUMNS`; numbers missing where there is no estimate.
    """
    rows = pd.DataFrame(list(_rows(found, family)), columns=list(FINDING_COLUMNS))
    in_family = rows["p"].where(rows["is_primary"].astype(bool)).to_numpy(dtype=float)
    rows = rows.assign(p_holm=holm(in_family), p_bh=benjamini_hochberg(in_family))
    verdicts = [
        after_holm(finding.verdict, p_holm)
        if finding.verdict
        else judge_claim(finding.estimate, part.direction, part.smallest_effect, p_holm)
        for (_, part, finding), p_holm in zip(found, rows["p_holm"], strict=True)
    ]
    rows["verdict"] = [verdict.verdict for verdict in verdicts]
    rows["reason"] = [verdict.reason for verdict in verdicts]
    return rows.astype({name: _TYPES.get(name, "float64") for name in FINDING_COLUMNS})


def _rows(found: list[tuple[str, ClaimPart, Finding]], family: str) -> Iterator[dict[str, object]]:
    for hypothesis, part, finding in found:
        estimate = finding.estimate
        yield {
            "family": family,
            "hypothesis": hypothesis,
            "part": part.key,
            "group": finding.group,
            "is_primary": part.is_primary,
            "direction": part.direction,
            "smallest_effect": part.smallest_effect,
            **{
                name: getattr(estimate, name)
                for name in (
                    *("method", "scale", "value", "low", "high", "null", "p", "is_one_sided"),
                    *("n", "n_clusters", "detectable"),
                )
            },
        }
