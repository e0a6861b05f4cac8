"""A registered relationship and the numbers that it is judged by."""

from dataclasses import dataclass
from typing import Literal

from batt.registry.label import Label


@dataclass(frozen=True)
class ClaimPart:
    """One number with a claim about it.

    Attributes
    ----------
    subject
        What the number is, as a phrase that a sentence can start with.
    direction
        ``higher``, ``lower`` or ``differs``: where the claim says the number lies from "nothing there".
    scale
        What the number is counted in (``Scale`` of `batt.relationships.estimate`).
    smallest_effect
        Smallest distance from "nothing there" that matters in practice; for a ratio the ratio above 1.
    is_primary
        Whether the part is in the family that p-values are adjusted over.
    """

    key: str
    subject: Label
    direction: Literal["higher", "lower", "differs"]
    scale: str
    smallest_effect: float
    is_primary: bool


@dataclass(frozen=True)
class Hypothesis:
    """One registered relationship: what is claimed, how it is tested, and which numbers it is judged by.

    `why_not` says why the data cannot answer it, where the status is ``not_testable``; such a one has no
    parts.
    """

    id: str
    claim: Label
    basis: str
    outcome: str
    exposure: str
    unit_of_analysis: str
    test: str
    pitfalls: Label
    estimand: Label
    parts: tuple[ClaimPart, ...]
    caveats: tuple[str, ...]
    status: str
    source: str
    why_not: Label | None = None

    def part(self, key: str) -> ClaimPart:
        return next(entry for entry in self.parts if entry.key == key)
