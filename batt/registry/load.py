"""Read the registry's files into the shapes of ``model``, explaining whatever is wrong with them."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from batt.registry.cross_checks import validate_registry
from batt.registry.files import read_rows, read_yaml
from batt.registry.hypothesis import ClaimPart, Hypothesis
from batt.registry.label import Label
from batt.registry.model import (
    Caveat,
    Code,
    CodeList,
    Column,
    Indicator,
    OptionSpec,
    Programme,
    Question,
    Registry,
    Suitability,
    Survey,
    Table,
    Theme,
)
from batt.registry.validate import validate_files

FOLDER = Path(__file__).parent
INDICATOR_FOLDER = FOLDER.parent / "indicators"


@cache
def load() -> Registry:
    """Return the registry, read once.

    Raises
    ------
    RegistryError
        A file breaks its schema or contradicts another; all problems are listed.
    """
    validate_files(FOLDER, INDICATOR_FOLDER)
    registry = read(FOLDER, INDICATOR_FOLDER)
    validate_registry(registry)
    return registry


def read(folder: Path, indicator_folder: Path) -> Registry:
    """Read the registry's files without checking them against each other."""
    programmes = tuple(_programme(row) for row in read_rows(folder / "programmes.csv"))
    indicators = tuple(
        _indicator(path.stem, read_yaml(path)) for path in sorted(indicator_folder.glob("i[0-9][0-9]_*.yaml"))
    )
    questions = read_yaml(folder / "questions.yaml")
    return Registry(
        programmes=programmes,
        indicators=indicators,
        applies={
            (row["indicator"], code): row[code] == "1"
            for row in read_rows(folder / "applies.csv")
            for code in row
            if code != "indicator"
        },
        target_suitability={
            (row["indicator"], row["programme"]): Suitability(row["suited"], row["certainty"])  # type: ignore[arg-type]
            for row in read_rows(folder / "target_suitability.csv")
        },
        surveys=tuple(_survey(survey_id, entry) for survey_id, entry in questions["surveys"].items()),
        themes=tuple(
            Theme(theme_id, _label(entry["label"]), entry["match"])
            for theme_id, entry in questions["themes"].items()
        ),
        options=tuple(_option(key, entry) for key, entry in read_yaml(folder / "options.yaml").items()),
        hypotheses=tuple(_hypothesis(key, e) for key, e in read_yaml(folder / "hypotheses.yaml").items()),
        caveats=tuple(
            Caveat(key, _label(entry["title"]), _label(entry["text"]), entry["source"])
            for key, entry in read_yaml(folder / "caveats.yaml").items()
        ),
        codes=_codes(folder, indicators),
        tables=tuple(_table(row, folder) for row in read_rows(folder / "tables.csv")),
    )


def _label(entry: dict[str, str]) -> Label:
    return Label(nb=entry["nb"].strip(), en=entry["en"].strip())


def _programme(row: dict[str, str]) -> Programme:
    return Programme(
        code=row["code"],
        label=Label(row["label_nb"], row["label_en"]),
        short=Label(row["short_nb"], row["short_en"]),
        aim=Label(row["aim_nb"], row["aim_en"]),
        max_weeks=int(row["max_weeks"]) if row["max_weeks"] else None,
        tolerance_weeks=int(row["tolerance_weeks"] or 0),
        arena_codes=tuple(row["arena_codes"].split()),
        source=row["source"],
    )


def _code(row: dict[str, str]) -> Code:
    return Code(
        code=row["code"],
        label=Label(row["label_nb"], row["label_en"]),
        group=row.get("group", ""),
        misspellings=tuple(part for part in row["misspellings"].split(";") if part),
        valid_from=int(row["valid_from"]) if row.get("valid_from") else None,
        valid_to=int(row["valid_to"]) if row.get("valid_to") else None,
    )


