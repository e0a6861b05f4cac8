"""What a study says about foreign data."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from batt.registry.label import Label
from batt.study.compared import Comparison
from batt.study.field import Condition, Field
from batt.study.items import Items

THINGS = ("key", "programme", "provider", "dates", "time", "exits", "exposure", "job")
"""What the analyses can use. A study has each of them, or says that it is absent and what follows."""

STILL_IN = "still_in"
"""The exit group of people who had not left when last seen."""

GroupKind = Literal["job", "active", "other", "still_in"]


@dataclass(frozen=True)
class Source:
    """Where the rows are: a file in the data folder, or a data set inside an installed package.

    Attributes
    ----------
    file, sheet
        File name in the data folder; the sheet where it is a workbook with several.
    package, collection, dataset
        Python package that carries the data, and the names by which it knows them.
    decimal
        Decimal mark where the file itself does not show it.
    obtain
        How to get the data, for someone who does not have them.
    """

    file: str = ""
    sheet: str = ""
    package: str = ""
    collection: str = ""
    dataset: str = ""
    decimal: Literal[",", "."] | None = None
    obtain: Label | None = None

    @property
    def name(self) -> str:
        """Return what the user calls it."""
        return self.file or f"{self.package}: {self.collection}/{self.dataset}"


@dataclass(frozen=True)
class Exposure:
    """How much of the programme a person got, in the unit in which it was delivered.

    `field` is None when the exposure is the time until the exit.
    """

    field: Field | None
    unit: Label
    axis: Label


@dataclass(frozen=True)
class Job:
    """What counts as having got a job: a number that reaches a limit, codes, or exit groups of kind ``job``.

    Attributes
    ----------
    at_least, above
        Limits of a numeric column; at most one of them is set.
    yes, no
        Codes of a coded column.
    share
        The share as a noun phrase: "the share in work in the second year".
    reason
        Why this is the definition.
    """

    field: Field | None
    at_least: float | None
    above: float | None
    yes: tuple[str, ...]
    no: tuple[str, ...]
    share: Label
    reason: Label


@dataclass(frozen=True)
class Time:
    """Time from start to exit, or to when the person was last seen.

    Either a column that counts `unit`, or a start and an end date with `observed_until` (ISO) for people
    who are still in; then `days` of them make one `unit`.
    """

    field: Field | None
    start: Field | None
    end: Field | None
    observed_until: str
    until_reason: Label | None
    days: float
    unit: Label


@dataclass(frozen=True)
class ExitGroup:
    """One way to leave, or `STILL_IN`."""

    id: str
    kind: GroupKind
    label: Label


@dataclass(frozen=True)
class Exits:
    """How a spell ended.

    Attributes
    ----------
    field
        Column of end codes; None when columns are marks.
    marks
        Column → exit group: the one column that holds 1 names the exit.
    none_marked, none_reason
        Exit group of a row without any mark, and why it may be read so. Empty: such a row is set aside.
    groups
        In the order of the report.
    """

    field: Field | None
    marks: Mapping[str, str]
    none_marked: str
    none_reason: Label | None
    groups: tuple[ExitGroup, ...]

    def of_kind(self, kind: GroupKind) -> tuple[ExitGroup, ...]:
        """Return the groups of one kind."""
        return tuple(group for group in self.groups if group.kind == kind)


@dataclass(frozen=True)
class Study:
    """A whole ``study.yaml``.

    Attributes
    ----------
    folder
        Where it stands.
    persons
        What the people are called: "participants".
    question
        What is asked of the data, in a sentence.
    only
        Rows that belong to the study; others are set aside.
    background
        ``gender`` (codes K, M, U of the registry), ``age``, ``education_years`` and further numbers with a
        label of their own: those that are there.
    comparisons
        Groups that are held against each other.
    absent
        Thing → what therefore cannot be said.
    pitfalls
        What in these data can mislead.
    """

    folder: Path
    name: str
    title: Label
    question: Label
    about: Label
    persons: Label
    citation: str
    licence: str
    source: Source
    only: Condition | None
    key: Field | None
    programme: Field | None
    provider: Field | None
    exposure: Exposure | None
    job: Job | None
    time: Time | None
    exits: Exits | None
    items: Items | None
    background: Mapping[str, Field]
    comparisons: tuple[Comparison, ...]
    absent: Mapping[str, Label]
    pitfalls: tuple[Label, ...]
