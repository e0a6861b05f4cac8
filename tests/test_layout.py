"""The house keeps its shape: one vocabulary mirrored, imports to the left only, notebooks stripped."""

import ast
import itertools
import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from batt.paths import Root
from batt.report_kinds import REPORT_KINDS
from batt.stages import STAGES

PROJECT = Path(__file__).resolve().parent.parent
PACKAGE = PROJECT / "batt"
NAMES = [stage.name for stage in STAGES]
# Rooms that a stage may use: those to its left in this line.
LINE = [
    "errors",
    "paths",
    "atomic",
    "registry",
    "raw",
    "clean",
    "indicators",
    "comparisons",
    "relationships",
    "protection",
    "disclosure",
]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True)
    return [PROJECT / name for name in listed.stdout.splitlines() if (PROJECT / name).is_file()]


def notebooks() -> list[Path]:
    return sorted((PROJECT / "notebooks").rglob("*.ipynb"))


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def declared_dependencies() -> list[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *itertools.chain(*project["optional-dependencies"].values())]
    return [re.split(r"[\[<>=!~ ]", dependency)[0].lower() for dependency in declared]


@pytest.mark.parametrize("name", NAMES)
def test_a_stage_has_one_name_everywhere(name):
    stage = next(stage for stage in STAGES if stage.name == name)
    assert (PACKAGE / name / "__init__.py").exists()
    assert re.fullmatch(rf"\d\d_{name}\.ipynb", stage.notebook)
    assert (PROJECT / "notebooks" / stage.notebook).exists()
    assert (PROJECT / "tests" / name).is_dir()
    assert any(
        name in path.parts for path in (p.relative_to(PROJECT) for p in stage.writes(Root(PROJECT), 2015))
    )


def test_every_stage_notebook_belongs_to_a_stage():
    numbered = {path.name for path in (PROJECT / "notebooks").glob("[0-9]*.ipynb")} - {"00_start_here.ipynb"}
    assert numbered == {stage.notebook for stage in STAGES}


def test_every_report_notebook_is_a_kind_of_report():
    notebooks = {path.stem for path in (PROJECT / "notebooks" / "reports").glob("*.ipynb")}
    assert notebooks == {*(kind.name for kind in REPORT_KINDS), "study"}


def test_the_first_notebook_links_every_kind_of_report():
    start = (PROJECT / "notebooks" / "00_start_here.ipynb").read_text(encoding="utf-8")
    for kind in REPORT_KINDS:
        assert f"](reports/{kind.name}.ipynb)" in start, kind.name


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_stage_imports_only_from_its_left(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room not in LINE:
        return
    allowed = {*LINE[: LINE.index(room) + 1], "__version__"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "batt":
            parts = (node.module or "").split(".")
            imported = {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            imported = {a.name.split(".")[1] for a in node.names if a.name.startswith("batt.")}
        else:
            continue
        assert imported <= allowed, f"{room} imports {imported - allowed}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_is_one_concept_of_at_most_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert path.stem not in {"utils", "helpers", "common", "misc"}
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("library", "owners"),
    [
        ("great_tables", {"tables.py"}),
        ("matplotlib", {"figures.py", "style.py"}),
        ("seaborn", {"figures.py", "style.py"}),
        ("babel", {"numbers.py"}),
    ],
)
def test_a_drawing_library_is_used_in_one_place_only(library, owners):
    users = {
        path.relative_to(PACKAGE / "reports").parts[0]
        if path.is_relative_to(PACKAGE / "reports")
        else path.name
        for path in modules()
        if re.search(rf"^\s*(from|import) {library}\b", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert users <= owners | {name.removesuffix(".py") for name in owners}


def test_outputs_are_written_whole_or_not_at_all():
    """A file is written by ``batt.atomic.write_text`` or under a name ``new`` that ``batt.atomic`` gave."""
    plain = re.compile(r"\.write_(text|bytes)\(|\bopen\([^)]*\"[wx]|\.(to_parquet|to_csv|to_excel)\(")
    # What never was there before, and what is gone when the program ends; the simulator makes its own root.
    others = {"atomic.py", "reports/editorial/template.py", "reports/forms/pictures.py"}
    told = [
        f"{name}: {line.strip()}"
        for path in modules()
        for name in [path.relative_to(PACKAGE).as_posix()]
        if name not in others and not name.startswith("simulate/")
        for line in path.read_text(encoding="utf-8").splitlines()
        if plain.search(line) and not re.search(r"\bnew\b", line)
    ]
    assert told == []


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.name)
def test_notebooks_are_stripped_with_fixed_cell_ids(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    identifiers = [cell["id"] for cell in cells]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[a-z_]+-\d\d", identifier) for identifier in identifiers)
    for cell in cells:
        assert not cell.get("outputs") and not cell.get("execution_count")


def test_the_top_level_holds_only_the_named_places():
    folders = {"notebooks", "batt", "data", "reports", "tests", "docs", "benchmarks", "studies"}
    files = {"environment.yml", "README.md", "pyproject.toml", "requirements.lock", "Makefile", "LICENSE"}
    words = {"CHANGELOG.md", "GLOSSARY.md"}
    top = {path.relative_to(PROJECT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} <= folders | files | words


def test_conda_and_pip_users_get_the_same_lock():
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert conda == [f"python{project['requires-python']}", "pip"]
    assert pip == ["-r requirements.lock"]


def test_every_declared_dependency_is_locked_with_hashes():
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    for name in declared_dependencies():
        assert re.search(rf"^{re.escape(name)}==\S+.*\\\n +--hash=sha256:", lock, re.MULTILINE), name


def test_the_readme_gives_a_reason_for_every_dependency():
    readme = (PROJECT / "README.md").read_text(encoding="utf-8").lower()
    for name in declared_dependencies():
        assert re.search(rf"^\|.*\b{re.escape(name)}\b.*\|", readme, re.MULTILINE), name


def test_no_file_names_a_package_index_or_a_path_of_a_machine():
    # Each pattern is written so that it does not match itself.
    forbidden = re.compile(r"[i]ndex-url|[f]ind-links|[f]iles\.pythonhosted|/[r]oot/|/[w]ork/")
    for path in tracked():
        if path.suffix in {".py", ".md", ".yml", ".yaml", ".toml", ".lock", ".ipynb", ".csv", ".json", ""}:
            text = path.read_text(encoding="utf-8", errors="replace").replace("--no-emit-index-url", "")
            assert not forbidden.search(text), path
