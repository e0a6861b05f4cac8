"""A second opinion: the thirteen indicators once more, in SQL, written from the working-group text.

``i01.sql`` … ``i13.sql`` say which rows an indicator counts, and for how much; ``cells.sql`` adds them up.
They share no line with the rules in `batt.indicators`, so that a mistake there is not repeated here. Where
the two disagree, the rows behind it are told.
"""

from batt.provenance.second_opinion.opinion import Disagreement, Opinion, RowDifference, require_agreement
from batt.provenance.second_opinion.run import second_opinion

__all__ = ["Disagreement", "Opinion", "RowDifference", "require_agreement", "second_opinion"]
