"""Which versions the figures were made with: the workbook's own, and the packages that it is locked to."""

import re
from pathlib import Path

import pandas as pd

from batt import __version__
from batt.disclosure import publish_facts
from batt.paths import project_folder
from batt.provenance.record.software import MAIN_PACKAGES
from batt.reports.fragment import Fragment
from batt.reports.method.cover import MethodPage


def versions(page: MethodPage) -> Fragment:
    """Show the workbook's version and the locked versions of the main packages."""
    words = page.words
    start = page.section("versions", words("versions_title")) + page.text(
        "versions_text", version=__version__, registry=words("rule_versions")
    )
    locked = locked_versions(project_folder() / "requirements.lock")
    if not locked:
        return start + page.text("versions_no_lock")
    rows = [
        {"package": name, "version": locked[name], "used_for": words(f"used_for_{what}")}
        for name, what in MAIN_PACKAGES.items()
        if name in locked
    ]
    return start + page.table(
        publish_facts(pd.DataFrame(rows), why="versions of software"),
        id="versions-table",
        columns={"package": words("package"), "version": words("version"), "used_for": words("used_for")},
        caption=words("versions_caption"),
        source="requirements.lock",
    )


def locked_versions(lock: Path) -> dict[str, str]:
    """Return package to version as a lock file has them; the first of several, none without a file."""
    if not lock.is_file():
        return {}
    found = re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    versions: dict[str, str] = {}
    for name, version in found:
        versions.setdefault(name.lower(), version)
    return versions
