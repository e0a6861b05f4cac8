"""Gather the record of a run from what lies on disk once its pages are made."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from batt.disclosure.run import PROTECTION
from batt.file_hashes import FileHashes, hash_file
from batt.paths import Root
from batt.protection.levels import ALL_HIDDEN, RATE_HIDDEN, SHOWN
from batt.provenance.record.run_record import (
    RECORD_VERSION,
    OptionInForce,
    ReceivedFile,
    Rules,
    RunRecord,
    Sender,
    StepDone,
    Suppressed,
)
from batt.provenance.record.software import registry_hash, seeds, software
from batt.provenance.record.sums import files_under
from batt.raw.discover import look_up
from batt.raw.names import is_ignored
from batt.registry import LANGUAGES, Options, load
from batt.steps import Step

if TYPE_CHECKING:
    from batt.pipeline import Run

_NAV_FOLDER = "nav"
_SHORT = 12


def gather(
    job: "Run", steps: Sequence[Step], started: datetime.datetime, ended: datetime.datetime
) -> RunRecord:
    """Return the record of a run.

    Parameters
    ----------
    job
        What the run was asked to do.
    steps
        All steps that the job knows of. Those that were never done are left out; pages of other runs that lie
        in the folder are recorded as not current.
    started, ended
        When the run began and ended.
    """
    root, year = job.root, job.year
    inputs: dict[str, dict[str, str]] = {}
    return RunRecord(
        record_version=RECORD_VERSION,
        year=year,
        is_simulated=root.is_simulated,
        started=_moment(started),
        ended=_moment(ended),
        parameters={"strict": job.strict, "skip_broken": job.skip_broken},
        options=_options(job.options),
        received=[file for one in root.raw_years() if one <= year for file in received_files(root, one)],
        other_inputs=other_inputs(root, year),
        registry=rules(),
        software=software(),
        seeds=seeds(),
        steps=[*_known_steps(steps, inputs), *_other_steps(root, year, {step.name for step in steps})],
        inputs=inputs,
        suppressed=_suppressed(root, year),
    )


def received_files(root: Root, year: int) -> list[ReceivedFile]:
    """Return the files received for a year, in an order that tells nothing: by table, size and hash."""
    return sorted(
        (file for _, file in named_files(root, year)),
        key=lambda file: (file.sender, file.table, file.size, file.sha256),
    )


def named_files(root: Root, year: int) -> list[tuple[Path, ReceivedFile]]:
    """Return where each file received for a year lies, and what a record says of it."""
    known = {file.path: file for file in look_up(root, year, [t.raw_name for t in load().tables]).files}
    listed = []
    for path in files_under(root.raw(year)):
        parts = path.relative_to(root.raw(year)).parts
        if any(is_ignored(part) for part in parts):
            continue
        found = known.get(path)
        sender: Sender = "unknown"
        if found is not None:
            is_nav = len(parts) > 1 and parts[0].casefold() == _NAV_FOLDER
            sender = "provider" if found.provider_id else "nav" if is_nav else "national"
        about = ReceivedFile(
            year=year,
            sender=sender,
            table=(found.table if found else None) or "",
            is_superseded=found is not None and found.superseded,
            size=path.stat().st_size,
            sha256=found.sha256 if found else hash_file(path),
        )
        listed.append((path, about))
    return listed


def other_inputs(root: Root, year: int) -> dict[str, str]:
    """Return the hash of what was written by hand or kept of earlier releases, where it is there."""
    paths = [root.manifest, root.simulated_marker, root.corrections, root.own_questions, root.released]
    paths += [root.editorial(year, lang) for lang in LANGUAGES]
    files = FileHashes()
    return {root.relative(path): digest for path in paths if (digest := files.of(path))}


def rules() -> Rules:
    """Return the registry in force."""
    return Rules(registry_hash(), {entry.id: entry.rule_version for entry in load().indicators})


def _moment(when: datetime.datetime) -> str:
    return when.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _options(options: Options) -> list[OptionInForce]:
    changed = options.changed()
    return [OptionInForce(key, choice, key not in changed) for key, choice in options.as_dict().items()]


def _known_steps(steps: Iterable[Step], inputs: dict[str, dict[str, str]]) -> Iterator[StepDone]:
    """Describe steps that were done, and add what they read to ``inputs``."""
    seen = FileHashes()
    for step in steps:
        if not step.record.exists() or not all(path.exists() for path in step.writes):
            continue
        # What a current step has read is as it was: its key says so.
        is_current = step.is_done(seen)
        read = {name: digest for name, digest in seen.named(step.root, step.reads) if digest}
        name = _short_hash(read) if is_current else ""
        if is_current:
            inputs[name] = read
        kept = json.loads(step.record.read_text(encoding="utf-8"))
        yield StepDone(
            name=step.name,
            notebook=step.notebook.name,
            parameters={key: value for key, value in step.parameters.items() if key != "root"},
            key=kept["key"],
            is_current=is_current,
            inputs=name,
            outputs=kept["outputs"],
        )


def _other_steps(root: Root, year: int, known: set[str]) -> Iterator[StepDone]:
    """Describe pages in the year's folder that the job knows nothing of, from what is kept of their steps."""
    for file in sorted(root.steps.glob(f"*-{year}.json")):
        kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        is_there = all((root.path / name).exists() for name in kept["outputs"])
        is_page = all(name.startswith(root.relative(root.reports(year))) for name in kept["outputs"])
        if file.stem not in known and is_there and is_page:
            yield StepDone(file.stem, "", {}, kept["key"], False, "", kept["outputs"])


def _short_hash(read: dict[str, str]) -> str:
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).hexdigest()[:_SHORT]


def _suppressed(root: Root, year: int) -> list[Suppressed]:
    """Count shown and hidden figures of each year; none where nothing has been protected."""
    file = root.disclosure(year) / f"{PROTECTION}.parquet"
    if not file.exists():
        return []
    rows = pd.read_parquet(file, columns=["year", "level", "primary"])
    return [
        Suppressed(
            year=int(str(one)),
            shown=int((part["level"] == SHOWN).sum()),
            rate_hidden=int((part["level"] == RATE_HIDDEN).sum()),
            all_hidden=int((part["level"] == ALL_HIDDEN).sum()),
            hidden_for_itself=int(((part["level"] > SHOWN) & (part["primary"] > SHOWN)).sum()),
        )
        for one, part in rows.groupby("year")
    ]
