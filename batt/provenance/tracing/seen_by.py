"""A traced number as one reader may see it: hidden figures refused, and no rows about persons."""

from dataclasses import replace
from pathlib import PurePosixPath

import pandas as pd

from batt.disclosure import (
    ANONYMOUS,
    HIDDEN,
    ROLES,
    UNITS,
    PublishedTable,
    Role,
    check_reader,
    load_protected,
    publish_for,
)
from batt.errors import DisclosureError, Problem
from batt.paths import Root
from batt.provenance.tracing.trace import Trace
from batt.report_kinds import REPORT_KINDS, ReportKind

_WHOLE, _DECIMAL = ("numerator", "denominator", "n"), ("value", "ci_low", "ci_high")


def seen_by(root: Root, found: Trace, role: Role, reader: str | None = None) -> Trace:
    """Return a trace without what a role may not see, which are all rows and whatever the door hides.

    Parameters
    ----------
    found
        The whole trace, as the secretariat sees it.
    role
        Who asks.
    reader
        The provider or county that asks, for roles that are of one; by default the unit of the number.

    Raises
    ------
    UsageError
        If there is no such role, or it is of no unit and one is named.
    DisclosureError
        If the role may not know the unit by name, or the number is hidden from it.
    """
    own = reader or (found.number.unit if role in ("provider", "nav_office", "county") else None)
    check_reader(role, own)
    visible = _published(root, found, role, own)
    row = visible.where(unit_level=found.unit_level, unit_id=found.number.unit)
    if len(row) != 1:
        raise _refused(found, role, f"belongs to a provider that is called {ANONYMOUS} to it")
    if row.cell("value").state == HIDDEN:
        raise _refused(found, role, "is hidden from it")
    cells = {name: row.cell(name) for name in (*_WHOLE, *_DECIMAL)}
    shown = {name: cell.value for name, cell in cells.items() if cell.is_shown and not pd.isna(cell.value)}
    return replace(
        found,
        **{name: int(shown[name]) if name in shown else None for name in _WHOLE},
        **{name: float(shown[name]) if name in shown else None for name in _DECIMAL},
        rows=found.rows.iloc[:0],
        ledger=found.ledger.iloc[:0],
        files=found.files.iloc[:0],
    )


def _published(root: Root, found: Trace, role: Role, own: str | None) -> PublishedTable:
    """Publish all units' numbers of the indicator and programme: some roles know the best by name."""
    number = found.number
    only = {"year": [number.year], "indicator": [number.indicator], "programme": [number.programme]}
    return publish_for(load_protected(root, protected_in(root, number.year), only), role, own)


def pages_for(places: pd.DataFrame, role: Role, unit: str) -> pd.DataFrame:
    """Keep the places on pages for everybody, or for the role; of pages of single units, those of one.

    Parameters
    ----------
    places
        From `batt.provenance.tracing.printed_on.printed_on`.
    unit
        Who asks, or the unit of the number.
    """
    kinds = {kind.name: kind for kind in REPORT_KINDS}
    ours = [
        _is_for(kinds[kind], _of(page), role, unit)
        for kind, page in zip(places["kind"], places["page"], strict=True)
    ]
    return places.loc[pd.Series(ours, index=places.index, dtype="bool")]


def _of(page: str) -> str:
    """Return whose page it is among those of its kind, by its address; empty where there is one for all."""
    file = PurePosixPath(page)
    return file.name.partition(".")[0] if file.parent.name in {kind.name for kind in REPORT_KINDS} else ""


def _is_for(kind: ReportKind, of: str, role: str, unit: str | None) -> bool:
    """Tell whether a page is for everybody, or for the role and, where it is of one unit, for that."""
    if of in ROLES:
        return of == role
    if of and (kind.one_per in ("provider", "county") or "provider" in kind.also_for):
        return of == unit and role in (kind.role, *kind.also_for)
    return kind.role in (None, "public", role)


def check_page(kind: ReportKind, of: str, role: Role, reader: str | None = None) -> None:
    """Refuse a page that a role may not read.

    Parameters
    ----------
    of
        Whose page it is among those of its kind, as in its file's name; empty where there is one for all.
    reader
        The provider or county that asks, for roles that are of one; by default whose page it is.

    Raises
    ------
    UsageError
        If there is no such role, or it is of no unit and one is named.
    DisclosureError
        If the page is for others.
    """
    own = reader or (of if role in UNITS else None)
    check_reader(role, own)
    if not _is_for(kind, of, role, own):
        raise DisclosureError(
            Problem(
                f"{kind.name}{f' of {of}' if of else ''}",
                f"the role {role} may not see the figures of this page: it is for others",
                "Expected a page for everybody, or for the role.",
                "Leave --role out if you work for the secretariat, on its own files.",
            )
        )


def protected_in(root: Root, year: int) -> int:
    """Return the report year whose protection covers a year: its own, else the first later one."""
    later = [
        one
        for one in root.raw_years()
        if one >= year and (root.disclosure(one) / "protection.parquet").exists()
    ]
    return later[0] if later else year


def _refused(found: Trace, role: str, what: str) -> DisclosureError:
    return DisclosureError(
        Problem(
            str(found.number),
            f"the role {role} may not see this number: it {what}",
            "Expected a number that the role's own pages show.",
            "Leave --role out if you work for the secretariat, on its own files.",
        )
    )
