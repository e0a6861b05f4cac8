"""Turn received rows into one row per spell in our own fields, with every row accounted for."""

from dataclasses import dataclass, field

import pandas as pd
from stdnum.no import fodselsnummer

from batt.errors import ContentError, Problem
from batt.study.columns import (
    Column,
    coded_column,
    date_column,
    mark_column,
    matches,
    missing_columns,
    number_column,
    text_column,
)
from batt.study.field import Field
from batt.study.items import ANSWERS, Items, item_column
from batt.study.model import STILL_IN, Exits, Job, Study, Time
from batt.study.received import Received
from batt.study.set_aside import REASONS, set_aside

SHORTEST_STAY = 0.5
"""Days counted for a spell that began and ended on one day, so that it was ever at risk. Source: decision."""


@dataclass(frozen=True)
class MappedStudy:
    """Rows in our fields, and what became of each received row.

    Attributes
    ----------
    spells
        One row per row used: ``source_row``, and of ``programme, provider_id, exposure, is_job, time, cause,
        gender, age, education_years``, further numbers of the background, ``by_<comparison>`` (the group, NA
        where not known) and ``item_<item>`` (1–6, missing where not answered) those that the study has. No
        key: nothing later needs one.
    fates
        One row per received row: ``source_row``, ``reason`` (empty: used; else one of
        `batt.study.set_aside.REASONS`).
    unmarked_n
        Rows used whose exit comes from the study's reading of a row without any mark.
    """

    spells: pd.DataFrame
    fates: pd.DataFrame
    unmarked_n: int

    def accounting(self) -> pd.DataFrame:
        """Return received = used + set aside. One row per ``fate`` with ``rows``; reasons in their order."""
        counts = self.fates["reason"].value_counts()
        lines = [("received", len(self.fates)), ("used", len(self.spells))]
        lines += [(reason, int(counts[reason])) for reason in REASONS if reason in counts]
        return pd.DataFrame(lines, columns=["fate", "rows"])


def map_rows(study: Study, received: Received) -> MappedStudy:
    """Map a study's rows.

    Raises
    ------
    ContentError
        A column is missing, a code has no meaning, a cell cannot be read, or the key is a national identity
        number; all problems are listed.
    """
    problems = missing_columns(received, needed_columns(study))
    if problems:
        raise ContentError(problems)
    mapping = _Mapping(received)
    rows = mapping.rows(study)
    if mapping.problems:
        raise ContentError(mapping.problems)
    reason = set_aside(study, rows)
    fates = pd.DataFrame({"source_row": received.source_row, "reason": reason.to_numpy()})
    used = rows.loc[reason.eq("")].reset_index(drop=True)
    unmarked_n = int(used["_marks"].eq(0).sum()) if "_marks" in used else 0
    return MappedStudy(
        used.loc[:, [name for name in used if not str(name).startswith("_")]], fates, unmarked_n
    )


def needed_columns(study: Study) -> list[str]:
    """Return every foreign column that the study names."""
    fields = [study.key, study.provider, *study.background.values()]
    fields += [part.field for part in (study.exposure, study.job, study.time, study.exits) if part]
    fields += [study.time.start, study.time.end] if study.time else []
    fields += [comparison.field for comparison in study.comparisons]
    named = [one.column for one in fields if one and one.column]
    conditions = [study.only, *(one.missing_when for one in fields if one)]
    named += [condition.column for condition in conditions if condition]
    items = study.items.labels if study.items else {}
    return [*named, *(study.exits.marks if study.exits else ()), *items]


