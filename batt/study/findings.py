"""Judge what a study's comparisons found, as one family."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from batt.registry.hypothesis import ClaimPart
from batt.registry.label import Label
from batt.relationships.estimate import Estimate
from batt.relationships.finding import Finding
from batt.relationships.register import judged
from batt.study.compared import Comparison

FAMILY = "study"
_NO_SUBJECT = Label("", "")


@dataclass(frozen=True)
class Found:
    """One number of a comparison.

    Attributes
    ----------
    part
        The method, as its texts are keyed (``study_subject_<part>``).
    of
        The exit group or item that it is about; empty where the outcome is a job.
    is_primary
        Whether the comparison is judged by it; the others stand beside it.
    """

    comparison: Comparison
    part: str
    estimate: Estimate
    of: str = ""
    is_primary: bool = False


def judge_findings(found: Iterable[Found]) -> pd.DataFrame:
    """Adjust the p-values of the primary numbers of a study and judge every number.

    Returns
    -------
    DataFrame
        One row per number in the columns of `batt.relationships.register.judged`: ``hypothesis`` is the
        comparison, ``group`` the exit group or item. ``p_holm`` and ``p_bh`` are missing where only one
        number is primary: there is nothing to adjust for.
    """
    table = judged([(one.comparison.id, _claim(one), _finding(one)) for one in found], FAMILY)
    if table["is_primary"].sum() > 1:
        return table
    return table.assign(p_holm=float("nan"), p_bh=float("nan"))


def _claim(one: Found) -> ClaimPart:
    scale = one.estimate.scale
    return ClaimPart(
        key=one.part,
        subject=_NO_SUBJECT,
        direction=one.comparison.direction,
        scale=scale,
        smallest_effect=one.comparison.smallest[scale],
        is_primary=one.is_primary,
    )


def _finding(one: Found) -> Finding:
    return Finding(one.part, one.estimate, one.of)
