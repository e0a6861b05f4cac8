"""Indikator.no's 25 figures and which of them are BATT's: the second set of indicators, as facts."""

from dataclasses import dataclass
from functools import cache

from batt.errors import Problem, RegistryError
from batt.registry.files import REGISTRY, read_rows
from batt.registry.load import FOLDER, load

FIGURES_N = 25
MATCHES = ("shared", "presumed", "none")
_UNITS_OF = {"share": "per_cent", "score": "score", "weeks": "weeks", "days": "days", "firms": "firms"}


@dataclass(frozen=True)
class IndikatorNoFigure:
    """One of indikator.no's figures.

    Attributes
    ----------
    indicator
        The BATT indicator that it is, else empty.
    match
        ``shared``: the joint guide refers to the BATT indicator; ``presumed``: only the name says so;
        ``none``.
    unit
        ``per_cent``, ``score``, ``weeks``, ``days``, ``firms`` or ``unknown``.
    """

    number: int
    name_nb: str
    name_en: str
    indicator: str
    match: str
    unit: str
    source: str


@cache
def indikator_no_figures() -> tuple[IndikatorNoFigure, ...]:
    """Return indikator.no's figures in their own order.

    Raises
    ------
    RegistryError
        The file lacks a number or has it twice, or contradicts the indicators; all problems are listed.
    """
    return read_figures(read_rows(FOLDER / "indikator_no.csv"))


def read_figures(rows: list[dict[str, str]]) -> tuple[IndikatorNoFigure, ...]:
    """Return the figures written in the rows of ``indikator_no.csv``.

    Raises
    ------
    RegistryError
        As `indikator_no_figures`.
    """
    where = f"{REGISTRY}/indikator_no.csv"
    problems = []
    numbers = [row["number"] for row in rows]
    if numbers != [str(number) for number in range(1, FIGURES_N + 1)]:
        problems.append(
            Problem(
                f"{where}, number",
                f"the numbers are {', '.join(numbers)}",
                f"Expected 1 to {FIGURES_N}, each once and in order.",
            )
        )
    units = {entry.id: _UNITS_OF[entry.unit] for entry in load().indicators}
    for row in rows:
        place = f"{where}, number {row['number']}"
        expected = units.get(row["indicator"]) if row["indicator"] else row["unit"]
        if row["match"] not in MATCHES or (row["match"] == "none") != (row["indicator"] == ""):
            problems.append(
                Problem(
                    f"{place}, match",
                    f"'{row['match']}' with the indicator '{row['indicator']}'",
                    "Expected shared or presumed with an indicator, none without.",
                )
            )
        if expected is None:
            problems.append(
                Problem(f"{place}, indicator", f"unknown indicator '{row['indicator']}'", "Expected i01–i13.")
            )
        elif expected != row["unit"]:
            problems.append(Problem(f"{place}, unit", f"'{row['unit']}'", f"Expected {expected}."))
    if problems:
        raise RegistryError(problems)
    texts = ("name_nb", "name_en", "indicator", "match", "unit", "source")
    return tuple(IndikatorNoFigure(int(row["number"]), *(row[name] for name in texts)) for row in rows)
