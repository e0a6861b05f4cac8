"""The scorecard (målkort) of one provider, for its manager.

The first screen answers of every figure: is high good, where are we, how sure is that, and whom could we
learn from. Its own figures stand complete, others have no name, and staff answers stay anonymous for it too.
Better, worse, forward and back come from saved tests alone; nothing is computed here.

Source: WG §4.12 (own figure, own previous one, the country, and the three or five best).
"""

from batt.reports.scorecard.errors import errors
from batt.reports.scorecard.exits import exits
from batt.reports.scorecard.goals import goals
from batt.reports.scorecard.learn import learn
from batt.reports.scorecard.limits import limits
from batt.reports.scorecard.overview import overview
from batt.reports.scorecard.page import cover, scorecard_page
from batt.reports.scorecard.perspectives import perspectives
from batt.reports.scorecard.pictures import pictures

__all__ = [
    "cover",
    "errors",
    "exits",
    "goals",
    "learn",
    "limits",
    "overview",
    "perspectives",
    "pictures",
    "scorecard_page",
]
