"""Which software makes the figures: the workbook's commit or version, its lock, Python and the machine."""

import ast
import os
import platform
import re
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import batt
from batt.file_hashes import FileHashes
from batt.paths import project_folder
from batt.provenance.record.run_record import Software

MAIN_PACKAGES = {
    "pandas": "tables",
    "numpy": "numbers",
    "narwhals": "tables",
    "pyarrow": "files",
    "python-calamine": "files",
    "scipy": "statistics",
    "statsmodels": "statistics",
    "matplotlib": "figures",
    "seaborn": "figures",
    "great-tables": "pages",
    "babel": "pages",
    "nbconvert": "pages",
    "papermill": "notebooks",
    "jsonschema": "registry",
    "pyyaml": "registry",
}
"""The packages that figures rest on, and what each is used for."""

FIGURES_REST_ON = ("batt", "notebooks", "requirements.lock")
"""What of the project can change a figure."""
_SEED = re.compile(r"_?([A-Z]+_)*SEED|\w+\.seed")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NOT_IN_A_RUN = ("simulate", "study")


def software() -> Software:
    """Return what would make the figures now."""
    project, files = project_folder(), FileHashes()
    commit, is_dirty = checkout(project)
    return Software(
        version=batt.__version__,
        commit=commit,
        is_dirty=is_dirty,
        source=files.of(_package(), code=True),
        notebooks=files.of(project / "notebooks", code=True),
        lock=files.of(project / "requirements.lock"),
        python=platform.python_version(),
        implementation=platform.python_implementation(),
        system=platform.system(),
        machine=platform.machine(),
        packages={name: _installed(name) for name in MAIN_PACKAGES},
    )


def checkout(project: Path) -> tuple[str, bool | None]:
    """Return the commit of a checkout, and whether what figures rest on differs from it.

    Without git, or where the project is no checkout of its own: empty, and None.
    """
    top = _git(project, "rev-parse", "--show-toplevel")
    commit = _git(project, "rev-parse", "HEAD")
    if not top or not commit or Path(top).resolve() != project.resolve():
        return "", None
    there = [name for name in FIGURES_REST_ON if (project / name).exists()]
    changed = _git(project, "status", "--porcelain", "--", *there)
    return commit, None if changed is None else bool(changed)


def changed_sources(before: Software, after: Software) -> list[str] | None:
    """Return which files that figures rest on differ between two commits; None where that cannot be told.

    It can be where the project is a checkout that knows both commits, and neither had changes of its own.
    """
    # A record may come from anywhere: git is handed nothing that it could take for an option.
    known = [one for one in (before, after) if _COMMIT.fullmatch(one.commit) and one.is_dirty is False]
    commits = [one.commit for one in known]
    if len(commits) < len((before, after)):
        return None
    listed = _git(project_folder(), "diff", "--name-only", *commits, "--", *FIGURES_REST_ON)
    return None if listed is None else listed.splitlines()


def seeds() -> dict[str, int]:
    """Return every seed of random numbers that a run can use, by the dotted name of its place.

    Read from the source, so that none is forgotten and nothing has to be imported: constants, and what a
    function takes when it is given none.
    """
    found: dict[str, int] = {}
    for file in sorted(_package().rglob("*.py")):
        place = file.relative_to(_package()).with_suffix("").parts
        if place[0] in _NOT_IN_A_RUN:
            continue
        source = file.read_text(encoding="utf-8")
        # To understand a module takes longer than to see that it has none.
        for name, value in _seeds_in(ast.parse(source)) if "seed" in source.casefold() else ():
            found[".".join(("batt", *place, name))] = value
    return found


def _seeds_in(module: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(module):
        named: list[tuple[str, ast.expr | None]] = []
        if isinstance(node, ast.Assign):
            named = [(target.id, node.value) for target in node.targets if isinstance(target, ast.Name)]
        elif isinstance(node, ast.FunctionDef):
            given = node.args
            places = given.posonlyargs + given.args
            with_default = places[len(places) - len(given.defaults) :]
            pairs = [*zip(with_default, given.defaults), *zip(given.kwonlyargs, given.kw_defaults)]
            named = [(f"{node.name}.{argument.arg}", default) for argument, default in pairs]
        for name, value in named:
            if _SEED.fullmatch(name) and isinstance(value, ast.Constant) and isinstance(value.value, int):
                yield name, value.value


def registry_hash() -> str:
    """Return the SHA-256 over what is measured: every file of the registry."""
    return FileHashes().of(_package() / "registry", code=True)


def _package() -> Path:
    return Path(batt.__file__).parent


def _installed(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _git(folder: Path, *arguments: str) -> str | None:
    """Return what git says, without the end of the line; None where it cannot say."""
    # A hook of git sets variables that would make it look at another checkout.
    known = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        said = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=known | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return said.stdout.strip()
