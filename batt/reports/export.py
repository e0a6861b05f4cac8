"""From an executed report notebook on disk to its page: the notebook itself says what stands around it."""

import json
from pathlib import Path

from batt.errors import DisclosureError
from batt.reports.html import export_html
from batt.reports.page_head import HEAD_TYPE, PageHead


def export_notebook(executed: Path) -> str:
    """Return the page of an executed notebook, one cell of which shows its :class:`PageHead`.

    Raises
    ------
    DisclosureError
        If no cell or more than one shows a head, or a cell shows what may not be published.
    """
    import nbformat

    notebook = nbformat.read(executed, as_version=4)
    heads = []
    for cell in notebook.cells:
        kept = []
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if HEAD_TYPE in data:
                heads.append(PageHead.from_json(json.dumps(data[HEAD_TYPE])))
            else:
                kept.append(output)
        if "outputs" in cell:
            cell.outputs = kept
    if len(heads) != 1:
        raise DisclosureError(f"{executed.name}: {len(heads)} cells show a page head. Expected exactly one.")
    return export_html(notebook, heads[0])
