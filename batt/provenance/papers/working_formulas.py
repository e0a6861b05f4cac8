"""How a spreadsheet arrives at each indicator from its rows: numerator and denominator as live formulas.

The formulas read the cells as they were cleaned and follow the working group's text, not the Python rules.
Each returns None where a reading is in force that no short formula says; then the paper adds up the saved
contributions of the rows.
"""

from collections.abc import Callable
from dataclasses import dataclass

from batt.clean.remarks import APPROVAL_CAUSES
from batt.indicators import job_codes
from batt.registry import Options, load

Column = Callable[[str, str], str]
"""Returns the cells of a table's field as a spreadsheet names them: ``'deltakerlop'!$H$5:$H$60``."""
Formulas = tuple[str, str]
"""Numerator and denominator, each beginning with ``=``."""


@dataclass(frozen=True)
class Recipe:
    """What a working paper of an indicator needs.

    Attributes
    ----------
    fields
        Our table name → the clean fields that its formulas read.
    write
        Makes the formulas.
    """

    fields: dict[str, tuple[str, ...]]
    write: Callable[[Column, Options], Formulas | None]


def recipe(indicator: str) -> Recipe:
    """Return how an indicator is worked out from the fields of its tables."""
    return _RECIPES[indicator]()


def _survey(survey_id: str) -> Recipe:
    survey = load().survey(survey_id)
    fields = tuple(question.field for question in survey.questions if question.in_mean)

    def write(column: Column, options: Options) -> Formulas | None:
        if options.survey_mean != "pooled":
            return None
        answers = [column(survey.table, field) for field in fields]
        sums = "+".join(f'SUMIFS({one},{one},">=1",{one},"<=6")' for one in answers)
        counts = "+".join(f'COUNTIFS({one},">=1",{one},"<=6")' for one in answers)
        return f"={sums}", f"={counts}"

    return Recipe({survey.table: fields}, write)


def _training() -> Recipe:
    def write(column: Column, options: Options) -> Formulas | None:
        if options.staff_denominator == "fte":
            return None
        minutes = f"=SUMPRODUCT(ROUND({column('training', 'hours')}*60,0))"
        return minutes, f"=COUNTA({column('staff', 'staff_id')})"

    return Recipe({"staff": ("staff_id", "is_in_rehabilitation"), "training": ("staff_id", "hours")}, write)


def _partners() -> Recipe:
    def write(column: Column, options: Options) -> Formulas:
        firms, used = column("partners", "key"), column("placements", "key")
        return (
            f"=SUMPRODUCT(--ISNUMBER(MATCH({firms},{used},0)))",
            f"=COUNTA({column('providers', 'provider_id')})",
        )

    fields = {
        "partners": ("key", "is_written"),
        "providers": ("provider_id",),
        "placements": ("key", "placement_type"),
    }
    return Recipe(fields, write)


def _participants() -> Recipe:
    def write(column: Column, options: Options) -> Formulas:
        persons, placed = column("spells", "key"), column("placements", "key")
        return f"=SUMPRODUCT(--ISNUMBER(MATCH({persons},{placed},0)))", f"=COUNTA({persons})"

    return Recipe({"spells": ("key",), "placements": ("key", "placement_type", "has_follow_up")}, write)


def _health() -> Recipe:
    company = tuple(f"health_q{number}" for number in (1, 2, 3, 4))
    programme = tuple(f"health_q{number}" for number in (5, 6))

    def write(column: Column, options: Options) -> Formulas:
        answers = [column("provider_years", field) for field in company]
        answers += [column("provider_programme_years", field) for field in programme]
        yes = "+".join(f"COUNTIFS({one},1)" for one in answers)
        return f"={yes}", "=" + "+".join(f"COUNT({one})" for one in answers)

    return Recipe({"provider_years": company, "provider_programme_years": programme}, write)


def _jobs() -> Recipe:
    def write(column: Column, options: Options) -> Formulas:
        causes = column("spells", "end_cause")
        return f"={_counted(causes, job_codes(options))}", f"=COUNTA({causes})"

    return Recipe({"spells": ("end_date", "end_cause")}, write)


def _active() -> Recipe:
    def write(column: Column, options: Options) -> Formulas:
        causes, end = column("spells", "end_cause"), column("spells", "end_date")
        approved = column("spells", "nav_approved_date")
        codes = load().codes["end_causes"].in_group("active")
        always = _counted(causes, tuple(code for code in codes if code not in APPROVAL_CAUSES))
        asked = "+".join(f'({causes}="{code}")' for code in APPROVAL_CAUSES)
        in_time = f'SUMPRODUCT(({asked})*({approved}<>"")*({approved}<={end}))'
        return f"={always}+{in_time}", f"=COUNTA({causes})"

    return Recipe({"spells": ("end_date", "end_cause", "nav_approved_date")}, write)


def _stay() -> Recipe:
    def write(column: Column, options: Options) -> Formulas:
        start, end = column("spells", "start_date"), column("spells", "end_date")
        more = f"+COUNT({end})" if options.weeks == "inclusive" else ""
        return f"=SUM({end})-SUM({start}){more}", f"=COUNT({end})"

    return Recipe({"spells": ("start_date", "end_date")}, write)


def _qualifications() -> Recipe:
    def write(column: Column, options: Options) -> Formulas:
        held = column("spells", "qualifications")
        formal = load().codes["qualifications"].in_group("formal")
        any_of = "+".join(f'ISNUMBER(FIND("|{code}|","|"&{held}&"|"))' for code in formal)
        return f"=SUMPRODUCT(--(({any_of})>0))", f"=COUNTA({column('spells', 'end_cause')})"

    return Recipe({"spells": ("end_date", "end_cause", "qualifications")}, write)


def _first_start() -> Recipe:
    def write(column: Column, options: Options) -> Formulas:
        return _days(column, options, "first_start_date", "")

    return Recipe({"spells": ("start_date", "end_date", "first_start_date")}, write)


def _employment() -> Recipe:
    def write(column: Column, options: Options) -> Formulas | None:
        if options.time_population != "exits":
            return None
        causes = column("spells", "end_cause")
        to_job = "+".join(f'({causes}="{code}")' for code in job_codes(options))
        return _days(column, options, "employed_date", f"*({to_job})")

    return Recipe({"spells": ("start_date", "end_date", "end_cause", "employed_date")}, write)


def _days(column: Column, options: Options, field: str, also: str) -> Formulas:
    """Return the days from the start to a date, and how many have such a date."""
    start, day = column("spells", "start_date"), column("spells", field)
    has_day = f'({day}<>"")*({day}>={start}){also}'
    more = "+1" if options.weeks == "inclusive" else ""
    return f"=SUMPRODUCT({has_day}*({day}-{start}{more}))", f"=SUMPRODUCT({has_day})"


def _counted(cells: str, codes: tuple[str, ...]) -> str:
    return "+".join(f'COUNTIFS({cells},"{code}")' for code in codes)


_RECIPES: dict[str, Callable[[], Recipe]] = {
    "i01": lambda: _survey("nav"),
    "i02": lambda: _survey("user"),
    "i03": lambda: _survey("staff"),
    "i04": _training,
    "i05": _partners,
    "i06": _participants,
    "i07": _health,
    "i08": _jobs,
    "i09": _active,
    "i10": _stay,
    "i11": _qualifications,
    "i12": _first_start,
    "i13": _employment,
}
