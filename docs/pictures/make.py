"""Make the README's pictures from the invented data in ``demo/``: ``make pictures``."""

from pathlib import Path

import pandas as pd

from batt.opening import open_root
from batt.paths import Root, project_folder
from batt.reports.forms.chromium import run_chromium

WIDTH = 1280
HEIGHTS = {"annual_report": 1150, "scorecard": 1500}
"""How much of a page's top is shown, in pixels."""


def busiest_provider(root: Root, year: int) -> str:
    """Return the provider with most programmes, the first of several."""
    run = pd.read_parquet(root.clean(year) / "provider_programme_years.parquet")
    return str(run["provider_id"].value_counts().sort_index().idxmax())


def main() -> None:
    """Take the top of the annual report and of a scorecard as pictures."""
    root, year = open_root(project_folder() / "demo")
    folder = root.reports(year)
    pages = {
        "annual_report": folder / "annual_report.en.html",
        "scorecard": folder / "scorecard" / f"{busiest_provider(root, year)}.nb.html",
    }
    for name, page in pages.items():
        picture = Path(__file__).parent / f"{name}.png"
        run_chromium([f"--window-size={WIDTH},{HEIGHTS[name]}", f"--screenshot={picture}"], page, picture)


if __name__ == "__main__":
    main()
