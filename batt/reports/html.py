"""From an executed notebook to one self-contained page, the same bytes for the same outputs.

Only fragments that this package made get onto a page: no source code, no text cell, no printed line, and no
frame that somebody displayed. A page names no address outside itself and has no script; the index of a year
has one, which the page's policy names by its hash.
"""

import base64
import hashlib
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from batt.errors import DisclosureError, Problem
from batt.reports.figure_ids import with_ids
from batt.reports.fragment import MARK
from batt.reports.page_head import PageHead
from batt.reports.words import Words

if TYPE_CHECKING:
    from nbconvert import TemplateExporter
    from nbformat import NotebookNode

TEMPLATE = Path(__file__).parent / "template"

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_kept = threading.local()

_SECTIONS = re.compile(r"<h2\b.*?</h2>", re.DOTALL)


@dataclass(frozen=True)
class Heading:
    """A heading that the contents list."""

    id: str
    title: str


def export_html(executed: "NotebookNode", head: PageHead) -> str:
    """Turn an executed notebook into a page.

    Parameters
    ----------
    executed
        A notebook as papermill leaves it. What papermill wrote into it does not matter.
    head
        What stands around its outputs.

    Raises
    ------
    DisclosureError
        If a cell shows anything but fragments, or failed.
    """
    body, _ = _exporter().from_notebook_node(_only_fragments(executed))
    return render(Markup(body.strip()), head)


def _exporter() -> "TemplateExporter":
    """Return the exporter of this thread, which compiles its template once.

    Not the one for HTML, which parses every page again to mend what fragments do right by themselves.
    """
    if not hasattr(_kept, "exporter"):
        # Imported here because nbconvert takes as long to import as a report takes to write.
        from nbconvert import TemplateExporter

        folder = [str(TEMPLATE.parent)]
        _kept.exporter = TemplateExporter(
            template_name=TEMPLATE.name, template_file="index.html.j2", extra_template_basedirs=folder
        )
    return _kept.exporter


def index_page(body: Markup, head: PageHead) -> str:
    """Set the index of a year into the frame, with its script; it asks search engines to stay away."""
    return render(
        body,
        head,
        style=("style.css", "index.css"),
        script=_without_comments("index.js", r"^\s*//.*$"),
        robots="noindex",
    )


def render(
    body: Markup,
    head: PageHead,
    *,
    style: Sequence[str] = ("style.css",),
    script: str = "",
    robots: str = "",
) -> str:
    """Set a body into the frame that all pages share.

    Parameters
    ----------
    style
        The style sheets of the page, of those in the template's folder.
    script
        The one script that may run on the page; none on any report.
    robots
        What search engines are asked.
    """
    words = Words(head.lang)
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            body=with_ids(body, head, words),
            head=head,
            home=head.home,
            words=words,
            headings=contents(body),
            style=Markup("\n".join(_without_comments(name, r"/\*.*?\*/") for name in style)),
            script=Markup(script),
            policy=_policy(script),
            robots=robots,
            running=Markup(_running_lines(head, words)),
            other={"nb": "en", "en": "nb"}[head.lang],
        )
    )


def _policy(script: str) -> str:
    """Return what a page may load and run: its own style sheet and pictures, and the one script, if any."""
    if not script:
        return POLICY
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return f"{POLICY}; script-src 'sha256-{digest}'"


def contents(body: str) -> list[Heading]:
    """Return the second-level headings of a body, in order.

    Raises
    ------
    DisclosureError
        If two headings share an id, so that a link would lead to the wrong place.
    """
    parser = _Headings()
    # As markup: what needed no escaping in the heading needs none in the contents.
    parser.feed(Markup("".join(_SECTIONS.findall(body))))
    ids = [heading.id for heading in parser.found]
    twice = sorted({id for id in ids if ids.count(id) > 1})
    if twice:
        raise DisclosureError([Problem(f"page, heading {id}", "the id is used twice") for id in twice])
    return parser.found


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Heading] = []
        self._id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "h2":
            self._id = dict(attrs).get("id") or ""
            if self._id:
                self.found.append(Heading(self._id, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "h2":
            self._id = ""

    def handle_data(self, data: str) -> None:
        if self._id:
            self.found[-1] = Heading(self._id, self.found[-1].title + data)


def _only_fragments(executed: "NotebookNode") -> "NotebookNode":
    """Keep what this package made; refuse what somebody else displayed."""
    from nbformat import v4

    problems: list[Problem] = []
    cells = []
    for number, cell in enumerate(executed.cells, start=1):
        if cell.cell_type != "code":
            continue
        kept = []
        for output in cell.outputs:
            what = _verdict(output)
            if what:
                problems.append(
                    Problem(
                        f"notebook, cell {number}",
                        what,
                        "A page shows only what batt.reports.page made from published tables.",
                        "Return a fragment from the cell, or show nothing.",
                    )
                )
            elif output.output_type != "stream":
                kept.append(v4.new_output("display_data", data={"text/html": output.data["text/html"]}))
        cells.append(v4.new_code_cell("", outputs=kept, id=f"cell-{number}"))
    if problems:
        raise DisclosureError(problems)
    return v4.new_notebook(cells=cells)


def _verdict(output: Any) -> str:
    """Return why an output may not be published; empty if it may, or is dropped."""
    if output.output_type == "error":
        return f"the cell failed with {output.ename}"
    if output.output_type == "stream":
        return "" if output.name == "stderr" else "the cell prints"
    if output.get("metadata", {}).get("text/html") != MARK:
        return f"the cell shows {', '.join(sorted(output.get('data', {})))} that no page function made"
    return ""


def _running_lines(head: PageHead, words: Words) -> str:
    """Return the style rules that say on every sheet of paper who is in the report and what is invented."""
    included = dict(head.facts).get(words("providers_included"), "")
    foot = ". ".join(filter(None, (head.title, included and f"{words('providers_included')}: {included}")))
    rules = f"@bottom-left{{content:{_css_string(foot)}}}@bottom-right{{content:counter(page)}}"
    if head.is_simulated:
        rules += f"@top-center{{content:{_css_string(words('simulated_banner'))}}}"
    return f"@page{{{rules}}}"


def _css_string(text: str) -> str:
    """Return a text as a string of a style sheet; nothing in it can end the string or the sheet."""
    return '"' + re.sub(r"[^\w .,:;–-]", lambda found: f"\\{ord(found[0]):x} ", text) + '"'


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _without_comments(name: str, comment: str) -> str:
    """Return a file of the template without comments and indentation."""
    text = (TEMPLATE / name).read_text(encoding="utf-8")
    text = re.sub(comment, "", text, flags=re.DOTALL if name.endswith(".css") else re.MULTILINE)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
