"""What the examination of a hypothesis gives: an estimate for each part, and the tables of its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from batt.relationships.estimate import Estimate
from batt.relationships.verdict import Verdict


@dataclass(frozen=True)
class Finding:
    """The estimate of one part of a hypothesis.

    Attributes
    ----------
    part
        Key among the hypothesis's parts in the registry.
    estimate
        The number, or the reason why there is none.
    group
        The programme, where a part is examined one programme at a time; else empty.
    verdict
        Only where the method has a rule of its own (an inverted U); else the common rule decides
        (`batt.relationships.verdict.judge_claim`).
    """

    part: str
    estimate: Estimate
    group: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Examined:
    """Everything that the examination of one hypothesis gives.

    Attributes
    ----------
    findings
        At least one per part of the registry; one per programme where the part is examined by programme.
    tables
        Name → tidy table that a picture or a page is drawn from, saved as ``<name>.parquet``. Names start
        with the hypothesis, such as ``h09_gaps``. Aggregates only: no row is about one person.
    """

    findings: tuple[Finding, ...]
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
