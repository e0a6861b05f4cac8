"""A provider's own numbers on their way to the provider itself: complete, and to nobody else."""

from collections.abc import Sequence

import pandas as pd

from batt.disclosure.table import PublishedTable, open_door
from batt.errors import DisclosureError
from batt.protection.system import ANONYMOUS_FOR_ALL

OWN = "provider"
"""The role that sees its own numbers complete."""


def publish_own(
    frame: pd.DataFrame, columns: Sequence[str], *, role: str, unit: str | None
) -> PublishedTable:
    """Publish numbers of one provider to that provider, with nothing hidden.

    Parameters
    ----------
    frame
        Rows with ``provider_id``, all of the reader's own; columns not in ``columns`` are keys. No row is
        about staff answers, which stay anonymous for every role.
    columns
        The numbers.
    role, unit
        Who reads, and whose page it is.

    Raises
    ------
    DisclosureError
        If the reader is not a provider, a row is another's, or a row is about staff answers.
    """
    if role != OWN or not unit:
        raise DisclosureError(f"Only a provider sees its own numbers complete, not the role {role}.")
    others = int((frame["provider_id"] != unit).sum())
    if others:
        raise DisclosureError(f"{others} rows are not of the provider that reads.")
    if "indicator" in frame and frame["indicator"].isin(list(ANONYMOUS_FOR_ALL)).any():
        raise DisclosureError("Staff answers are anonymous for every role.")
    frame = frame.reset_index(drop=True)
    hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    return open_door(frame, hidden, numbers=columns)
