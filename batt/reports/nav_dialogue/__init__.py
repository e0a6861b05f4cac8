"""Two printed pages for the meeting of a NAV office and a provider.

- What stands here is what everybody may see of the provider; much is hidden of a small one, and the page says
  so kindly.
- A target is met or not met only where its saved attainment says so, and a change is clear only where its
  saved test says so.
- The questions to talk about come from such results, the most important first, six at most. Where nothing
  stands out, none is invented: two questions that are always worth asking stand there instead.
- There is room to write down what is agreed.
"""

from batt.reports.nav_dialogue.agreements import agreements
from batt.reports.nav_dialogue.end_causes import end_causes
from batt.reports.nav_dialogue.page import DialoguePage, cover
from batt.reports.nav_dialogue.perspectives import perspectives
from batt.reports.nav_dialogue.questions import questions
from batt.reports.nav_dialogue.results import results

__all__ = [
    "DialoguePage",
    "agreements",
    "cover",
    "end_causes",
    "perspectives",
    "questions",
    "results",
]
