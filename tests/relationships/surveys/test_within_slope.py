"""The slope within groups against clubSandwich."""

import numpy as np
import pytest

from batt.relationships.surveys.within_slope import within_slope


def test_slope_error_and_degrees_of_freedom_are_those_of_club_sandwich(made, reference):
    # Closed forms: 1e-6 relative.
    wanted = reference("surveys")["within_slope"]
    found = within_slope(made.y, made.x, made.group, made.cluster)
    assert [found.value, found.se, found.df, found.p] == pytest.approx(
        [wanted["coef"], wanted["se"], wanted["df"], wanted["p"]], rel=1e-6
    )


def test_levels_of_groups_do_not_matter(made):
    shifted = within_slope(made.y + 10 * made.group, made.x - made.group, made.group, made.cluster)
    assert shifted.value == pytest.approx(within_slope(made.y, made.x, made.group, made.cluster).value)


def test_group_without_variation_adds_nothing(made):
    more = within_slope(
        np.append(made.y, [1.0, 9.0]),
        np.append(made.x, [3.0, 3.0]),
        np.append(made.group, [99, 99]),
        np.append(made.cluster, [99, 99]),
    )
    alone = within_slope(made.y, made.x, made.group, made.cluster)
    assert [more.value, more.se, more.df] == pytest.approx([alone.value, alone.se, alone.df])


NUMBERS = np.arange(10.0)


@pytest.mark.parametrize(
    ("y", "x", "groups", "clusters", "reason"),
    [
        ([], [], [], [], "too_few"),
        (NUMBERS, NUMBERS % 3, [1] * 10, [1] * 10, "one_cluster"),
        (NUMBERS, [1.0] * 5 + [2.0] * 5, [1] * 5 + [2] * 5, [1] * 5 + [2] * 5, "constant_exposure"),
        (np.full(10, 4.0), NUMBERS, [1] * 5 + [2] * 5, [1] * 5 + [2] * 5, "no_variation_in_outcome"),
        (NUMBERS, [1.0, 2, 3, 4, 5, 1, 1, 1, 1, 1], [1] * 5 + [2] * 5, [1] * 5 + [2] * 5, "few_clusters"),
        (np.full(10, np.nan), NUMBERS, [1] * 10, [1] * 10, "too_few"),
    ],
)
def test_rows_that_carry_no_slope_give_the_reason(y, x, groups, clusters, reason):
    found = within_slope(y, x, groups, clusters)
    assert found.reason == reason
    assert np.isnan(found.value)
