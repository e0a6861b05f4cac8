"""How a notebook or a command finds the root and the year that it works on."""

from importlib import import_module
from pathlib import Path

import pandas as pd

from batt.errors import Problem, UsageError
from batt.paths import Root, project_folder
from batt.report_kinds import REPORT_KINDS, report_kind
from batt.stages import STAGES, Stage, stages_of


def open_root(root: str | Path = "", year: int = 0, before: str = "") -> tuple[Root, int]:
    """Find the root and the year that a notebook or a command works on.

    Parameters
    ----------
    root
        A folder; empty means the project folder, or its ``demo/`` with invented data where no real year has
        been received. The invented data are made when they are not there.
    year
        0 means the newest year received.
    before
        A stage, or a kind of report: what it reads is brought up to date without notebooks, so that a
        notebook can be run from JupyterLab on its own. Before a report, pandas is told to hold text without
        Arrow from then on.

    Raises
    ------
    UsageError
        There is no such year, or no year at all.
    """
    place = Root(Path(root) if root else project_folder())
    if not root and not place.raw_years():
        place = Root(project_folder() / "demo")
        if not place.raw_years():
            from batt.simulate import simulate

            simulate(place.path)
    years = place.raw_years()
    if not years:
        raise UsageError(
            Problem(
                f"{place.raw_folder}",
                "holds no year",
                "Expected one folder a year with the files as received, such as data/raw/2015/.",
                "Put the files there, or make invented data: batt simulate --root DIR.",
            )
        )
    if year and year not in years:
        raise UsageError(
            Problem(
                f"year {year}", "has not been received", f"Received years: {', '.join(map(str, years))}.",
                f"Put its files under data/raw/{year}/ or name another year.",
            )
        )  # fmt: skip
    chosen = year or years[-1]
    if before:
        _bring_up_to(place, chosen, before)
    if before in {kind.name for kind in REPORT_KINDS}:
        # What stands on a page is small: a quarter of its time would go to Arrow's way of holding text.
        pd.set_option("mode.string_storage", "python")
    return place, chosen


def _bring_up_to(root: Root, year: int, before: str) -> None:
    """Do what ``before`` reads, itself or through other stages, and nobody has written yet."""
    for stage, past in _behind(root, year, before):
        if not all(_is_written(path) for path in stage.writes(root, past)):
            import_module(f"batt.{stage.name}").run(root, past)


def _behind(root: Root, year: int, before: str) -> list[tuple[Stage, int]]:
    """Return the stages and years that a stage or a kind of report rests on, in order.

    A stage that only stands to its left may be at work at this moment: the pipeline runs them side by side.
    """
    names = [stage.name for stage in STAGES]
    past = [one for one in root.raw_years() if one <= year]
    if before not in names:
        return [
            (stage, one)
            for stage in stages_of(report_kind(before))
            for one in ([year] if stage.pools_years else past)
        ]
    at = names.index(before)
    read = set(STAGES[at].reads(root, year))
    behind: list[tuple[Stage, int]] = []
    for stage in reversed(STAGES[:at]):
        for one in reversed(past):
            if read.intersection(stage.writes(root, one)):
                behind.insert(0, (stage, one))
                read.update(stage.reads(root, one))
    return behind


def _is_written(path: Path) -> bool:
    return path.is_file() or any(path.glob("*"))
