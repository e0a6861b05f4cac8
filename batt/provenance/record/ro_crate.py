"""The folder told to research archives: ``ro-crate-metadata.json`` after the profile Process Run Crate 0.5.

One action, the run, made the files of the folder from the received files with the workbook. Received files
are no part of the folder: they are told as one collection a year, with a hash over them.

Source: https://w3id.org/ro/wfrun/process/0.5, which extends https://w3id.org/ro/crate/1.1.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from batt.atomic import write_text
from batt.provenance.record.manifest import CRATE, PublishedFile
from batt.provenance.record.run_record import ReceivedFile, RunRecord, Software, to_json
from batt.reports.forms.data_package import LICENCE
from batt.reports.words import Words

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
CONTEXT = [f"{SPECIFICATION}/context", "https://w3id.org/ro/terms/workflow-run/context"]
_SOFTWARE, _PUBLISHER, _TERMS = "#workbook", "#secretariat", "#terms"
_SHORT = 12


def write_crate(folder: Path, record: RunRecord, files: Iterable[PublishedFile]) -> Path:
    """Write the description of a folder of reports.

    Parameters
    ----------
    files
        Those that the run has made.
    """
    graph = crate(record, [file for file in files if file.path != CRATE])
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, indent=1, ensure_ascii=False) + "\n"
    file = folder / CRATE
    write_text(file, text)
    return file


def crate(record: RunRecord, files: list[PublishedFile]) -> list[dict[str, Any]]:
    """Return the entities of the description."""
    action = f"#run-{hashlib.sha256(to_json(record).encode()).hexdigest()[:_SHORT]}"
    parts = [_refer(quote(file.path)) for file in files]
    years = sorted({file.year for file in record.received})
    collections = [_collection(year, record.received) for year in years]
    options = [_option(entry.key, entry.choice, entry.is_default) for entry in record.options]
    words = Words("en")
    return [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": _refer(SPECIFICATION),
            "about": _refer("./"),
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"{words('system_name')}: reports of {record.year}",
            "description": words("simulated_banner")
            if record.is_simulated
            else f"Quality indicators of vocational rehabilitation in Norway, {record.year}.",
            "datePublished": record.ended,
            "license": _refer(_TERMS),
            "publisher": _refer(_PUBLISHER),
            "conformsTo": _refer(PROFILE),
            "hasPart": parts,
            "mentions": [_refer(action), *(_refer(entity["@id"]) for entity in collections)],
        },
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": _PUBLISHER, "@type": "Organization", "name": words("publisher")},
        {
            "@id": _TERMS,
            "@type": "CreativeWork",
            "name": "Terms of use",
            "description": "The folder is the secretariat's. A scorecard is for its provider alone, a NAV"
            " page for the NAV office and the provider. The rest, once published:"
            f" {LICENCE['name']}, {LICENCE['path']}.",
        },
        _workbook(record.software),
        {
            "@id": action,
            "@type": "CreateAction",
            "name": f"Reports of {record.year}",
            "description": "Options that differ from their default: "
            + (", ".join(f"{e.key}={e.choice}" for e in record.options if not e.is_default) or "none"),
            "startTime": record.started,
            "endTime": record.ended,
            "instrument": _refer(_SOFTWARE),
            "agent": _refer(_PUBLISHER),
            "object": [_refer(entity["@id"]) for entity in (*collections, *options)],
            "result": parts,
        },
        *collections,
        *options,
        *(_file(file) for file in files),
    ]


def hash_of_files(files: Iterable[ReceivedFile]) -> str:
    """Return the SHA-256 over files: of their hashes in ascending order, each on a line."""
    lines = "".join(f"{digest}\n" for digest in sorted(file.sha256 for file in files))
    return hashlib.sha256(lines.encode()).hexdigest()


def full_version(software: Software) -> str:
    """Return the version with its commit, in the form of PEP 440: ``0.1.0+g5d7482a0c1d2.dirty``."""
    if not software.commit:
        return software.version
    dirty = ".dirty" if software.is_dirty else ""
    return f"{software.version}+g{software.commit[:_SHORT]}{dirty}"


def _workbook(software: Software) -> dict[str, Any]:
    return {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "BATT workbook",
        "softwareVersion": full_version(software),
        "softwareRequirements": f"{software.implementation} {software.python};"
        f" requirements.lock with SHA-256 {software.lock}",
        "operatingSystem": f"{software.system} {software.machine}",
    }


def _collection(year: int, received: Iterable[ReceivedFile]) -> dict[str, Any]:
    files = [file for file in received if file.year == year]
    return {
        "@id": f"#received-{year}",
        "@type": "Collection",
        "name": f"Files received for {year}",
        "description": f"{len(files)} files, {sum(file.size for file in files)} bytes; they lie elsewhere.",
        "identifier": f"sha256:{hash_of_files(files)}",
    }


def _option(key: str, choice: str, is_default: bool) -> dict[str, Any]:
    return {
        "@id": f"#option-{key}",
        "@type": "PropertyValue",
        "name": key,
        "value": choice,
        "description": "default" if is_default else "differs from the default",
    }


def _file(file: PublishedFile) -> dict[str, Any]:
    return {
        "@id": quote(file.path),
        "@type": "File",
        "name": file.what,
        "encodingFormat": file.media_type,
        "contentSize": str(file.size),
    }


def _refer(id: str) -> dict[str, str]:
    return {"@id": id}
