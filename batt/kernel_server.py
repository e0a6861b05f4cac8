"""The process that warm kernels are forked from: everything is imported once, each kernel starts at once.

It is started by ``warm_kernels.py`` and speaks over one Unix socket, one connection a kernel. The client
sends a line of JSON (arguments, folder, environment) and after it one byte for each signal that the kernel is
to get. It receives the number of the process, and its exit status when it has ended. A connection that is
closed ends its kernel. The end of the server's standard input, which comes when the process that started it
dies in whatever way, ends all kernels and the server. Nothing of papermill is imported here: a kernel must
find what an ordinary one finds.
"""

import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import Any, NoReturn

NOT_PRELOADED = {"batt.__main__", "batt.warm_engine", "batt.indicators._duckdb", "batt.indicators._spark"}
"""The first would run the command; the second imports papermill; the others no notebook needs."""

LOADED_LATE = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.extensions.storemagic",
    "sqlite3",
    "tornado.platform.asyncio",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
)
"""What kernels and libraries import only when they come to need it, and every notebook does."""


def main() -> NoReturn:
    """Serve kernels on the listening socket whose descriptor is the first argument until stdin ends."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    folder = Path(sys.argv[2])
    status = 1
    try:
        preload()
        KernelServer(listener).serve()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        rmtree(folder, ignore_errors=True)
        # Nothing is to be saved, and libraries that are taken down one by one take long and complain.
        os._exit(status)


def preload() -> None:
    """Import what a kernel and the notebooks need, and read what is the same for all of them.

    What cannot be imported or read is left to the notebook that needs it, which says so in its cell.
    """
    import gc

    import batt

    modules = pkgutil.walk_packages(batt.__path__, "batt.", onerror=lambda name: None)
    for name in (*LOADED_LATE, *(module.name for module in modules)):
        if name not in NOT_PRELOADED:
            with suppress(Exception):
                importlib.import_module(name)
    _read_what_all_share()
    # What is loaded stays loaded: kernels neither search it for garbage nor copy its pages doing so.
    gc.collect()
    gc.freeze()


def _read_what_all_share() -> None:
    """Read the registry, the texts of the pages and how languages write numbers, which are kept once read."""
    from batt.registry import load
    from batt.reports.numbers import LANGUAGES, Numbers
    from batt.reports.words import load_texts, pages

    with suppress(Exception):
        load()
    for lang in LANGUAGES:
        Numbers(lang).integer(0)
    for page in pages():
        with suppress(Exception):
            load_texts(page)


class KernelServer:
    """Forks kernels on request, passes signals on to them and tells when they have ended."""

    def __init__(self, listener: socket.socket):
        self.listener = listener
        self.kernels: dict[int, socket.socket] = {}
        self.waker, self.woken = socket.socketpair()
        self.selector = selectors.DefaultSelector()

    def serve(self) -> None:
        """Wait for requests, signals and ended kernels until standard input ends."""
        for end in (self.waker, self.woken):
            end.setblocking(False)
        signal.set_wakeup_fd(self.waker.fileno())
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        for watched in (self.listener, self.woken, sys.stdin.buffer):
            self.selector.register(watched, selectors.EVENT_READ)
        try:
            while True:
                for key, _ in self.selector.select():
                    if key.fileobj is sys.stdin.buffer:
                        return
                    if key.fileobj is self.listener:
                        self._start(self.listener.accept()[0])
                    elif key.fileobj is self.woken:
                        self.woken.recv(4096)
                        self._tell_of_the_dead()
                    else:
                        self._pass_signals(key.data, connection=self.kernels.get(key.data))
        finally:
            for process in self.kernels:
                _signal(process, signal.SIGKILL)

    def _start(self, connection: socket.socket) -> None:
        """Fork the kernel that a new connection asks for."""
        request = connection.makefile("rb").readline()
        process = os.fork()
        if process == 0:
            self._forget()
            become_kernel(connection, json.loads(request))
        self.kernels[process] = connection
        self.selector.register(connection, selectors.EVENT_READ, process)

    def _forget(self) -> None:
        """Give back, in a forked kernel, what belongs to the server."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self.selector.close()
        for held in (self.listener, self.waker, self.woken, *self.kernels.values()):
            held.close()

    def _pass_signals(self, process: int, connection: socket.socket | None) -> None:
        """Pass on the signals that have come for a kernel; end it if nobody holds its connection any more."""
        if connection is None:
            return
        try:
            received = connection.recv(64)
        except ConnectionError:
            received = b""
        if not received:
            self.selector.unregister(connection)
        for number in received or bytes([signal.SIGKILL]):
            _signal(process, number)

    def _tell_of_the_dead(self) -> None:
        """Send the exit status of every kernel that has ended, and close its connection."""
        for process in list(self.kernels):
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended:
                continue
            connection = self.kernels.pop(process)
            with suppress(KeyError, ValueError):
                self.selector.unregister(connection)
            with suppress(OSError):
                connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            connection.close()


def _signal(process: int, number: int) -> None:
    """Signal a kernel that is not yet waited for, and what it has started."""
    try:
        os.killpg(process, number)
    except ProcessLookupError:
        # It does not lead its group yet.
        os.kill(process, number)


def become_kernel(connection: socket.socket, request: dict[str, Any]) -> NoReturn:
    """Turn a forked process into the kernel that was asked for; never returns.

    Parameters
    ----------
    connection
        Told the number of the process, once it leads a group of its own and can be signalled.
    request
        ``arguments`` of ``ipykernel_launcher``, ``folder`` to work in, ``environment``.
    """
    status = 1
    try:
        os.setsid()
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        arguments = [*request["arguments"], f"--IPKernelApp.parent_handle={os.getppid()}"]
        if "MPLBACKEND" not in os.environ:
            # pyplot is imported already, for files alone: an ordinary kernel would have it show its figures.
            arguments.append("--matplotlib=inline")
        sys.argv = ["ipykernel_launcher", *request["arguments"]]
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        _forget_random_state()
        connection.sendall(f"{os.getpid()}\n".encode())
        connection.close()

        from ipykernel.kernelapp import IPKernelApp

        # The number of the process to watch is among the arguments: the class read it from the environment
        # when it was imported.
        IPKernelApp.launch_instance(arguments)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Neither the server's clean-up at exit nor its loop is the kernel's.
        os._exit(status)


def _forget_random_state() -> None:
    """Let kernels draw differently where no seed is given, as kernels started anew do."""
    import numpy as np

    np.random.seed(None)  # noqa: NPY002 - the state that is copied by a fork is the legacy one
