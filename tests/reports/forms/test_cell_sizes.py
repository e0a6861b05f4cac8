"""Columns and rows of a workbook have room for what they hold."""

from batt.reports.forms.cell_sizes import HEADING_WIDTH, LINE_HEIGHT, WIDEST, column_width, row_height


def test_a_column_holds_its_longest_text():
    assert column_width("n", ["+10.0 percentage points"]) > len("+10.0 percentage points")


def test_a_long_heading_is_wrapped_and_not_the_measure_of_its_numbers():
    assert column_width("95 % intervall, nedre grense", ["4.21"]) < HEADING_WIDTH + 5


def test_a_heading_of_one_long_word_is_not_broken():
    word = "hospiteringspartnere"
    assert column_width(word, ["4"]) > len(word)


def test_a_column_is_never_wider_than_a_screen_takes():
    assert column_width("n", ["x" * 500]) == WIDEST


def test_a_row_is_as_high_as_its_longest_text_wrapped():
    assert row_height(["x" * 95, "kort"], [50, 10]) == 2 * LINE_HEIGHT
    assert row_height(["kort", ""], [50, 10]) == LINE_HEIGHT
