"""A verdict in words: what an auditor reads."""

from collections.abc import Iterator, Sequence

from batt.errors import Problem
from batt.provenance.differences.causes import possible_causes
from batt.provenance.differences.changed_numbers import ChangedCell
from batt.provenance.verification.verdict import Verdict
from batt.registry import load

_TOLD = 5
"""So many rows, files and causes are told in full; the others are counted."""
_ROW_UNKNOWN = "Which row cannot be told: the cleaned tables of the report's run are not at hand."
_UNEXPLAINED = (
    "Nothing recorded explains it: the same files, registry, readings, code and environment should give the"
    " same."
)


def lines(verdict: Verdict) -> list[str]:
    """Return what is told in any case: what was compared, and what is not as it was."""
    compared, told = verdict.compared, [f"Note: {problem}" for problem in verdict.notes]
    if verdict.is_equal:
        how = "every number and every word" if compared.bytes_alone else "every byte"
        pages = _counted(compared.pages, "page")
        told.append(f"Equal: {pages} of the report of {verdict.record.year} came out again, {how}.")
        if compared.bytes_alone:
            which = _listed(compared.bytes_alone)
            told.append(f"Bytes alone differ, as they may in another environment: {which}.")
    elif not compared.cells:
        told.append(f"Every number in the tables of {_counted(compared.pages, 'page')} is equal.")
    if compared.not_compared:
        which = _listed(compared.not_compared)
        told.append(f"Not compared, since they are made apart from the run: {which}.")
    if verdict.opinion:
        told.append(verdict.opinion)
    if not verdict.causes:
        return [*told, "Files, registry, readings, code and environment are those of the report."]
    told.append("Not as it was when the report was made:")
    return told + [f"- {' '.join(filter(None, (str(one), one.detail)))}" for one in verdict.causes]


def problems(verdict: Verdict) -> list[Problem]:
    """Return what is wrong: the folder itself, received rows, numbers, words, bytes, and SQL."""
    return [
        *verdict.of_folder,
        *_of_rows(verdict),
        *_of_numbers(verdict),
        *_of_words(verdict),
        *_of_bytes(verdict),
        *verdict.disagreements,
        *([Problem("pages", "some could not be made again", verdict.failed)] if verdict.failed else []),
        *(Problem(name, "could not be made again") for name in verdict.compared.not_made),
    ]


def _of_rows(verdict: Verdict) -> list[Problem]:
    """Tell which received rows are not as they were, and in which indicators rows count otherwise."""
    if verdict.rows is None:
        files = [cause for cause in verdict.causes if cause.kind == "data"]
        return [Problem(one.where, one.what, one.detail, _ROW_UNKNOWN) for one in files[:_TOLD]]
    if not verdict.rows:
        return []
    names = [f"{id} ({load().indicator(id).short['en']})" for id in verdict.indicators]
    counts = f"Rows count otherwise in {', '.join(names)}." if names else "Every row counts as before."
    others = len(verdict.rows) - _TOLD
    more = f"{_counted(others, 'more row')} of received files differ. " if others > 0 else ""
    found = []
    for row in verdict.rows[:_TOLD]:
        place = f"{row.file}, sheet {row.sheet}" if row.sheet else row.file
        what = f"{row.what} in {', '.join(row.columns)}" if row.columns else row.what
        found.append(Problem(f"{place}, row {row.row}", what))
    last = found.pop()
    return [*found, Problem(last.where, last.what, more + counts)]


def _of_numbers(verdict: Verdict) -> Iterator[Problem]:
    first, cells = verdict.first_figure, verdict.compared.cells
    if first is None:
        return
    pages = list(dict.fromkeys(cell.page for cell in cells))
    more = "It is the only number that differs."
    if cells[1:]:
        others, on = _counted(len(cells) - 1, "more number"), _counted(len(pages), "page")
        more = f"{others} differ, on {on}: {_listed(pages)}."
    what = f"the report says {first.before}; made again it is {first.after}"
    yield Problem(_place(first), what, more, _why(verdict, first.page, first.indicator))


def _of_words(verdict: Verdict) -> Iterator[Problem]:
    texts = verdict.compared.texts
    if not texts:
        return
    first, others = texts[0], len(texts) - 1
    said = [f"“{text}”" if text else "nothing" for text in (first.before, first.after)]
    what = f"the report says {said[0]}; made again it says {said[1]}"
    more = f"{_counted(others, 'more paragraph')} differ." if others else ""
    # Where numbers differ their causes have been told.
    why = "" if verdict.compared.cells else _why(verdict, first.page, "")
    yield Problem(f"{first.page}, outside tables", what, more, why)


def _of_bytes(verdict: Verdict) -> Iterator[Problem]:
    names = verdict.unexpected_bytes
    if names:
        what = "only bytes differ: every number and word is the same"
        expected = "Expected the same bytes in the same environment."
        yield Problem(_listed(names), what, expected, _why(verdict, names[0], ""))


def _place(cell: ChangedCell) -> str:
    named = {"table": cell.table, "row": cell.row, "column": cell.column}
    return ", ".join([cell.page, *(f"{what} “{name}”" for what, name in named.items() if name)])


def _why(verdict: Verdict, page: str, indicator: str) -> str:
    """Tell what can have changed a figure."""
    if page in {problem.where for problem in verdict.of_folder}:
        return f"It differs since {page} itself is not as it was made."
    reached = possible_causes(verdict.causes, indicator)
    reasons = [str(cause).rstrip(".") for cause in reached[:_TOLD]]
    if any(not step.is_current and f"/{page}" in "".join(step.outputs) for step in verdict.record.steps):
        reasons.append("the page is of an earlier run than the record")
    if not reasons:
        return _UNEXPLAINED
    more = f"; and {len(reached) - _TOLD} more" if reached[_TOLD:] else ""
    return f"It can differ because {'; '.join(reasons)}{more}."


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _TOLD} more" if names[_TOLD:] else ""
    return ", ".join(names[:_TOLD]) + more


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"
