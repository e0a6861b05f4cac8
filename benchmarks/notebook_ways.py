"""The ways to make pages from notebooks that are held against each other; each a function of a list of steps.

Every way writes its page where the step says. Those that use the workbook's own export write the same bytes.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peers import OURS
from spent import Spent, spent

from batt.steps import Step

FLOOR = "drawing alone, in one warm process"
COMMANDS, APIS, REUSED = "the two commands", "the two Python APIs", "one kernel, used again"


@dataclass(frozen=True)
class Made:
    """What some pages have cost, and what each further one would."""

    pages: int
    whole: Spent
    further: Spent

    def projected(self, pages: int) -> Spent:
        """Return what so many pages cost."""
        return self.whole + self.further * (pages - self.pages)


def by_commands(steps: Sequence[Step]) -> Made:
    """Call ``papermill`` and ``jupyter nbconvert`` for each page, as one does by hand."""

    def make(step: Step) -> None:
        program = Path(sys.executable).parent
        given = [
            part
            for name, value in step.parameters.items()
            if isinstance(value, str | int)
            for part in ("-r" if isinstance(value, str) else "-p", name, str(value))
        ]
        quiet = ["--no-progress-bar", "--no-log-output", "--cwd", str(step.notebook.parent)]
        papermill = [str(program / "papermill"), str(step.notebook), str(step.executed), *given, *quiet]
        convert = [str(program / "jupyter"), "nbconvert", "--to", "html", str(step.executed)]
        for command in (papermill, [*convert, "--output", str(step.writes[0])]):
            subprocess.run(command, check=True, capture_output=True)

    return _one_by_one(make, steps)


def by_apis(steps: Sequence[Step]) -> Made:
    """Call papermill's and nbconvert's functions in one process, an ordinary kernel for each page."""
    import papermill
    from nbconvert import HTMLExporter

    def make(step: Step) -> None:
        papermill.execute_notebook(
            step.notebook,
            step.executed,
            parameters=dict(step.parameters),
            progress_bar=False,
            cwd=step.notebook.parent,
        )
        body, _ = HTMLExporter().from_filename(str(step.executed))
        step.writes[0].write_text(body, encoding="utf-8")

    return _one_by_one(make, steps)


def in_one_kernel(steps: Sequence[Step]) -> Made:
    """Run every page's cells in the same ordinary kernel: what one page changes stays for the next."""
    import nbformat
    from jupyter_client.manager import KernelManager
    from nbclient import NotebookClient
    from papermill.iorw import load_notebook_node
    from papermill.parameterize import parameterize_notebook

    from batt.reports.export import export_notebook

    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(cwd=str(steps[0].notebook.parent))
    channels = manager.client()
    channels.start_channels()
    channels.wait_for_ready()

    def make(step: Step) -> None:
        notebook = parameterize_notebook(load_notebook_node(str(step.notebook)), dict(step.parameters))
        client = NotebookClient(notebook, km=manager)
        client.kc = channels
        client.execute()
        nbformat.write(notebook, step.executed)
        step.writes[0].write_text(export_notebook(step.executed), encoding="utf-8")

    try:
        return _one_by_one(make, steps)
    finally:
        channels.stop_channels()
        manager.shutdown_kernel(now=True)


def drawn_alone(steps: Sequence[Step]) -> Made:
    """Run the cells with ``exec`` in a process that has imported everything, and set them into the page."""
    from nbformat import v4

    from batt.kernel_server import preload
    from batt.reports.html import export_html
    from batt.reports.page_head import PageHead

    preload()

    def make(step: Step) -> None:
        cells, head = [], None
        for shown in _displayed(step):
            if isinstance(shown, PageHead):
                head = shown
            else:
                data, about = shown._repr_mimebundle_()
                output = v4.new_output("display_data", data=data, metadata=about)
                cells.append(v4.new_code_cell("", outputs=[output]))
        assert head is not None
        step.writes[0].write_text(export_html(v4.new_notebook(cells=cells), head), encoding="utf-8")

    return _one_by_one(make, steps)


def _displayed(step: Step) -> list[Any]:
    """Execute a notebook's cells here, and return what they would show."""
    names: dict[str, Any] = {"__name__": "__main__"}
    found = []
    for cell in json.loads(step.notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] != "code":
            continue
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            found += [] if value is None else [value]
        if "parameters" in cell["metadata"].get("tags", []):
            names.update(step.parameters)
    return found


def by_the_workbook(steps: Sequence[Step]) -> Made:
    """Let the workbook run the steps, with the start of its server and all."""
    from batt import warm_kernels
    from batt.batch import run_steps

    def make() -> None:
        run_steps(steps).check()
        warm_kernels.stop()

    whole = spent(make)
    return Made(len(steps), whole, whole * (1 / len(steps)))


def _one_by_one(make: Callable[[Step], None], steps: Sequence[Step]) -> Made:
    """Make one page after the other; what the first costs beyond the others is the way's start."""
    costs = []
    for step in steps:
        step.executed.parent.mkdir(parents=True, exist_ok=True)
        costs.append(spent(make, step))
    later = costs[1:] or costs
    return Made(len(costs), sum(costs, Spent()), sum(later, Spent()) * (1 / len(later)))


WAYS: dict[str, Callable[[Sequence[Step]], Made]] = {
    OURS: by_the_workbook,
    COMMANDS: by_commands,
    APIS: by_apis,
    REUSED: in_one_kernel,
    FLOOR: drawn_alone,
}
