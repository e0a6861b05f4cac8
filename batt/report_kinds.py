"""The kinds of report: who reads each, what there is one page of, and what the main job makes."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from batt.errors import UsageError
from batt.paths import Root
from batt.registry import LANGUAGES, Options, load
from batt.registry.readers import OF_ONE_PROVIDER, Role

PerUnit = Literal["", "provider", "county", "hypothesis"]


@dataclass(frozen=True)
class ReportKind:
    """One kind of report: ``notebooks/reports/<name>.ipynb`` over ``batt/reports/<name>/``.

    Attributes
    ----------
    name
        Also the first part of the names of its pages.
    role
        Who reads it. A kind without a role is the same for everybody.
    one_per
        What there is one page of: one for all, or one per provider, county or registered hypothesis.
    also_for
        Roles for whom it can be made as well, one page each, on demand.
    languages
        In which languages the main job makes it; in the others on demand.
    has_summary
        Whether there is a page about all units beside those of each.
    by_month
        Whether it can be made for a month of the year.
    without
        Stages whose tables it has nothing from.
    """

    name: str
    role: Role | None = None
    one_per: PerUnit = ""
    also_for: tuple[Role, ...] = ()
    languages: tuple[str, ...] = LANGUAGES
    has_summary: bool = False
    by_month: bool = False
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportPage:
    """One page to be made: a kind for one reader, of one unit, in one language.

    Attributes
    ----------
    kind, lang
        What it is, in which language.
    role, unit
        Who reads it; whose page it is, empty where it is nobody's.
    month
        ``YYYY-MM``; empty for the whole year.
    """

    kind: ReportKind
    lang: str
    role: Role | None = None
    unit: str = ""
    month: str = ""

    @property
    def name(self) -> str:
        """What sets the page apart within its year, such as ``scorecard-A007-nb``."""
        return "-".join(part for part in (self.kind.name, self._of, self.lang) if part)

    def file(self, root: Root, year: int) -> Path:
        """Return where the page is written: in a folder of its kind where it is not for everybody."""
        folder = root.reports(year)
        if self._of:
            return folder / self.kind.name / f"{self._of}.{self.lang}.html"
        return folder / f"{self.kind.name}.{self.lang}.html"

    def parameters(self) -> dict[str, object]:
        """Return those of the notebook's parameters that set this page apart."""
        given: dict[str, object] = {"lang": self.lang}
        if self.role:
            given["role"] = self.role
        if self.role or self.kind.one_per:
            given["unit"] = self.unit
        if self.kind.by_month:
            given["month"] = self.month
        return given

    @property
    def _of(self) -> str:
        if self.unit or self.month:
            return self.unit or self.month
        return str(self.role) if self.role in self.kind.also_for else ""


_CLAIMS = ("relationships",)
"""The stage that tests what is claimed, from which the figures of units take nothing."""

REPORT_KINDS = (
    ReportKind("annual_report"),
    ReportKind("newsletter", role="sector", by_month=True, without=_CLAIMS),
    ReportKind("scorecard", role="provider", one_per="provider", languages=LANGUAGES[:1], without=_CLAIMS),
    ReportKind(
        "nav_dialogue", role="nav_office", one_per="provider", languages=LANGUAGES[:1], without=_CLAIMS
    ),
    ReportKind("county_report", role="county", one_per="county", without=_CLAIMS),
    ReportKind("comparisons", role="public", also_for=("sector", "provider", "directorate"), without=_CLAIMS),
    ReportKind("evaluation"),
    ReportKind("perceptions"),
    ReportKind("relationships", one_per="hypothesis", has_summary=True),
    ReportKind("data_quality"),
    ReportKind("method"),
)
"""In the order in which the index lists them."""


def report_kind(name: str) -> ReportKind:
    """Return a kind by its name.

    Raises
    ------
    UsageError
        If there is no such kind.
    """
    for kind in REPORT_KINDS:
        if kind.name == name:
            return kind
    raise UsageError(
        f"Unknown kind of report '{name}'. Known kinds: {', '.join(kind.name for kind in REPORT_KINDS)}."
    )


@dataclass(frozen=True)
class Request:
    """Which pages of a kind somebody asks for: all of them by default.

    Attributes
    ----------
    kind
        What is asked for.
    role, unit, month
        One reader, one unit, one month (``YYYY-MM``).
    languages
        Empty for those that the main job makes.

    Raises
    ------
    UsageError
        If the kind is not made for the role, per unit or by month, or a language or month is none.
    """

    kind: ReportKind
    role: Role | None = None
    unit: str = ""
    month: str = ""
    languages: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        name = self.kind.name
        if self.role is not None and self.role not in (self.kind.role, *self.kind.also_for):
            known = [one for one in (self.kind.role, *self.kind.also_for) if one]
            told = f"is made for: {', '.join(known)}" if known else "is the same for everybody"
            raise UsageError(f"The report {name} {told}; it is not made for the role {self.role}.")
        if self.unit and not self._per:
            raise UsageError(f"The report {name} is of no single unit; leave --unit out.")
        if self.month and not self.kind.by_month:
            raise UsageError(f"The report {name} is of a whole year; leave --month out.")
        if self.month and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", self.month):
            raise UsageError(f"--month {self.month}: expected a year and a month, such as 2015-09.")
        unknown = [lang for lang in self.languages if lang not in LANGUAGES]
        if unknown:
            raise UsageError(f"Unknown language '{unknown[0]}'. Known languages: {', '.join(LANGUAGES)}.")

    def pages(self, root: Root, year: int, options: Options) -> list[ReportPage]:
        """Return the pages; the year must have been cleaned, and providers outside the association have none.

        Raises
        ------
        UsageError
            If there is no such unit in the year.
        """
        there = _units(self._per, root, year, options)
        if self.unit and self.unit not in there:
            raise UsageError(f"There is no {self._per} {self.unit} in {year}.")
        summary = [""] if self.kind.has_summary or not self._per else []
        chosen = [self.unit] if self.unit else [*summary, *there]
        languages = self.languages or self.kind.languages
        return [
            ReportPage(self.kind, lang, self._reader, one, self.month) for lang in languages for one in chosen
        ]

    @property
    def _reader(self) -> Role | None:
        """Who reads: the role asked for, the provider whose page it is, or the kind's own."""
        if self.unit and self.role is None and "provider" in self.kind.also_for:
            return "provider"
        return self.role or self.kind.role

    @property
    def _per(self) -> PerUnit:
        """What there is one page of for this reader."""
        return self.kind.one_per or ("provider" if self._reader in OF_ONE_PROVIDER else "")


def _units(per: PerUnit, root: Root, year: int, options: Options) -> list[str]:
    """Return what there is one page of."""
    if not per:
        return []
    if per == "hypothesis":
        return [entry.id for entry in load().hypotheses]
    # Imported when asked for: the command is to answer before pandas is there.
    import pandas as pd

    from batt.indicators import members

    providers = members(pd.read_parquet(root.clean(year) / "providers.parquet"), options)
    column = {"provider": "provider_id", "county": "county"}[per]
    return sorted(providers[column].dropna().unique())
