"""Show that two versions of Python make the same numbers to the last digit, the same words, the same bytes.

From the repository folder: ``python benchmarks/python_versions.py``; with ``--root DIR`` on the received
files of a root, and with ``--stages`` without its pages. The root itself is only read.

Each version has an environment with the locked packages: that of ``--python311`` and ``--python313`` (the
path of its Python), else one that is made under ``build/python_versions`` (two minutes). One after the other
they run the job on a copy of the received files, and what they made is compared: numbers first, then words,
then bytes. Ends with 1 when a number or a word differs.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

REPOSITORY = Path(__file__).resolve().parents[1]
SURVEY = REPOSITORY / "tests" / "survey"
VERSIONS = ("3.11", "3.13")
MADE = (
    "clean",
    "indicators",
    "counted_units",
    "breakdowns",
    "comparisons",
    "relationships",
    "protection",
    "disclosure",
)
RECORDS = {"run.json", "how.nb.html", "how.en.html", "manifest.json", "SHA256SUMS", "ro-crate-metadata.json"}
"""The record of the run and what is made from it name the version of Python, and are not compared."""

SAME = "same bytes"
DIFFERS = ("made by one alone", "numbers differ", "words differ")


@dataclass(frozen=True)
class Compared:
    """One file that either version made, what came of comparing it, and the first difference."""

    name: str
    result: str
    where: str = ""


def main() -> int:
    asked = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        roots = [Path(folder) / version for version in VERSIONS]
        for version, given, root in zip(VERSIONS, (asked.python311, asked.python313), roots):
            python = given or environment(version)
            check_version(python, version)
            receive(asked.root, root)
            print(f"Python {version}: {python}", flush=True)
            run(python, root, asked.stages)
        found = compare(*roots)
    show(found)
    return int(any(one.result in DIFFERS for one in found))


def environment(version: str) -> Path:
    """Return the Python of an environment with the locked packages, made if there is none yet."""
    folder = REPOSITORY / "build" / "python_versions" / version
    python, ready = folder / "bin" / "python", folder / "ready"
    if not ready.exists():
        print(f"Making an environment for Python {version} (once, about two minutes) ...", flush=True)
        try:
            subprocess.run([f"python{version}", "-m", "venv", "--clear", str(folder)], check=True)
        except (OSError, subprocess.CalledProcessError):
            sys.exit(f"There is no python{version} here: give one with --python{version.replace('.', '')}.")
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        lock = str(REPOSITORY / "requirements.lock")
        subprocess.run([*pip, "--require-hashes", "-r", lock], check=True)
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(REPOSITORY)], check=True)
        ready.touch()
    return python


def check_version(python: Path, version: str) -> None:
    """Refuse a Python of another version than it is given as."""
    ask = "import sys; print('%d.%d' % sys.version_info[:2])"
    told = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip()
    if told != version:
        sys.exit(f"{python} is Python {told}; expected {version}.")


def receive(source: Path, root: Path) -> None:
    """Copy what a root has received, and nothing that was made from it."""
    shutil.copytree(source / "data", root / "data", ignore=shutil.ignore_patterns("processed"))


def run(python: Path, root: Path, stages_only: bool) -> None:
    stages = ["disclosure"] if stages_only else []
    command = [python, "-m", "batt", "run", *stages, "--root", root]
    done = subprocess.run(list(map(str, command)), cwd=REPOSITORY, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{python} could not run the job:\n{done.stderr}")


def compare(first: Path, second: Path) -> list[Compared]:
    """Compare every saved table and page of two roots, in the order of their names."""
    one, other = _files(first), _files(second)
    found = []
    for name in sorted(one | other):
        if name not in one or name not in other:
            found.append(Compared(name, "made by one alone"))
        elif one[name].read_bytes() == other[name].read_bytes():
            found.append(Compared(name, SAME))
        elif name.endswith(".parquet"):
            found.append(_compare_tables(name, pd.read_parquet(one[name]), pd.read_parquet(other[name])))
        else:
            found.append(_compare_words(name, _words(one[name]), _words(other[name])))
    return found


def _compare_tables(name: str, one: pd.DataFrame, other: pd.DataFrame) -> Compared:
    """Compare two tables without any tolerance; of floating numbers every digit counts."""
    if list(one.columns) != list(other.columns) or len(one) != len(other):
        return Compared(name, "numbers differ", f"{one.shape} against {other.shape} rows and columns")
    for column in one:
        differs = ~((one[column] == other[column]) | (one[column].isna() & other[column].isna())).fillna(
            False
        )
        if differs.any():
            row = int(differs.to_numpy().argmax())
            values = f"{one[column].iloc[row]!r} against {other[column].iloc[row]!r}"
            return Compared(name, "numbers differ", f"{column}, row {row}: {values}")
    return Compared(name, "same numbers, other bytes")


def _compare_words(name: str, one: list[str], other: list[str]) -> Compared:
    for number, (here, there) in enumerate(zip(one, other)):
        if here != there:
            return Compared(name, "words differ", f"word {number}: {here} against {there}")
    if len(one) != len(other):
        return Compared(name, "words differ", f"{len(one)} against {len(other)} words")
    return Compared(name, "same words, other bytes")


def _words(file: Path) -> list[str]:
    """Return what a page says, word by word, with the words in its pictures."""
    text = file.read_text(encoding="utf-8")
    return re.sub(r"(?s)<style.*?</style>|<[^>]+>", " ", text).split()


def _files(root: Path) -> dict[str, Path]:
    folders = [*(root / "data" / "processed" / name for name in MADE), root / "reports"]
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(root).as_posix(): file for file in files if file.name not in RECORDS}


def show(found: list[Compared]) -> None:
    """Print how many files of each folder came out how, and each file that is not the same."""
    counts = Counter((_folder(one.name), one.result) for one in found)
    print("\n| folder | result | files |\n|---|---|---:|")
    for (folder, result), number in sorted(counts.items()):
        print(f"| {folder} | {result} | {number} |")
    if others := [one for one in found if one.result != SAME]:
        print("\n| file | result | first difference |\n|---|---|---|")
        for one in others:
            print(f"| {one.name} | {one.result} | {one.where} |")


def _folder(name: str) -> str:
    return name.removeprefix("data/processed/").split("/")[0]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python311", type=Path, help="Python of an environment with the locked packages")
    parser.add_argument("--python313", type=Path, help="the same for Python 3.13")
    parser.add_argument(
        "--root", type=Path, default=SURVEY, help="whose received files; default tests/survey"
    )
    parser.add_argument("--stages", action="store_true", help="only the stages, without pages")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
