"""Check the registry's files against each other, and tell every contradiction at once."""

from collections.abc import Iterator
from dataclasses import fields

from batt.errors import Problem, RegistryError
from batt.registry.files import INDICATORS, REGISTRY
from batt.registry.model import Registry
from batt.registry.table_checks import code_list_problems, repeated, table_problems

# Matrix A of the working-group report: 78 cells, of which 21 are hatched. Source: WG §4.12, §§4.1–4.11.
OPEN_CELLS = 57

# Which surveys ask about a theme, by how well the items correspond.
_ASKED_BY_MATCH = {
    "strict": {"nav", "user", "staff"},
    "loose": {"nav", "user", "staff"},
    "two_way": {"nav", "staff"},
    "user_only": {"user"},
}
_INTERVALS_BY_UNIT = {
    "score": {"t"},
    "days": {"t"},
    "weeks": {"t"},
    "firms": {"none"},
    "share": {"wilson", "none"},
}


def validate_registry(registry: Registry) -> None:
    """Check that the registry does not contradict itself.

    Raises
    ------
    RegistryError
        With all contradictions: which file and cell, what it says, what it contradicts.
    """
    checks = (
        _indicators,
        _applicability,
        _suitability,
        _options,
        _surveys,
        code_list_problems,
        table_problems,
        _hypotheses,
    )
    problems = [problem for check in checks for problem in check(registry)]
    if problems:
        raise RegistryError(problems)


def _indicators(registry: Registry) -> Iterator[Problem]:
    expected = [f"i{number:02d}" for number in range(1, 14)]
    if [entry.id for entry in registry.indicators] != expected:
        yield Problem(
            INDICATORS,
            f"holds the indicators {', '.join(entry.id for entry in registry.indicators) or 'none'}",
            "Expected one file for each of i01 to i13.",
        )
    for number in repeated(entry.guide_number for entry in registry.indicators):
        yield Problem(f"{INDICATORS}, guide_number", f"{number} stands in two files", "Expected each once.")
    tables = {table.name for table in registry.tables}
    options = {spec.key: spec for spec in registry.options}
    for entry in registry.indicators:
        where = f"{INDICATORS}/{entry.stem}.yaml"
        if entry.id != f"i{entry.number:02d}":
            yield Problem(f"{where}, number", f"{entry.number} is not the file's number")
        if entry.interval not in _INTERVALS_BY_UNIT[entry.unit]:
            yield Problem(f"{where}, interval", f"'{entry.interval}' does not suit the unit '{entry.unit}'")
        for table in entry.tables:
            if table not in tables:
                yield Problem(
                    f"{where}, tables",
                    f"unknown table '{table}'",
                    f"Known tables: {', '.join(sorted(tables))} ({REGISTRY}/tables.csv).",
                )
        for key in entry.options:
            if key not in options:
                yield Problem(
                    f"{where}, options",
                    f"unknown option '{key}'",
                    f"Known options: {', '.join(options)} ({REGISTRY}/options.yaml).",
                )
            elif entry.id not in options[key].indicators:
                yield Problem(
                    f"{where}, options", f"'{key}' does not name {entry.id} in {REGISTRY}/options.yaml"
                )
    stated = {(entry.id, key) for entry in registry.indicators for key in entry.options}
    for spec in registry.options:
        for indicator in spec.indicators:
            if (indicator, spec.key) not in stated:
                yield Problem(
                    f"{REGISTRY}/options.yaml, {spec.key}.indicators",
                    f"{indicator} does not list this option in its own file",
                )


def _pairs(registry: Registry) -> set[tuple[str, str]]:
    return {(entry.id, code) for entry in registry.indicators for code in registry.programme_codes}


def _uneven(where: str, found: set[tuple[str, str]], expected: set[tuple[str, str]]) -> Iterator[Problem]:
    for indicator, programme in sorted(expected - found):
        yield Problem(f"{where}, {indicator} × {programme}", "is missing", "Expected every pair.")
    for indicator, programme in sorted(found - expected):
        yield Problem(f"{where}, {indicator} × {programme}", "is not a known indicator and programme")


def _applicability(registry: Registry) -> Iterator[Problem]:
    where = f"{REGISTRY}/applies.csv"
    yield from _uneven(where, set(registry.applies), _pairs(registry))
    n_open = sum(registry.applies.values())
    if n_open != OPEN_CELLS:
        yield Problem(
            where,
            f"{n_open} cells are open and {len(registry.applies) - n_open} hatched",
            f"Expected {OPEN_CELLS} open and 21 hatched, as in the working-group report.",
        )
    for entry in registry.indicators:
        if not any(applies for (indicator, _), applies in registry.applies.items() if indicator == entry.id):
            yield Problem(f"{where}, {entry.id}", "applies to no programme")


