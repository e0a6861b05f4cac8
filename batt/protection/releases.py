"""What earlier reports have let out, so that later ones never bring back by subtraction what those hid.

A release is a CSV file under ``data/released/``, without any figures: which rows were shown, and how much of
them. It is written by ``batt release`` when reports go out, and kept with the year's files.
"""

import datetime
from pathlib import Path

import pandas as pd

from batt.atomic import atomic_file
from batt.errors import DisclosureError, Problem, UsageError
from batt.paths import Root
from batt.protection.variables import KEYS

COLUMNS = [*KEYS, "level", "forening"]
_TYPES = {"year": "int64", "level": "int64"}


def release(root: Root, year: int, forening: str, day: datetime.date, *, edition: int = 0) -> Path:
    """Remember what the reports of a year show, as they are now.

    Parameters
    ----------
    forening
        Which association's providers they are about.
    day
        The day on which they go out; part of the file's name.
    edition
        The number of the edition with which they do, likewise; 0 for none.

    Raises
    ------
    UsageError
        If the reports of the year have not been made, or were released in that way on that day already.
    """
    source = root.disclosure(year) / "protection.parquet"
    name = f"{year}_{day.isoformat()}" + (f"_edition_{edition}" if edition else "")
    file = root.released / f"{name}.csv"
    if not source.exists():
        raise UsageError(
            Problem(f"year {year}", "has no reports to release", fix=f"Run batt run --year {year} first.")
        )
    if file.exists():
        raise UsageError(
            Problem(root.relative(file), "is there already", fix="Remove it if nothing went out that day.")
        )
    rows = pd.read_parquet(source).assign(forening=forening)
    with atomic_file(file) as new:
        rows[COLUMNS].to_csv(new, index=False, lineterminator="\n")
    return file


def released_rows(root: Root, year: int, forening: str = "all") -> pd.DataFrame | None:
    """Return what has been shown of a year before, by the most that any release showed.

    Returns
    -------
    DataFrame or None
        One row per unit, programme and figure of the year: the key columns and ``level``. None if nothing of
        the year has been released. Of releases about another association's providers the providers' own rows
        count; its sums are other numbers.

    Raises
    ------
    DisclosureError
        If a file is not as `release` writes it; all are listed.
    """
    files = sorted(root.released.glob("*.csv")) if root.released.is_dir() else []
    found, problems = [], []
    for file in files:
        try:
            found.append(pd.read_csv(file, dtype="str")[COLUMNS].astype(_TYPES))
        except (KeyError, ValueError) as error:
            problems.append(
                Problem(
                    root.relative(file),
                    f"cannot be read as a release: {error}",
                    f"Expected the columns {', '.join(COLUMNS)}.",
                    "Put the file back as it was written, or remove it if nothing went out.",
                )
            )
    if problems:
        raise DisclosureError(problems)
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=COLUMNS)
    is_same = (rows["forening"] == forening) | (rows["unit_level"] == "provider")
    rows = rows.loc[is_same & (rows["year"] == year)]
    return rows.groupby(KEYS)["level"].min().reset_index() if len(rows) else None
