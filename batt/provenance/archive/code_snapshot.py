"""A copy of the workbook itself, as it made the report."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import batt
from batt.errors import NumbersDiffer, Problem
from batt.paths import project_folder
from batt.provenance.record.run_record import Software
from batt.provenance.record.software import FIGURES_REST_ON, checkout, software
from batt.provenance.record.sums import files_under

BESIDE = (
    *("pyproject.toml", "environment.yml", "Makefile", "LICENSE", "README.md", "CHANGELOG.md", "GLOSSARY.md"),
    *("docs", "studies", "tests", "benchmarks"),
)
"""What of the project no figure rests on, but a reader does."""
_SHORT = 12


def check_code(made_with: Software) -> None:
    """Check that the code at hand is that of a record.

    Raises
    ------
    NumbersDiffer
        If source, notebooks or lock file are others.
    """
    now = software()
    if (now.source, now.notebooks, now.lock) == (made_with.source, made_with.notebooks, made_with.lock):
        return
    made = made_with.commit[:_SHORT] or f"version {made_with.version}"
    raise NumbersDiffer(
        Problem(
            "code",
            "is another one than the report was made with",
            f"It was made with {made}, and an archive holds the code that made it.",
            "Take that checkout, or make the report again: batt run.",
        )
    )


def copy_code(target: Path) -> None:
    """Copy the workbook: package, notebooks, lock file, tests and what explains them.

    In a checkout, what git ignores is left out.
    """
    project = project_folder()
    for name in (*FIGURES_REST_ON, *BESIDE):
        source = Path(batt.__file__).parent if name == "batt" else project / name
        for file in _files(source):
            copy = target / name / file.relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)


def _files(source: Path) -> Iterator[Path]:
    """Return a file, or the files of a folder that are part of the workbook."""
    if source.is_file():
        yield source
        return
    for file in _known_to_git(source) or files_under(source):
        parts = file.relative_to(source).parts
        if not any(part == "__pycache__" or part.startswith(".") for part in parts):
            yield file


def _known_to_git(folder: Path) -> list[Path]:
    """Return the files of a folder that git does not ignore; none outside a checkout."""
    if not folder.is_dir() or not checkout(folder.parent)[0]:
        return []
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", "."]
    done = subprocess.run(listed, cwd=folder, capture_output=True, check=True)
    files = (folder / name.decode() for name in done.stdout.split(b"\0") if name)
    return sorted(file for file in files if file.is_file())
