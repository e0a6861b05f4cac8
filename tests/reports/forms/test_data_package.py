"""The data package: described as its specification asks, true to what the public may see, and complete."""

import csv
import hashlib
import json
import re

import pytest

from batt.disclosure import load_protected, publish_for
from batt.registry import load
from batt.reports.forms.data_package import write_data_package

YEAR = 2015
NAME = re.compile(r"[-a-z0-9._/]+")
TYPES = {"string", "integer", "number", "boolean", "date", "datetime", "year"}
SEMVER = re.compile(r"\d+\.\d+\.\d+(-[\w.]+)?(\+[\w.-]+)?")


@pytest.fixture(scope="module")
def folder(reported_demo, tmp_path_factory):
    place = tmp_path_factory.mktemp("package")
    write_data_package(reported_demo, YEAR, place)
    return place


@pytest.fixture(scope="module")
def described(folder):
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tables(folder, described):
    found = {}
    for resource in described["resources"]:
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            found[resource["name"]] = list(csv.DictReader(file))
    return found


def schemas(described):
    return {resource["name"]: resource["schema"] for resource in described["resources"]}


def test_the_package_has_what_the_specification_requires(described):
    assert described["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert NAME.fullmatch(described["name"])
    assert described["title"] and described["description"]
    assert SEMVER.fullmatch(described["version"])
    assert all(licence.get("name") or licence.get("path") for licence in described["licenses"])
    assert all(source["title"] for source in described["sources"])
    assert all(one["title"] for one in described["contributors"])
    assert described["resources"]


def test_every_resource_has_a_name_a_path_beside_and_a_schema(folder, described):
    names = [resource["name"] for resource in described["resources"]]
    assert len(set(names)) == len(names)
    for resource in described["resources"]:
        assert NAME.fullmatch(resource["name"])
        assert "/" not in resource["path"] and (folder / resource["path"]).is_file()
        assert (resource["type"], resource["profile"]) == ("table", "tabular-data-resource")
        assert (resource["format"], resource["mediatype"], resource["encoding"]) == (
            "csv",
            "text/csv",
            "utf-8",
        )
        content = (folder / resource["path"]).read_bytes()
        assert resource["bytes"] == len(content)
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_every_field_is_described_and_in_the_order_of_the_file(folder, described):
    for resource in described["resources"]:
        fields = resource["schema"]["fields"]
        with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [field["name"] for field in fields]
        assert all(field["type"] in TYPES and field["description"] for field in fields)


def test_every_cell_is_of_its_type_and_within_its_limits(described, tables):
    checked = 0
    for name, schema in schemas(described).items():
        for field in schema["fields"]:
            limits = field["constraints"]
            cells = [row[field["name"]] for row in tables[name]]
            there = [cell for cell in cells if cell not in schema["missingValues"]]
            assert not limits.get("required") or len(there) == len(cells), field["name"]
            assert "enum" not in limits or set(there) <= set(limits["enum"]), field["name"]
            assert not limits.get("unique") or len(set(cells)) == len(cells)
            if field["type"] == "integer":
                assert all(re.fullmatch(r"-?\d+", cell) for cell in there)
            if field["type"] in ("integer", "number"):
                assert all(float(cell) >= limits["minimum"] for cell in there)
                checked += len(there)
    assert checked > 1000


def test_keys_are_keys_and_point_to_rows_that_are_there(described, tables):
    for name, schema in schemas(described).items():
        key = schema["primaryKey"]
        columns = [key] if isinstance(key, str) else key
        values = [tuple(row[column] for column in columns) for row in tables[name]]
        assert len(set(values)) == len(values) > 0
        for foreign in schema.get("foreignKeys", []):
            there = {row[foreign["reference"]["fields"]] for row in tables[foreign["reference"]["resource"]]}
            assert {row[foreign["fields"]] for row in tables[name]} <= there


def test_the_numbers_are_those_that_the_public_may_see(reported_demo, tables):
    known = [entry.id for entry in load().indicators]
    published = publish_for(load_protected(reported_demo, YEAR), "public").where(indicator=known)
    told = tables["indicator_values"]
    assert len(told) == len(published)
    named = published.filtered(lambda row: row["unit_level"] != "provider")
    keys = ("year", "unit_level", "unit_id", "programme", "indicator")
    rows = {tuple(row[key] for key in keys): row for row in told if row["unit_level"] != "provider"}
    shown = hidden = 0
    for place, key in enumerate(zip(*(named.data[key].astype(str) for key in keys), strict=True)):
        cell, n = (list(named.cells(column))[place] for column in ("value", "n"))
        row = rows[key]
        if cell.is_shown:
            decimals = {"share": 3, "score": 2}.get(row["unit"], 1)
            assert float(row["value"]) == pytest.approx(cell.value, abs=0.5 * 10**-decimals + 1e-9)
            assert len(row["value"].partition(".")[2]) == decimals
            assert row["status"] == "ok"
            shown += 1
        else:
            assert (row["value"], row["status"]) == (":" if cell.state == "hidden" else "", cell.state)
            hidden += cell.state == "hidden"
        assert row["n"] == (str(int(n.value)) if n.is_shown else ":" if n.state == "hidden" else "")
    assert shown > 20 and hidden > 0


def test_no_provider_is_named(tables):
    providers = {row["unit_id"] for row in tables["indicator_values"] if row["unit_level"] == "provider"}
    assert providers == {"anonymous"}


def test_invented_data_are_told_first(described):
    assert described["description"].startswith("Invented data.")


def test_the_same_years_give_the_same_bytes(reported_demo, folder, tmp_path):
    for file in write_data_package(reported_demo, YEAR, tmp_path):
        assert file.read_bytes() == (folder / file.name).read_bytes()
