"""Which of several deliveries counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from batt.errors import Problem
from batt.raw.model import RawFile

_FIX = (
    "Write both in data/raw/manifest.csv with the day each was received, and the newest counts; "
    "or move the one that does not count out of the folder."
)


@dataclass(frozen=True)
class Settled:
    """Files with those flagged that a newer delivery supersedes, and the deliveries that nothing orders.

    Attributes
    ----------
    files
        All files, in the order given.
    faults
        The problem once for each delivery it concerns.
    """

    files: list[RawFile]
    faults: list[tuple[str, Problem]]


def settle(files: list[RawFile]) -> Settled:
    """Let the newest of several deliveries count.

    A provider's workbook is a delivery, and so are all files of single tables in one folder. Inside such a
    folder, and for national files, two files of the same table are two deliveries of that table. Only the
    dates of the manifest order them.
    """
    between = _newest_by(files, _provider_delivery)
    inside = _newest_by([file for file in between.files if not file.superseded], _same_table)
    flagged = {file.name: file for file in inside.files}
    return Settled([flagged.get(file.name, file) for file in between.files], between.faults + inside.faults)


def _provider_delivery(file: RawFile) -> tuple[str | None, str]:
    """Return the provider that competes and the delivery it competes with."""
    return file.provider_id, file.name if file.table is None else _folder(file)


def _same_table(file: RawFile) -> tuple[str | None, str]:
    """Return the table of a folder that competes and the file it competes with."""
    return f"{_folder(file)}/{file.provider_id}/{file.table}" if file.table else None, file.name


def _folder(file: RawFile) -> str:
    """Return the folder a file lies in."""
    return str(PurePosixPath(file.name).parent)


def _newest_by(files: list[RawFile], competitor: Callable[[RawFile], tuple[str | None, str]]) -> Settled:
    """Flag all but the newest competitor of each group; a competitor's date is that of its newest file."""
    groups: dict[str, dict[str, list[RawFile]]] = {}
    for file in files:
        group, member = competitor(file)
        if group is not None:
            groups.setdefault(group, {}).setdefault(member, []).append(file)
    old: set[str] = set()
    faults: list[tuple[str, Problem]] = []
    for members in groups.values():
        if len(members) < 2:
            continue
        newest = _newest(members)
        if newest is None:
            problem = _unordered(members)
            involved = dict.fromkeys(file.delivery for group in members.values() for file in group)
            faults += [(delivery, problem) for delivery in involved]
        else:
            old |= {file.name for member, group in members.items() if member != newest for file in group}
    return Settled([replace(file, superseded=file.superseded or file.name in old) for file in files], faults)


def _newest(members: dict[str, list[RawFile]]) -> str | None:
    """Return the member received last; None where one is not dated or two share the last day."""
    dates = {
        member: max((file.received for file in files if file.received), default=None)
        for member, files in members.items()
    }
    known = sorted(((day, member) for member, day in dates.items() if day), reverse=True)
    return known[0][1] if len(known) == len(members) and known[0][0] != known[1][0] else None


def _unordered(members: dict[str, list[RawFile]]) -> Problem:
    """Say that several deliveries stand side by side."""
    file = next(iter(members.values()))[0]
    what = f"{len(members)} deliveries that nothing orders: {_names(members)}"
    whose = file.provider_id or file.table
    return Problem(f"{_folder(file)}, {whose}", what, "Expected one delivery, or a day for each.", _FIX)


def _names(members: Iterable[str]) -> str:
    """List deliveries by the last part of their path and the folder it lies in."""
    return " and ".join("/".join(PurePosixPath(member).parts[-2:]) for member in members)
