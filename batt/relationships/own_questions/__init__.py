"""A researcher's own questions, added in ``hypotheses.yaml`` of a root: same machinery, labelled exploratory.

==============  ==========================================================================================
`question`      the file: read, checked against the codebook, every fault told
`people`        from a question to outcome, exposure, covariates and provider of the people it is asked of
`standardised`  a logit averaged over the people in the data: adjusted curve and adjusted difference
`answer`        one question in one programme
`wording`       what the number is about, in both languages
`examine`       all questions as a family of their own; one curve without a file
==============  ==========================================================================================
"""

from batt.relationships.own_questions.answer import OwnAnswer
from batt.relationships.own_questions.examine import examine_own, own_curve
from batt.relationships.own_questions.question import OwnQuestion, read_questions

__all__ = ["OwnAnswer", "OwnQuestion", "examine_own", "own_curve", "read_questions"]
