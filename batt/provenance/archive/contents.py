"""What a bag holds, laid out as folders.

::

    README.md            what is where
    reports/<year>/      every page, record, sums and edition, byte for byte
    published_tables/    the public's figures as CSV, with datapackage.json
    registry/            what is measured: codes, columns, options, indicators
    code/                the workbook that made the report, with its lock file
    person_level/        only where asked for: a root with what was received and what stages wrote
"""

import shutil
from pathlib import Path

import batt
from batt.atomic import write_text
from batt.errors import NumbersDiffer, Problem
from batt.file_hashes import FileHashes
from batt.paths import Root
from batt.provenance.archive.check import REPORTS
from batt.provenance.archive.code_snapshot import copy_code
from batt.provenance.record.gather import named_files
from batt.provenance.record.run_record import RunRecord
from batt.provenance.record.sums import files_under
from batt.reports.forms.data_package import write_data_package

PERSON_LEVEL = "person_level"
_PROCESSED = "data/processed/"
_README = """\
# BATT {year}

| folder | holds |
|---|---|
| `reports/{year}/` | pages, editions, `run.json` (record of the run), `SHA256SUMS` |
| `published_tables/` | the public's figures up to {year} as CSV, told in `datapackage.json` |
| `registry/` | what is measured: indicators, codes, columns, questions, options |
| `code/` | the workbook that made the report; `code/requirements.lock` names its packages |
{more}
Begin with `reports/{year}/index.en.html`. `reports/{year}/how.en.html` tells how the pages were made.
Some pages are about one provider and meant for that provider: ask the publisher before passing them on.
"""
_MORE = (
    "| `person_level/` | **rows about single persons**: what was received, and what each stage made of it |\n"
)


def lay_out(root: Root, record: RunRecord, folder: Path, *, with_raw: bool) -> None:
    """Write everything that goes into the bag of a record to a folder.

    Parameters
    ----------
    folder
        Not there yet.
    with_raw
        Whether rows about persons go in too.

    Raises
    ------
    DisclosureError
        If the disclosure stage has not been run.
    """
    year = record.year
    shutil.copytree(root.reports(year), folder / REPORTS / str(year), copy_function=shutil.copyfile)
    forening = next(entry.choice for entry in record.options if entry.key == "forening")
    write_data_package(root, year, folder / "published_tables", forening)
    _copy_registry(folder / "registry")
    copy_code(folder / "code")
    if with_raw:
        _copy_persons(root, record, Root(folder / PERSON_LEVEL))
    text = _README.format(year=year, more=_MORE if with_raw else "")
    write_text(folder / "README.md", text)


def check_processed(root: Root, record: RunRecord) -> None:
    """Check that what the stages wrote is what the report was made from.

    Raises
    ------
    NumbersDiffer
        If a file is gone or changed; all are listed.
    """
    seen = FileHashes()
    problems = [
        Problem(
            name,
            "has been changed since the report was made" if there else "is not there",
            "Published tables would not be those of the report.",
            f"Make the report again: batt run --year {record.year}.",
        )
        for name, digest in _written_by_stages(record).items()
        if (there := seen.of(root.path / name)) != digest
    ]
    if problems:
        raise NumbersDiffer(problems)


def _written_by_stages(record: RunRecord) -> dict[str, str]:
    outputs = (pair for step in record.steps for pair in step.outputs.items())
    return {name: digest for name, digest in outputs if name.startswith(_PROCESSED)}


def _copy_registry(target: Path) -> None:
    package = Path(batt.__file__).parent
    registry = package / "registry"
    facts = {file: file.relative_to(registry) for file in files_under(registry) if file.suffix != ".py"}
    facts |= {file: Path("indicators", file.name) for file in (package / "indicators").glob("*.yaml")}
    for file, name in facts.items():
        if "__pycache__" not in name.parts:
            _copy(file, target / name)


def _copy_persons(root: Root, record: RunRecord, target: Root) -> None:
    """Copy what was received and what stages wrote, so that the copy is a root itself."""
    years = sorted({file.year for file in record.received})
    paths = [path for year in years for path, _ in named_files(root, year)]
    paths += [root.path / name for name in (*record.other_inputs, *_written_by_stages(record))]
    paths += [root.released, root.edition_cells(record.year, 1).parent]
    for path in paths:
        for file in [path] if path.is_file() else files_under(path):
            _copy(file, target.path / root.relative(file))


def _copy(file: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, copy)
