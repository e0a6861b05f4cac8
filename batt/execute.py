"""Run one parameterised notebook through papermill, refusing what papermill would let pass.

Several may run at the same time in the threads of one process.
"""

import ast
import json
import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path

from batt import errors
from batt.atomic import temporary_name
from batt.errors import BattError, Problem, UsageError


def run_notebook(source: Path, target: Path, parameters: Mapping[str, object]) -> None:
    """Execute ``source`` with ``parameters`` and keep the executed notebook at ``target``.

    Raises
    ------
    UsageError
        A parameter is unknown to the notebook or of another type than its default.
    BattError
        The error of the workbook that a cell raised, with its own exit code; the notebook is kept.
    """
    check_parameters(source, parameters)
    # Slow to import, and not needed for the commands that run no notebook.
    from batt import warm_kernels

    os.environ.update(warm_kernels.KERNEL_ENVIRONMENT)
    is_warm = not warm_kernels.why_cold()
    if is_warm:
        warm_kernels.refresh()  # imports what notebooks need while this process imports papermill
    import papermill
    from nbclient.exceptions import DeadKernelError

    try:
        _aside(lambda: _execute(source, target, parameters, is_warm))
    except KeyboardInterrupt:
        warm_kernels.stop()
        raise
    except DeadKernelError:
        raise BattError(
            Problem(
                source.name,
                "its kernel was ended from outside",
                "The usual reason is too little memory.",
                f"Close other programs or use fewer workers; how far it came is kept at {target}.",
            )
        ) from None
    except papermill.PapermillExecutionError as failure:
        kind = getattr(errors, failure.ename, None)
        if isinstance(kind, type) and issubclass(kind, BattError):
            raise kind(failure.evalue) from None
        raise BattError(
            Problem(
                f"{source.name}, cell {failure.exec_count}",
                f"{failure.ename}: {failure.evalue}",
                "This is a fault of the workbook, not of the files.",
                f"The notebook as it was run is kept at {target}; send it with a report of the fault.",
            )
        ) from None


def _execute(source: Path, target: Path, parameters: Mapping[str, object], is_warm: bool) -> None:
    """Have papermill run a notebook. Not in the main thread (see `_aside`)."""
    import papermill
    from jupyter_core.utils import ensure_event_loop

    from batt import warm_engine

    new = temporary_name(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        papermill.execute_notebook(
            source,
            new,
            parameters=dict(parameters),
            engine_name=warm_engine.NAME if is_warm else None,
            progress_bar=False,
            log_output=False,
            # Not as ``cwd``: papermill would change the folder of this process, in which other notebooks run.
            resources={"metadata": {"path": str(source.parent)}},
            # The kernel's own remarks are no news to somebody who waits for a report: being stopped, it tells
            # of an interrupt as an error on a busy machine. What a cell raises comes by another way.
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )
    finally:
        # Kept of a failure too, for looking into it.
        if new.exists():
            new.replace(target)
        # The loop that the thread was given holds descriptors.
        ensure_event_loop().close()


def _aside(work: Callable[[], None]) -> None:
    """Do some work in a thread of its own if this is the main one, and raise what it raises.

    In the main thread nbclient takes Ctrl-C for itself, ends the kernel and can then wait for it forever.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    ended: Future[None] = Future()

    def to_the_end() -> None:
        try:
            ended.set_result(work())
        except BaseException as error:
            ended.set_exception(error)

    # An interrupted program ends without it: kernels do not outlive their parent.
    threading.Thread(target=to_the_end, name="notebook", daemon=True).start()
    ended.result()


def check_parameters(source: Path, parameters: Mapping[str, object]) -> None:
    """Refuse parameters that the notebook's ``parameters`` cell does not declare with the same type.

    papermill itself accepts a mistyped name with a line in its log and runs on the default.
    """
    declared = declared_parameters(source)
    problems = []
    for name, value in parameters.items():
        if name not in declared:
            problems.append(
                Problem(
                    f"{source.name}, parameter {name}", "is not declared", f"Declared: {', '.join(declared)}."
                )
            )
        elif type(value) is not type(declared[name]):
            expected = type(declared[name]).__name__
            problems.append(
                Problem(f"{source.name}, parameter {name}", f"is {value!r}", f"Expected a {expected}.")
            )
    if problems:
        raise UsageError(problems)


def declared_parameters(source: Path) -> dict[str, object]:
    """Return the names and default values of the cell tagged ``parameters``."""
    for cell in json.loads(source.read_text(encoding="utf-8"))["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            tree = ast.parse("".join(cell["source"]))
            return {
                target.id: ast.literal_eval(node.value)
                for node in tree.body
                if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name)
            }
    return {}
