"""The readers that reports are made for; what each of them may see is decided in `batt.disclosure`."""

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["public", "sector", "provider", "nav_office", "county", "directorate"]
ROLES: tuple[Role, ...] = get_args(Role)
OF_ONE_PROVIDER: tuple[Role, ...] = ("provider", "nav_office")
UNITS: Mapping[str, str] = {
    "provider": "the provider that reads",
    "nav_office": "the provider that it talks with",
    "county": "the two digits of the county",
}
"""Roles that are of one unit, and which."""
