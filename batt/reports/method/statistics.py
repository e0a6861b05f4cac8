"""The statistical methods behind the figures: what each does, and the papers that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup

from batt.registry.label import Label
from batt.reports.fragment import Fragment
from batt.reports.page import Page

_FILE = Path(__file__).with_name("statistics.yaml")


@dataclass(frozen=True)
class Statistic:
    """One statistical method.

    Attributes
    ----------
    part
        Which figures it is behind: ``figures``, ``comparisons``, ``relationships``, or ``many`` for what is
        done about many numbers at once.
    name, what
        What it is called, and what it does in a sentence or two.
    papers
        Where it comes from.
    """

    part: str
    name: Label
    what: Label
    papers: tuple[str, ...]


def _read(file: Path) -> dict[str, Statistic]:
    entries: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {
        name: Statistic(entry["part"], Label(**entry["name"]), Label(**entry["what"]), tuple(entry["papers"]))
        for name, entry in entries.items()
    }


STATISTICS: Mapping[str, Statistic] = _read(_FILE)
"""Every method by its key: for those of the relationships stage, the one that its findings carry."""


def method_name(method: str, lang: str) -> str:
    """Return what a method is called.

    Raises
    ------
    KeyError
        If the method is not described.
    """
    return STATISTICS[method].name[lang]


def shown_method(page: Page, method: str) -> Fragment:
    """Show a method with what it does and its papers, as one paragraph."""
    entry = STATISTICS[method]
    return Fragment(
        Markup('<p><strong>{}.</strong> {} {}: <span lang="en">{}</span>.</p>').format(
            entry.name[page.lang],
            entry.what[page.lang],
            page.words("source_label"),
            "; ".join(entry.papers),
        )
    )
