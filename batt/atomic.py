"""Files and folders that are written whole or not at all.

Each is written under a temporary name beside its own, flushed to the disk and renamed, so that a program that
is ended at any moment leaves what was there before, or the new, and never a part of either.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW, _OLD = ".new", ".old"


@contextmanager
def atomic_file(path: Path) -> Iterator[Path]:
    """Give the name under which to write a file; it takes the place of ``path`` at the end.

    Its folder is made if need be. If the block fails, ``path`` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = temporary_name(path)
    try:
        yield new
        _flush(new)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def atomic_folder(path: Path) -> Iterator[Path]:
    """Give an empty folder to write in; at the end it takes the place of ``path`` with all that was in it.

    If the block fails, ``path`` is as it was. A program killed between the two renames leaves no ``path``,
    but what was in it under another name: `tidy` puts it back.
    """
    new, old = _beside(path, _NEW), _beside(path, _OLD)
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        for file in sorted(new.rglob("*")):
            if file.is_file():
                _flush(file)
        if path.exists():
            path.rename(old)
        new.rename(path)
    finally:
        for leftover in (new, old):
            shutil.rmtree(leftover, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, its line ends as they are, whole or not at all."""
    with atomic_file(path) as new:
        new.write_text(text, encoding="utf-8", newline="\n")


def temporary_name(path: Path) -> Path:
    """Return the name under which a file is written: beside its own, hidden, and with the same ending."""
    return path.with_name(f".{path.stem}{_NEW}{path.suffix}")


def is_unfinished(path: Path) -> bool:
    """Whether a file or folder is one of those that only exist while something is written."""
    name = path.name
    return name.startswith(".") and (name.endswith((_NEW, _OLD)) or path.stem.endswith(_NEW))


def tidy(folder: Path) -> None:
    """Remove what a killed program left half-written under a folder, and put back what it had moved aside.

    To be called when nothing else writes there.
    """
    for path in sorted(folder.rglob(".*")) if folder.is_dir() else []:
        if not is_unfinished(path) or not path.exists():
            continue
        if path.name.endswith(_OLD) and path.is_dir():
            place = path.with_name(path.name.removeprefix(".").removesuffix(_OLD))
            if not place.exists():
                path.rename(place)
                continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name}{ending}")


def _flush(file: Path) -> None:
    """Have the disk hold what was written, so that not even a power cut leaves a renamed empty file."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
