"""Tables taken apart into columns and matched by keys are what pandas makes of them."""

import numpy as np
import pandas as pd
import pytest
from pandas.errors import MergeError

from batt.disclosure import publish_facts
from batt.disclosure.columns import columns_of, frame_of

FRAME = pd.DataFrame(
    {
        "text": pd.Series(["a", None, "c"], dtype="str"),
        "whole": [1, 2, 3],
        "number": [0.5, np.nan, 1.5],
        "known": pd.Series([True, None, False], dtype="boolean"),
        "many": pd.Series([1, None, 3], dtype="Int64"),
        "any": pd.Series(["x", "y", "z"], dtype=object),
        "day": pd.to_datetime(["2015-01-01", None, "2015-12-31"]),
    }
)
MORE = pd.DataFrame({"text": ["c", None], "number": [1.5, np.nan], "n": [7, 8], "word": ["x", "y"]})


def published(frame):
    return publish_facts(frame, why="made for the test")


def test_a_frame_comes_back_as_it_was():
    pd.testing.assert_frame_equal(frame_of(columns_of(FRAME), len(FRAME)), FRAME)
    pd.testing.assert_frame_equal(published(FRAME).data, FRAME)


def test_writing_into_what_was_looked_at_changes_nothing():
    table = published(FRAME)
    seen = table.data
    seen.loc[0, "whole"] = 99
    seen["number"] = 0.0
    pd.testing.assert_frame_equal(table.data, FRAME)


@pytest.mark.parametrize(
    ("rows", "states"),
    [
        (2, ["missing", "shown", "shown"]),
        (1, ["missing", "missing", "shown"]),
        (0, ["missing", "missing", "missing"]),
    ],
)
def test_rows_are_matched_as_pandas_matches_them_missing_keys_too(rows, states):
    keys, more = ["text", "number"], MORE[:rows]
    both = published(FRAME).beside(published(more), on=keys, suffix="_more")
    renamed = more.rename(columns={"n": "n_more", "word": "word_more"})
    pd.testing.assert_frame_equal(both.data, FRAME.merge(renamed, on=keys, how="left"))
    assert list(both.states["n_more"]) == list(both.states["word_more"]) == states


def test_two_rows_with_the_same_keys_are_an_error():
    twice = pd.concat([MORE, MORE])
    with pytest.raises(MergeError, match="two rows have the same text, number"):
        published(FRAME).beside(published(twice), on=["text", "number"], suffix="")
    with pytest.raises(MergeError):
        published(twice).beside(published(FRAME), on=["text", "number"], suffix="_more")


def test_a_column_that_both_tables_have_is_an_error():
    with pytest.raises(ValueError, match="both tables have whole"):
        published(FRAME).beside(
            published(FRAME[["text", "number", "whole"]]), on=["text", "number"], suffix=""
        )
