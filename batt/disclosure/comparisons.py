"""Comparisons of providers on their way to a page: what each role may see of them, and whom it may know.

Public, sector and providers see comparisons made among the cells that everybody may see (see
:mod:`batt.disclosure.shown`). The Directorate sees those made among all, but for staff answers, which stay
anonymous for every role.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from pyarrow import parquet

from batt.disclosure.own import publish_own
from batt.disclosure.roles import ANONYMOUS, OF_ONE_PROVIDER, Role, check_reader
from batt.disclosure.table import PublishedTable, open_door
from batt.errors import DisclosureError, Problem
from batt.paths import Root
from batt.protection.settings import settings
from batt.protection.system import ANONYMOUS_FOR_ALL

_WHO = ("provider_id", "peer_id")
_WHERE_FROM = ("county", "area", "row_id", "source_file", "source_sheet", "source_row")
"""Columns that tell which provider a row is of."""
_LIST = ["indicator", "programme"]


class Comparisons:
    """The comparisons of a year as one reader may see them.

    Parameters
    ----------
    root, year
        The stage `disclosure` must have been run for the year.
    role, unit
        Who reads, and whose page it is, for the roles of one provider or county.

    Raises
    ------
    DisclosureError
        If the stage has not been run.
    UsageError
        If the role is unknown, or a unit is named for another role or missing for its own.
    """

    def __init__(self, root: Root, year: int, role: Role = "public", unit: str | None = None):
        check_reader(role, unit)
        self._shown, self._complete = root.disclosure(year), root.comparisons(year)
        self._role, self._unit = role, unit
        if not (self._shown / "protection.parquet").exists():
            raise DisclosureError(
                Problem(
                    root.relative(self._shown),
                    "is not there, so nothing is known to be safe to show",
                    fix=f"Run batt run disclosure --year {year} first.",
                )
            )
        providers = pd.read_parquet(root.clean(year) / "providers.parquet")
        self._names: Mapping[str, str] = dict(zip(providers["provider_id"], providers["name"].fillna("")))
        of_county = set(providers.loc[providers["county"] == unit, "provider_id"])
        self._known = {unit} if role in OF_ONE_PROVIDER else of_county

    @property
    def own_name(self) -> str:
        """The name of the provider whose page it is; empty for other readers."""
        if self._role not in OF_ONE_PROVIDER or self._unit is None:
            return ""
        return self._names.get(self._unit) or self._unit

    def has(self, name: str) -> bool:
        """Tell whether there is such a comparison; some need a year before."""
        return (self._shown / f"{name}.parquet").exists()

    def has_rows(self, name: str) -> bool:
        """Tell whether anybody is in a comparison."""
        return self.has(name) and parquet.read_metadata(self._shown / f"{name}.parquet").num_rows > 0

    def table(
        self, name: str, *, only_own: bool = False, indicators: Sequence[str] | None = None
    ) -> PublishedTable:
        """Return one comparison.

        Parameters
        ----------
        only_own
            Only the rows of the provider whose page it is; no other reader has any.
        indicators
            Only the rows about these.

        Returns
        -------
        PublishedTable
            The rows of `batt.comparisons.compare`'s table of that name. Providers that the reader may not
            know are called ``anonymous``, without a county, and stand in the order of their numbers; for the
            others ``name`` holds the name.

        Raises
        ------
        KeyError
            If there is no such comparison.
        """
        if not self.has(name):
            raise KeyError(f"no comparison {name}")
        filters: list[tuple[str, str, Any]] = [("provider_id", "==", self._own)] if only_own else []
        if indicators is not None:
            filters.append(("indicator", "in", list(indicators)))
        frame = self._seen(name, filters)
        if "unit_level" in frame:
            # A target of the country or a county is told of each provider that it concerns.
            own = frame["unit_id"].where(frame["unit_level"] == "provider")
            frame = frame.assign(provider_id=frame["provider_id"].fillna(own))
        numbers = [str(column) for column in frame if pd.api.types.is_numeric_dtype(frame[column])]
        who = [column for column in _WHO if column in frame]
        if who:
            frame = self._without_names(frame, who, numbers)
        return open_door(
            frame, pd.DataFrame(False, index=frame.index, columns=frame.columns), numbers=numbers
        )

    def of_lists(self, name: str, columns: Sequence[str]) -> PublishedTable:
        """Return what a comparison says of whole lists. One row per list.

        Parameters
        ----------
        columns
            Its columns that are the same for every provider in a list.

        Raises
        ------
        DisclosureError
            If a column differs within a list, and so is about single providers.
        """
        frame = pd.read_parquet(self._shown / f"{name}.parquet", columns=[*_LIST, *columns])
        lists = frame.drop_duplicates().reset_index(drop=True)
        if lists.duplicated(_LIST).any():
            raise DisclosureError(f"{name}: {', '.join(columns)} are not the same for all in a list.")
        hidden = pd.DataFrame(False, index=lists.index, columns=lists.columns)
        return open_door(lists, hidden, numbers=columns)

    def own(self, name: str, keys: Sequence[str], numbers: Sequence[str]) -> PublishedTable:
        """Return the rows of the provider that reads from a comparison among all; none about staff answers.

        Parameters
        ----------
        name
            A table of `batt.comparisons.compare` with ``indicator`` and ``unit_level, unit_id``. One that was
            not made has no rows.
        keys, numbers
            Its columns that are shown.

        Raises
        ------
        DisclosureError
            If somebody else than a provider reads.
        """
        file = self._complete / f"{name}.parquet"
        columns = ["unit_level", "unit_id", *keys, *numbers]
        every = pd.read_parquet(file, columns=columns) if file.exists() else pd.DataFrame(columns=columns)
        is_own = (every["unit_level"] == "provider") & (every["unit_id"] == self._unit)
        own = every.loc[is_own & ~every["indicator"].isin(list(ANONYMOUS_FOR_ALL))]
        own = own.rename(columns={"unit_id": "provider_id"})[["provider_id", *keys, *numbers]]
        return publish_own(own, numbers, role=self._role, unit=self._unit)

    @property
    def _own(self) -> str:
        return (self._unit or "") if self._role in OF_ONE_PROVIDER else ""

    def _seen(self, name: str, filters: list[tuple[str, str, Any]]) -> pd.DataFrame:
        shown = pd.read_parquet(self._shown / f"{name}.parquet", filters=filters or None)
        if self._role != "directorate":
            return shown
        complete = pd.read_parquet(self._complete / f"{name}.parquet", filters=filters or None)
        if "indicator" not in complete or not set(shown) <= set(complete):
            return shown
        staff = list(ANONYMOUS_FOR_ALL)
        parts = [complete[~complete["indicator"].isin(staff)], shown[shown["indicator"].isin(staff)]]
        return pd.concat(parts, ignore_index=True)[list(shown.columns)]

    def _without_names(self, frame: pd.DataFrame, who: list[str], numbers: list[str]) -> pd.DataFrame:
        known = {column: self._may_know(frame, column) for column in who}
        named = frame.assign(name=frame[who[-1]].map(self._names).where(known[who[-1]], ""))
        is_provider = named[who[0]].notna()
        for column, may in known.items():
            named[column] = named[column].where(may | ~is_provider, ANONYMOUS)
        for column in _WHERE_FROM:
            if column in named:
                named[column] = named[column].where(known[who[0]] | ~is_provider)
        if "unit_id" in named:
            named["unit_id"] = named["unit_id"].where(~is_provider, named[who[0]])
        if self._role == "directorate":
            return named
        # The order of rows would give the names back; what is shown of them decides it instead.
        keys = [key for key in _LIST if key in named]
        if not keys or named.duplicated(keys).any():
            keys = list(dict.fromkeys([*keys, *who, *numbers, *map(str, named)]))
        return named.sort_values(keys, kind="stable", ignore_index=True)

    def _may_know(self, frame: pd.DataFrame, column: str) -> pd.Series:
        if self._role == "directorate":
            return pd.Series(True, index=frame.index)
        if self._role == "sector":
            return self._is_top(frame, column)
        return frame[column].isin(list(self._known))

    def _is_top(self, frame: pd.DataFrame, column: str) -> pd.Series:
        """Tell which providers are among the best of the list their row is about."""
        most = settings().named_top_providers
        if "ranking" in frame:
            return frame[["count_rank", "rate_rank"]].min(axis=1).le(most).fillna(False).astype(bool)
        if not {*_LIST, column} <= set(frame):
            return pd.Series(False, index=frame.index)
        leaders = pd.read_parquet(self._shown / "leaders.parquet")
        best = leaders.loc[leaders["place"] <= most, [*_LIST, "provider_id"]]
        rows = pd.MultiIndex.from_frame(frame[[*_LIST, column]])
        return pd.Series(rows.isin(pd.MultiIndex.from_frame(best)), index=frame.index)
