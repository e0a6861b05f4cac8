"""The differences between two runs as a list: lines for a terminal, and a CSV file of all of them."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from batt.atomic import atomic_file
from batt.provenance.differences.changed_numbers import ChangedCell
from batt.provenance.differences.two_runs import Side, TwoRuns, became
from batt.provenance.printed.codes import plain
from batt.reports.formula_text import as_text

COLUMNS = (
    *("page", "table", "row", "column", "before", "after", "became"),
    *("indicator", "unit", "programme", "because_of"),
)
NOT_TOLD = "the records cannot tell"
FIRST = 20
"""So many are named on a terminal."""
_LANG = "en"


def write_csv(found: TwoRuns, file: Path) -> None:
    """Write every cell that differs, of every page in every language.

    ``because_of`` names each kind of cause that can have changed it, divided by `` or ``. No text in it acts
    as a formula.
    """
    with atomic_file(file) as new, new.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for cell in found.cells:
            row = {name: getattr(cell, name, "") for name in COLUMNS}
            row |= {"became": became(cell), "because_of": _because(found, cell)}
            writer.writerow({name: as_text(plain(value)) for name, value in row.items()})


def lines(found: TwoRuns) -> list[str]:
    """Return what is told on a terminal: how much differs, why it can, and the first differences.

    A page that is there in English is told in English only.
    """
    shown = found.in_language(_LANG)
    told = [f"Reports of {found.year}: {_name(found.before)} → {_name(found.after)}."]
    for side in (found.before, found.after):
        told += [f"Note: {name} of {_name(side)} is not as it was made." for name in side.altered]
    if shown.cells or shown.texts:
        told += _counts(shown)
    else:
        told.append("No number and no word differs.")
    if found.causes:
        told.append("Not the same in both:")
        told += [f"- {' '.join(filter(None, (str(cause), cause.detail)))}" for cause in found.causes]
    told += [f"{plain(str(cell))}  [{_because(found, cell)}]" for cell in shown.cells[:FIRST]]
    if len(shown.cells) > FIRST:
        told.append(
            f"… and {len(shown.cells) - FIRST} more: --csv FILE lists them all, --html FILE shows them."
        )
    return told


def _counts(shown: TwoRuns) -> list[str]:
    pages = len({cell.page for cell in shown.cells})
    words = len({text.page for text in shown.texts})
    told = [
        f"Tables differ in {_counted(len(shown.cells), 'place')} on {_counted(pages, 'page')}; words outside"
        f" tables in {_counted(len(shown.texts), 'place')} on {_counted(words, 'page')}."
    ]
    turned = Counter(became(cell) for cell in shown.cells)
    if turned["hidden"] or turned["shown"]:
        told.append(
            f"{turned['hidden']} are hidden and were shown; {turned['shown']} are shown and were hidden."
            " Who has both releases sees what one of them hides."
        )
    reasons = Counter(_because(shown, cell) for cell in shown.cells)
    if reasons:
        told.append(f"Because of {'; '.join(f'{kind}: {n}' for kind, n in reasons.most_common())}.")
    return told


def _because(found: TwoRuns, cell: ChangedCell) -> str:
    kinds: Sequence[str] = found.why(cell)
    return " or ".join(kinds) or NOT_TOLD


def _name(side: Side) -> str:
    edition = f"edition {side.edition}, " if side.edition else ""
    return f"{edition}the run of {side.record.ended}"


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
