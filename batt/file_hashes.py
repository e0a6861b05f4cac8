"""Hashes of files and folders, remembered as far as that is safe: 1 500 steps read much the same files."""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

from batt.paths import Root

SETTLED = 2 * 10**9
"""A file changed less than this long ago (ns) may change again without its time telling."""

_known_files: dict[Path, tuple[tuple[int, int], str]] = {}


class FileHashes:
    """What files hold, as far as one look at them goes.

    A folder is listed once in the life of the object, so it is to live no longer than nothing it reads is
    written. A file's hash is remembered for the whole process while its size and time of change stay.
    """

    def __init__(self) -> None:
        self._trees: dict[tuple[Path, bool], str] = {}
        self._notebooks: dict[Path, list[tuple[str, str]]] = {}
        self._named: dict[tuple[Path, ...], list[tuple[str, str]]] = {}

    def of(self, path: Path, *, code: bool = False) -> str:
        """Return the SHA-256 of a file, or of all files under a folder with their names; empty if absent.

        With ``code``, only source and data files count, so that leftovers of Python and Jupyter do not change
        a key.
        """
        known = self._trees.get((path, code))
        if known is None:
            known = self._trees[path, code] = hash_file(path) if path.is_file() else _hash_tree(path, code)
        return known

    def named(self, root: Root, paths: tuple[Path, ...]) -> list[tuple[str, str]]:
        """Return each path as the user sees it, with its hash; hundreds of pages read the same."""
        if paths not in self._named:
            self._named[paths] = [(root.relative(path), self.of(path)) for path in paths]
        return self._named[paths]

    def notebook_source(self, path: Path) -> list[tuple[str, str]]:
        """Return the cells of a notebook as (type, source), without outputs and metadata."""
        if path not in self._notebooks:
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            self._notebooks[path] = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
        return self._notebooks[path]


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    about = path.stat()
    stamp = (about.st_size, about.st_mtime_ns)
    known = _known_files.get(path)
    if known and known[0] == stamp:
        return known[1]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if time.time_ns() - about.st_mtime_ns > SETTLED:
        _known_files[path] = (stamp, digest)
    return digest


def _hash_tree(folder: Path, code: bool) -> str:
    """Hash the names and bytes of all files under a folder."""
    files = [
        file
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not (code and _is_leftover(file.relative_to(folder)))
    ]
    return hash_files(folder, files)


def _is_leftover(file: Path) -> bool:
    return any(part == "__pycache__" or part.startswith(".") for part in file.parts)


def hash_files(folder: Path, files: Sequence[Path]) -> str:
    """Return the hash that a folder would have with these files alone; empty if there is none."""
    total = hashlib.sha256()
    for file in sorted(files):
        name = file.relative_to(folder).as_posix()
        total.update(name.encode() + b"\0" + bytes.fromhex(hash_file(file)))
    return total.hexdigest() if files else ""