def _codes(folder: Path, indicators: tuple[Indicator, ...]) -> dict[str, CodeList]:
    lists = {
        path.stem: CodeList(path.stem, tuple(_code(row) for row in read_rows(path)))
        for path in sorted((folder / "codes").glob("*.csv"))
    }
    lists["programmes"] = CodeList(
        "programmes", tuple(_code(row) for row in read_rows(folder / "programmes.csv"))
    )
    lists["indicators"] = CodeList(
        "indicators", tuple(Code(i.id, i.name, misspellings=(str(i.number),)) for i in indicators)
    )
    return lists


def _table(row: dict[str, str], folder: Path) -> Table:
    return Table(
        raw_name=row["table"],
        name=row["name"],
        grain=row["grain"],
        is_required=row["required"] == "yes",
        key=tuple(row["key"].split()),
        references=dict(reference.split(":") for reference in row["references"].split()),
        columns=tuple(_column(entry) for entry in read_rows(folder / "columns" / f"{row['table']}.csv")),
    )


def _column(row: dict[str, str]) -> Column:
    years = {int(name): cell for name, cell in row.items() if name.isdigit()}
    return Column(
        field=row["field"],
        type=row["type"],
        codes=row["codes"],
        required=row["required"],
        headers_by_year={year: tuple(h for h in cell.split("|") if h) for year, cell in years.items()},
    )


def _indicator(stem: str, entry: dict[str, Any]) -> Indicator:
    return Indicator(
        id=stem.split("_", maxsplit=1)[0],
        stem=stem,
        number=entry["number"],
        guide_number=entry["guide_number"],
        name=_label(entry["name"]),
        short=_label(entry["short"]),
        definition=_label(entry["definition"]),
        numerator=_label(entry["numerator"]),
        denominator=_label(entry["denominator"]),
        unit=entry["unit"],
        scale=Fraction(str(entry["scale"])),
        decimals=entry["decimals"],
        direction=entry["direction"],
        direction_words=_label(entry["direction_words"]),
        level=entry["level"],
        kind=entry["kind"],
        minimum_n=entry["minimum_n"],
        n_unit=entry["n_unit"],
        n_unit_label=_label(entry["n_unit_label"]),
        interval=entry["interval"],
        tables=tuple(entry["tables"]),
        options=tuple(entry["options"]),
        rule_version=str(entry["rule_version"]),
        source=entry["source"],
        caution=_label(entry["caution"]),
    )


def _survey(survey_id: str, entry: dict[str, Any]) -> Survey:
    return Survey(
        id=survey_id,
        table=entry["table"],
        name=_label(entry["name"]),
        answered_by=_label(entry["answered_by"]),
        questions=tuple(
            Question(
                id=key,
                field=key.lower(),
                text=_label(question),
                theme=question["theme"],
                in_mean=question.get("in_mean", True),
            )
            for key, question in entry["questions"].items()
        ),
    )


def _option(key: str, entry: dict[str, Any]) -> OptionSpec:
    return OptionSpec(
        key=key,
        label=_label(entry["label"]),
        choices={str(choice): _label(text) for choice, text in entry["choices"].items()},
        source=entry["source"],
        indicators=tuple(entry["indicators"]),
    )


def _hypothesis(key: str, entry: dict[str, Any]) -> Hypothesis:
    return Hypothesis(
        id=key,
        claim=_label(entry["claim"]),
        basis=entry["basis"],
        outcome=entry["outcome"],
        exposure=entry["exposure"],
        unit_of_analysis=entry["unit_of_analysis"],
        test=entry["test"],
        pitfalls=_label(entry["pitfalls"]),
        estimand=_label(entry["estimand"]),
        parts=tuple(
            ClaimPart(
                key=part,
                subject=_label(facts["subject"]),
                direction=facts["direction"],
                scale=facts["scale"],
                smallest_effect=float(facts["smallest_effect"]),
                is_primary=facts["primary"],
            )
            for part, facts in entry["parts"].items()
        ),
        caveats=tuple(entry["caveats"]),
        status=entry["status"],
        source=entry["source"],
        why_not=_label(entry["why_not"]) if "why_not" in entry else None,
    )
