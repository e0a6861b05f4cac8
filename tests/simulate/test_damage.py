"""Damaged copies: as many cells as asked for, and no row lost."""

import shutil

import pytest

import batt.clean
from batt.errors import UsageError
from batt.paths import Root
from batt.simulate import simulate
from benchmarks.damage import damage


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> Root:
    root = Root(tmp_path_factory.mktemp("original"))
    simulate(root, providers=12, participants=1200, years=(2014, 2015))
    return root


def test_ledger_balances_after_500_random_cells_were_damaged(original, tmp_path):
    copy = Root(tmp_path / "copy")
    shutil.copytree(original.path, copy.path)
    done = damage(copy.path, cells=500, seed=1)
    assert len({(cell.file, cell.sheet, cell.row, cell.column) for cell in done}) == 500
    assert all(cell.before != cell.after for cell in done)
    for year in (2014, 2015):
        plain, damaged = (batt.clean.run(root, year).files for root in (original, copy))
        assert damaged["rows_received"].sum() == plain["rows_received"].sum()
        counted = damaged[["rows_accepted", "rows_corrected", "rows_set_aside"]].sum(axis=1)
        read = damaged["status"] == "read"
        assert (damaged.loc[read, "rows_received"] == counted[read]).all()
        assert damaged["rows_set_aside"].sum() > plain["rows_set_aside"].sum()


def test_same_seed_damages_the_same_cells(original, tmp_path):
    found = []
    for name in ("one", "two"):
        shutil.copytree(original.path, tmp_path / name)
        found.append(damage(tmp_path / name, cells=50, seed=4))
    assert found[0] == found[1]


def test_real_data_are_never_damaged(tmp_path):
    with pytest.raises(UsageError, match="not marked"):
        damage(tmp_path)
