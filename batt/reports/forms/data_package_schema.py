"""What the files of the data package hold: fields with type, meaning and limits, keys, and missing values."""

from typing import Any

VALUES, INDICATORS, PROGRAMMES, UNITS = "indicator_values", "indicators", "programmes", "units"

MISSING = ["", ":"]
"""Empty: there is no number, and ``status`` says why. A colon: the number is hidden to protect privacy."""

Schema = dict[str, Any]


def describe(name: str) -> dict[str, Any]:
    """Return the description of one file of the package, but for its size."""
    title, schema = _TABLES[name]
    return {
        "name": name,
        "title": title,
        "path": f"{name}.csv",
        "type": "table",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _text(name: str, description: str, **constraints: Any) -> dict[str, Any]:
    return _field(name, "string", description, {"required": True} | constraints)


def _number(name: str, type: str, description: str, **more: Any) -> dict[str, Any]:
    return _field(name, type, description, {"minimum": 0}) | more


def _field(name: str, type: str, description: str, constraints: Schema) -> dict[str, Any]:
    return {"name": name, "type": type, "description": description, "constraints": constraints}


def _points_to(field: str, resource: str) -> dict[str, Any]:
    return {"fields": field, "reference": {"resource": resource, "fields": field}}


def _both(name: str, description: str) -> list[dict[str, Any]]:
    languages = {"nb": "in Norwegian (bokmål)", "en": "in English"}
    return [_text(f"{name}_{lang}", f"{description}, {told}") for lang, told in languages.items()]


_IN_ITS_UNIT = {"unit": "as the field unit says"}
_UNIT_NAMES = ["score", "share", "days", "weeks", "firms"]
_LEVELS = ["country", "county", "provider"]
_UNIT_MEANING = "score: 1–6; share: 0–1; days and weeks: per person; firms: per provider"

_TABLES: dict[str, tuple[str, Schema]] = {
    VALUES: (
        "One row per year, unit, programme and indicator",
        {
            "fields": [
                _field("year", "integer", "Reporting year", {"required": True, "minimum": 1990}),
                _text("unit_level", "Whom the row is about", enum=_LEVELS),
                _text("unit_id", "NO, the county's two digits, or anonymous for a provider"),
                _text(
                    "programme", "Code of the programme; ALL where the indicator is not divided by programme"
                ),
                _text("indicator", "Which of the thirteen indicators"),
                _field(
                    "position",
                    "integer",
                    "Tells rows of providers without names apart, in the order of what is shown; else 1. "
                    "The same position in two years or indicators is not the same provider",
                    {"required": True, "minimum": 1},
                ),
                _text("unit", _UNIT_MEANING, enum=_UNIT_NAMES),
                _text(
                    "status",
                    "ok: the value is shown; hidden: to protect privacy; missing: not delivered;"
                    " too_few: nothing to count; not_applicable: the indicator does not cover the programme",
                    enum=["ok", "hidden", "missing", "too_few", "not_applicable"],
                ),
                _number("numerator", "integer", "What is counted or added up"),
                _number("denominator", "integer", "What it is divided by"),
                _number(
                    "n", "integer", "How many persons, firms or questions the value rests on", unit="number"
                ),
                _number("value", "number", "numerator / denominator × the indicator's scale", **_IN_ITS_UNIT),
                _number("ci_low", "number", "Lower limit of the 95% interval", **_IN_ITS_UNIT),
                _number("ci_high", "number", "Upper limit of the 95% interval", **_IN_ITS_UNIT),
            ],
            "missingValues": MISSING,
            "primaryKey": ["year", "unit_level", "unit_id", "programme", "indicator", "position"],
            "foreignKeys": [
                _points_to("indicator", INDICATORS),
                _points_to("programme", PROGRAMMES),
                _points_to("unit_id", UNITS),
            ],
        },
    ),
    INDICATORS: (
        "The thirteen indicators",
        {
            "fields": [
                _text("indicator", "Code", unique=True),
                *_both("name", "Name"),
                *_both("definition", "Definition"),
                *_both("numerator", "What is counted"),
                *_both("denominator", "What it is divided by"),
                _text("unit", _UNIT_MEANING, enum=_UNIT_NAMES),
                _text(
                    "direction", "Whether a high or a low value is good", enum=["higher", "lower", "range"]
                ),
                _text("rule_version", "Version of the rule that computes it"),
                _text("source", "Where it is defined"),
            ],
            "missingValues": [""],
            "primaryKey": "indicator",
        },
    ),
    PROGRAMMES: (
        "The labour-market programmes",
        {
            "fields": [_text("programme", "Code", unique=True), *_both("name", "Name")],
            "missingValues": [""],
            "primaryKey": "programme",
        },
    ),
    UNITS: (
        "The country, its counties, and providers without names",
        {
            "fields": [
                _text("unit_id", "Code", unique=True),
                _text("unit_level", "What it is", enum=_LEVELS),
                *_both("name", "Name"),
            ],
            "missingValues": [""],
            "primaryKey": "unit_id",
        },
    ),
}
