"""Room to write down what is agreed."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.reports.fragment import Fragment
from batt.reports.nav_dialogue.page import DialoguePage

LINES = 4


def agreements(page: DialoguePage) -> Fragment:
    """Give empty lines for what, who and when."""
    words = page.words
    blank = pd.DataFrame(
        [{"number": f"{line}.", "what": "", "who": "", "when": ""} for line in range(1, LINES + 1)]
    )
    return page.section("agreements", words("agreements_title")) + page.table(
        publish_facts(blank, why="empty lines to write on"),
        id="agreements-table",
        columns={
            "number": words("line_number"),
            "what": words("agreed_what"),
            "who": words("agreed_who"),
            "when": words("agreed_when"),
        },
        caption=words("agreements_caption"),
    )
