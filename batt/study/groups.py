"""Who is in the groups that a study compares: how many, and with which background."""

import pandas as pd

from batt.study.model import Study

NOT_KNOWN = "not_known"
BACKGROUND_COLUMNS = ["comparison", "group", "field", "n", "mean", "sd"]


def group_sizes(study: Study, spells: pd.DataFrame) -> pd.DataFrame:
    """Count the persons of every group, and those whose group is not known.

    Returns
    -------
    DataFrame
        One row per comparison and group: ``comparison, group, persons_n``; the group of the last row of a
        comparison is ``not_known``.
    """
    rows = []
    for comparison in study.comparisons:
        counts = spells[comparison.column].value_counts()
        rows += [(comparison.id, group, int(counts.get(group, 0))) for group in comparison.groups]
        rows.append((comparison.id, NOT_KNOWN, int(spells[comparison.column].isna().sum())))
    return pd.DataFrame(rows, columns=["comparison", "group", "persons_n"])


def group_backgrounds(study: Study, spells: pd.DataFrame) -> pd.DataFrame:
    """Describe the numeric background of every group.

    Returns
    -------
    DataFrame
        One row per comparison, group and number: ``comparison, group, field, n`` (known), ``mean, sd``.
    """
    numbers = [name for name, one in study.background.items() if name != "gender" and not one.constant]
    rows = []
    for comparison in study.comparisons:
        for group in comparison.groups:
            persons = spells[spells[comparison.column].eq(group).fillna(False).astype(bool)]
            for name in numbers:
                known = persons[name].dropna()
                rows.append((comparison.id, group, name, len(known), known.mean(), known.std()))
    return pd.DataFrame(rows, columns=BACKGROUND_COLUMNS)
