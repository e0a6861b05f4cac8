"""The targets that concern the provider, and what came of those whose figure everybody may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from batt.reports.comparisons.lists import figure_programme
from batt.reports.comparisons.own_targets import concerned, is_same
from batt.reports.comparisons.target_rows import NEAREST_FIRST, target_words
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.sections.labels import code_labels
from batt.reports.sections.saved import account

ATTAINMENT = "target_attainment"
_TARGET = ["level", "area", "indicator", "programme", "rule", "target", "lower", "upper"]


@dataclass(frozen=True)
class Agreed:
    """One target and what came of it.

    Attributes
    ----------
    aim, level
        What was agreed, and for whom, in words.
    attainment
        ``met``, ``not_met`` or ``cannot_tell``; ``not_shown`` where the figure is not for everybody.
    """

    indicator: str
    programme: str
    aim: str
    level: str
    attainment: str


def agreed_targets(page: DialoguePage) -> list[Agreed]:
    """Return the usable targets of the provider, its county and the nation, those nearest to it first."""
    if not page.comparisons.has(ATTAINMENT) or account(page, "targets").empty:
        return []
    levels = code_labels(page, "target_levels")
    known = page.compared(ATTAINMENT).where(unit_level="provider", unit_id=page.provider).data
    judged = known.to_dict("records")
    targets = sorted(concerned(page).to_dict("records"), key=lambda row: NEAREST_FIRST.index(row["level"]))
    return [
        Agreed(
            target["indicator"],
            figure_programme(target["indicator"], target["programme"]),
            target_words(page, {str(name): value for name, value in target.items()}),
            levels[target["level"]],
            _attainment(target, judged),
        )
        for target in targets
    ]


def _attainment(target: Mapping[Any, Any], judged: list[dict[Any, Any]]) -> str:
    same = [row for row in judged if is_same({name: target[name] for name in _TARGET}, row)]
    return str(same[0]["attainment"]) if same else "not_shown"
