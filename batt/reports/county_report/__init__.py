"""The report of one county: its figures against the country, its providers, its targets, its labour market.

- It is read by NAV in the county, so the providers of the county are called by name; what is hidden of them
  is what is hidden from everybody.
- A figure of the county is said to be above or below the country where it is further away than so many
  providers commonly are (`batt.comparisons.county_standing`), and nowhere else; how often that happens by
  chance alone is told beside.
- A change since last year is told by the rule of `batt.reports.change`, a target by its saved attainment.
- The labour market is what surrounds the figures. Nothing here says that it explains them.
"""

from batt.reports.county_report.activity import activity
from batt.reports.county_report.against_country import against_country
from batt.reports.county_report.in_brief import in_brief
from batt.reports.county_report.labour_market import labour_market
from batt.reports.county_report.on_the_map import on_the_map
from batt.reports.county_report.page import CountyPage, cover
from batt.reports.county_report.providers import providers
from batt.reports.county_report.reading import how_to_read
from batt.reports.county_report.surveys import surveys
from batt.reports.county_report.targets import targets

__all__ = [
    "CountyPage",
    "activity",
    "against_country",
    "cover",
    "how_to_read",
    "in_brief",
    "labour_market",
    "on_the_map",
    "providers",
    "surveys",
    "targets",
]
