"""Find what a schema cannot: entries of a ``study.yaml`` that contradict each other."""

from collections.abc import Iterator, Mapping
from typing import Any

from batt.registry.load import load
from batt.study.contradictions_compared import contradictions_of_comparisons, contradictions_of_items
from batt.study.model import STILL_IN, THINGS

KNOWN = ("gender", "age", "education_years")
OURS = ("source_row", "programme", "provider_id", "exposure", "is_job", "time", "cause")
"""Names of our fields, which no number of the background may take."""

Entry = Mapping[str, Any]
Found = tuple[str, str, str]
"""Where, what, and what was expected."""


def contradictions(entry: Entry) -> list[Found]:
    """Return all contradictions of an entry that keeps the schema."""
    found = [*_source(entry["data"]), *_things(entry)]
    for name in ("exposure", "job", "time"):
        if name in entry:
            found += {"exposure": _exposure, "job": _job, "time": _time}[name](entry)
    if "exits" in entry:
        found += _exits(entry)
    return [
        *found,
        *_background(entry.get("background", {})),
        *contradictions_of_items(entry.get("items", {})),
        *contradictions_of_comparisons(entry),
    ]


def _source(data: Entry) -> Iterator[Found]:
    if ("file" in data) == ("package" in data):
        yield "data", "names both or neither of file and package", "Expected one of the two."
    missing = {"collection", "dataset"} - set(data)
    if "package" in data and missing:
        yield "data", f"{', '.join(sorted(missing))} is missing", "A package needs collection and dataset."


def _things(entry: Entry) -> Iterator[Found]:
    """Each thing is there or said to be absent, never both and never neither."""
    time = entry.get("time", {})
    there = {thing for thing in THINGS if thing in entry} | ({"dates"} if "start" in time else set())
    absent = set(entry.get("absent", {}))
    for thing in THINGS:
        if thing in there and thing in absent:
            yield f"absent.{thing}", "is said to be absent, and is given above", "Expected one of the two."
        if thing not in there and thing not in absent:
            expected = "Expected it to be given, or a sentence under absent on what therefore cannot be said."
            yield thing, "is neither given nor said to be absent", expected


def _one_of(entry: Entry, where: str, names: tuple[str, ...]) -> Iterator[Found]:
    given = [name for name in names if name in entry]
    if len(given) != 1:
        yield where, f"gives {' and '.join(given) or 'none'}", f"Expected exactly one of: {', '.join(names)}."


def _exposure(entry: Entry) -> Iterator[Found]:
    exposure = entry["exposure"]
    yield from _one_of(exposure, "exposure", ("column", "from"))
    if "from" in exposure and not {"time", "exits"} <= set(entry):
        yield "exposure.from", "is time, which needs time and exits", "Expected both to be given."


def _job(entry: Entry) -> Iterator[Found]:
    job = entry["job"]
    yield from _one_of(job, "job", ("column", "from"))
    if "from" in job:
        if not any(group["kind"] == "job" for group in entry.get("exits", {}).get("groups", {}).values()):
            yield "job.from", "is exits, and no exit group is of kind job", "Expected such a group."
        return
    yield from _one_of(job, "job", ("at_least", "above", "yes"))
    if ("yes" in job) != ("no" in job):
        yield "job", "gives codes for one answer only", "Expected yes and no together."


def _time(entry: Entry) -> Iterator[Found]:
    time = entry["time"]
    yield from _one_of(time, "time", ("column", "start"))
    if "start" in time:
        for name in ("end", "observed_until", "days"):
            if name not in time:
                yield f"time.{name}", "is missing", "Dates need start, end, observed_until and days."
        if float(time.get("days", 1)) <= 0:
            yield "time.days", f"is {time['days']}", "Expected the number of days in one unit."


def _exits(entry: Entry) -> Iterator[Found]:
    exits = entry["exits"]
    yield from _one_of(exits, "exits", ("column", "marks"))
    if "column" in exits and "codes" not in exits:
        yield "exits.codes", "is missing", "Expected each end code with its exit group."
    if "none_marked" in exits and "marks" not in exits:
        yield "exits.none_marked", "is given without marks", "Expected marks."
    groups = exits["groups"]
    known = {*groups, STILL_IN}
    used = {**exits.get("codes", {}), **exits.get("marks", {})}
    if "none_marked" in exits:
        used["none_marked"] = exits["none_marked"]["group"]
    for code, group in used.items():
        if group not in known:
            yield f"exits, {code}", f"unknown exit group '{group}'", f"Known: {', '.join(sorted(known))}."
    for name, group in groups.items():
        if (name == STILL_IN) != (group["kind"] == STILL_IN):
            yield (
                f"exits.groups.{name}",
                f"is of kind {group['kind']}",
                f"Only {STILL_IN} is of kind {STILL_IN}.",
            )


def _background(background: Entry) -> Iterator[Found]:
    for name, field in background.items():
        yield from _one_of(field, f"background.{name}", ("column", "constant"))
        if "constant" in field and not {"reason", "label"} <= set(field):
            yield f"background.{name}", "is a constant without reason and label", "Expected both."
        if name in OURS or name.startswith(("item_", "by_")):
            yield f"background.{name}", "has a name that is used for something else", "Expected another name."
        elif name not in KNOWN and "label" not in field:
            yield (
                f"background.{name}",
                "has no label",
                f"Expected what the number is called; only {', '.join(KNOWN)} have a name already.",
            )
    gender = background.get("gender", {})
    known = [code.code for code in load().codes["genders"].codes]
    if "column" in gender and "codes" not in gender:
        yield "background.gender.codes", "is missing", f"Expected each code with one of: {', '.join(known)}."
    for code in (*gender.get("codes", {}).values(), gender.get("constant")):
        if code is not None and code not in known:
            yield "background.gender", f"unknown code '{code}'", f"Known: {', '.join(known)}."
