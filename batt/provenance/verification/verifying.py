"""Verify a report: check the folder, make it again from the received files, and tell what differs and why."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from batt.batch import Progress
from batt.errors import NumbersDiffer, Problem, UsageError
from batt.paths import Root
from batt.provenance.differences.causes import causes
from batt.provenance.record.check import check_folder, uncommitted
from batt.provenance.record.gather import named_files
from batt.provenance.record.run_record import RECORD, read_record
from batt.provenance.verification.changed_rows import changed_indicators, changed_rows, is_of_run
from batt.provenance.verification.compared import compared
from batt.provenance.verification.made_again import MadeAgain, make_again, options_of
from batt.provenance.verification.scratch_root import lay_out
from batt.provenance.verification.verdict import Verdict


def verify(
    folder: Path,
    source: Root,
    keep: Path | None = None,
    second_opinion: bool = False,
    progress: Progress | None = None,
) -> Verdict:
    """Make a report again in a folder of its own and compare.

    Parameters
    ----------
    folder
        The report as it was handed in: of a year, or an edition of it.
    source
        The root with the received files. Nothing is written there.
    keep
        Where the second run is left; by default it is removed.
    second_opinion
        Have the indicators of the second run recomputed in SQL too.
    progress
        As for `batt.pipeline.run`.

    Returns
    -------
    Verdict
        Told first is what is wrong with the folder itself; it is compared nonetheless.

    Raises
    ------
    UnreadableFile, ContentError
        If the record is broken or of a later version, or received files are missing or cannot be read.
    UsageError
        If ``keep`` is taken, or the report has no page.
    """
    of_folder = check_folder(folder)
    record = read_record(folder / RECORD)
    with _scratch(keep) as place:
        root, left_out = lay_out(record, source, place)
        again = make_again(record, folder, root, progress)
        opinion, disagreements = _ask(again, progress) if second_opinion else ("", [])
        years = sorted({file.year for file in record.received})
        names = {file: root.relative(path) for year in years for path, file in named_files(root, year)}
        known = is_of_run(source, record)
        return Verdict(
            record=record,
            of_folder=of_folder,
            notes=[*left_out, *uncommitted(record)],
            compared=compared(folder, root.reports(record.year)),
            causes=causes(record, again.record, names),
            failed=again.failed,
            rows=changed_rows(source, root, years) if known else None,
            indicators=changed_indicators(source, root, years) if known else [],
            opinion=opinion,
            disagreements=disagreements,
        )


def _ask(again: MadeAgain, progress: Progress | None) -> tuple[str, list[Problem]]:
    """Recompute the indicators of the second run: tell how many cells, and which came out otherwise."""
    # Here alone, since it needs a database.
    from batt.provenance.second_opinion import require_agreement, second_opinion

    opinions = second_opinion(again.root, again.record.year, options_of(again.record), progress)
    asked = [opinion for opinion in opinions if not opinion.not_asked]
    cells = sum(opinion.cells_n for opinion in asked)
    told = f"{cells} cells of {len(asked)} of {len(opinions)} indicators were recomputed in SQL"
    try:
        require_agreement(opinions)
    except NumbersDiffer as error:
        return f"{told}; some differ.", error.problems
    return f"{told}; all are equal.", []


@contextmanager
def _scratch(keep: Path | None) -> Iterator[Path]:
    """Give an empty folder that is removed afterwards, unless it is to be kept."""
    if keep is None:
        folder = Path(tempfile.mkdtemp(prefix="batt-verify-"))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return
    if keep.exists() and (not keep.is_dir() or any(keep.iterdir())):
        raise UsageError(
            Problem(str(keep), "is not empty", "The second run is written there.", "Name a new folder.")
        )
    keep.mkdir(parents=True, exist_ok=True)
    yield keep
