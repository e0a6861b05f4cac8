"""Count the flags beside the flags that chance alone would raise."""

import pandas as pd

from batt.comparisons.funnel import LEVELS

NOMINAL = {"95": 0.05, "998": 0.002}
LIMITS = {"plain": "flag_plain", "adjusted": "flag"}


def false_alarms(funnel_cells: pd.DataFrame) -> pd.DataFrame:
    """Return expected and observed numbers of flags.

    Parameters
    ----------
    funnel_cells
        One row per provider × indicator × programme: ``Funnels.cells``.

    Returns
    -------
    DataFrame
        One row per indicator (and ``all``) × level × kind of limits: ``indicator``, ``level`` (``95``,
        ``998``), ``limits`` (``plain``: no provider differs from another; ``adjusted``: they differ as much
        as the overdispersion says), ``tested``, ``nominal`` (tested × 0.05 or 0.002), ``expected`` (the exact
        rate of the discrete distribution, summed), ``observed``, ``above``, ``below``. A flag at 99.8 %
        counts at 95 % too.
    """
    tested = funnel_cells.loc[funnel_cells["flag"] != ""]
    everything = pd.concat([tested, tested.assign(indicator="all")])
    rows = []
    for indicator, cells in everything.groupby("indicator", sort=False):
        for level in LEVELS:
            for limits, flag in LIMITS.items():
                reached = ("998",) if level == "998" else ("95", "998")
                above = int(cells[flag].isin([f"above_{name}" for name in reached]).sum())
                below = int(cells[flag].isin([f"below_{name}" for name in reached]).sum())
                rows.append(
                    {
                        "indicator": indicator,
                        "level": level,
                        "limits": limits,
                        "tested": len(cells),
                        "nominal": len(cells) * NOMINAL[level],
                        "expected": float(cells[f"alarm_{limits}_{level}"].sum()),
                        "observed": above + below,
                        "above": above,
                        "below": below,
                    }
                )
    columns = ["indicator", "level", "limits", "tested", "nominal", "expected", "observed", "above", "below"]
    return pd.DataFrame(rows, columns=columns)
