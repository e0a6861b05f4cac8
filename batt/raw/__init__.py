"""Find, hash and read received files without interpreting them."""

from batt.raw.discover import discover
from batt.raw.hashing import hash_file
from batt.raw.model import Broken, RawFile, RawTable, RawYear
from batt.raw.read import read_year
from batt.raw.values import (
    Parsed,
    both_readings,
    parse_date,
    parse_decimal,
    parse_integer,
    parse_month,
    parse_yes_no,
)

__all__ = [
    "Broken",
    "Parsed",
    "RawFile",
    "RawTable",
    "RawYear",
    "both_readings",
    "discover",
    "hash_file",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_month",
    "parse_yes_no",
    "read_year",
]
