"""Invented nations that several benchmarks work on; made once and kept under ``build/benchmarks``."""

from filelock import FileLock
from own_process import alone

from batt.paths import Root, project_folder
from batt.pipeline import Run, no_page, run
from batt.simulate import simulate

DEMO = (24, 3_000)
NATION = (350, 40_000)


def invented(providers: int, participants: int, *, is_computed: bool = True) -> Root:
    """Return four invented years of so many providers and participants a year.

    Parameters
    ----------
    is_computed
        Whether every stage of the newest year is to be done.
    """
    root = Root(project_folder() / "build" / "benchmarks" / f"{providers}-{participants}")
    alone(_prepare, root, providers, participants, is_computed)
    return root


def _prepare(root: Root, providers: int, participants: int, is_computed: bool) -> None:
    root.path.parent.mkdir(parents=True, exist_ok=True)
    # Of two benchmarks that begin together, the second waits for what the first makes.
    with FileLock(f"{root.path}.lock"):
        if not root.raw_years():
            simulate(root.path, providers=providers, participants=participants)
        if is_computed:
            run(Run(root, root.raw_years()[-1]), reports=no_page)
