"""Every folder and file of a root, named once."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Root:
    """The folder in which one family of years lives: raw files in, processed tables and reports out.

    Real years live in the project folder itself; invented years live in a root of their own (``demo/``),
    so that the two never meet in one trend.
    """

    path: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "path", Path(self.path).resolve())

    @property
    def raw_folder(self) -> Path:
        return self.path / "data" / "raw"

    @property
    def manifest(self) -> Path:
        """Which delivery was received when: ``year, provider_id, file, received``."""
        return self.raw_folder / "manifest.csv"

    @property
    def simulated_marker(self) -> Path:
        return self.raw_folder / "SIMULATED"

    @property
    def is_simulated(self) -> bool:
        """Whether the years of this root are invented; then every page carries a banner."""
        return self.simulated_marker.exists()

    @property
    def truth(self) -> Path:
        """What was planted in invented data. The pipeline never reads it."""
        return self.path / "truth.json"

    @property
    def corrections(self) -> Path:
        return self.path / "data" / "corrections.csv"

    @property
    def own_questions(self) -> Path:
        """A researcher's own hypotheses on the years of this root; it need not be there."""
        return self.path / "hypotheses.yaml"

    def computed_years(self, last: int) -> list[int]:
        """Return the received years up to `last` whose indicators have been computed, oldest first."""
        return [year for year in self.raw_years() if year <= last and self.indicators(year).exists()]

    def raw(self, year: int) -> Path:
        return self.raw_folder / str(year)

    def raw_years(self) -> list[int]:
        """Return the years that have a folder with at least one file, oldest first."""
        if not self.raw_folder.is_dir():
            return []
        return sorted(
            int(folder.name)
            for folder in self.raw_folder.iterdir()
            if folder.is_dir()
            and folder.name.isdigit()
            and len(folder.name) == 4
            and any(not entry.name.startswith(".") for entry in folder.iterdir())
        )

    def processed(self, stage: str) -> Path:
        return self.path / "data" / "processed" / stage

    def clean(self, year: int) -> Path:
        """Folder of the year's tidy tables, one Parquet file a table, with ``ledger.parquet``."""
        return self.processed("clean") / str(year)

    def indicators(self, year: int) -> Path:
        return self.processed("indicators") / f"{year}.parquet"

    def counted_units(self, year: int) -> Path:
        return self.processed("counted_units") / f"{year}.parquet"

    def comparisons(self, year: int) -> Path:
        """Folder of the year's comparisons between providers, one Parquet file a table."""
        return self.processed("comparisons") / str(year)

    def relationships(self, year: int) -> Path:
        """Folder of result tables that pool every year up to this one."""
        return self.processed("relationships") / str(year)

    def protection(self, year: int) -> Path:
        """How much of each figure that reports tell of the year must be hidden."""
        return self.processed("protection") / f"{year}.parquet"

    def disclosure(self, year: int) -> Path:
        """Folder of what of all years up to this one may be shown, and of the comparisons made among that."""
        return self.processed("disclosure") / str(year)

    @property
    def released(self) -> Path:
        """Folder of what earlier published reports let out, one CSV file a release."""
        return self.path / "data" / "released"

    def editorial(self, year: int, lang: str) -> Path:
        """The editor's own texts for the year's pages in one language; it need not be there."""
        return self.path / "data" / "editorial" / str(year) / f"{lang}.md"

    def export(self, year: int, kind: str) -> Path:
        """Folder of the year's tables as files of a statistics program."""
        return self.processed("export") / str(year) / kind

    def executed(self, year: int) -> Path:
        """Folder of the notebooks as they were run; kept for looking into a failure."""
        return self.processed("executed") / str(year)

    @property
    def steps(self) -> Path:
        """Folder of the keys and hashes of the steps already done."""
        return self.processed("steps")

    def closed(self, year: int) -> Path:
        """What the year's folder of reports was like when a run had written the last file to it."""
        return self.steps / "closed" / f"{year}.json"

    def reports(self, year: int) -> Path:
        return self.path / "reports" / str(year)

    def editions(self, year: int) -> Path:
        """Folder of the year's signed-off editions, one numbered folder each."""
        return self.reports(year) / "editions"

    def edition_cells(self, year: int, number: int) -> Path:
        """What an edition published of every provider by name, for comparing; not to be passed on."""
        return self.path / "data" / "editions" / str(year) / f"{number}.csv"

    def study_reports(self, name: str) -> Path:
        return self.path / "reports" / "studies" / name

    def relative(self, path: Path) -> str:
        """Return a path as the user sees it: relative to the root, with forward slashes."""
        path = Path(path)
        return path.relative_to(self.path).as_posix() if path.is_relative_to(self.path) else path.name


def project_folder() -> Path:
    """Return the folder of the workbook itself: the one that holds ``notebooks/``.

    It is looked for from the current folder upwards, then beside the package (as installed with ``-e``).
    """
    here = Path.cwd().resolve()
    for folder in (here, *here.parents, Path(__file__).resolve().parent.parent):
        if (folder / "notebooks" / "00_start_here.ipynb").exists():
            return folder
    return here
