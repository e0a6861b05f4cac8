"""What a study says about groups of its persons that are held against each other."""

from collections.abc import Mapping
from dataclasses import dataclass

from batt.registry.label import Label
from batt.relationships.estimate import Scale
from batt.relationships.verdict import Direction
from batt.study.field import Field


@dataclass(frozen=True)
class Comparison:
    """Groups of persons, and what is asked of them.

    Whatever outcome the study has is compared: the share with a job, the ways out over time, the answers. Of
    two groups the first is held against the second; with more it is asked whether any differ.

    Attributes
    ----------
    label
        What the groups differ in, as a noun phrase: "the offer of training".
    field
        Foreign column with its codes → group. A row without a group is left out of this comparison alone.
    groups
        Group → what its persons are, as a phrase that follows a noun: "with unemployment insurance".
    is_by_lot
        Whether chance alone decided who came into which group.
    reason
        How persons came into the groups.
    adjusted_for, squared
        Numeric background that persons are alike in when two groups are compared; of `squared` also the
        square.
    direction
        Where the study claims the first group lies: ``higher``, ``lower``, or only that it ``differs``.
    smallest
        Scale → smallest difference from "nothing there" that matters in practice; for a ratio the ratio
        above 1.
    """

    id: str
    label: Label
    field: Field
    groups: Mapping[str, Label]
    is_by_lot: bool
    reason: Label
    adjusted_for: tuple[str, ...]
    squared: tuple[str, ...]
    direction: Direction
    smallest: Mapping[Scale, float]

    @property
    def column(self) -> str:
        """Return the name of our column that holds the group."""
        return f"by_{self.id}"

    @property
    def is_of_two(self) -> bool:
        return len(self.groups) == 2

    @property
    def first(self) -> str:
        return next(iter(self.groups))
