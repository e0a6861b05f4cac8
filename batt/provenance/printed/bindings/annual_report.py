"""The annual report: the country's figures, how stays ended, how people fare afterwards, who answered."""

from batt.provenance.printed.binding import TABLE_ID, Binding, Row
from batt.provenance.printed.bindings.country_rows import (
    activity,
    alarms,
    bands,
    causes_of_jobs,
    followup,
    followup_by_time,
    means_of_all,
    national_changes,
    satisfied,
    stays,
    target_counts,
)
from batt.provenance.printed.codes import questions
from batt.provenance.printed.reading import (
    code_columns,
    code_in,
    country,
    county_in,
    fixed,
    listed,
    listed_once,
    name_of_indicator,
    programme_columns,
    programme_in,
    same,
    survey_in,
    table_of,
    theme_in,
    this_year,
    word_in,
    year_said,
)
from batt.provenance.printed.reported import LEVELS, reported
from batt.provenance.printed.saved import Reader
from batt.registry import load


def _survey_of_column(name: str, reader: Reader) -> tuple[dict[str, str], str] | None:
    found = {one.answered_by[reader.lang].replace("\u00a0", " "): one.id for one in load().surveys}
    return ({"survey": found[name]}, "mean") if name in found else None


def _cause_of_column(name: str, reader: Reader) -> tuple[dict[str, str], str] | None:
    return ({"cause": name}, "cif") if name in ("job", "active", "other") else None


def _question(row: Row, reader: Reader) -> dict[str, str | None]:
    survey = str(row[TABLE_ID]).removeprefix("items-")
    return {"survey": survey, "question": questions(survey, reader.lang).get(str(row["text"]))}


_THIS = (this_year, country, listed)
_CAUSE = code_in("end_cause", "end_causes", "cause")
_LEVELS_OF_UNITS = {f"targets_of_{level}": level for level in ("country", "county", "provider")}
BINDINGS = (
    Binding(
        "activity-table",
        activity,
        (year_said, programme_in("programme")),
        levels={name: f"level_{name}" for name in ("participants_n", "starts_n", "exits_n", "still_in_n")},
    ),
    Binding("numbers-(provider|programme)|dots-i\\d+-data", reported, _THIS, levels=LEVELS),
    Binding("indicator-matrix", reported, _THIS, wide=programme_columns("value"), levels=LEVELS),
    Binding(
        "jobs-trend-data",
        reported,
        (country, year_said, programme_in("programme"), fixed(indicator="i08")),
        levels=LEVELS,
    ),
    Binding(
        "jobs-kinds-data",
        causes_of_jobs,
        (programme_in("programme"),),
        wide=code_columns("end_causes", "end_cause", "share"),
    ),
    Binding(
        "(jobs|end-causes)-table",
        reported,
        (this_year, country, _CAUSE),
        wide=programme_columns("value"),
        levels=LEVELS,
        kinds=("annual_report",),
    ),
    Binding(
        "end-causes-figure-data",
        reported,
        (this_year, country, programme_in("programme")),
        wide=code_columns("end_causes", "cause", "value"),
        levels=LEVELS,
    ),
    Binding(
        "why-changed-table|national-split",
        national_changes,
        (listed_once,),
        levels={"n": "level", "n_country": "level"},
    ),
    Binding(
        "afterwards-figure-data",
        followup,
        (programme_in("programme"), fixed(is_first=True)),
        wide=code_columns("followup_status", "status", "share"),
    ),
    Binding("afterwards-table", followup_by_time, (programme_in("programme"), same("months_after"))),
    Binding(
        "response-rates|responses-table",
        table_of("breakdowns", "response_rates"),
        (survey_in("survey"), programme_in("programme")),
    ),
    Binding("surveys-(strict|loose)-data", means_of_all, (theme_in("theme"),), wide=_survey_of_column),
    Binding("satisfied", satisfied, (programme_in("programme"),)),
    Binding(
        "other-scales",
        table_of("breakdowns", "other_scales"),
        (programme_in("programme"), same("scale_points")),
    ),
    Binding("items-\\w+", means_of_all, (_question,)),
    Binding("duration-curves-data", bands, (programme_in("programme"), same("band"))),
    Binding("duration-tests", stays, (programme_in("programme"),)),
    Binding(
        "leaving-figure-data",
        table_of("relationships", "cumulative_incidence"),
        (programme_in("programme"), same("week")),
        columns={"week": "week"},
        wide=_cause_of_column,
    ),
    Binding(
        "(counties|county)-map-data",
        reported,
        (this_year, county_in("shown_name"), fixed(indicator="i08", programme="AB")),
        levels=LEVELS,
    ),
    Binding("differences-figure-data", alarms, (name_of_indicator,)),
    Binding(
        "targets-met-country|targets-country-table",
        table_of("disclosure", "target_attainment"),
        (country, listed),
        said={"aim": ("target", "lower", "upper")},
    ),
    Binding(
        "targets-met-counts",
        target_counts,
        (word_in("level", "annual_report", _LEVELS_OF_UNITS, "unit_level"),),
    ),
)
