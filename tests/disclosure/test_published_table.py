"""Arranging published cells never brings a hidden one back."""

import pandas as pd
import pytest

from batt.disclosure import publish_counts, publish_facts


@pytest.fixture
def counts():
    frame = pd.DataFrame(
        {"programme": ["AB", "AB", "KIA"], "year": [2014, 2015, 2015], "n": [2, 30, 12]},
    )
    return publish_counts(frame, ["n"])


def shown(table, column):
    return [cell.value if cell.is_shown else cell.state for cell in table.cells(column)]


def test_rows_follow_the_order_of_the_labels(counts):
    table = counts.labelled("programme", {"KIA": "KiA", "AB": "Arbeid med bistand"})
    assert list(table.data["programme"]) == ["KiA", "Arbeid med bistand", "Arbeid med bistand"]
    assert shown(table, "n") == [12, "hidden", 30]


def test_codes_without_a_label_are_left_out(counts):
    assert shown(counts.labelled("programme", {"KIA": "KiA"}), "n") == [12]


def test_a_matrix_keeps_hidden_cells_and_shades_combinations_that_do_not_occur(counts):
    wide = counts.wide(rows=["programme"], columns="year", values="n")
    assert wide.columns == ["programme", "2014", "2015"]
    assert shown(wide, "2014") == ["hidden", "not_applicable"]
    assert shown(wide, "2015") == [30, 12]


def test_a_difference_is_hidden_where_either_number_is(counts):
    last, this = (counts.where(year=year).pick("programme", "n") for year in (2014, 2015))
    table = this.beside(last, on=["programme"], suffix="_last").with_difference("change", "n", "n_last")
    assert shown(table, "change") == ["hidden", "missing"]
    assert table.data["change"].isna().all()


def test_two_rows_for_one_cell_are_an_error(counts):
    with pytest.raises(ValueError, match="two rows have the same programme"):
        counts.wide(rows=["programme"], columns="programme", values="n")


def test_one_cell_is_found_by_its_keys(counts):
    assert counts.cell("n", programme="AB", year=2014).state == "hidden"
    assert counts.cell("n", programme="AB", year=2015).value == 30
    with pytest.raises(KeyError, match="2 rows"):
        counts.cell("n", year=2015)


def test_rows_can_be_picked_sorted_and_renamed():
    table = publish_facts(pd.DataFrame({"a": [2, 1], "b": ["x", "y"]}), why="made for the test")
    arranged = table.sorted_by("a").renamed(b="letter").pick("letter", "a")
    assert arranged.columns == ["letter", "a"]
    assert list(arranged.data["letter"]) == ["y", "x"]
