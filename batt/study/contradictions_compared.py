"""Find entries of a ``study.yaml`` that contradict each other: items, and groups that are compared."""

from collections.abc import Iterator, Mapping
from typing import Any

Entry = Mapping[str, Any]
Found = tuple[str, str, str]
"""Where, what, and what was expected."""

SCALES = {
    "job": ("share_difference", "odds_ratio"),
    "exits": ("hazard_ratio",),
    "items": ("probability", "odds_ratio"),
}
"""Outcome → scales on which two groups are held against each other."""


def contradictions_of_items(items: Entry) -> Iterator[Found]:
    """Yield what is wrong with the items of an entry that keeps the schema."""
    seen: dict[str, str] = {}
    for name, scale in items.get("scales", {}).items():
        for item in scale["items"]:
            if item in seen:
                yield f"items.scales.{name}", f"'{item}' stands in {seen[item]} too", "Expected one scale."
            seen[item] = name
        for item in scale.get("reversed", ()):
            if item not in scale["items"]:
                yield (
                    f"items.scales.{name}.reversed",
                    f"unknown item '{item}'",
                    f"Expected items of the scale: {', '.join(scale['items'])}.",
                )


def contradictions_of_comparisons(entry: Entry) -> Iterator[Found]:
    """Yield what is wrong with the comparisons of an entry that keeps the schema."""
    outcomes = _outcomes(entry)
    for name, one in entry.get("comparisons", {}).items():
        where = f"comparisons.{name}"
        if not outcomes:
            expected = "Expected items, or job and provider, or time and exits."
            yield where, "has no outcome to compare", expected
        if len(one["groups"]) < 2:
            yield f"{where}.groups", "names one group", "Expected two or more."
        yield from _codes(where, one)
        yield from _adjustment(where, one, entry.get("background", {}))
        if len(one["groups"]) == 2:
            yield from _sizes(where, one, outcomes)


def _outcomes(entry: Entry) -> list[str]:
    """Return which outcomes of an entry groups can be compared in."""
    is_there = {
        "job": {"job", "provider"} <= set(entry),
        "exits": {"time", "exits"} <= set(entry),
        "items": "items" in entry,
    }
    return [name for name, is_one in is_there.items() if is_one]


def _codes(where: str, one: Entry) -> Iterator[Found]:
    for code, group in one["codes"].items():
        if group not in one["groups"]:
            yield f"{where}, {code}", f"unknown group '{group}'", f"Known: {', '.join(one['groups'])}."
    for group in one["groups"]:
        if group not in one["codes"].values():
            yield f"{where}.groups.{group}", "has no code", "Expected a code for every group."


def _adjustment(where: str, one: Entry, background: Entry) -> Iterator[Found]:
    numbers = [name for name, field in background.items() if name != "gender" and "column" in field]
    known = f"Known: {', '.join(numbers) or 'none'}."
    for name in one.get("adjusted_for", ()):
        if name not in numbers:
            yield f"{where}.adjusted_for", f"'{name}' is no number of the background", known
    for name in one.get("squared", ()):
        if name not in one.get("adjusted_for", ()):
            yield f"{where}.squared", f"'{name}' is not adjusted for", "Expected a name from adjusted_for."


def _sizes(where: str, one: Entry, outcomes: list[str]) -> Iterator[Found]:
    smallest = one.get("smallest", {})
    for scale in dict.fromkeys(scale for outcome in outcomes for scale in SCALES[outcome]):
        if scale not in smallest:
            expected = "Expected the smallest difference that matters on every scale of two groups."
            yield f"{where}.smallest", f"{scale} is missing", expected
    for scale, size in smallest.items():
        is_ratio = scale.endswith("_ratio")
        if not (float(size) > 1 if is_ratio else 0 < float(size) < 1):
            expected = "a ratio above 1, as 1.1 for one tenth more" if is_ratio else "a share of 1, as 0.02"
            yield f"{where}.smallest.{scale}", f"is {size}", f"Expected {expected}."
