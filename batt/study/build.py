"""Turn the entries of a ``study.yaml``, once they are known to be right, into a `Study`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from batt.registry.label import Label
from batt.study.compared import Comparison
from batt.study.field import Condition, Field
from batt.study.items import Items, ItemScale
from batt.study.model import STILL_IN, ExitGroup, Exits, Exposure, Job, Source, Study, Time

STILL_IN_LABEL = Label("fortsatt inne", "still in")

Entry = Mapping[str, Any]


def build_study(folder: Path, entry: Entry) -> Study:
    """Return the study that an entry describes.

    Parameters
    ----------
    folder
        Where the ``study.yaml`` stands.
    entry
        Its content, which keeps the schema and does not contradict itself.
    """
    data = entry["data"]
    return Study(
        folder=folder,
        name=entry["name"],
        title=_label(entry["title"]),
        question=_label(entry["question"]),
        about=_label(entry["about"]),
        persons=_label(entry["persons"]),
        citation=_line(entry["citation"]),
        licence=_line(entry["licence"]),
        source=Source(**{**data, "obtain": _label(data["obtain"])}),
        only=_condition(entry.get("only")),
        key=_field(entry.get("key")),
        programme=_field(entry.get("programme")),
        provider=_field(entry.get("provider")),
        exposure=_exposure(entry["exposure"]) if "exposure" in entry else None,
        job=_job(entry["job"]) if "job" in entry else None,
        time=_time(entry["time"]) if "time" in entry else None,
        exits=_exits(entry["exits"]) if "exits" in entry else None,
        items=_items(entry["items"]) if "items" in entry else None,
        background={name: Field(**_field_entries(one)) for name, one in entry.get("background", {}).items()},
        comparisons=tuple(_comparison(name, one) for name, one in entry.get("comparisons", {}).items()),
        absent=_labels(entry.get("absent", {})),
        pitfalls=tuple(_label(one) for one in entry.get("pitfalls", ())),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _label(entry: Entry) -> Label:
    return Label(_line(entry["nb"]), _line(entry["en"]))


def _labels(entry: Entry) -> dict[str, Label]:
    return {name: _label(one) for name, one in entry.items()}


def _condition(entry: Entry | None) -> Condition | None:
    return None if entry is None else Condition(entry["column"], tuple(entry["is"]))


def _field_entries(entry: Entry) -> dict[str, Any]:
    """Return the keywords of a `Field` that an entry gives."""
    return {
        "column": entry.get("column", ""),
        "constant": entry.get("constant", ""),
        "reason": _label(entry["reason"]) if "constant" in entry else None,
        "codes": dict(entry.get("codes", {})),
        "missing": tuple(entry.get("missing", ())),
        "missing_when": _condition(entry.get("missing_when")),
        "label": _label(entry["label"]) if "label" in entry else None,
    }


def _field(entry: Entry | None) -> Field | None:
    """Return the field of an entry; None where it takes its values from elsewhere."""
    if entry is None or not ("column" in entry or "constant" in entry):
        return None
    return Field(**_field_entries(entry))


def _exposure(entry: Entry) -> Exposure:
    return Exposure(_field(entry), _label(entry["unit"]), _label(entry["axis"]))


def _job(entry: Entry) -> Job:
    return Job(
        field=_field(entry),
        at_least=float(entry["at_least"]) if "at_least" in entry else None,
        above=float(entry["above"]) if "above" in entry else None,
        yes=tuple(entry.get("yes", ())),
        no=tuple(entry.get("no", ())),
        share=_label(entry["share"]),
        reason=_label(entry["reason"]),
    )


def _time(entry: Entry) -> Time:
    until = entry.get("observed_until")
    return Time(
        field=_field(entry),
        start=Field(column=entry["start"]) if "start" in entry else None,
        end=Field(column=entry["end"]) if "end" in entry else None,
        observed_until=until["constant"] if until else "",
        until_reason=_label(until["reason"]) if until else None,
        days=float(entry.get("days", 1)),
        unit=_label(entry["unit"]),
    )


def _exits(entry: Entry) -> Exits:
    groups = [ExitGroup(name, one["kind"], _label(one["label"])) for name, one in entry["groups"].items()]
    if all(group.id != STILL_IN for group in groups):
        groups.append(ExitGroup(STILL_IN, STILL_IN, STILL_IN_LABEL))
    unmarked = entry.get("none_marked")
    return Exits(
        field=Field(column=entry["column"], codes=dict(entry["codes"])) if "column" in entry else None,
        marks=dict(entry.get("marks", {})),
        none_marked=unmarked["group"] if unmarked else "",
        none_reason=_label(unmarked["reason"]) if unmarked else None,
        groups=tuple(groups),
    )


def _items(entry: Entry) -> Items:
    return Items(
        lowest=_label(entry["lowest"]),
        highest=_label(entry["highest"]),
        missing=tuple(entry.get("missing", ())),
        source=_label(entry["source"]),
        scales=tuple(
            ItemScale(name, _label(one["label"]), _labels(one["items"]), frozenset(one.get("reversed", ())))
            for name, one in entry["scales"].items()
        ),
    )


def _comparison(name: str, entry: Entry) -> Comparison:
    return Comparison(
        id=name,
        label=_label(entry["label"]),
        field=Field(
            column=entry["column"], codes=dict(entry["codes"]), missing=tuple(entry.get("missing", ()))
        ),
        groups=_labels(entry["groups"]),
        is_by_lot=entry["assigned"] == "lot",
        reason=_label(entry["reason"]),
        adjusted_for=tuple(entry.get("adjusted_for", ())),
        squared=tuple(entry.get("squared", ())),
        direction=entry.get("direction", "differs"),
        smallest={scale: float(size) for scale, size in entry.get("smallest", {}).items()},
    )
