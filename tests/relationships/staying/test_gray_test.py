"""Gray's test against cmprsk's cuminc. Closed form: 1e-6 relative."""

import warnings

import numpy as np
import pytest
from scipy import stats

from batt.relationships.staying.gray_test import gray_test


@pytest.mark.parametrize(("cause", "name"), [(1, "full_time"), (2, "part_time"), (3, "other_exit")])
def test_unempdur_agrees_with_r(jobless, reference, cause, name):
    expected = reference("survival")["unempdur_gray_test_ui"][name]
    test = gray_test(jobless["spell"], jobless["cause"], jobless["ui"], of=cause)
    assert test.statistic == pytest.approx(expected["stat"], rel=1e-6)
    assert (test.df, test.groups) == (1, ("no", "yes"))
    assert test.p == pytest.approx(expected["p"], rel=1e-5, abs=1e-15)


@pytest.mark.parametrize("cause", [1, 2])
def test_three_groups_agree_with_r(invented, reference, cause):
    expected = reference("staying")["gray"]
    test = gray_test(invented["time"], invented["cause"], invented["group"], of=cause)
    assert test.statistic == pytest.approx(expected["statistic"][cause - 1], rel=1e-6)
    assert test.p == pytest.approx(expected["p"][cause - 1], rel=1e-6)


def two_groups(ratio, n=1200, seed=2):
    rng = np.random.default_rng(seed)
    group, provider = np.arange(n) % 2, np.arange(n) // 2 % 40
    job, other = rng.exponential(40 / ratio**group), rng.exponential(60, n)
    seen = rng.uniform(20, 150, n)
    cause = np.where(seen < np.minimum(job, other), 0, np.where(job < other, 1, 2))
    return np.ceil(np.minimum(np.minimum(job, other), seen)), cause, group, provider


def test_with_independent_people_clusters_hardly_change_the_test():
    time, cause, group, provider = two_groups(1.2)
    alone, clustered = gray_test(time, cause, group), gray_test(time, cause, group, clusters=provider)
    assert alone.p == pytest.approx(clustered.p, rel=0.5)


def test_a_real_difference_is_found_and_none_is_not():
    time, cause, group, provider = two_groups(1.6)
    assert gray_test(time, cause, group, clusters=provider).p < 0.001
    time, cause, group, provider = two_groups(1.0)
    assert gray_test(time, cause, group, clusters=provider).p > 0.05


def test_order_and_names_of_groups_do_not_matter(invented):
    names = np.array(["z", "m", "a"])[invented["group"]]
    one = gray_test(invented["time"], invented["cause"], invented["group"])
    other = gray_test(invented["time"], invented["cause"], names)
    assert other.statistic == pytest.approx(one.statistic, rel=1e-9)
    assert other.n.tolist() == one.n.tolist()[::-1]


def test_clustered_p_comes_from_f_with_clusters_less_groups():
    time, cause, group, provider = two_groups(1.2)
    test = gray_test(time, cause, group, clusters=provider)
    assert (test.df, test.df_clusters) == (1, 39)
    assert test.p == pytest.approx(stats.f.sf(test.statistic, 1, 39))


TIME, CAUSE, GROUP, PROVIDER = two_groups(1.0, n=80)
BAD = {
    "too_few": ([], [], []),
    "one_group": (TIME, CAUSE, 0 * GROUP),
    "all_censored": (TIME, np.where(CAUSE == 1, 0, CAUSE), GROUP),
}


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("reason", BAD)
def test_data_that_cannot_carry_the_test_give_the_reason(reason, clustered):
    time, cause, group = BAD[reason]
    clusters = np.arange(len(time)) % 8 if clustered else None
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        test = gray_test(time, cause, group, clusters=clusters)
    assert test.reason == reason
    assert np.isnan(test.p)


@pytest.mark.parametrize("clustered", [False, True])
def test_a_group_that_is_gone_before_the_first_exit_is_singular(clustered):
    time, cause = np.append(TIME + 5, [1.0, 2.0]), np.append(CAUSE, [0, 0])
    group = np.append(0 * GROUP, [1, 1])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        test = gray_test(time, cause, group, clusters=np.arange(82) % 8 if clustered else None)
    assert test.reason == "singular"


@pytest.mark.parametrize(("number", "reason"), [(1, "one_cluster"), (2, "few_clusters")])
def test_too_few_clusters_are_said_to_be_that(number, reason):
    assert gray_test(TIME, CAUSE, GROUP, clusters=PROVIDER % number).reason == reason


def test_late_entry_without_clusters_is_refused():
    with pytest.raises(ValueError):
        gray_test(TIME, CAUSE, GROUP, entry=0 * TIME)
