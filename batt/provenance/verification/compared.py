"""A report against the same report made again: numbers first, then words, then bytes."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from batt.provenance.differences.changed_numbers import ChangedCell, changed_cells
from batt.provenance.differences.changed_texts import ChangedText, changed_texts
from batt.provenance.differences.printed_folder import PAGE, PrintedFolder, read_folder


@dataclass(frozen=True)
class Compared:
    """What differs between a report and the same report made again.

    Attributes
    ----------
    pages
        How many were compared.
    cells, texts
        Numbers and words that differ, in the order of the pages.
    bytes_alone
        Files whose bytes differ though every number and word of their page is the same: in its pictures, for
        one.
    not_made
        Pages of the report that could not be made again.
    not_compared
        Files beside the pages, in other forms, which are not made again.
    """

    pages: int
    cells: list[ChangedCell]
    texts: list[ChangedText]
    bytes_alone: list[str]
    not_made: list[str]
    not_compared: list[str]


def compared(report: Path, again: Path) -> Compared:
    """Compare two folders, page by page."""
    before, after = read_folder(report), read_folder(again)
    both = [name for name in before.files if name in after.files]
    then, now = (_only(folder, both) for folder in (before, after))
    cells, texts = changed_cells(then, now), changed_texts(then, now)
    # A workbook or table of a page that says otherwise says so too.
    said = tuple({one.page.removesuffix(PAGE) + "." for one in (*cells, *texts)})
    alone = [name for name in before.files if name not in after.files]
    return Compared(
        pages=len(then.pages),
        cells=cells,
        texts=texts,
        bytes_alone=[
            name for name in both if then.files[name] != now.files[name] and not name.startswith(said)
        ],
        not_made=[name for name in alone if name.endswith(PAGE)],
        not_compared=[name for name in alone if not name.endswith(PAGE)],
    )


def _only(folder: PrintedFolder, names: Iterable[str]) -> PrintedFolder:
    return PrintedFolder(folder.folder, {name: folder.files[name] for name in names})
