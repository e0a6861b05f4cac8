"""One published cell: its value, or why there is none."""

from dataclasses import dataclass
from typing import Any, Literal

State = Literal["shown", "hidden", "missing", "too_few", "not_applicable"]

SHOWN = "shown"
HIDDEN = "hidden"


@dataclass(frozen=True)
class Cell:
    """One cell as a page may know it: the value where it is shown, else the reason why not."""

    value: Any
    state: str

    @property
    def is_shown(self) -> bool:
        return self.state == SHOWN
