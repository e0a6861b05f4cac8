"""``batt.load`` gives a computed year as frames that explain themselves."""

import copy
import subprocess
import sys

import pandas as pd
import pytest

import batt
from batt.errors import UsageError
from batt.registry import load as load_registry


@pytest.fixture(scope="module")
def data(computed):
    return batt.load(2015, computed.path)


def test_the_tables_are_the_clean_ones_row_for_row(data, computed):
    for name, rows in data.tables.items():
        clean = pd.read_parquet(computed.clean(2015) / f"{name}.parquet")
        assert list(rows.columns) == list(clean.columns)
        assert len(rows) == len(clean)
    assert len(data.indicators) == len(pd.read_parquet(computed.indicators(2015)))


def test_codes_are_categories_in_the_order_of_the_registry_with_nothing_lost(data, computed):
    clean = pd.read_parquet(computed.clean(2015) / "spells.parquet")
    assert list(data.spells["end_cause"].cat.categories) == [
        one.code for one in load_registry().codes["end_causes"]
    ]
    for column in ("programme", "end_cause", "cause_group", "work_capability"):
        assert data.spells[column].notna().sum() == clean[column].notna().sum()
        assert not data.spells[column].cat.ordered


def test_every_coded_cell_is_in_its_code_list(data, computed):
    for name, rows in data.tables.items():
        clean = pd.read_parquet(computed.clean(2015) / f"{name}.parquet")
        assert rows.isna().sum().to_dict() == clean.isna().sum().to_dict(), name
    saved = pd.read_parquet(computed.indicators(2015))
    assert data.indicators.isna().sum().to_dict() == saved.isna().sum().to_dict()


def test_the_codebook_has_one_row_for_every_column(data):
    columns = [(name, column) for name, rows in data.all_tables().items() for column in rows.columns]
    assert list(zip(data.codebook["table"], data.codebook["column"])) == columns
    assert data.codebook[["label_nb", "label_en", "type", "source"]].map(bool).all(axis=None)


def test_a_table_is_an_attribute_and_an_unknown_one_is_told(data):
    assert data.spells is data.tables["spells"]
    assert "spells" in dir(data)
    assert len(copy.copy(data).spells) == len(data.spells)
    with pytest.raises(AttributeError, match="spells"):
        _ = data.spels


def test_labels_of_codes_come_in_either_language(data):
    assert data.labels("spells", "gender") == {"K": "Female", "M": "Male", "U": "Unknown"}
    assert data.labels("spells", "gender", "nb")["K"] == "Kvinne"


def test_a_year_that_is_not_computed_says_what_to_run(computed):
    with pytest.raises(UsageError, match="batt run indicators --year 2014"):
        batt.load(2014, computed.path)


def test_a_year_that_was_not_received_is_told(computed):
    with pytest.raises(UsageError, match="year 2009: has not been received"):
        batt.load(2009, computed.path)


def test_importing_the_package_imports_no_frames():
    code = "import batt, batt.cli, sys; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
