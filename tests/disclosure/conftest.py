"""What the tests of suppression, roles and attack share."""

from typing import Any

import pytest


@pytest.fixture(scope="session")
def hierarchy(load_module: Any) -> Any:
    """The module that invents indicator tables."""
    return load_module(__file__, "hierarchy")
