"""The browser that prints pages and rasterises figures: Chromium without a window, from the command line."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from batt.errors import BattError, Problem, UsageError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PLACES = (
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
    Path("C:/Program Files/Google/Chrome/Application/chrome.exe"),
    Path("C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe"),
)
TIMEOUT = 180
"""Seconds after which a browser is taken to hang."""

_QUIET = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-sync",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
)


def find_chromium() -> Path:
    """Return the browser of this machine.

    Raises
    ------
    UsageError
        If there is none.
    """
    found = [Path(path) for name in NAMES if (path := shutil.which(name))]
    found += [path for path in PLACES if path.exists()]
    if not found:
        raise UsageError(
            Problem(
                "PDF and PNG",
                "there is no Chromium, Chrome or Edge on this machine to draw pages with",
                f"Looked for: {', '.join(NAMES)}.",
                "Install one (Debian and Ubuntu: apt install chromium), or print the page from a browser.",
            )
        )
    return found[0]


def run_chromium(arguments: Sequence[str], page: Path, made: Path) -> None:
    """Let the browser make a file of a page.

    Parameters
    ----------
    arguments
        What to do, beside being quiet.
    page, made
        The page, and the file that the browser is told to make.

    Raises
    ------
    UsageError
        If there is no browser.
    BattError
        If the file was not made; what the browser said is told.
    """
    browser = find_chromium()
    made.parent.mkdir(parents=True, exist_ok=True)
    made.unlink(missing_ok=True)
    # The browser's own walls cannot stand where everything runs as the superuser, such as in a container.
    walls = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="batt-chromium-") as profile:
        command = [str(browser), *_QUIET, *walls, f"--user-data-dir={profile}", *arguments, page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, check=False)
            said = done.stderr.strip().splitlines()
        except subprocess.TimeoutExpired:
            said = [f"no answer after {TIMEOUT} seconds"]
    if not made.exists():
        raise BattError(
            Problem(
                page.name,
                f"{browser.name} made no {made.suffix[1:].upper()} of it",
                said[-1] if said else "It said nothing.",
                "Try again; if it fails again, print the page from a browser.",
            )
        )
