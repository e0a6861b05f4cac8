"""The command ``batt <verb>``: each verb is one call. Mistakes are told without a traceback."""

import sys
from collections.abc import Sequence

import click

from batt.cli import archive, data, diff, edit, make, publish, second_opinion, trace, verify  # noqa: F401 – registers
from batt.cli.group import cli
from batt.errors import BattError, UsageError

__all__ = ["cli", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a verb; a user's mistake ends with its message and exit code, never a traceback."""
    try:
        status = cli.main(args=arguments, prog_name="batt", standalone_mode=False)
    except BattError as error:
        click.echo(f"{error.kind}:\n{error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(f"{UsageError.kind}:\n{error.filename}: {error.strerror}.", err=True)
        click.echo("  Close it if another program has it open, and check that it may be written.", err=True)
        sys.exit(UsageError.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)
