"""What has changed since an edition: pages, and published figures before and after."""

from dataclasses import dataclass, field

import pandas as pd

from batt.disclosure import load_protected, publish_with_names
from batt.editions.cells import HIDDEN_MARK, KEYS, NUMBERS, STATE, cells_as_text, read_cells
from batt.editions.edition import Edition, one_edition, verify
from batt.editions.pages import is_index, reported_files
from batt.paths import Root
from batt.raw.hashing import hash_file

NOT_THERE = "–"


@dataclass(frozen=True)
class CellChange:
    """One published figure that differs: what the edition shows, and what the newest run shows."""

    year: int
    unit_level: str
    unit_id: str
    programme: str
    indicator: str
    before: str
    after: str


@dataclass(frozen=True)
class Difference:
    """The newest run against an edition.

    Attributes
    ----------
    changed, new, gone
        Pages and forms, by their paths below the year's reports.
    cells
        Figures as the public may see them, with the providers' names.
    """

    edition: Edition
    changed: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    cells: list[CellChange] = field(default_factory=list)


def compare(root: Root, year: int, number: int = 0) -> Difference:
    """Compare the newest run of a year with an edition; the newest edition for 0.

    Raises
    ------
    UsageError
        If there is no such edition.
    NumbersDiffer
        If the edition is not as it was frozen.
    """
    edition = one_edition(root, year, number)
    verify(root, edition)
    names = [name for name in reported_files(root, year) if not is_index(name)]
    now = {name: hash_file(root.reports(year) / name) for name in names}
    then = edition.pages
    before = read_cells(root.edition_cells(year, edition.number))
    after = cells_as_text(publish_with_names(load_protected(root, year), "public"))
    return Difference(
        edition,
        changed=[name for name in then if name in now and now[name] != then[name]],
        new=[name for name in now if name not in then],
        gone=[name for name in then if name not in now],
        cells=_changed_cells(before, after),
    )


def _changed_cells(before: pd.DataFrame, after: pd.DataFrame) -> list[CellChange]:
    both = before.merge(
        after, on=KEYS, how="outer", suffixes=("_before", "_after"), validate="1:1", sort=True
    ).fillna(NOT_THERE)
    told = [*NUMBERS, STATE]
    same = pd.Series(True, index=both.index)
    for name in told:
        same &= both[f"{name}_before"] == both[f"{name}_after"]
    return [_change(row) for row in both[~same].to_dict("records")]


def _change(row: dict) -> CellChange:
    sides = [{name: row[f"{name}_{side}"] for name in (*NUMBERS, STATE)} for side in ("before", "after")]
    texts = [_text(side) for side in sides]
    if texts[0] == texts[1]:
        texts = [f"{_text(side)}, {side['ci_low']} to {side['ci_high']}" for side in sides]
    year, *others = (str(row[key]) for key in KEYS)
    return CellChange(int(year), *others, *texts)


def _text(cell: dict[str, str]) -> str:
    """Return one side as text: the value and the persons behind it, or why there is none."""
    if cell[STATE] == NOT_THERE:
        return NOT_THERE
    shown = cell["value"] or cell[STATE]
    return f"{HIDDEN_MARK if shown == 'hidden' else shown}" + (f" (n {cell['n']})" if cell["n"] else "")
