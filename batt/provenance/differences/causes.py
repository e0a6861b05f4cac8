"""What sets two runs apart, as their records tell it, and which figures each of these things can change."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from batt.provenance.record.run_record import ReceivedFile, RunRecord
from batt.provenance.record.software import changed_sources
from batt.provenance.tracing.counted_rows import tables_of
from batt.registry import load

CauseKind = Literal["data", "registry", "options", "code", "environment"]
FilePair = tuple[ReceivedFile | None, ReceivedFile | None]
_REACH_ALL_TABLES = ("providers", "provider_years", "provider_programme_years", "provider_lineage")
"""Who there is and what they run: rows of any table can stand or fall with these."""
_REACH_TEXT_ALONE = ("data/editorial/", "hypotheses.yaml", "data/raw/SIMULATED")
"""What is written beside the figures, or asked of them, and changes none of them."""
_OF_REGISTRY = re.compile(r"batt/registry/.*(?<!\.py)$|batt/indicators/\w+\.yaml$")
_LOCK = "requirements.lock"
_SHORT = 12


@dataclass(frozen=True)
class Cause:
    """One thing that is not as it was.

    Attributes
    ----------
    kind
        What sort of thing.
    where, what
        Which one, and what has become of it.
    detail
        What else is known, as a sentence.
    indicators
        The only ones that it can change; None where it can change any.
    """

    kind: CauseKind
    where: str
    what: str
    detail: str = ""
    indicators: frozenset[str] | None = None

    def __str__(self) -> str:
        return f"{self.where} {self.what}."


def causes(
    before: RunRecord, after: RunRecord, names: Mapping[ReceivedFile, str] | None = None
) -> list[Cause]:
    """Return everything that the records of two runs say differently and that can change what is printed.

    Parameters
    ----------
    names
        Under which name a received file lies at hand; records have none.
    """
    return [
        *_of_files(before, after, names or {}),
        *_of_notes(before, after),
        *_of_registry(before, after),
        *_of_options(before, after),
        *_of_code(before, after),
        *_of_environment(before, after),
    ]


def can_reach(cause: Cause, indicator: str) -> bool:
    """Tell whether a cause can change figures of an indicator; what is not known to be excluded can.

    Parameters
    ----------
    indicator
        Empty for a figure that is of no indicator, or of an unknown one.
    """
    if cause.indicators is None:
        return True
    return indicator in cause.indicators if indicator else bool(cause.indicators)


def possible_causes(known: Sequence[Cause], indicator: str) -> list[Cause]:
    """Return the causes that can reach an indicator; all, where none is known to.

    What is set beside a figure, such as the mean of similar providers, can rest on more than its own tables.
    """
    return [cause for cause in known if can_reach(cause, indicator)] or list(known)


def changed_files(before: Iterable[ReceivedFile], after: Iterable[ReceivedFile]) -> list[FilePair]:
    """Return what was received differently: pairs of a changed file, new files, and files that are gone.

    Files have no names in a record. One of the same year, sender and table that is gone is taken for the
    earlier state of a new one.
    """
    left, new = Counter(before), []
    for file in after:
        if left[file]:
            left[file] -= 1
        else:
            new.append(file)
    gone = list(left.elements())
    pairs: list[FilePair] = []
    for file in new:
        same = next((one for one in gone if _place(one) == _place(file)), None)
        if same is not None:
            gone.remove(same)
        pairs.append((same, file))
    return [*pairs, *((file, None) for file in gone)]


def reach_of_table(raw_name: str) -> frozenset[str] | None:
    """Return the indicators that rows of a received table can change; None where it is not known which.

    Those that are counted from it, and those counted from tables whose rows refer to it. Rows that no
    indicator is counted from stand beside figures of all of them, as targets and response rates do.
    """
    known = {table.raw_name: table.name for table in load().tables}
    name = known.get(raw_name)
    if name is None or name in _REACH_ALL_TABLES:
        return None
    return frozenset(one.id for one in load().indicators if name in _needed(tables_of(one.id))) or None


def _needed(tables: Sequence[str]) -> set[str]:
    """Return tables with those that they refer to, and so on."""
    needed, waiting = set(), list(tables)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += load().table(name).references.values()
    return needed


def _told(file: ReceivedFile) -> str:
    """Name a file of which only a record is left."""
    table = f" with {file.table}" if file.table else ""
    return f"a file{table} received for {file.year} ({file.sender})"


def _place(file: ReceivedFile) -> tuple[int, str, str]:
    return file.year, file.sender, file.table


def _of_files(before: RunRecord, after: RunRecord, names: Mapping[ReceivedFile, str]) -> Iterator[Cause]:
    for then, now in changed_files(before.received, after.received):
        known = now or then
        if known is None:
            continue
        if then is None:
            what, detail = "is new", f"It has SHA-256 {known.sha256}."
        elif now is None:
            what, detail = "is not there", f"It had {known.size} bytes and SHA-256 {known.sha256}."
        else:
            what, detail = "has been changed", f"SHA-256 {then.sha256} before, {now.sha256} now."
        yield Cause("data", names.get(known, _told(known)), what, detail, reach_of_table(known.table))


def _of_notes(before: RunRecord, after: RunRecord) -> Iterator[Cause]:
    """Compare what was written by hand or kept of earlier releases."""
    then, now = before.other_inputs, after.other_inputs
    for name in sorted({*then, *now}):
        if then.get(name) != now.get(name):
            what = "is not there" if name not in now else "is new" if name not in then else "has been changed"
            reach = frozenset[str]() if name.startswith(_REACH_TEXT_ALONE) else None
            yield Cause("data", name, what, indicators=reach)


def _of_registry(before: RunRecord, after: RunRecord) -> Iterator[Cause]:
    then, now = before.registry, after.registry
    changed = [
        id for id in sorted({*then.versions, *now.versions}) if then.versions.get(id) != now.versions.get(id)
    ]
    for id in changed:
        versions = f"{then.versions.get(id, 'none')} → {now.versions.get(id, 'none')}"
        yield Cause(
            "registry", f"the rule of {id}", f"is of another version ({versions})", "", frozenset({id})
        )
    if then.sha256 != now.sha256:
        same = "Every rule has the same version." if not changed else ""
        yield Cause("registry", "the registry", "has been changed", same)


def _of_options(before: RunRecord, after: RunRecord) -> Iterator[Cause]:
    then, now = ({one.key: one.choice for one in record.options} for record in (before, after))
    specified = {spec.key: spec.indicators for spec in load().options}
    for key in [*now, *(key for key in then if key not in now)]:
        if then.get(key) != now.get(key):
            what = f"was {then.get(key, 'not there')} and is {now.get(key, 'not there')}"
            # What no single rule reads, such as whose members are counted, can change them all.
            reach = frozenset(specified.get(key, ())) or None
            yield Cause("options", f"the reading {key}", what, "", reach)
    for key in sorted({*before.parameters, *after.parameters}):
        first, last = before.parameters.get(key), after.parameters.get(key)
        if first != last:
            yield Cause("options", f"the parameter {key}", f"was {first} and is {last}")


def _of_code(before: RunRecord, after: RunRecord) -> Iterator[Cause]:
    then, now = before.software, after.software
    if (then.source, then.notebooks) == (now.source, now.notebooks):
        return
    files = changed_sources(then, now)
    # The facts of the registry lie among the source and are told by themselves.
    code = [name for name in files or () if not (_OF_REGISTRY.match(name) or name == _LOCK)]
    if files and not code:
        return
    versions = [one.commit[:_SHORT] or f"version {one.version}" for one in (then, now)]
    dirty = ["with changes that are in no commit" if one.is_dirty else "" for one in (then, now)]
    names = [" ".join(filter(None, pair)) for pair in zip(versions, dirty, strict=True)]
    places = sorted({"/".join(name.split("/")[:-1][:2]) for name in code})
    detail = f"It was {names[0]} and is {names[1]}."
    if places:
        detail += f" It differs in {', '.join(places)}."
    yield Cause("code", "the code", "is another one", detail)


def _of_environment(before: RunRecord, after: RunRecord) -> Iterator[Cause]:
    then, now = asdict(before.software), asdict(after.software)
    if then["lock"] != now["lock"]:
        yield Cause("environment", _LOCK, "has been changed")
    pairs = {name: (then[name], now[name]) for name in ("python", "implementation", "system", "machine")}
    pairs |= {
        name: (then["packages"].get(name, ""), now["packages"].get(name, ""))
        for name in {**then["packages"], **now["packages"]}
    }
    for name, (first, last) in pairs.items():
        if first != last:
            what = f"was {first or 'not there'} and is {last or 'not there'}"
            yield Cause("environment", name, what)
