"""What a year's folder of reports holds: ``manifest.json``, and ``SHA256SUMS`` for ``sha256sum -c``.

Signed-off editions lie in the same folder and have sums of their own; they are in neither.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from batt.atomic import write_text
from batt.file_hashes import hash_file
from batt.provenance.record.run_record import RECORD
from batt.provenance.record.sums import summed_files, write_sums
from batt.report_kinds import REPORT_KINDS

MANIFEST = "manifest.json"
CRATE = "ro-crate-metadata.json"
HOW = "how"
"""Name of the page made from the record, before its language."""
EDITIONS = "editions"
"""Folder of editions, which have sums of their own."""
_FRONT = "index"
_OF_ITSELF = {
    RECORD: "record of the run",
    "edition.json": "who signed the edition off, and what it is made of",
    "published.csv": "figures that the public sees",
    CRATE: "description for research archives (Process Run Crate)",
    f"{_FRONT}.html": "front page",
    f"{_FRONT}.en.html": "front page in English",
    f"{HOW}.nb.html": "how this was made",
    f"{HOW}.en.html": "how this was made, in English",
}
# Not left to the machine, whose own list of types may differ.
_TYPES = {
    ".html": "text/html",
    ".json": "application/json",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".zip": "application/zip",
}


@dataclass(frozen=True)
class PublishedFile:
    """One file of the folder: path below it, bytes, SHA-256, media type, and what it is."""

    path: str
    size: int
    sha256: str
    media_type: str
    what: str


def described_files(folder: Path) -> list[PublishedFile]:
    """Return what there is to say of each file of a folder of reports, without editions and the manifest."""
    return [
        PublishedFile(
            path=name,
            size=file.stat().st_size,
            sha256=hash_file(file),
            media_type=media_type(file),
            what=_what(name),
        )
        for file in summed_files(folder, EDITIONS)
        for name in [file.relative_to(folder).as_posix()]
        if name != MANIFEST
    ]


def write_manifest(folder: Path, year: int) -> None:
    """Write what a folder of reports holds, and the sums of it and of the manifest itself."""
    listed = [asdict(file) for file in described_files(folder)]
    text = json.dumps({"year": year, "files": listed}, indent=1, ensure_ascii=False) + "\n"
    write_text(folder / MANIFEST, text)
    write_sums(folder, EDITIONS)


def media_type(file: Path) -> str:
    """Return the media type of a file by the ending of its name."""
    return _TYPES.get(file.suffix.lower(), "application/octet-stream")


def _what(name: str) -> str:
    """Return what a file is, from its name alone."""
    if name in _OF_ITSELF:
        return _OF_ITSELF[name]
    place, _, last = name.rpartition("/")
    kinds = [kind.name for kind in REPORT_KINDS]
    kind = place.partition("/")[0].partition(".")[0] if place else last.partition(".")[0].partition("-")[0]
    if kind not in kinds:
        return "other file"
    parts = last.split(".")
    if len(parts) != 3 or parts[2] != "html":
        return f"another form of a page of {kind}"
    of = f" of {parts[0]}" if place else ""
    return f"page {kind}{of}, {parts[1]}"
