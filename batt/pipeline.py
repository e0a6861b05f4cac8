"""The stages in order, with what each reads and writes. The first file to read.

::

    clean ─► indicators ─► comparisons ─► relationships ─► disclosure ─► reports

A stage is one notebook under ``notebooks/`` over one folder of ``batt/``; papermill runs it. A step is a
stage for one year. It is done again only when something that it depends on has changed (``steps.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from batt.disclosure import Role
from batt.errors import Problem, UsageError
from batt.lock import locked
from batt.paths import Root, project_folder
from batt.registry import LANGUAGES, Options
from batt.steps import Step

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Stage:
    """One room of the house: ``batt/<name>/``, its notebook and its folder under ``data/processed/``."""

    name: str
    notebook: str
    reads: Callable[[Root, int], list[Path]]
    writes: Callable[[Root, int], list[Path]]
    pools_years: bool = False


def _received(root: Root, year: int) -> list[Path]:
    return [root.raw(year), root.manifest, root.corrections]


def _clean_years(root: Root, year: int) -> list[Path]:
    return [root.clean(y) for y in root.raw_years() if y <= year]


def _computed_years(root: Root, year: int) -> list[Path]:
    past = [y for y in root.raw_years() if y <= year]
    return [
        path
        for y in past
        for path in (root.indicators(y), root.counted_units(y), root.processed("breakdowns") / str(y))
    ]


STAGES = (
    Stage("clean", "01_clean.ipynb", reads=_received, writes=lambda root, year: [root.clean(year)]),
    Stage(
        "indicators",
        "02_indicators.ipynb",
        # Earlier years too: people are followed up after courses that ended then.
        reads=_clean_years,
        writes=lambda root, year: [
            root.indicators(year),
            root.counted_units(year),
            root.processed("breakdowns") / str(year),
        ],
    ),
    Stage(
        "comparisons",
        "03_comparisons.ipynb",
        reads=lambda root, year: [*_clean_years(root, year), *_computed_years(root, year)],
        writes=lambda root, year: [root.comparisons(year)],
        pools_years=True,
    ),
    Stage(
        "relationships",
        "04_relationships.ipynb",
        reads=lambda root, year: [
            *_clean_years(root, year),
            *_computed_years(root, year),
            root.comparisons(year),
            root.own_questions,
        ],
        writes=lambda root, year: [root.relationships(year)],
        pools_years=True,
    ),
    Stage(
        "disclosure",
        "05_disclosure.ipynb",
        reads=lambda root, year: [
            *_clean_years(root, year),
            *_computed_years(root, year),
            root.comparisons(year),
            root.released,
        ],
        writes=lambda root, year: [root.disclosure(year)],
        pools_years=True,
    ),
)
REPORTS = ("annual_report", "comparisons", "evaluation", "perceptions", "data_quality")
FOR_ROLES = ("comparisons",)
"""Reports that are also made for one role or one provider, in a folder of their own."""


@dataclass(frozen=True)
class Run:
    """What one call of the main job is to do.

    Attributes
    ----------
    root, year
        The family of years and the year that is reported on; earlier years are cleaned and computed too,
        since reports compare with them.
    options
        The readings of the open rules.
    strict, skip_broken
        Row faults are errors; broken deliveries count as not received.
    role, provider
        Who reads the reports, and which provider where it is one.
    """

    root: Root
    year: int
    options: Options = field(default_factory=Options)
    strict: bool = False
    skip_broken: bool = False
    role: Role = "public"
    provider: str | None = None

    def steps(self, stages: tuple[str, ...], reports: tuple[str, ...]) -> list[Step]:
        """Return the steps of the given stages and reports in the order in which they are run."""
        steps = [
            self._stage_step(stage, year)
            for stage in STAGES
            if stage.name in stages
            for year in self.root.raw_years()
            if year <= self.year and (year == self.year or not stage.pools_years)
        ]
        return steps + [self._report_step(kind, lang) for kind in reports for lang in LANGUAGES]

    def _stage_step(self, stage: Stage, year: int) -> Step:
        names = [entry.name for entry in STAGES]
        parameters: dict[str, object] = {"root": str(self.root.path), "year": year}
        if stage.name == "clean":
            parameters |= {"strict": self.strict, "skip_broken": self.skip_broken}
            sources = ["raw", "clean"]
        else:
            parameters |= {"options": [f"{key}={value}" for key, value in self.options.changed().items()]}
            sources = ["raw", *names[: names.index(stage.name) + 1]]
        return Step(
            name=f"{stage.name}-{year}",
            notebook=project_folder() / "notebooks" / stage.notebook,
            parameters=parameters,
            reads=tuple(stage.reads(self.root, year)),
            writes=tuple(stage.writes(self.root, year)),
            sources=tuple(sources),
            executed=self.root.executed(year) / f"{stage.name}.ipynb",
            record=self.root.steps / f"{stage.name}-{year}.json",
            root=self.root,
        )

    def _report_step(self, kind: str, lang: str) -> Step:
        past = [year for year in self.root.raw_years() if year <= self.year]
        reads = [path for stage in STAGES for year in past for path in stage.writes(self.root, year)]
        parameters: dict[str, object] = {"root": str(self.root.path), "year": self.year, "lang": lang}
        parameters["options"] = [f"{key}={value}" for key, value in self.options.changed().items()]
        page = self.root.reports(self.year) / f"{kind}.{lang}.html"
        name = f"{kind}-{self.year}-{lang}"
        if kind in FOR_ROLES:
            parameters |= {"role": self.role, "provider": self.provider or ""}
            if self.role != "public":
                reader = self.provider or self.role
                page = self.root.reports(self.year) / kind / f"{reader}.{lang}.html"
                name = f"{kind}-{self.year}-{reader}-{lang}"
        return Step(
            name=name,
            notebook=project_folder() / "notebooks" / "reports" / f"{kind}.ipynb",
            parameters=parameters,
            reads=(*reads, self.root.simulated_marker),
            writes=(page,),
            sources=("raw", *(stage.name for stage in STAGES), "reports"),
            executed=self.root.executed(self.year) / f"{name}.ipynb",
            record=self.root.steps / f"{name}.json",
            root=self.root,
        )


def open_root(root: str | Path = "", year: int = 0, before: str = "") -> tuple[Root, int]:
    """Find the root and the year that a notebook or a command works on.

    Parameters
    ----------
    root
        A folder; empty means the project folder, or its ``demo/`` with invented data where no real year has
        been received. The invented data are made when they are not there.
    year
        0 means the newest year received.
    before
        A stage: the stages to its left are brought up to date without notebooks, so that a notebook can be
        run from JupyterLab on its own.

    Raises
    ------
    UsageError
        There is no such year, or no year at all.
    """
    place = Root(Path(root) if root else project_folder())
    if not root and not place.raw_years():
        place = Root(project_folder() / "demo")
        if not place.raw_years():
            from batt.simulate import simulate

            simulate(place.path)
    years = place.raw_years()
    if not years:
        raise UsageError(
            Problem(
                f"{place.raw_folder}",
                "holds no year",
                "Expected one folder a year with the files as received, such as data/raw/2015/.",
                "Put the files there, or make invented data: batt simulate --root DIR.",
            )
        )
    if year and year not in years:
        raise UsageError(
            Problem(
                f"year {year}", "has not been received", f"Received years: {', '.join(map(str, years))}.",
                f"Put its files under data/raw/{year}/ or name another year.",
            )
        )  # fmt: skip
    chosen = year or years[-1]
    if before:
        _bring_up_to(place, chosen, before)
    return place, chosen


def _bring_up_to(root: Root, year: int, before: str) -> None:
    """Do what the stages to the left of ``before`` have not yet written."""
    for stage in STAGES:
        if stage.name == before:
            return
        for past in (y for y in root.raw_years() if y <= year):
            is_wanted = past == year or not stage.pools_years
            if is_wanted and not all(_is_written(path) for path in stage.writes(root, past)):
                import_module(f"batt.{stage.name}").run(root, past)


def _is_written(path: Path) -> bool:
    return path.is_file() or any(path.glob("*"))


def run(
    job: Run,
    stages: tuple[str, ...] | None = None,
    reports: tuple[str, ...] = REPORTS,
    progress: Progress | None = None,
) -> list[str]:
    """Do every step of ``job`` whose inputs have changed.

    Parameters
    ----------
    stages
        Names of stages; all by default.
    reports
        Kinds of report, each in every language.
    progress
        Called with a sentence before each step that is run.

    Returns
    -------
    list of str
        The names of the steps that were done; empty when nothing had changed.
    """
    from batt.reports.index import write_index

    names = tuple(stage.name for stage in STAGES) if stages is None else stages
    done: list[str] = []
    with locked(job.root):
        steps = job.steps(names, reports)
        for number, step in enumerate(steps, 1):
            if step.is_done():
                continue
            if progress:
                progress(f"[{number}/{len(steps)}] {step.name}")
            step.run()
            done.append(step.name)
        if reports:
            write_index(job.root, job.year, job.options.forening)
    return done
