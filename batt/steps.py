"""One step of a run: a notebook with its parameters, what it reads, what it writes, and whether it is done.

A step's key is the hash of everything that can change its outputs: the bytes it reads, its notebook's source
without outputs, its parameters, the registry, the source of its own stage and of those to its left, and the
lock file. Not of the whole package, so that a new report does not send 350 providers through cleaning again.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from batt.paths import Root, project_folder


@dataclass(frozen=True)
class Step:
    """A notebook to be run with its parameters, unless its outputs are there and nothing has changed.

    Attributes
    ----------
    reads, writes
        Files or folders; a folder stands for every file under it.
    sources
        Folders or modules of ``batt/`` that the step depends on, beside the registry.
    executed
        Where the notebook is kept as it was run.
    record
        Where the key and the hashes of the outputs are kept. A report's HTML is exported from ``executed``.
    """

    name: str
    notebook: Path
    parameters: Mapping[str, object]
    reads: tuple[Path, ...]
    writes: tuple[Path, ...]
    sources: tuple[str, ...]
    executed: Path
    record: Path
    root: Root

    def key(self) -> str:
        package = Path(__file__).parent
        sources = [package / "registry", *(package / source for source in self.sources)]
        parts = {
            # The root itself is no part of the key: the same files in another folder are the same step.
            "parameters": {name: value for name, value in self.parameters.items() if name != "root"},
            "notebook": notebook_source(self.notebook),
            "reads": [(self.root.relative(path), hash_files(path)) for path in self.reads],
            "sources": [
                (path.relative_to(package).as_posix(), hash_files(path, code=True)) for path in sources
            ],
            "lock": hash_files(project_folder() / "requirements.lock"),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def outputs(self) -> dict[str, str]:
        return {self.root.relative(path): hash_files(path) for path in self.writes}

    def is_done(self) -> bool:
        """Whether the outputs are as the last run with the same key left them."""
        if not self.record.exists():
            return False
        record = json.loads(self.record.read_text())
        return record == {"key": self.key(), "outputs": self.outputs()}

    def run(self) -> None:
        """Run the notebook from a clean slate and keep the record."""
        from batt.execute import run_notebook

        self.record.unlink(missing_ok=True)
        for path in self.writes:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
        run_notebook(self.notebook, self.executed, self.parameters)
        if self.writes[0].suffix == ".html":
            from batt.reports.export import export_notebook

            self.writes[0].parent.mkdir(parents=True, exist_ok=True)
            self.writes[0].write_text(export_notebook(self.executed), encoding="utf-8", newline="\n")
        self.record.parent.mkdir(parents=True, exist_ok=True)
        self.record.write_text(json.dumps({"key": self.key(), "outputs": self.outputs()}, indent=1))


def hash_files(path: Path, *, code: bool = False) -> str:
    """Return the SHA-256 of a file, or of all files under a folder with their names; empty if absent.

    With ``code``, only source and data files count, so that compiled leftovers do not change a key.
    """
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return _hash_all(
        (file.relative_to(path).as_posix(), file)
        for file in sorted(path.rglob("*"))
        if file.is_file() and not (code and "__pycache__" in file.parts)
    )


def _hash_all(files: Iterable[tuple[str, Path]]) -> str:
    total = hashlib.sha256()
    count = 0
    for name, file in files:
        total.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
        count += 1
    return total.hexdigest() if count else ""


def notebook_source(path: Path) -> list[tuple[str, str]]:
    """Return the cells of a notebook as (type, source), without outputs and metadata."""
    return [
        (cell["cell_type"], "".join(cell["source"]))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
