"""Where one of our fields comes from: a foreign column, or a constant."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from batt.registry.label import Label


@dataclass(frozen=True)
class Condition:
    """A column that holds one of these codes."""

    column: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """One of our fields: a foreign column, or a constant with the reason why it holds for every row.

    Attributes
    ----------
    codes
        Foreign code → ours. Empty: the cell is taken as it is.
    missing
        Cells that mean "not known", beside the empty one.
    missing_when
        Condition under which the cell is not known, whatever it holds.
    label
        What a constant is called on a page; for a column, what its values are: "site".
    """

    column: str = ""
    constant: str = ""
    reason: Label | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_when: Condition | None = None
    label: Label | None = None
