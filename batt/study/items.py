"""What a study says about items that are answered on a scale from 1 to 6."""

from collections.abc import Mapping
from dataclasses import dataclass

from batt.registry.label import Label

ANSWERS = ("1", "2", "3", "4", "5", "6")
LOWEST, HIGHEST = 1, 6


@dataclass(frozen=True)
class ItemScale:
    """Items that are meant to measure one thing.

    Attributes
    ----------
    items
        Foreign column → what was asked.
    reversed
        Items that ask for the opposite: their answers are turned (7 minus the answer) for the reliability of
        the scale, and nowhere else.
    """

    id: str
    label: Label
    items: Mapping[str, Label]
    reversed: frozenset[str]


@dataclass(frozen=True)
class Items:
    """All items of a study, by scale.

    Attributes
    ----------
    lowest, highest
        What the answers 1 and 6 mean.
    missing
        Cells that mean "not answered", beside the empty one.
    source
        Where the items come from.
    """

    lowest: Label
    highest: Label
    missing: tuple[str, ...]
    source: Label
    scales: tuple[ItemScale, ...]

    @property
    def labels(self) -> dict[str, Label]:
        """Return every item with what was asked, in the order of the scales."""
        return {item: label for scale in self.scales for item, label in scale.items.items()}


def item_column(item: str) -> str:
    """Return the name of our column that holds an item's answers."""
    return f"item_{item}"
