"""Spells cut where something changes."""

import numpy as np
import pytest

from batt.relationships.staying.episodes import split_at


def rows(episodes):
    columns = (episodes.row, episodes.entry, episodes.time, episodes.event, episodes.changes)
    return [tuple(float(value) for value in row) for row in zip(*columns, strict=True)]


def test_a_spell_is_unchanged_up_to_and_with_the_day_of_the_change():
    assert rows(split_at([0], [10], [1], [4])) == [(0, 0, 4, 0, 0), (0, 4, 10, 1, 1)]


@pytest.mark.parametrize("never", [np.nan, 10.0, 12.0])
def test_a_change_that_never_comes_or_comes_with_the_exit_never_counts(never):
    assert rows(split_at([0], [10], [1], [never])) == [(0, 0, 10, 1, 0)]


@pytest.mark.parametrize("before", [-3.0, 2.0])
def test_a_change_before_the_entry_counts_from_the_entry(before):
    assert rows(split_at([2], [10], [0], [before])) == [(0, 2, 10, 0, 1)]


def test_many_changes_are_counted_also_two_of_one_day():
    pieces = split_at([0, 1, 0], [10, 5, 3], [2, 0, 1], [7, 3, 4, 4, np.nan], [0, 0, 1, 1, 2])
    assert rows(pieces) == [
        (0, 0, 3, 0, 0),
        (0, 3, 7, 0, 1),
        (0, 7, 10, 2, 2),
        (1, 1, 4, 0, 0),
        (1, 4, 5, 0, 2),
        (2, 0, 3, 1, 0),
    ]


def test_pieces_cover_each_spell_once_and_keep_every_event():
    rng = np.random.default_rng(2)
    entry = rng.uniform(0, 50, 300)
    time = entry + rng.uniform(0.1, 80, 300)
    event = rng.integers(0, 3, 300)
    pieces = split_at(entry, time, event, rng.uniform(-10, 150, 900), rng.integers(0, 300, 900))
    assert np.bincount(pieces.row, pieces.time - pieces.entry) == pytest.approx(time - entry)
    assert np.bincount(pieces.row, pieces.event) == pytest.approx(event)
    assert (pieces.time > pieces.entry).all()


def test_no_spells_give_no_pieces():
    assert rows(split_at([], [], [], [])) == []


def test_a_spell_of_no_length_is_refused():
    with pytest.raises(ValueError):
        split_at([3], [3], [0], [1])
