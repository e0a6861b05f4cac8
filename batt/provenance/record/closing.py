"""Whether a folder of reports is as its last run left it, so that a run with nothing to do ends at once.

Without this every run gathers its record, writes the front page and sums up the folder anew, which on a whole
nation takes longer than finding out that no page has changed.
"""

import dataclasses
import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from batt.atomic import write_text
from batt.file_hashes import FileHashes, hash_files
from batt.provenance.record.software import software
from batt.steps import Step

if TYPE_CHECKING:
    from batt.pipeline import Run


class Closing:
    """What a run writes when its pages are made: its record, front page, manifest and sums.

    Parameters
    ----------
    job
        The run.
    steps
        All that the job knows of, whether or not they have been done.
    is_whole
        Whether every page is made; only then is it looked whether every editorial text has found its place.
    """

    def __init__(self, job: "Run", steps: Sequence[Step], is_whole: bool):
        seen = FileHashes()
        root, year = job.root, job.year
        self.root = root
        self.reports = root.reports(year)
        self.records = [step.record for step in steps]
        self.file = root.closed(year)
        parts = {
            "job": [year, job.options.as_dict(), job.strict, job.skip_broken, is_whole, root.is_simulated],
            "steps": {step.name: step.key(seen) for step in steps},
            "software": dataclasses.asdict(software()),
            "released": seen.of(root.released),
            "own_questions": seen.of(root.own_questions),
        }
        self.key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def is_done(self) -> bool:
        """Whether a run with the same inputs has closed the folder, and nothing in it has changed since."""
        return self.file.exists() and json.loads(self.file.read_text(encoding="utf-8")) == self._state()

    def note(self) -> None:
        """Note that the folder is closed as it is now."""
        write_text(self.file, json.dumps(self._state(), indent=1))

    def _state(self) -> dict[str, str]:
        there = [file for file in self.records if file.exists()]
        return {
            "key": self.key,
            "steps": hash_files(self.root.steps, there),
            "reports": FileHashes().of(self.reports),
        }
