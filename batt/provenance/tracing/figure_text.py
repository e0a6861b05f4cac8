"""The trace of a figure told to a person: lines of text."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from batt.provenance.tracing.figure import FigureTrace

MOST_NUMBERS = 20
"""How many of the numbers that a figure shows are named."""
_NAME = 13


def figure_lines(found: FigureTrace) -> Iterator[str]:
    """Give the lines that tell a figure and what it rests on."""
    first = found.pages[0].figure
    yield str(found.id)
    yield _line("figure", f"{'table' if first.is_table else 'figure'} {first.number} of its page")
    if found.kind.role not in (None, "public"):
        yield _line("reader", f"{found.kind.role}: its page is not for others")
    for name in ("title", "caption"):
        for place, text in enumerate(dict.fromkeys(getattr(page.figure, name) for page in found.pages)):
            if text:
                yield _line("" if place else name, text)
    for place, page in enumerate(found.pages):
        yield _line("" if place else "pages", page.address)
    if first.table is not None:
        yield _line("data", f"{len(first.table.rows)} rows, {len(first.table.columns)} columns")
    yield from _code(found)
    yield from _inputs(found)
    if found.numbers:
        told = ", ".join(map(str, found.numbers[:MOST_NUMBERS]))
        more = len(found.numbers) - MOST_NUMBERS
        yield _line("numbers", f"{told}{f' and {more} more' if more > 0 else ''}")
        yield _line("", f"each leads on to its rows: batt trace {found.numbers[0]}")


def _code(found: FigureTrace) -> Iterator[str]:
    first = found.pages[0].figure
    notebook = f"notebooks/reports/{found.kind.name}.ipynb"
    yield _line("notebook", f"{notebook}, cell {first.cell}{f' ({first.cell_id})' if first.cell_id else ''}")
    for line in first.source.splitlines():
        yield _line("", f"  {line}")
    for place, function in enumerate(found.functions):
        yield _line("" if place else "code", function)
    if found.record is None:
        yield _line("commit", "not known: the folder of reports has no run.json; make the reports again")
        return
    used = found.record.software
    commit = used.commit or "none: the code did not come with git"
    state = ", with changes that are in no commit" if used.is_dirty else ""
    yield _line("commit", f"{commit}{state} (version {used.version})")


def _inputs(found: FigureTrace) -> Iterator[str]:
    for place, file in enumerate(found.saved):
        yield _line("" if place else "from", file)
    if found.record is None:
        return
    if found.step is None:
        yield _line("inputs", "not known: run.json does not tell of this page; make the reports again")
        return
    yield _line("step", f"{found.step.name}, key {found.step.key}")
    if not found.step.is_current:
        yield _line("inputs", "not known: the page is of an earlier run, with other files, readings or code")
        return
    reads = found.record.inputs[found.step.inputs]
    for place, (file, sha256) in enumerate(
        sorted(reads.items(), key=lambda read: not _is_read(read[0], found))
    ):
        yield _line("" if place else "inputs", f"{file}  sha256 {sha256}")


def _is_read(file: str, found: FigureTrace) -> bool:
    """Tell whether an input is, or holds, a table that the figure's data come from."""
    return any(file == name or PurePosixPath(name).is_relative_to(file) for name in found.saved)


def _line(name: str, text: str) -> str:
    return f"{name:<{_NAME}}{text}"
