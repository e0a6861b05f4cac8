"""The rows of one table on their way through cleaning, with all that was said about them."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from batt.clean.personal import shown
from batt.clean.reasons import REASONS, consequence
from batt.registry.model import Table

Mask = pd.Series | np.ndarray


@dataclass(frozen=True)
class Part:
    """Where a stretch of rows came from: one table of one received file.

    Attributes
    ----------
    delivered_by
        The provider whose own delivery it is; empty for a national file.
    headers
        Our field → the header as received; fields not received are not there.
    unknown
        Headers that no field has.
    decimal
        The decimal mark that the file's numbers are known to use, if it is known.
    """

    source_file: str
    source_sheet: str
    delivered_by: str
    headers: dict[str, str]
    unknown: tuple[str, ...]
    decimal: str | None


@dataclass
class Rows:
    """One table of the year. One row per received row, in the order of file and row.

    Attributes
    ----------
    cells
        Text as received (or as corrected by hand), columns are our fields; NA for an empty cell.
    part, source_row
        For each row the index into ``parts`` and the physical row in its file.
    values
        Typed columns, filled field by field; what could not be read is missing there.
    unread
        The received text of cells that could not be read, joined; empty for a row without any. Two rows
        are copies of each other only if this agrees too.
    is_kept
        False once a row is set aside.
    """

    table: Table
    year: int
    cells: pd.DataFrame
    parts: list[Part]
    part: np.ndarray
    source_row: np.ndarray
    values: pd.DataFrame = field(init=False)
    unread: pd.Series = field(init=False)
    is_kept: np.ndarray = field(init=False)
    entries: list[pd.DataFrame] = field(default_factory=list)
    flags: list[pd.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.values = pd.DataFrame(index=self.cells.index)
        self.unread = pd.Series("", index=self.cells.index, dtype="str")
        self.is_kept = np.ones(len(self.cells), dtype=bool)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def delivered_by(self) -> np.ndarray:
        """For each row the provider whose own delivery it stands in; empty for national files."""
        return np.array([part.delivered_by for part in self.parts], dtype=object)[self.part]

    @property
    def kept(self) -> pd.DataFrame:
        """The typed values of the rows that have not been set aside."""
        return self.values[self.is_kept]

    def was_received(self, field_name: str) -> bool:
        """Tell whether any file holds the column."""
        return any(field_name in part.headers for part in self.parts)

    def note(self, mask: Mask, field_name: str, reason: str, kept: pd.Series | str = "") -> None:
        """Record a change of ``field_name`` or the setting aside of the rows in ``mask``.

        Parameters
        ----------
        mask
            One boolean a row; rows already set aside may be in it and get one more line.
        field_name
            Our field, or a key's fields joined by a space.
        kept
            What stands in the cell now, one value a row.
        """
        chosen = np.flatnonzero(np.asarray(mask, dtype=bool))
        if not len(chosen):
            return
        received: pd.Series | str = ""
        if REASONS[reason].shows_value and field_name:
            received = shown(self.text_of(field_name.split(), chosen))
        self.entries.append(
            pd.DataFrame(
                {
                    "row": chosen,
                    "field": field_name,
                    "reason": reason,
                    "received": received,
                    "kept": kept if isinstance(kept, str) else kept.iloc[chosen].to_numpy(),
                }
            )
        )
        if consequence(reason) == "set_aside":
            self.is_kept[chosen] = False

    def flag(self, mask: Mask, field_name: str, reason: str, detail: pd.Series | str = "") -> None:
        """Record a remark on the rows in ``mask`` that are still kept."""
        chosen = np.flatnonzero(np.asarray(mask, dtype=bool) & self.is_kept)
        if len(chosen):
            text = detail if isinstance(detail, str) else detail.iloc[chosen].to_numpy()
            self.flags.append(
                pd.DataFrame({"row": chosen, "field": field_name, "reason": reason, "detail": text})
            )

    def has_reason(self, *reasons: str) -> np.ndarray:
        """Mark the rows for which one of the reasons has been noted."""
        found = np.zeros(len(self), dtype=bool)
        for entry in self.entries:
            found[entry.loc[entry["reason"].isin(reasons), "row"]] = True
        return found

    def text_of(self, fields: list[str], chosen: np.ndarray) -> pd.Series:
        """Return the received text of one or several fields, joined by ``|``."""
        columns = [self.cells[name].iloc[chosen].fillna("").astype("str") for name in fields]
        joined = columns[0]
        for column in columns[1:]:
            joined = joined + "|" + column
        return joined.reset_index(drop=True)

    def place_of(self, at: int) -> str:
        """Return file, sheet and row of one received row."""
        part = self.parts[self.part[at]]
        sheet = f", sheet {part.source_sheet}" if part.source_sheet else ""
        return f"{part.source_file}{sheet}, row {self.source_row[at]}"
