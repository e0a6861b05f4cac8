"""What is measured, as typed facts: the shapes that ``load`` fills from the files of this folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from batt.registry.hypothesis import Hypothesis
from batt.registry.label import Label


@dataclass(frozen=True)
class Code:
    """One code of a code list, with the misspellings that are known to mean it."""

    code: str
    label: Label
    group: str = ""
    misspellings: tuple[str, ...] = ()
    valid_from: int | None = None
    valid_to: int | None = None

    def is_valid_in(self, year: int) -> bool:
        return (self.valid_from or year) <= year <= (self.valid_to or year)


@dataclass(frozen=True)
class CodeList:
    """The codes of one field, in the order in which they are shown."""

    name: str
    codes: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.codes)

    def __getitem__(self, code: str) -> Code:
        return next(entry for entry in self.codes if entry.code == code)

    def in_group(self, group: str) -> tuple[str, ...]:
        return tuple(entry.code for entry in self.codes if entry.group == group)

    def valid_in(self, year: int) -> tuple[str, ...]:
        return tuple(entry.code for entry in self.codes if entry.is_valid_in(year))


@dataclass(frozen=True)
class Programme:
    """One labour-market programme. ``max_weeks`` is the legal maximum stay, where there is one."""

    code: str
    label: Label
    short: Label
    aim: Label
    max_weeks: int | None
    tolerance_weeks: int
    arena_codes: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Column:
    """One field of a raw table: our name, its type, and the header it has had over the years.

    Attributes
    ----------
    type
        ``id``, ``text``, ``comment``, ``code``, ``code_list``, ``integer``, ``decimal``, ``date``, ``month``,
        ``yes_no``, ``answer6`` or ``answer7``.
    codes
        The code list of a ``code`` or ``code_list`` field, else empty.
    required
        ``value``: header and value must be there; ``header``: the cell may be empty; ``no``: the whole
        column may be missing.
    headers_by_year
        From which year on which headers were used; an empty tuple means not delivered.
    """

    field: str
    type: str
    codes: str
    required: str
    headers_by_year: Mapping[int, tuple[str, ...]]

    def headers(self, year: int) -> tuple[str, ...]:
        """Return the headers in use in ``year``: those of the newest listed year not after it."""
        listed = [first for first in self.headers_by_year if first <= year] or [min(self.headers_by_year)]
        return self.headers_by_year[max(listed)]


@dataclass(frozen=True)
class Table:
    """One raw table: its received name, our name, its grain, its key and what it refers to."""

    raw_name: str
    name: str
    grain: str
    is_required: bool
    key: tuple[str, ...]
    references: Mapping[str, str]
    columns: tuple[Column, ...]

    def column(self, field_name: str) -> Column:
        return next(column for column in self.columns if column.field == field_name)


@dataclass(frozen=True)
class Indicator:
    """One of the thirteen indicators, as facts. Its rule is the Python file beside its YAML file.

    Attributes
    ----------
    id, stem
        ``i08`` and ``i08_job_acquisition``.
    unit
        ``score`` (1–6), ``days``, ``firms``, ``share`` (0–1) or ``weeks``.
    scale
        Factor between numerator/denominator and the value: ``value = numerator / denominator * scale``.
    decimals
        Decimals shown on pages; for shares, decimals of the percentage.
    direction
        ``higher``, ``lower`` or ``range`` (neither: an optimum range is spoken of, never ranked).
    level
        ``provider`` (one ``ALL`` row) or ``programme``.
    kind
        ``direct`` or ``indirect``.
    minimum_n, n_unit
        Fewer than ``minimum_n`` of ``n_unit`` gives the status ``too_few``.
    interval
        ``t``, ``wilson`` or ``none``.
    tables
        Clean tables without which the indicator is ``missing``.
    options
        Keys of the options that change it.
    """

    id: str
    stem: str
    number: int
    guide_number: int
    name: Label
    short: Label
    definition: Label
    numerator: Label
    denominator: Label
    unit: str
    scale: Fraction
    decimals: int
    direction: str
    direction_words: Label
    level: str
    kind: str
    minimum_n: int
    n_unit: str
    n_unit_label: Label
    interval: str
    tables: tuple[str, ...]
    options: tuple[str, ...]
    rule_version: str
    source: str
    caution: Label


@dataclass(frozen=True)
class Suitability:
    """Whether an indicator suits as a result target for a programme, and how sure the reading is."""

    suited: Literal["JA", "NEI", "UKJENT"]
    certainty: str


@dataclass(frozen=True)
class Question:
    """One survey item. ``theme`` joins the same theme over the surveys; ``in_mean`` is the 1–6 score."""

    id: str
    field: str
    text: Label
    theme: str
    in_mean: bool


@dataclass(frozen=True)
class Survey:
    """One satisfaction survey with its items in order."""

    id: str
    table: str
    name: Label
    answered_by: Label
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Theme:
    """One theme of the concordance. ``match`` says how well the items correspond."""

    id: str
    label: Label
    match: str


@dataclass(frozen=True)
class OptionSpec:
    """One open reading of a rule: its choices (default first) with what each means, and where it is open."""

    key: str
    label: Label
    choices: Mapping[str, Label]
    source: str
    indicators: tuple[str, ...]

    @property
    def default(self) -> str:
        return next(iter(self.choices))


@dataclass(frozen=True)
class Caveat:
    """A named text that says what the numbers do not mean."""

    id: str
    title: Label
    text: Label
    source: str


@dataclass(frozen=True)
class Registry:
    """Everything that is measured, as data."""

    programmes: tuple[Programme, ...]
    indicators: tuple[Indicator, ...]
    applies: Mapping[tuple[str, str], bool]
    target_suitability: Mapping[tuple[str, str], Suitability]
    surveys: tuple[Survey, ...]
    themes: tuple[Theme, ...]
    options: tuple[OptionSpec, ...]
    hypotheses: tuple[Hypothesis, ...]
    caveats: tuple[Caveat, ...]
    codes: Mapping[str, CodeList] = field(repr=False)
    tables: tuple[Table, ...] = field(repr=False)

    def programme(self, code: str) -> Programme:
        return next(entry for entry in self.programmes if entry.code == code)

    def indicator(self, indicator_id: str) -> Indicator:
        return next(entry for entry in self.indicators if entry.id == indicator_id)

    def survey(self, survey_id: str) -> Survey:
        return next(entry for entry in self.surveys if entry.id == survey_id)

    def hypothesis(self, hypothesis_id: str) -> Hypothesis:
        return next(entry for entry in self.hypotheses if entry.id == hypothesis_id)

    def caveat(self, caveat_id: str) -> Caveat:
        return next(entry for entry in self.caveats if entry.id == caveat_id)

    def table(self, name: str) -> Table:
        """Return a table by its own or by its received name."""
        return next(entry for entry in self.tables if name in (entry.name, entry.raw_name))

    @property
    def programme_codes(self) -> tuple[str, ...]:
        return tuple(entry.code for entry in self.programmes)

    def applicable(self, indicator_id: str) -> tuple[str, ...]:
        """Return the programmes for which an indicator applies, in registry order."""
        return tuple(code for code in self.programme_codes if self.applies[indicator_id, code])