@dataclass
class _Mapping:
    """The rows on their way, with the problems met so far."""

    received: Received
    problems: list[Problem] = field(default_factory=list)

    def rows(self, study: Study) -> pd.DataFrame:
        """Return every received row in our fields, with helper columns whose names begin with ``_``."""
        received = self.received
        rows = pd.DataFrame({"source_row": received.source_row}, index=received.data.index)
        rows["_is_outside"] = ~matches(received, study.only) if study.only else False
        if study.key:
            rows["_key"] = text_column(received, study.key)
            rows["_is_repeated"] = received.data.duplicated()
            self._refuse_identity_numbers(study.key.column, rows["_key"])
        if study.programme:
            rows["programme"] = text_column(received, study.programme)
        if study.provider:
            rows["provider_id"] = text_column(received, study.provider)
        if study.time:
            self._time(rows, study.time)
        if study.exits:
            self._exits(rows, study.exits, ends_by_date=bool(study.time and study.time.end))
        if study.exposure:
            # Only of those who left: the stay of the others is not over.
            rows["exposure"] = (
                self._read(number_column(received, study.exposure.field))
                if study.exposure.field
                else rows["time"].where(rows["cause"].ne(STILL_IN))
            )
        if study.job:
            rows["is_job"] = self._job(rows, study.job, study.exits)
        for name, one in study.background.items():
            codes = {code: code for code in (one.constant,)} if one.constant else one.codes
            rows[name] = self._read(
                coded_column(received, one, codes) if name == "gender" else number_column(received, one)
            )
        for comparison in study.comparisons:
            rows[comparison.column] = self._read(
                coded_column(received, comparison.field, comparison.field.codes)
            )
        if study.items:
            rows = rows.join(self._items(study.items))
        return rows

    def _items(self, items: Items) -> pd.DataFrame:
        """Return the answers to every item, ``float64``; an answer outside the scale is a problem."""
        answers = {answer: answer for answer in ANSWERS}
        columns = {
            item_column(item): self._read(
                coded_column(self.received, Field(column=item, missing=items.missing), answers)
            ).astype("float64")
            for item in items.labels
        }
        return pd.DataFrame(columns)

    def _read(self, column: Column) -> pd.Series:
        """Keep a column's problems, and return its values."""
        values, problems = column
        self.problems += problems
        return values

    def _time(self, rows: pd.DataFrame, time: Time) -> None:
        """Count the time until the exit, or until a person still in was last seen."""
        if time.field:
            rows["time"] = self._read(number_column(self.received, time.field))
        if time.start and time.end:
            rows["_start"] = self._read(date_column(self.received, time.start))
            rows["_end"] = self._read(date_column(self.received, time.end))
            last_seen = rows["_end"].fillna(pd.Timestamp(time.observed_until))
            days = (last_seen - rows["_start"]).dt.days.astype("float64")
            rows["time"] = days.mask(days.eq(0), SHORTEST_STAY) / time.days

    def _exits(self, rows: pd.DataFrame, exits: Exits, *, ends_by_date: bool) -> None:
        """Name the exit group; with dates, a row without end code has not ended."""
        if exits.field:
            cause = self._read(coded_column(self.received, exits.field, exits.field.codes))
            rows["cause"] = cause.fillna(STILL_IN) if ends_by_date else cause
            return
        marks = {column: self._read(mark_column(self.received, column)) for column in exits.marks}
        rows["_marks"] = pd.DataFrame(marks).sum(axis=1)
        cause = pd.Series(exits.none_marked or None, index=rows.index, dtype="str")
        for column, marked in marks.items():
            cause = cause.mask(marked, exits.marks[column])
        rows["cause"] = cause

    def _job(self, rows: pd.DataFrame, job: Job, exits: Exits | None) -> pd.Series:
        """Tell who got a job, ``boolean``; NA where it is not known, or not yet."""
        if job.field is None:
            kinds = {group.id: group.kind == "job" for group in (exits.groups if exits else ())}
            return rows["cause"].map(kinds).mask(rows["cause"].eq(STILL_IN)).astype("boolean")
        if job.yes:
            codes = dict.fromkeys(job.yes, "1") | dict.fromkeys(job.no, "0")
            answer = self._read(coded_column(self.received, job.field, codes))
            return answer.eq("1").astype("boolean").mask(answer.isna())
        number = self._read(number_column(self.received, job.field))
        reached = number.ge(job.at_least) if job.at_least is not None else number.gt(job.above)
        return reached.astype("boolean").mask(number.isna())

    def _refuse_identity_numbers(self, column: str, cells: pd.Series) -> None:
        """Refuse a key that is mostly national identity numbers; no value is shown."""
        known = cells.dropna()
        if len(known) and known.map(fodselsnummer.is_valid).mean() > 0.5:
            self.problems.append(
                Problem(
                    f"{self.received.name}, {column}",
                    "holds national identity numbers",
                    "Expected a pseudonym: nothing here needs to know who a person is.",
                    "Replace the numbers before the file is put here.",
                )
            )
