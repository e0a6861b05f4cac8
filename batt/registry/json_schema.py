"""Import jsonschema without the grammar of internationalised addresses.

Where JupyterLab is installed, jsonschema finds a package that compiles that grammar at import, which takes
most of a second of every command. No schema of the registry has a format, so the package is kept out of
sight meanwhile.
"""

import sys
from typing import Any

_GRAMMAR = "rfc3987_syntax"

_modules: dict[str, Any] = sys.modules  # None is allowed there: it means that the module cannot be imported
_is_hidden = _GRAMMAR not in _modules
if _is_hidden:
    _modules[_GRAMMAR] = None
try:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError
finally:
    if _is_hidden:
        del _modules[_GRAMMAR]

__all__ = ["Draft202012Validator", "ValidationError"]
