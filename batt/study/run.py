"""Run a study: read, map, analyse, save, make the pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from batt.atomic import atomic_folder, write_text
from batt.paths import Root, project_folder
from batt.study.analyse import StudyResults, analyse
from batt.study.load import load_study
from batt.study.map import map_rows
from batt.study.model import Study
from batt.study.received import read_received
from batt.study.summary import summarise

LANGUAGES = ("nb", "en")
NOTEBOOK = Path("notebooks") / "reports" / "study.ipynb"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class StudyRun:
    """What a study said, and where its pages are."""

    summary: str
    pages: tuple[Path, ...]


def run_study(path: Path, data: Path | None, root: Path, progress: Progress | None = None) -> StudyRun:
    """Run a study and make its report in both languages.

    Parameters
    ----------
    path
        The study's folder.
    data
        Folder with its file; not needed when the data are inside a package.
    root
        Where ``data/processed/studies/<name>/`` and ``reports/studies/<name>/`` are written.
    progress
        Told what is being done.

    Raises
    ------
    UsageError, RegistryError, UnreadableFile, ContentError
        As `load_study`, `read_received` and `map_rows` raise them.
    """
    from batt.execute import run_notebook
    from batt.reports.export import export_notebook

    tell = progress or (lambda text: None)
    place = Root(root)
    study, results = compute_study(path, data, place.path, tell)
    pages = []
    for lang in LANGUAGES:
        tell(f"Making the report ({lang}) ...")
        executed = place.processed("executed") / "studies" / study.name / f"study.{lang}.ipynb"
        parameters = {
            "study": study.folder.resolve().as_posix(),
            "data": "",
            "root": place.path.as_posix(),
            "lang": lang,
        }
        run_notebook(project_folder() / NOTEBOOK, executed, parameters)
        page = place.study_reports(study.name) / f"study.{lang}.html"
        write_text(page, export_notebook(executed))
        pages.append(page)
    return StudyRun(summarise(study, results), tuple(pages))


def compute_study(
    path: Path, data: Path | None, root: Path, progress: Progress | None = None
) -> tuple[Study, StudyResults]:
    """Compute a study's tables and save them, without making pages.

    Raises
    ------
    UsageError, RegistryError, UnreadableFile, ContentError
        As `run_study`.
    """
    tell = progress or (lambda text: None)
    study = load_study(Path(path))
    tell(f"Reading {study.source.name} ...")
    mapped = map_rows(study, read_received(study, data))
    tell("Computing what the data allow ...")
    results = analyse(study, mapped)
    _save(results, _folder(root, study))
    return study, results


def read_results(study: Study, root: Path) -> StudyResults:
    """Return a study's saved tables; none if it has not been computed."""
    files = sorted(_folder(root, study).glob("*.parquet"))
    return StudyResults({file.stem: pd.read_parquet(file) for file in files})


def _folder(root: Path, study: Study) -> Path:
    return Root(root).processed("studies") / study.name


def _save(results: StudyResults, folder: Path) -> None:
    """Save every table under its name, in place of those of an earlier run."""
    with atomic_folder(folder) as new:
        for name, table in results.tables.items():
            table.to_parquet(new / f"{name}.parquet", index=False)
