"""Write a year's tables as files of Stata, SPSS or as CSV, with labels of variables and values.

The files hold single rows about persons, as the clean tables do, and stay among the processed data. Free
text, names of providers and names of received files are left out.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd
import pyreadstat

from batt.atomic import atomic_file
from batt.errors import UsageError
from batt.frames import YearData, code_labels, codebook
from batt.registry.codebook import Variable, variable

Kind = Literal["stata", "spss", "csv"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SUFFIXES: dict[Kind, str] = {"stata": "dta", "spss": "sav", "csv": "csv"}

STATA_LABEL = 80
"""Characters that a label of a variable or file has room for in Stata."""
STATA_VERSION = 15

_WHOLE = ("integer", "yes_no", "code", "answer6", "answer7")


@dataclass(frozen=True)
class LabelledTable:
    """One table with plain numbers, dates and texts, and what these mean.

    Attributes
    ----------
    rows
        As many rows as the table has, in the same order; codes as numbers, yes and no as 1 and 0, dates as
        dates, missing numbers as NaN and missing texts as the empty text.
    variables
        What each column is, in the order of the columns.
    """

    name: str
    rows: pd.DataFrame
    variables: tuple[Variable, ...]

    def value_labels(self, lang: str) -> dict[str, dict[int | float, str]]:
        """Return column → number → label. The code stands before its label where it is not the number."""
        return {
            one.field: {
                number: code.label[lang] if str(number) == code.code else f"{code.code} {code.label[lang]}"
                for number, code in zip(code_numbers(one).values(), one.codes, strict=True)
            }
            for one in self.variables
            if one.codes and one.type != "code_list"
        }

    def formats(self, whole: str) -> dict[str, str]:
        """Return column → format for whole numbers, which would else be shown with decimals."""
        return {one.field: whole for one in self.variables if one.type in _WHOLE}


def export_year(
    data: YearData, kind: Kind, folder: Path, *, lang: str = "nb", tables: Sequence[str] = ()
) -> list[Path]:
    """Write tables of a year, ``codebook.csv`` and ``codes.csv``.

    Parameters
    ----------
    folder
        Made anew, unless only some `tables` are written.
    lang
        Language of the labels; the codebook has both.
    tables
        Names of tables; all when none is given.

    Returns
    -------
    list of Path
        The files of the tables.

    Raises
    ------
    UsageError
        A table is not there.
    """
    there = data.all_tables()
    unknown = [name for name in tables if name not in there]
    if unknown:
        raise UsageError(f"No table '{unknown[0]}' in {data.year}. There are: {', '.join(there)}.")
    if not tables:
        shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    _write_codebook(there, folder)
    files = []
    for name in tables or there:
        file = folder / f"{name}.{SUFFIXES[kind]}"
        if kind == "csv":
            _write_csv(_as_text(name, there[name]), file)
        else:
            with atomic_file(file) as new:
                _WRITERS[kind](labelled(name, there[name]), new, lang)
        files.append(file)
    return files


def labelled(name: str, rows: pd.DataFrame) -> LabelledTable:
    """Return a table as statistics programs hold it, without what must not leave."""
    variables = _kept(name, rows)
    return LabelledTable(
        name, pd.DataFrame({one.field: _plain(rows[one.field], one) for one in variables}), variables
    )


def code_numbers(one: Variable) -> dict[str, int]:
    """Return code → number: the code itself where all are numbers, else its place in the registry."""
    codes = [code.code for code in one.codes]
    if all(code.isdigit() for code in codes):
        return {code: int(code) for code in codes}
    return {code: place for place, code in enumerate(codes, start=1)}


def shortened(text: str, room: int) -> str:
    """Return a text cut after a word where it is too long, with an ellipsis."""
    if len(text) <= room:
        return text
    return text[: room - 1].rpartition(" ")[0] + "…"


def _kept(name: str, rows: pd.DataFrame) -> tuple[Variable, ...]:
    found = (variable(name, str(column)) for column in rows.columns)
    return tuple(one for one in found if not one.is_private)


def _plain(values: pd.Series, one: Variable) -> pd.Series:
    if one.type == "date":
        return values.dt.date
    if one.type == "code":
        return values.astype("str").map(code_numbers(one)).astype("float64")
    if one.is_number or one.type in _WHOLE:
        return values.astype("Float64").astype("float64")
    return values.astype("str").fillna("")


def _as_text(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table for CSV: codes as codes, yes and no as 1 and 0, dates as 2015-12-31, missing empty."""
    kept = {one.field: one for one in _kept(name, rows)}
    flags = {field: rows[field].astype("Int64") for field, one in kept.items() if one.type == "yes_no"}
    dates = {field: rows[field].dt.strftime("%Y-%m-%d") for field, one in kept.items() if one.type == "date"}
    return rows.loc[:, list(kept)].assign(**flags, **dates)


def _write_codebook(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    kept = {name: _kept(name, rows) for name, rows in tables.items()}
    rows = {name: tables[name][[one.field for one in kept[name]]] for name in tables}
    _write_csv(codebook(rows), folder / "codebook.csv")
    variables = [one for several in kept.values() for one in several]
    numbers = [number for one in variables for number in code_numbers(one).values()]
    codes = code_labels(variables).assign(number=numbers)
    _write_csv(codes, folder / "codes.csv")


def _write_csv(rows: pd.DataFrame, file: Path) -> None:
    with atomic_file(file) as new:
        rows.to_csv(new, index=False, encoding="utf-8", lineterminator="\n")


def _write_stata(table: LabelledTable, file: Path, lang: str) -> None:
    rows: Any = table.rows
    pyreadstat.write_dta(
        rows,
        file,
        file_label=f"BATT {table.name}",
        column_labels={one.field: shortened(one.label[lang], STATA_LABEL) for one in table.variables},
        variable_value_labels=table.value_labels(lang),
        variable_format=table.formats("%12.0g"),
        version=STATA_VERSION,
    )


def _write_spss(table: LabelledTable, file: Path, lang: str) -> None:
    rows: Any = table.rows
    pyreadstat.write_sav(
        rows,
        file,
        file_label=f"BATT {table.name}",
        column_labels={one.field: one.label[lang] for one in table.variables},
        variable_value_labels=table.value_labels(lang),
        variable_format=table.formats("F12.0"),
    )


_WRITERS: dict[str, Callable[[LabelledTable, Path, str], None]] = {
    "stata": _write_stata,
    "spss": _write_spss,
}
