"""What papermill finds under the name ``batt``: ``papermill --engine batt in.ipynb out.ipynb``.

papermill loads the engines of other packages while it is itself being imported. The engine imports papermill,
so this stands between the two.
"""

from typing import Any


class EngineOnDemand:
    """`batt.warm_engine.WarmEngine`, imported when papermill asks something of it."""

    def __getattr__(self, name: str) -> Any:
        from batt.warm_engine import WarmEngine

        return getattr(WarmEngine, name)


engine = EngineOnDemand()
