"""The pages that lie in a year's folder, and links to them."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from batt.report_kinds import REPORT_KINDS
from batt.reports.numbers import LANGUAGES
from batt.reports.words import Words

Addresses = Mapping[str, str]
"""Language to the address of a page, relative to the index."""


@dataclass(frozen=True)
class Pages:
    """The pages of a year: kind and unit to their addresses. The unit of a page about everybody is empty."""

    addresses: Mapping[tuple[str, str], Addresses]

    def of(self, kind: str, unit: str = "") -> Addresses:
        """Return the addresses of one page; empty where it is not there."""
        return self.addresses.get((kind, unit), {})

    def units(self, kind: str) -> list[str]:
        """Return the units that have a page of a kind."""
        return sorted(unit for found, unit in self.addresses if found == kind and unit)


def pages_in(folder: Path) -> Pages:
    """Return the pages of known kinds: ``<kind>.<lang>.html`` and ``<kind>/<unit>.<lang>.html``."""
    found: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for kind in (entry.name for entry in REPORT_KINDS):
        for lang in LANGUAGES:
            ending = f".{lang}.html"
            if (folder / f"{kind}{ending}").is_file():
                found[kind, ""][lang] = f"{kind}{ending}"
            for file in sorted((folder / kind).glob(f"*{ending}")):
                found[kind, file.name.removesuffix(ending)][lang] = f"{kind}/{quote(file.name)}"
    return Pages(dict(found))


def links(addresses: Addresses, text: str, lang: str) -> Markup:
    """Return links to a page: ``text`` leads to it in the reader's language, its name to the other language.

    Where it is in the other language alone, ``text`` leads there and says in which language it is.
    """
    own, other = addresses.get(lang), [one for one in LANGUAGES if one != lang and one in addresses]
    first = Markup('<a href="{}">{}</a>').format(own, text) if own else Markup("")
    rest = [
        Markup('<a href="{}" hreflang="{}" lang="{}">{}</a>').format(
            addresses[one], one, one, Words(one)("this_language")
        )
        for one in other
    ]
    return Markup(" ").join([first or Markup("{}:").format(text), *rest])
