"""The page "How this was made", in two languages: written from the record of the run alone."""

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from batt.atomic import write_text
from batt.disclosure import publish_facts
from batt.paths import Root
from batt.provenance.record.manifest import HOW
from batt.provenance.record.ro_crate import hash_of_files
from batt.provenance.record.run_record import RunRecord
from batt.registry import load
from batt.report_kinds import REPORT_KINDS
from batt.reports.fragment import Fragment, joined
from batt.reports.html import render
from batt.reports.numbers import LANGUAGES
from batt.reports.page import Page
from batt.reports.page_head import index_name

SHOWN = 16
"""So many characters of a hash are shown: enough to tell two apart, few enough for a telephone."""
_REPORTS = "reports/"


def write_how_made(root: Root, record: RunRecord) -> list[Path]:
    """Write the page of a record: ``reports/<year>/how.<lang>.html``."""
    files = []
    for lang, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        page = _HowPage(root, record, lang)
        head = page.head(
            page.words("how_title", year=record.year),
            lead=page.words("how_lead"),
            home=index_name(lang),
            other_language=how_name(other),
        )
        body = joined(section(page) for section in SECTIONS)
        file = root.reports(record.year) / how_name(lang)
        write_text(file, render(body.html, head))
        files.append(file)
    return files


def how_name(lang: str) -> str:
    """Return the name of the page in one language."""
    return f"{HOW}.{lang}.html"


class _HowPage(Page):
    """The page of one record."""

    def __init__(self, root: Root, record: RunRecord, lang: str):
        forening = next(entry.choice for entry in record.options if entry.key == "forening")
        super().__init__(root, record.year, HOW, lang, forening)
        self.record = record

    def facts(self, id: str, rows: list[dict], columns: tuple[str, ...], why: str, **more: Any) -> Fragment:
        """Show rows about files and software as a table."""
        return self.table(
            publish_facts(pd.DataFrame(rows, columns=list(columns)), why=why),
            id=f"{id}-table",
            columns={name: self.words(f"how_{name}") for name in columns},
            caption=self.words(f"how_{id}_caption"),
            **more,
        )


def _received(page: _HowPage) -> Fragment:
    def owner(file):
        return file.year, file.sender

    rows = []
    for (year, sender), group in groupby(sorted(page.record.received, key=owner), key=owner):
        files = list(group)
        rows.append(
            {
                "year": year,
                "sender": page.words(f"sender_{sender}"),
                "files": len(files),
                "superseded": sum(file.is_superseded for file in files),
                "bytes": sum(file.size for file in files),
                "fingerprint": hash_of_files(files)[:SHOWN],
            }
        )
    columns = ("year", "sender", "files", "superseded", "bytes", "fingerprint")
    formats = {"year": "year"} | dict.fromkeys(("files", "superseded", "bytes"), "integer")
    return (
        page.section("received", page.words("how_received"))
        + page.text("how_received_text", shown=page.numbers.integer(SHOWN))
        + page.facts("received", rows, columns, "counts of files", formats=formats)
    )


def _options(page: _HowPage) -> Fragment:
    specs = {spec.key: spec for spec in load().options}
    rows = [
        {
            "rule": specs[entry.key].label[page.lang],
            "reading": specs[entry.key].choices[entry.choice][page.lang],
            "kind": page.words("how_default" if entry.is_default else "how_changed"),
        }
        for entry in page.record.options
    ]
    return (
        page.section("options", page.words("how_options"))
        + page.text("how_options_text")
        + page.facts("options", rows, ("rule", "reading", "kind"), "definitions")
    )


def _software(page: _HowPage) -> Fragment:
    used, words = page.record.software, page.words
    state = {None: "state_unknown", True: "state_dirty", False: "state_clean"}[used.is_dirty]
    told = {
        "version": used.version,
        "commit": used.commit[:SHOWN],
        "state": words(state),
        "source": used.source[:SHOWN],
        "notebooks": used.notebooks[:SHOWN],
        "registry": page.record.registry.sha256[:SHOWN],
        "lock": used.lock[:SHOWN],
        "python": f"{used.implementation} {used.python}",
        "machine": f"{used.system} {used.machine}",
    }
    rows = [
        {"what": words(f"software_{name}"), "value": value or words("how_none")}
        for name, value in told.items()
    ]
    packages = ", ".join(f"{name} {version}" for name, version in used.packages.items() if version)
    drawn = ", ".join(str(seed) for seed in sorted(set(page.record.seeds.values())))
    return (
        page.section("software", words("how_software"))
        + page.facts("software", rows, ("what", "value"), "versions of software")
        + page.text("how_packages", packages=packages)
        + page.text("how_seeds", seeds=drawn)
    )


def _steps(page: _HowPage) -> Fragment:
    steps = page.record.steps
    pages = [step for step in steps if all(name.startswith(_REPORTS) for name in step.outputs)]
    rows = [
        {"step": step.name, "notebook": step.notebook, "key": step.key[:SHOWN]}
        for step in steps
        if step not in pages
    ]
    old = sum(not step.is_current for step in pages)
    start = (
        page.section("steps", page.words("how_steps"))
        + page.text("how_steps_text")
        + page.facts("steps", rows, ("step", "notebook", "key"), "hashes of files")
        + page.section("pages", page.words("how_pages_title"), level=3)
        + page.text("how_pages", pages=page.numbers.integer(len(pages) - old))
        + _kinds(page, Counter(Path(step.notebook).stem for step in pages))
        + page.text("how_figures", year=page.record.year)
    )
    return start + page.text("how_not_current", n=page.numbers.integer(old)) if old else start


def _kinds(page: _HowPage, pages: Counter[str]) -> Fragment:
    """List the kinds of page, each under the id that figures on such a page link to."""
    items = [
        Markup('<li id="{}">{}</li>').format(
            kind.name,
            page.words(
                "how_of_kind",
                title=page.words(f"how_kind_{kind.name}"),
                kind=kind.name,
                pages=page.numbers.integer(pages[kind.name]),
            ),
        )
        for kind in REPORT_KINDS
        if pages[kind.name]
    ]
    return Fragment(Markup("<ul>{}</ul>").format(Markup("").join(items)))


def _hidden(page: _HowPage) -> Fragment:
    counted = ("shown", "rate_hidden", "all_hidden", "hidden_for_itself")
    rows = [
        {"year": one.year} | {name: getattr(one, name) for name in counted} for one in page.record.suppressed
    ]
    formats = {"year": "year"} | dict.fromkeys(counted, "integer")
    return (
        page.section("hidden", page.words("how_hidden"))
        + page.text("how_hidden_text")
        + page.facts("hidden", rows, ("year", *counted), "counts of figures, not of persons", formats=formats)
    )


def _check(page: _HowPage) -> Fragment:
    return page.section("check", page.words("how_check")) + page.text("how_check_text")


SECTIONS = (_received, _options, _software, _steps, _hidden, _check)
"""In the order in which they stand."""
