"""One step of a run: a notebook with its parameters, what it reads, what it writes, and whether it is done.

A step's key is the hash of everything that can change its outputs: the bytes it reads, its notebook's source
without outputs, its parameters, the registry, the source of its own stage and of those to its left, and the
lock file. Not of the whole package, so that a new report does not send 350 providers through cleaning again.
"""

import csv
import datetime
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from batt.atomic import write_text
from batt.file_hashes import FileHashes
from batt.paths import Root, project_folder

TIMINGS = "timings.csv"
"""When each step was run and how long it took, in seconds; beside the records."""


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

    def key(self, seen: FileHashes | None = None) -> str:
        """Return the hash of everything that can change the outputs.

        ``seen`` lets steps that are looked at together share what they read.
        """
        files = seen or FileHashes()
        package = Path(__file__).parent
        sources = [package / "registry", *(package / source for source in self.sources)]
        parts = {
            # The root itself is no part of the key: the same files in another folder are the same step.
            "parameters": {name: value for name, value in self.parameters.items() if name != "root"},
            "notebook": files.notebook_source(self.notebook),
            "reads": files.named(self.root, self.reads),
            "sources": [
                (path.relative_to(package).as_posix(), files.of(path, code=True)) for path in sources
            ],
            "lock": files.of(project_folder() / "requirements.lock"),
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def outputs(self) -> dict[str, str]:
        """Return the hash of each output as it is now, by its path under the root."""
        files = FileHashes()
        return {self.root.relative(path): files.of(path) for path in self.writes}

    def is_done(self, seen: FileHashes | None = None) -> bool:
        """Whether the outputs are as the last run with the same key left them."""
        if not self.record.exists():
            return False
        record = json.loads(self.record.read_text())
        return record == {"key": self.key(seen), "outputs": self.outputs()}

    def run(self, key: str | None = None) -> None:
        """Run the notebook and keep the record.

        Outputs take the place of earlier ones as they are written, each as a whole (`batt.atomic`), so that a
        run which fails or is killed leaves what there was.

        The record holds the key from before the run (``key``, if it is known): inputs that are changed
        meanwhile are not those that were read, and the step is to be done again.
        """
        from batt.execute import run_notebook

        key = key or self.key()
        began, clock = datetime.datetime.now(datetime.UTC), time.monotonic()
        run_notebook(self.notebook, self.executed, self.parameters)
        if self.writes[0].suffix == ".html":
            from batt.reports.export import export_notebook

            write_text(self.writes[0], export_notebook(self.executed))
        # The record comes last: without it, or if outputs are not those it names, the step is done again.
        write_text(self.record, json.dumps({"key": key, "outputs": self.outputs()}, indent=1))
        self._log(began, time.monotonic() - clock)

    def _log(self, began: datetime.datetime, seconds: float) -> None:
        """Add one line to the log of how long steps took, which is part of no hash."""
        file = self.record.parent / TIMINGS
        is_new = not file.exists()
        # One line a write: steps that end at the same time do not mix theirs.
        with file.open("a", encoding="utf-8", newline="") as stream:
            lines = csv.writer(stream, lineterminator="\n")
            if is_new:
                lines.writerow(("began", "step", "seconds"))
            lines.writerow((began.strftime("%Y-%m-%dT%H:%M:%SZ"), self.name, f"{seconds:.2f}"))
