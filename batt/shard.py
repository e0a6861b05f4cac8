"""One part of the pages of a year, made beside the other parts: for the job array of a cluster that one has.

::

    batt run disclosure            # once: what every page is drawn from
    batt run --shard 1/4           # four jobs on a shared disk, in any order or at the same time
    …
    batt run --shard 4/4
    batt run                       # finds the pages made; writes the front page, the record and the sums
"""

import re
from dataclasses import dataclass

from batt.batch import Progress, run_steps
from batt.errors import Problem, UsageError
from batt.lock import locked_part
from batt.pipeline import Pages, Run
from batt.report_kinds import ReportPage
from batt.stages import STAGES


@dataclass(frozen=True)
class Shard:
    """The ``number``-th of ``count`` parts, numbered from 1."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """Read ``2/4``.

        Raises
        ------
        UsageError
            It is not two whole numbers, or there is no such part.
        """
        found = re.fullmatch(r"(\d+)/(\d+)", text)
        number, count = map(int, found.groups()) if found else (0, 0)
        if not 1 <= number <= count:
            raise UsageError(
                Problem(
                    f"--shard {text}",
                    "is no part of a whole",
                    "Expected I/N, part I of N parts, numbered from 1: --shard 2/4.",
                    "Start N jobs, from --shard 1/N to --shard N/N.",
                )
            )
        return cls(number, count)

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def of(self, pages: list[ReportPage]) -> list[ReportPage]:
        """Return every ``count``-th page, so that each part has its share of every kind of page."""
        return pages[self.number - 1 :: self.count]


def run_shard(job: Run, shard: Shard, pages: Pages, progress: Progress | None = None) -> list[str]:
    """Make one part of the pages, and nothing else: neither stages nor what lies beside the pages.

    Parameters
    ----------
    pages
        All pages, of which the part is taken; as for `batt.pipeline.run`, which is to be called when the last
        part is made: it finds the pages done and writes front page, record and sums.
    progress
        Called with a `Tick` after each page.

    Returns
    -------
    list of str
        The names of the steps that were done; empty when nothing had changed.

    Raises
    ------
    UsageError
        A stage is not done, or what it reads has changed since.
    BattError
        A page failed; all others of the part have been made first.
    """
    from batt.reports.editorial import check

    with locked_part(job.root, f"{shard.number}-of-{shard.count}"):
        _check_stages(job)
        check(job.root, job.year)
        made = run_steps(job.report_steps(shard.of(pages(job))), progress=progress)
    made.check()
    return list(made.done)


def _check_stages(job: Run) -> None:
    """Refuse to make pages from what is not there or no longer holds: parts would make it all at once."""
    waiting = [
        step.name for step in job.stage_steps(tuple(stage.name for stage in STAGES)) if not step.is_done()
    ]
    if waiting:
        raise UsageError(
            Problem(
                f"--shard: {', '.join(waiting)}",
                "is still to be done",
                "A shard makes pages from stages that are done.",
                f"Run `batt run {STAGES[-1].name}` with the same --root, --year and --option first, once.",
            )
        )
