"""``python -m batt`` is the command ``batt``."""

from batt.cli import main

main()
