"""The registered hypotheses, one file each: which frame is formed, and which method it is handed to.

``hNN_<what>.py`` has one public function, ``examine(evidence)``, which returns a :class:`Examined`: a finding
for every part that the registry lists, and the tables its pictures are drawn from. Opening this folder is
reading the table of contents; claim, estimand and smallest effect of practical size stand in
``registry/hypotheses.yaml``.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined

Examination = Callable[[Evidence], Examined]


def examinations() -> dict[str, Examination]:
    """Return every hypothesis's examination by its identifier (H1, H2 …), in the order of the registry."""
    names = sorted(module.name for module in iter_modules(__path__) if module.name[0] == "h")
    found = {f"H{int(name[1:3])}": import_module(f"{__name__}.{name}").examine for name in names}
    return dict(sorted(found.items(), key=lambda item: int(item[0][1:])))
