"""The front page of a year: reports, a list of providers to search, counties and claims; in two languages.

It links the pages that lie in the year's folder and holds no figure. The folder is the secretariat's: names
of providers, their county and the programmes they run are public facts, but a scorecard is for its provider
alone. The page works from a file, without a server. A small script lets readers search, filter and sort;
without it everything is listed.
"""

from batt.reports.index.write import write_index

__all__ = ["write_index"]
