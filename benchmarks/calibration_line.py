"""One line of the calibration table: a claim, what was measured, and whether the two agree."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

Side = Literal["equals", "at least", "at most", "about"]


@dataclass(frozen=True)
class Line:
    """A claimed rate and a measured one.

    Attributes
    ----------
    method, world
        What was tried, and on which simulated tables.
    claim, measured, error
        Rates 0–1; ``error`` is the Monte-Carlo standard error of the measured one.
    side
        ``equals``, ``at least`` (a coverage), ``at most`` (a type I error) or ``about``: what the claim is.
    slack
        How far off a method may be that claims its rate only approximately (``about``).
    """

    WIDTH: ClassVar[float] = 3.5

    method: str
    world: str
    claim: float
    measured: float
    error: float
    side: Side = "equals"
    slack: float = 0.0

    @property
    def agrees(self) -> bool:
        """Whether the measured rate is as claimed, give or take Monte-Carlo error and the slack."""
        return self._is_within(self.WIDTH * self.error + self.slack)

    def _is_within(self, room: float) -> bool:
        is_low, is_high = self.measured < self.claim - room, self.measured > self.claim + room
        return not ((is_low and self.side != "at most") or (is_high and self.side != "at least"))

    def verdict(self) -> str:
        """Return whether the rate agrees, and if only thanks to the slack, that it does."""
        if self._is_within(self.WIDTH * self.error):
            return "yes"
        return "within slack" if self.agrees else "**no**"

    def markdown(self) -> str:
        """Return the line as a row of a Markdown table."""
        side = "" if self.side == "equals" else self.side + " "
        slack = f" ± {self.slack:g}" if self.slack else ""
        return (
            f"| {self.method} | {self.world} | {side}{self.claim:.4f}{slack} "
            f"| {self.measured:.4f} | {self.error:.4f} | {self.verdict()} |"
        )


def coverage(
    method: str, world: str, claim: float, covered: np.ndarray, side: Side = "equals", slack: float = 0.0
) -> Line:
    """Return the line of a coverage from one rate per seed (0, 1, or the share of units covered).

    The Monte-Carlo error is never taken as smaller than that of the claim itself, so that a rate of exactly 1
    is not mistaken for a certain one.
    """
    seeds = len(covered)
    spread = covered.std(ddof=1) / np.sqrt(seeds)
    floor = np.sqrt(claim * (1 - claim) / seeds) if set(np.unique(covered)) <= {0.0, 1.0} else 0.0
    return Line(method, world, claim, float(covered.mean()), float(max(spread, floor)), side, slack)
