"""Many files' faults as one error, so that a sender gets one list."""

from collections.abc import Sequence
from pathlib import Path

from batt.errors import ContentError, Problem, UnreadableFile

FileError = UnreadableFile | ContentError

_LISTED = 20


def combined(errors: Sequence[FileError]) -> FileError:
    """Join the faults of several files or sheets into one error.

    Parameters
    ----------
    errors
        At least one.

    Returns
    -------
    UnreadableFile | ContentError
        ``UnreadableFile`` as soon as one file cannot be read: nothing else can be trusted before that is put
        right. What cannot be read stands first, the content faults follow.
    """
    cannot_be_read = _problems_of(errors, UnreadableFile)
    content = _problems_of(errors, ContentError)
    problems = list(dict.fromkeys(cannot_be_read + content))
    return UnreadableFile(problems) if cannot_be_read else ContentError(problems)


def _problems_of(errors: Sequence[FileError], kind: type[FileError]) -> list[Problem]:
    """List the different problems of one kind; two deliveries that collide share one."""
    return list(dict.fromkeys(p for error in errors if isinstance(error, kind) for p in error.problems))


def unreadable(where: str, what: str, expected: str = "", fix: str = "") -> UnreadableFile:
    """Make the error of a file that cannot be read."""
    return UnreadableFile(Problem(where, what, expected, fix))


def cannot_be_opened(where: str, error: OSError) -> UnreadableFile:
    """Make the error of a file that the system does not open."""
    return unreadable(
        where, f"cannot be opened ({error.strerror})", fix="Check that it is there and yours to read."
    )


def read_bytes(path: Path, where: str) -> bytes:
    """Return all bytes of a file.

    Raises
    ------
    UnreadableFile
        If the system does not open it: no right to, or another program holds it.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise cannot_be_opened(where, error) from None


def listed(numbers: Sequence[object]) -> str:
    """Write row numbers or cells as a list of at most twenty, with the total where more exist."""
    shown = ", ".join(str(number) for number in numbers[:_LISTED])
    return shown if len(numbers) <= _LISTED else f"{shown} and {len(numbers) - _LISTED} more"
