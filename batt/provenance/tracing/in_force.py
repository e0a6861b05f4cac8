"""What a number rests on beside its rows: the readings in force, and what it does not mean."""

import json

from batt.paths import Root
from batt.registry import Options, load
from batt.registry.model import Indicator

_OF_INDICATOR = {
    "i05": ("active_partners",),
    "i07": ("small_groups",),
    "i08": ("exit_is_not_lasting_work", "selection"),
    "i09": ("exit_is_not_lasting_work", "selection"),
    "i10": ("duration",),
    "i12": ("duration",),
    "i13": ("duration", "exit_is_not_lasting_work"),
}
_OF_SCORES = ("perceived", "non_response", "common_answers")
_OF_INTERVALS = "superpopulation"
_OF_COUNTRY = "national_mean"
_OF_ALL = ("different_conditions", "proxies")


def options_in_force(root: Root, year: int) -> Options:
    """Return the readings with which a year's indicators were computed.

    They are read from the stage's notebook as it was run; the defaults where it was run without one.
    """
    executed = root.executed(year) / "indicators.ipynb"
    if not executed.exists():
        return Options()
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    given = notebook["metadata"].get("papermill", {}).get("parameters", {})
    return Options.parse(given.get("options", ()))


def readings_of(indicator: Indicator, options: Options) -> dict[str, str]:
    """Return the readings that an indicator depends on, with the association whose members are counted."""
    chosen = options.as_dict()
    return {key: chosen[key] for key in (*indicator.options, "forening")}


def caveats_of(indicator: Indicator, unit_level: str) -> tuple[str, ...]:
    """Return the keys of the registry's caveats that belong to a number, most particular first."""
    keys = [*_OF_INDICATOR.get(indicator.id, ())]
    keys += _OF_SCORES if indicator.unit == "score" else ()
    keys += [_OF_INTERVALS] if indicator.interval != "none" else []
    keys += [_OF_COUNTRY] if unit_level == "country" else []
    wanted = {*keys, *_OF_ALL}
    ordered = [*dict.fromkeys([*keys, *_OF_ALL])]
    known = {caveat.id for caveat in load().caveats} & wanted
    return tuple(key for key in ordered if key in known)
