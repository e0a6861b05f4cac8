"""No report can be built from the unprotected tables."""

import ast
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

import batt.disclosure as door
from batt.disclosure import load_protected
from batt.errors import DisclosureError
from batt.paths import Root
from batt.reports.page import Page
from batt.reports.sections.saved import country_values

PROJECT = Path(__file__).resolve().parents[2]
YEAR = 2015
# What reads saved tables for pages. The accounts of cleaning count rows and files, not persons.
READERS = {"saved.py"}


def sources():
    """Give the name and the source of every module and notebook that makes pages of received years."""
    for path in sorted((PROJECT / "batt" / "reports").rglob("*.py")):
        yield path.name, path.read_text(encoding="utf-8")
    for path in sorted((PROJECT / "notebooks" / "reports").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield path.name, "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")


def imports(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_no_page_reads_comparisons_or_files_but_through_the_door():
    for name, source in sources():
        # Constants of a method may be named; what computes or reads may not be called.
        called = [one for one in imports(source) if one.startswith("batt.comparisons")]
        assert all(one.split(".")[-1].isupper() for one in called), f"{name}: {called}"
        assert "read_parquet" not in source or name in READERS, name
        inner = [one for one in imports(source) if one.startswith("batt.disclosure.")]
        assert all(one.count(".") == 2 for one in inner), f"{name} reaches behind the door: {inner}"


def test_the_door_has_no_way_through_for_an_unprotected_indicator_table():
    assert not [name for name in door.__all__ if "indicators" in name and name != "protect_indicators"]
    values = pd.DataFrame({"indicator": ["i08"], "value": [0.5]})
    with pytest.raises(DisclosureError):
        door.PublishedTable(values, values)


@pytest.fixture
def root(reported_demo, tmp_path):
    """A copy of what the reports are drawn from, to be spoilt."""
    copy = Root(tmp_path)
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    return copy


def test_a_page_is_refused_where_nothing_is_protected(root):
    shutil.rmtree(root.disclosure(YEAR))
    with pytest.raises(DisclosureError):
        country_values(Page(root, YEAR, "annual_report", "nb"))


def test_a_page_is_refused_where_a_row_has_no_protection(root):
    file = root.disclosure(YEAR) / "protection.parquet"
    pd.read_parquet(file).iloc[1:].to_parquet(file, index=False)
    with pytest.raises(DisclosureError):
        load_protected(root, YEAR)


def test_a_page_is_refused_where_a_figure_has_changed_since_it_was_protected(root):
    values = pd.read_parquet(root.indicators(YEAR))
    ok = values.index[values["status"] == "ok"][0]
    values.loc[ok, "numerator"] += 1
    values.to_parquet(root.indicators(YEAR), index=False)
    with pytest.raises(DisclosureError, match="since it was protected"):
        load_protected(root, YEAR)
