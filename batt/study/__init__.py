"""Let researchers bring their own register: a folder with a ``study.yaml`` becomes a report.

A study says what stands where in a foreign file, which code means what, in what unit an exposure is counted,
and what the file does not have. Whatever the data allow is computed; what they lack is said in words.

=============  ===================================================================
`model`        what a study says, as frozen dataclasses (`field`, `items`, `compared`: parts of it)
`load`         read ``study.yaml``, with everything that is wrong with it in one list; `build`
`received`     the file, or the data inside an installed package, as rows of text
`columns`      one foreign column into one of ours; every cell that has no meaning is told
`map`          all columns into one row per spell, and every row accounted for
`incidence`    cumulative incidence in steps that a page may show; `incidence_bands`
`survey`       items on a scale from 1 to 6: profiles and reliability
`compare`      groups held against each other in `share_comparison`, `incidence_comparison` and
               `survey_comparison`, judged in `findings`
`analyse`      what the data allow, as tables
`summary`      the same in a few lines for the terminal
`run`          read, map, analyse, save, make the pages
`report_*`     one section of the page each; `publish` and `publish_compared` are their door
=============  ===================================================================
"""

from batt.study.analyse import StudyResults, analyse
from batt.study.load import load_study
from batt.study.map import MappedStudy, map_rows
from batt.study.model import Study
from batt.study.received import read_received
from batt.study.run import StudyRun, compute_study, read_results, run_study

__all__ = [
    "MappedStudy",
    "Study",
    "StudyResults",
    "StudyRun",
    "analyse",
    "compute_study",
    "load_study",
    "map_rows",
    "read_received",
    "read_results",
    "run_study",
]