def _suitability(registry: Registry) -> Iterator[Problem]:
    where = f"{REGISTRY}/target_suitability.csv"
    yield from _uneven(where, set(registry.target_suitability), _pairs(registry))
    for (indicator, programme), cell in registry.target_suitability.items():
        if cell.suited == "JA" and not registry.applies.get((indicator, programme), False):
            yield Problem(
                f"{where}, {indicator} × {programme}",
                "is suited as a target but does not apply",
                f"Expected NEI where {REGISTRY}/applies.csv has 0.",
            )
        if (cell.suited == "UKJENT") != (cell.certainty == "unknown"):
            yield Problem(
                f"{where}, {indicator} × {programme}",
                f"'{cell.suited}' with certainty '{cell.certainty}'",
                "Expected UKJENT exactly where the certainty is unknown.",
            )


def _options(registry: Registry) -> Iterator[Problem]:
    from batt.registry.options import Options

    where = f"{REGISTRY}/options.yaml"
    defaults = {entry.name: entry.default for entry in fields(Options)}
    for spec in registry.options:
        if spec.key not in defaults:
            yield Problem(f"{where}, {spec.key}", "is not an option of the program")
        elif spec.default != defaults[spec.key]:
            yield Problem(
                f"{where}, {spec.key}",
                f"the first choice is '{spec.default}'",
                f"Expected '{defaults[spec.key]}', the default of the program.",
            )
    for key in defaults.keys() - {spec.key for spec in registry.options}:
        yield Problem(f"{where}, {key}", "is missing", "Expected every option of the program.")


def _surveys(registry: Registry) -> Iterator[Problem]:
    where = f"{REGISTRY}/questions.yaml"
    tables = {table.name: table for table in registry.tables}
    matches = {theme.id: theme.match for theme in registry.themes}
    asked: dict[str, set[str]] = {theme.id: set() for theme in registry.themes}
    for survey in registry.surveys:
        if survey.table not in tables:
            yield Problem(f"{where}, surveys.{survey.id}.table", f"unknown table '{survey.table}'")
            continue
        types = {column.field: column.type for column in tables[survey.table].columns}
        for question in survey.questions:
            key = f"{where}, surveys.{survey.id}.questions.{question.id}"
            if question.theme in matches:
                asked[question.theme].add(survey.id)
            else:
                yield Problem(
                    f"{key}.theme",
                    f"unknown theme '{question.theme}'",
                    f"Known themes: {', '.join(matches)}.",
                )
            if question.field not in types:
                yield Problem(key, f"the table {survey.table} has no column '{question.field}'")
            elif question.in_mean != types[question.field].startswith("answer"):
                yield Problem(
                    f"{key}.in_mean",
                    f"{str(question.in_mean).lower()} for a column of type {types[question.field]}",
                    "Expected true for answers on the scale and false for yes or no.",
                )
    for theme, surveys in asked.items():
        if surveys != _ASKED_BY_MATCH[matches[theme]]:
            yield Problem(
                f"{where}, themes.{theme}.match",
                f"'{matches[theme]}', but the theme is asked in {', '.join(sorted(surveys)) or 'no survey'}",
                f"Expected {', '.join(sorted(_ASKED_BY_MATCH[matches[theme]]))}.",
            )


def _hypotheses(registry: Registry) -> Iterator[Problem]:
    numbers = [int(entry.id[1:]) for entry in registry.hypotheses]
    if numbers != list(range(1, len(numbers) + 1)):
        yield Problem(
            f"{REGISTRY}/hypotheses.yaml",
            f"the keys are {', '.join(entry.id for entry in registry.hypotheses)}",
            "Expected H1, H2 … in order: a registered hypothesis is never taken out.",
        )
    known = {caveat.id for caveat in registry.caveats}
    for entry in registry.hypotheses:
        where = f"{REGISTRY}/hypotheses.yaml, {entry.id}"
        for caveat in sorted(set(entry.caveats) - known):
            yield Problem(f"{where}.caveats", f"'{caveat}' is no caveat", "Expected a key of caveats.yaml.")
        is_tested = entry.status == "tested"
        if is_tested != bool(entry.parts) or is_tested == (entry.why_not is not None):
            yield Problem(
                f"{where}.status",
                f"'{entry.status}' with {len(entry.parts)} parts",
                "Expected parts where it is tested, and why_not with no parts where it is not testable.",
            )
