"""The page of one county: whose it is, who works there, and its cover."""

from batt.disclosure import Role
from batt.paths import Root
from batt.registry import Options, load
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.page_head import PageHead
from batt.reports.sections.saved import account, first_unit, providers_in

KIND = "county_report"
TEXTS = (
    KIND,
    "county_map",
    "comparisons",
    "comparisons_conditions",
    "comparisons_targets",
)


class CountyPage(ComparisonPage):
    """The page of one county, for NAV there.

    Parameters
    ----------
    unit
        The two digits of the county; empty for the first that has providers.
    """

    def __init__(
        self, root: Root, year: int, lang: str, readings: Options, unit: str = "", role: Role = "county"
    ):
        super().__init__(
            root,
            year,
            lang,
            readings,
            role,
            unit or first_unit(root, year, "county", readings.forening),
            kind=KIND,
            texts=TEXTS,
        )

    @property
    def county(self) -> str:
        """The county's two digits."""
        return self.unit or ""

    @property
    def county_name(self) -> str:
        """The county's name; its two digits where it has none."""
        return self.counties.get(self.county, self.county)

    @property
    def counties(self) -> dict[str, str]:
        """Code to name of the counties that there were in the year."""
        return {
            code.code: code.label[self.lang]
            for code in load().codes["counties"]
            if code.is_valid_in(self.year)
        }

    @property
    def provider_names(self) -> dict[str, str]:
        """Id to name of the county's providers that are in, by name."""
        frame = account(self, "providers")
        mine = frame[(frame["county"] == self.county) & frame["provider_id"].isin(list(providers_in(self)))]
        named = zip(mine["provider_id"], mine["name"].fillna(""), strict=True)
        names = {provider: name or provider for provider, name in named}
        return dict(sorted(names.items(), key=lambda one: one[1]))


def cover(page: CountyPage) -> PageHead:
    """Return the title, and whose page it is."""
    words, name = page.words, page.county_name
    n = len(page.provider_names)
    return page.head(
        words("county_title", county=name, year=page.year),
        kicker=words("county_kicker"),
        lead=words("county_lead"),
        notices=[
            words("county_for_reader", county=name),
            *([] if n else [words("county_nobody", county=name, year=page.year)]),
        ],
        of=str(page.county),
    )
