"""Let the tables of items and comparisons through the door, each with the rule for its kind of number."""

import pandas as pd

from batt.disclosure import (
    PublishedTable,
    publish_counts,
    publish_means,
    publish_shares,
    publish_steps,
)
from batt.reports.verdicts import published_findings
from batt.study.analyse import StudyResults
from batt.study.groups import NOT_KNOWN
from batt.study.items import HIGHEST, LOWEST


def publish_found(results: StudyResults, comparison: str, *parts: str) -> PublishedTable:
    """Publish the findings of one comparison by some methods, in the order of the study."""
    return published_findings(results["findings"]).where(hypothesis=comparison, part=list(parts))


def publish_groups(results: StudyResults, comparison: str) -> PublishedTable:
    """Publish who is in the groups of a comparison.

    Returns
    -------
    PublishedTable
        One row per group and one of those whose group is not known, where there are any: ``group,
        persons_n``, ``share, low, high`` where the study knows who got a job (no counts of jobs: with those
        of others a hidden one could be told), and ``mean_<field>`` of each number of the background.
    """
    sizes = _of(results["group_sizes"], comparison)
    sizes = sizes[sizes["group"].ne(NOT_KNOWN) | sizes["persons_n"].gt(0)]
    table = publish_counts(sizes, ["persons_n"], adds_up_within=[])
    if "group_shares" in results:
        shares = publish_shares(
            _of(results["group_shares"], comparison),
            numerator="jobs_n",
            denominator="persons_n",
            also=["low", "high"],
            adds_up_within=[],
        )
        table = table.beside(shares.pick("group", "share", "low", "high"), on=["group"], suffix="")
    means = publish_means(_of(results["group_backgrounds"], comparison), n="n", columns=["mean"], spread="sd")
    for field in dict.fromkeys(means.data["field"]):
        one = means.where(field=field).pick("group", "mean").renamed(mean=f"mean_{field}")
        table = table.beside(one, on=["group"], suffix="")
    return table


def publish_group_incidence(results: StudyResults, comparison: str) -> PublishedTable:
    """Publish the cumulative incidence of each group, in steps of at least five exits."""
    return publish_steps(
        _of(results["group_incidence"], comparison),
        ["cif", "low", "high"],
        time="time",
        cause="cause",
        events="events",
        within=["group"],
    )


def publish_exit_tests(results: StudyResults, comparison: str) -> PublishedTable:
    """Publish Gray's tests, and beside them whether Cox's ratio stays the same (``ratio_p``)."""
    tests = _of(results["gray_tests"], comparison)
    if "exit_proportionality" in results:
        ratio = _of(results["exit_proportionality"], comparison)[["cause", "p"]].rename(
            columns={"p": "ratio_p"}
        )
        tests = tests.merge(ratio, on="cause", how="left", validate="1:1")
    else:
        tests = tests.assign(ratio_p=float("nan"))
    return publish_means(tests, n="exits_n", columns=["statistic", "p", "p_holm", "ratio_p"])


def publish_item_answers(results: StudyResults) -> PublishedTable:
    """Publish the shares of the answers to each item."""
    return publish_shares(
        results["item_answers"][["question", "answer", "answers_n", "n", "share"]],
        numerator="n",
        denominator="answers_n",
        adds_up_within=["question"],
    )


def publish_item_means(results: StudyResults) -> PublishedTable:
    """Publish the mean of each item and how many did not answer it."""
    table = results["item_means"]
    missing = publish_counts(table[["question", "missing_n"]], ["missing_n"])
    means = publish_means(
        table[["question", "answers_n", "mean", "low", "high"]],
        n="answers_n",
        columns=["mean", "low", "high"],
        ends=(LOWEST, HIGHEST),
    )
    return means.beside(missing, on=["question"], suffix="")


def publish_reliability(results: StudyResults) -> PublishedTable:
    """Publish alpha and omega of each scale."""
    table = results["scale_reliability"].drop(columns="reason")
    numbers = ["alpha", "alpha_low", "alpha_high", "omega"]
    shown = publish_means(table.drop(columns="incomplete_n"), n="n", columns=numbers)
    missing = publish_counts(table[["scale", "incomplete_n"]], ["incomplete_n"])
    return shown.beside(missing, on=["scale"], suffix="")


def publish_item_odds(results: StudyResults, comparison: str) -> PublishedTable:
    """Publish the odds ratio of each item, and whether it is the same at every step (``step_p``)."""
    odds = publish_found(results, comparison, "proportional_odds").renamed(group="item")
    steps = _of(results["item_proportionality"], comparison)[["item", "n", "statistic", "p"]]
    tests = publish_means(steps, n="n", columns=["statistic", "p"]).renamed(
        statistic="step_statistic", p="step_p"
    )
    kept = odds.pick("item", "value", "low", "high", "p", "n")
    return kept.beside(tests.pick("item", "step_statistic", "step_p"), on=["item"], suffix="")


def publish_item_tests(results: StudyResults, comparison: str) -> PublishedTable:
    """Publish the tests of several groups, item by item."""
    return publish_means(
        _of(results["item_tests"], comparison).drop(columns="reason"),
        n="n",
        columns=["statistic", "p", "p_holm", "epsilon2"],
    )


def publish_item_pairs(results: StudyResults, comparison: str) -> PublishedTable:
    """Publish the comparisons of every pair of groups; ``n`` counts the smaller group."""
    return publish_means(_of(results["item_pairs"], comparison), n="n", columns=["z", "p", "p_holm"])


def _of(table: pd.DataFrame, comparison: str) -> pd.DataFrame:
    """Return one comparison's rows, without the column that names it."""
    return table[table["comparison"] == comparison].drop(columns="comparison").reset_index(drop=True)
