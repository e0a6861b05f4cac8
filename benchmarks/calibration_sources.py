"""Which code a part of the calibration rests on, so that its lines are kept until that code changes."""

import ast
import hashlib
from collections.abc import Iterator
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent
PROJECT = BENCHMARKS.parent
STAGES = ("indicators", "comparisons", "relationships")
"""Folders of the package with methods in them; what the registry says of indicators changes no method."""


def digest(module: str) -> str:
    """Return a digest of the code of a module beside this one and of every method that it imports.

    Imports are followed through the modules beside this one and through `STAGES`, but not into a package's
    ``__init__``. Only code counts: comments, docstrings and the layout of lines do not.
    """
    found: dict[str, str] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if name in found or path is None:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        waiting += _imported(tree)
        found[name] = _code(tree)
    whole = "\n".join(found[name] for name in sorted(found))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def _path(module: str) -> Path | None:
    """Return the file of a module whose code counts, or None."""
    package, *rest = module.split(".")
    beside = BENCHMARKS / f"{package}.py"
    if not rest:
        return beside if beside.exists() else None
    path = PROJECT.joinpath(package, *rest).with_suffix(".py")
    return path if package == "batt" and rest[0] in STAGES and path.exists() else None


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _code(tree: ast.Module) -> str:
    """Return the code without expressions that only stand there, which docstrings are."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_words(one)] or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def _is_words(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
