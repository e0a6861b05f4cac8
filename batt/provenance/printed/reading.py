"""How the codes behind a row are read from what the row says."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from batt.provenance.printed import codes
from batt.provenance.printed.binding import TABLE_ID, Keys, Row, Wide
from batt.provenance.printed.saved import Reader
from batt.reports.words import Words

OWN_MARK = "◆"


def this_year(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The year of the report."""
    return {"year": reader.year}


def year_said(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The year that the row names."""
    return {"year": int(row["year"])}


def country(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The country as a whole."""
    return {"unit_level": "country", "unit_id": "NO"}


def county(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The county whose page it is."""
    return {"unit_level": "county", "unit_id": reader.unit}


def own(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The provider whose page it is, as a unit of the indicator table."""
    return {"unit_level": "provider", "unit_id": reader.unit}


def own_provider(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The provider whose page it is."""
    return {"provider_id": reader.unit}


def listed(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The indicator and the programme, from whichever of the columns of a list there are."""
    indicator, programme = "", ""
    for name in ("heading", "indicator", "list", "row"):
        if not indicator and isinstance(row.get(name), str):
            indicator, programme = codes.list_named(row[name], reader.lang)
            if name == "row":
                programme = _last_programme(row[name], reader)
    indicator = indicator or _of_table(row[TABLE_ID])
    for name in ("programme_name", "programme", "programme_label"):
        if not programme and isinstance(row.get(name), str):
            programme = codes.programmes(reader.lang).get(_before_n(row[name]), row[name])
    return {"indicator": indicator, "programme": programme or codes.ALL}


def listed_once(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The same, where partners are compared per 100 participants alone and have no code of their own."""
    found = listed(row, reader)
    return {**found, "indicator": found["indicator"].removesuffix("_per_100")}


def programme_in(column: str) -> Keys:
    """The programme that a column names."""
    return lambda row, reader: {
        "programme": codes.programmes(reader.lang).get(_before_n(str(row[column])), row[column])
    }


def code_in(column: str, list_name: str, key: str) -> Keys:
    """The code of a code list that a column names by its label."""
    return lambda row, reader: {key: codes.labels_of(list_name, reader.lang).get(str(row[column]))}


def survey_in(column: str) -> Keys:
    """The survey that a column names."""
    return lambda row, reader: {"survey": codes.surveys(reader.lang).get(str(row[column]))}


def theme_in(column: str) -> Keys:
    """The theme that a column names."""
    return lambda row, reader: {"theme": codes.themes(reader.lang).get(str(row[column]))}


def word_in(column: str, page: str, keys: Mapping[str, Any], key: str) -> Keys:
    """What a column says in words of a page: each key of its texts with the code that it stands for."""

    def read(row: Row, reader: Reader) -> Mapping[str, Any]:
        words = Words(reader.lang, page)
        said = {words(name).replace("\u00a0", " "): code for name, code in keys.items()}
        return {key: said.get(str(row[column]))}

    return read


def prefixed_in(column: str, page: str, prefix: str, key: str) -> Keys:
    """What a column says in words of a page whose keys begin alike; the code is the rest of the key."""

    def read(row: Row, reader: Reader) -> Mapping[str, Any]:
        return {key: codes.by_words(page, prefix, reader.lang).get(str(row[column]))}

    return read


def reading_in(column: str) -> Keys:
    """The alternative reading that a column names: what is open, and how it is read."""
    return lambda row, reader: codes.readings(reader.lang).get(str(row[column]), {"option": None})


def same(*columns: str) -> Keys:
    """What columns say as it is, under their own names."""
    return lambda row, reader: {column: row[column] for column in columns}


def fixed(**keys: Any) -> Keys:
    """Codes that every row of the table has."""
    return lambda row, reader: keys


def county_in(column: str, key: str = "unit_id") -> Keys:
    """The county that a column names, as a unit of the indicator table."""

    def read(row: Row, reader: Reader) -> Mapping[str, Any]:
        name = str(row[column]).removeprefix(OWN_MARK).strip()
        found = codes.counties(reader.lang, reader.year).get(name)
        return {key: found} | ({"unit_level": "county"} if key == "unit_id" else {})

    return read


def name_of_indicator(row: Row, reader: Reader) -> Mapping[str, Any]:
    """The indicator that a label names by its number."""
    return {"indicator": codes.list_named(str(row.get("label") or row.get("indicator")), reader.lang)[0]}


def provider_in(column: str, key: str = "provider_id") -> Keys:
    """The provider that a column names; nothing where it has no name on the page."""

    def read(row: Row, reader: Reader) -> Mapping[str, Any]:
        said = str(row[column])
        if said.startswith(OWN_MARK):
            return {key: reader.unit}
        providers = reader.saved.table("clean", "providers")
        found = providers.loc[(providers["name"] == said) | (providers["provider_id"] == said), "provider_id"]
        return {key: found.iloc[0]} if len(found) else {}

    return read


def programme_columns(value: str, *, prefix: str = "") -> Wide:
    """Columns that are named after programmes."""

    def read(name: str, reader: Reader) -> tuple[Mapping[str, Any], str] | None:
        if not name.startswith(prefix):
            return None
        code = codes.programmes(reader.lang).get(name.removeprefix(prefix).replace("\u00a0", " "))
        return None if code is None else ({"programme": code}, value)

    return read


def code_columns(list_name: str, key: str, value: str) -> Wide:
    """Columns that are named after the labels of a code list."""

    def read(name: str, reader: Reader) -> tuple[Mapping[str, Any], str] | None:
        code = codes.labels_of(list_name, reader.lang).get(name.replace("\u00a0", " "))
        return None if code is None else ({key: code}, value)

    return read


def first_of(*readings: Wide) -> Wide:
    """Several ways to read the name of a column: the first that fits."""

    def read(name: str, reader: Reader) -> tuple[Mapping[str, Any], str] | None:
        return next((found for way in readings if (found := way(name, reader)) is not None), None)

    return read


def table_of(stage: str, name: str) -> Callable[..., Any]:
    """Rows of one saved table of the year, as they are."""
    known = _TABLES.get((stage, name))
    if known is None:
        known = _TABLES[stage, name] = lambda saved: saved.table(stage, name)
    return known


_TABLES: dict[tuple[str, str], Callable[..., Any]] = {}


def _of_table(id: str) -> str:
    found = re.search(r"\bi\d\d\b", id)
    return found[0] if found else ""


def _before_n(text: str) -> str:
    """Return a programme without the ``, n = 159`` that some panels add."""
    return text.split(", n")[0].strip()


def _last_programme(text: str, reader: Reader) -> str:
    return codes.programmes(reader.lang).get(text.rsplit(". ", 1)[-1].strip(), "")
