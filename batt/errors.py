"""The few exceptions of the workbook: a user's mistake becomes a list of problems and an exit code.

Every message has one form: where, what (with the value), what was expected, how to fix it. All problems of
one kind are collected before anything is raised, so that a sender gets one list and not one fault a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, told to the person who can put it right.

    Attributes
    ----------
    where
        File, row and column as the user knows them: ``data/raw/2015/deltakerlop.csv, row 118, sluttarsak``.
    what
        What is wrong, with the value: ``unknown code 'F7'``. Never a name or free text of a person.
    expected
        What would have been right, as a sentence.
    fix
        What to do about it, as a sentence.
    """

    where: str
    what: str
    expected: str = ""
    fix: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: {self.what.rstrip('.')}."]
        lines += [f"  {sentence}" for sentence in (self.expected, self.fix) if sentence]
        return "\n".join(lines)


class BattError(Exception):
    """A mistake that the user can put right; the command prints it without a traceback.

    Parameters
    ----------
    problems
        All problems of the kind, or one sentence.
    """

    exit_code = 1
    kind = "Something is not as agreed"

    def __init__(self, problems: Sequence[Problem] | Problem | str):
        if isinstance(problems, str):
            self.problems: list[Problem] = []
            message = problems
        else:
            self.problems = [problems] if isinstance(problems, Problem) else list(problems)
            message = "\n".join(str(problem) for problem in self.problems)
        super().__init__(message)


class UsageError(BattError):
    """The command was called in a way that cannot be carried out."""

    exit_code = 2
    kind = "The command cannot be carried out"


class RegistryError(BattError):
    """The registry contradicts itself or its schemas."""

    exit_code = 10
    kind = "The registry is not valid"


class UnreadableFile(BattError):
    """A received file cannot be read, or can be read in two ways."""

    exit_code = 11
    kind = "A file cannot be read"


class ContentError(BattError):
    """A received file can be read, but a table or column is not as agreed."""

    exit_code = 12
    kind = "A file's content is not as agreed"


class NumbersDiffer(BattError):
    """Numbers that must agree differ."""

    exit_code = 13
    kind = "Numbers differ"


class DisclosureError(BattError):
    """Something that must not be published was about to reach a page."""

    exit_code = 14
    kind = "This cannot be published"


class Locked(BattError):
    """Another run holds the root."""

    exit_code = 15
    kind = "Locked by another run"
