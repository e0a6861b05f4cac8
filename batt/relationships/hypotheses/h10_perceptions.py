"""H10: do providers and NAV offices say that quality has improved, and that EQUASS contributed?"""

from typing import NamedTuple

import numpy as np
import pandas as pd

from batt.relationships.estimate import Scale, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.surveys.non_response_bounds import share_bounds
from batt.relationships.surveys.two_groups import METHOD, Answered, above_half, count_yes, difference

GROUPS = {"provider": "ARRANGOR", "nav_office": "NAV"}
YES = "JA"
SCALES: dict[str, Scale] = {
    "more_positive": "share_difference",
    "improved_providers": "share",
    "improved_nav": "share",
    "contributed_providers": "share",
    "contributed_nav": "share",
}
COLUMNS = [
    *("group", "question", "yes_n", "answered_n", "do_not_know_n", "invited_n"),
    *("share", "low", "high", "worst", "best"),
]


class Group(NamedTuple):
    """The answers of one group: to the first question, and of those who saw an improvement to the second."""

    improved: pd.DataFrame
    contributed: pd.DataFrame
    invited_n: float

    def yes(self, question: str) -> Answered:
        rows, column = self._asked(question)
        return count_yes(rows[column] == YES, rows["respondent_id"])

    def row(self, question: str) -> dict[str, object]:
        """Return the row of the table of perceptions."""
        rows, column = self._asked(question)
        counted = self.yes(question)
        low, high = counted.interval
        # Whoever is silent on the first question might have been asked the second.
        could_answer = self.invited_n - len(self.improved) + counted.n
        invited = self.invited_n if question == "improved" else could_answer
        bounds = share_bounds(counted.yes, counted.n, invited)
        return {
            "question": question,
            "yes_n": counted.yes,
            "answered_n": counted.n,
            "do_not_know_n": int((rows[column] == "VET_IKKE").sum()),
            "invited_n": invited if np.isfinite(invited) else pd.NA,
            "share": counted.share,
            "low": low,
            "high": high,
            "worst": bounds.worst,
            "best": bounds.best,
        }

    def _asked(self, question: str) -> tuple[pd.DataFrame, str]:
        if question == "improved":
            return self.improved, "quality_improved"
        return self.contributed, "equass_contributed"


def examine(evidence: Evidence) -> Examined:
    """Test the five statements one by one on the last year that has answers.

    A share is of all who answered the question, "do not know" among them: it is no yes. The second question
    is asked of those who answered yes to the first. What respondents credit is a perception, not an effect.
    """
    answers, invited = evidence.rows("evaluation_answers"), evidence.rows("evaluation_invited")
    if answers.empty:
        missing = [Finding(part, no_estimate(METHOD, s, "not_delivered")) for part, s in SCALES.items()]
        return Examined(tuple(missing), {"h10_perceptions": pd.DataFrame(columns=COLUMNS)})
    year = answers["year"].max()
    groups = {name: _group(answers, invited, code, year) for name, code in GROUPS.items()}
    provider, nav = groups["provider"], groups["nav_office"]
    estimates = {
        "more_positive": difference(provider.yes("improved"), nav.yes("improved")),
        "improved_providers": above_half(provider.yes("improved")),
        "improved_nav": above_half(nav.yes("improved")),
        "contributed_providers": above_half(provider.yes("contributed")),
        "contributed_nav": above_half(nav.yes("contributed")),
    }
    rows = [
        {"group": name, **group.row(question)}
        for name, group in groups.items()
        for question in ("improved", "contributed")
    ]
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"invited_n": "Int64"})
    return Examined(tuple(Finding(part, estimates[part]) for part in SCALES), {"h10_perceptions": table})


def _group(answers: pd.DataFrame, invited: pd.DataFrame, code: str, year: int) -> Group:
    rows = answers[(answers["respondent_group"] == code) & (answers["year"] == year)]
    improved = rows[rows["quality_improved"].notna()]
    contributed = improved[(improved["quality_improved"] == YES) & improved["equass_contributed"].notna()]
    said = np.nan
    if not invited.empty:
        is_it = (invited["respondent_group"] == code) & (invited["year"] == year)
        known = invited.loc[is_it, "invited_n"].dropna()
        said = float(known.sum()) if len(known) else np.nan
    return Group(improved, contributed, said)
