"""Kernels that start warm and fresh: each notebook has its own, forked from a server that has imported all.

The server (``kernel_server.py``) is started when the first kernel is wanted. It ends with this process, or
when the source of the package has changed since. Where processes cannot be forked, ordinary kernels are used:
`why_cold` tells why.
"""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import threading
from itertools import count
from pathlib import Path
from shutil import rmtree

from batt import arithmetic

# Equal hashes, one thread and the same arithmetic in every kernel: two runs give the same bytes.
KERNEL_ENVIRONMENT = {
    **arithmetic.settings(),
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MPLBACKEND": "agg",
    "JUPYTER_PREFER_ENV_PATH": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def why_cold() -> str:
    """Return why ordinary kernels are used, as a sentence; empty where kernels are forked.

    The environment variable ``BATT_COLD_KERNELS`` asks for ordinary ones.
    """
    if os.environ.get("BATT_COLD_KERNELS"):
        return "BATT_COLD_KERNELS is set: every notebook starts an ordinary kernel."
    if sys.platform != "linux":
        return "Warm kernels need Linux: every notebook starts an ordinary kernel, which takes longer."
    return ""


class Server:
    """The process that kernels are forked from, with a folder of its own for their sockets.

    The folder is readable by its owner alone, and its name is short because that of a socket must be.
    """

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.source = newest_source()
        self.folder = Path(tempfile.mkdtemp(prefix="batt-", dir=_short_folder()))
        self.in_use: set[Path] = set()
        self._numbers = count(1)
        self.address = str(self.folder / "server")
        with socket.socket(socket.AF_UNIX) as listener:
            # Listening before the server runs, so that kernels can be asked for while it imports.
            listener.bind(self.address)
            listener.listen(128)
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-c",
                    # What lies in the current folder is not to stand in for a library.
                    "import sys; sys.path.remove(''); from batt.kernel_server import main; main()",
                    str(listener.fileno()),
                    str(self.folder),
                ],
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
                env=os.environ | KERNEL_ENVIRONMENT,
                # An interrupt from the keyboard is for the process that runs the notebooks.
                start_new_session=True,
            )

    def is_usable(self) -> bool:
        return self.process.poll() is None and self.owner == os.getpid()

    def take_folder(self) -> Path:
        """Return a new folder for one kernel's sockets; the server is in use until it is given back."""
        folder = self.folder / str(next(self._numbers))
        self.in_use.add(folder)
        folder.mkdir()
        return folder

    def give_back(self, folder: Path) -> None:
        """Remove a kernel's folder when the kernel has ended."""
        rmtree(folder, ignore_errors=True)
        self.in_use.discard(folder)

    def stop(self) -> None:
        """End the server and with it all its kernels."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        rmtree(self.folder, ignore_errors=True)


_current: Server | None = None
_changing = threading.Lock()


def server() -> Server:
    """Return the running server, started if there is none."""
    global _current
    with _changing:
        if not _current or not _current.is_usable():
            _stop()
            _current = Server()
        return _current


def refresh() -> None:
    """Start a server, in place of one that has imported older source than there is now.

    One that has kernels is left alone: what is made at the same time is made by the same source.
    """
    with _changing:
        if _current and not _current.in_use and _current.source != newest_source():
            _stop()
    server()


def stop() -> None:
    """End the server, if there is one, and all kernels forked from it."""
    with _changing:
        _stop()


def _stop() -> None:
    global _current
    if _current and _current.owner == os.getpid():
        _current.stop()
    _current = None


atexit.register(stop)


def newest_source() -> int:
    """Return when the newest file of the package was changed, in nanoseconds."""
    newest = 0
    for folder, folders, files in os.walk(Path(__file__).parent):
        folders[:] = [name for name in folders if name != "__pycache__"]
        # Before every notebook, of a thousand files: paths as objects would take three times as long.
        times = (os.stat(f"{folder}/{name}").st_mtime_ns for name in (*folders, *files))  # noqa: PTH116
        newest = max([newest, *times])
    return newest


def _short_folder() -> str | None:
    """Return where the folder of sockets goes: the usual place, unless its name is too long for them."""
    return None if len(tempfile.gettempdir()) < 60 else "/tmp"
