"""What a run leaves beside its pages: its record, and all that is made from the record.

::

    run.json ─► how.<lang>.html ─► (index) ─► ro-crate-metadata.json ─► manifest.json, SHA256SUMS
"""

import dataclasses
import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from batt.atomic import write_text
from batt.errors import BattError
from batt.paths import Root
from batt.provenance.record.gather import gather
from batt.provenance.record.how_made import write_how_made
from batt.provenance.record.manifest import described_files, write_manifest
from batt.provenance.record.ro_crate import write_crate
from batt.provenance.record.run_record import RECORD, RunRecord, read_record, to_json
from batt.report_kinds import ReportPage

if TYPE_CHECKING:
    from batt.pipeline import Run


def record_run(job: "Run", pages: Iterable[ReportPage], started: datetime.datetime) -> RunRecord:
    """Write the record of a run and the pages made from it.

    A run that has changed nothing leaves the record as it is, with the times of the run that made it.

    Parameters
    ----------
    pages
        All that the job knows of; those that have not been made are left out.
    started
        When the run began.
    """
    record = gather(job, job.every_step(list(pages)), started, datetime.datetime.now(datetime.UTC))
    file = job.root.reports(job.year) / RECORD
    earlier = _earlier(job.root, job.year)
    if earlier:
        times = {"started": earlier.started, "ended": earlier.ended}
        record = earlier if dataclasses.replace(record, **times) == earlier else record
    write_text(file, to_json(record))
    write_how_made(job.root, record)
    return record


def seal(folder: Path) -> None:
    """Describe and sum up a folder of reports as it is now.

    To be called when the last file has been written to it. Nothing is done for a folder without a record.
    """
    if not (folder / RECORD).exists():
        return
    record = read_record(folder / RECORD)
    write_crate(folder, record, described_files(folder))
    write_manifest(folder, record.year)


def _earlier(root: Root, year: int) -> RunRecord | None:
    try:
        return read_record(root.reports(year) / RECORD)
    except BattError:
        return None
