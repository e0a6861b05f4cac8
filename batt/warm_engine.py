"""The papermill engine whose kernels start warm: ``papermill.execute_notebook(…, engine_name="batt")``.

Wherever the package is installed, papermill finds it by that name (``papermill_engine.py``). It differs from
papermill's own in the kernel manager, whose kernels are forked (``warm_kernels.py``).
"""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from batt import warm_kernels

NAME = "batt"


class ForkedKernel:
    """A kernel's process, seen as `subprocess.Popen` shows one; the server is its parent."""

    stdin = stdout = stderr = None

    def __init__(self, address: str, request: dict[str, Any]):
        self.returncode: int | None = None
        self.connection = socket.socket(socket.AF_UNIX)
        try:
            self.connection.connect(address)
            self.connection.sendall(json.dumps(request).encode() + b"\n")
            self.pid = int(self._line())
        except (OSError, ValueError) as error:
            self.connection.close()
            raise RuntimeError(f"The server of warm kernels has ended ({error}).") from error
        self.connection.setblocking(False)

    def _line(self) -> bytes:
        """Read one line and not a byte more."""
        line = b""
        while not line.endswith(b"\n"):
            received = self.connection.recv(1)
            if not received:
                break
            line += received
        return line

    def poll(self) -> int | None:
        """Return how the process has ended, or nothing while it runs."""
        if self.returncode is None:
            try:
                told = self.connection.recv(64)
            except BlockingIOError:
                return None
            except ConnectionError:
                told = b""
            # A server that has gone took its kernels along.
            self.returncode = int(told) if told else -signal.SIGKILL
            self.connection.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait until the process has ended."""
        if self.returncode is None:
            self.connection.settimeout(timeout)
            self.poll()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Have the server signal the kernel: it alone knows that the number is still that process's."""
        if self.poll() is None:
            self.connection.sendall(bytes([number]))

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Starts kernels of this Python by forking; any other kernel as usual."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        if cmd[0] != sys.executable or "ipykernel_launcher" not in cmd:
            return await super().launch_kernel(cmd, **kwargs)
        request = {
            "arguments": cmd[cmd.index("ipykernel_launcher") + 1 :],
            "folder": str(kwargs.get("cwd") or Path.cwd()),
            "environment": dict(kwargs.get("env") or os.environ),
        }
        assert isinstance(self.parent, WarmKernelManager)
        self.process = ForkedKernel(self.parent.server.address, request)
        self.pid = self.process.pid
        # Signals go through the process and so through the server, not to a group by its number.
        self.pgid = None
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, and wait the moment that takes: its manager would look ten times a second only."""
        await super().kill(restart)
        for _ in range(200):
            if self.process is None or self.process.poll() is not None:
                return
            await asyncio.sleep(0.002)


class WarmKernelManager(AsyncKernelManager):
    """Manages one forked kernel, spoken to over sockets in a folder of its own."""

    def __init__(self, **settings: Any):
        self.server = warm_kernels.server()
        self.folder = self.server.take_folder()
        super().__init__(transport="ipc", connection_file=str(self.folder / "kernel.json"), **settings)
        self.provisioner = ForkedProvisioner(parent=self, kernel_id="", kernel_spec=self.kernel_spec)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if not restart:
            self.server.give_back(self.folder)

    cleanup_resources = _async_cleanup_resources


class WarmEngine(NBClientEngine):
    """papermill's own engine with forked kernels; the notebook is saved at its end, not with every cell."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, *args: Any, **options: Any) -> Any:
        """Run the cells in a kernel of their own and end that at once: it holds nothing to be saved.

        Where no kernel can be forked it is an ordinary one, and the log says so.
        """
        if reason := warm_kernels.why_cold():
            logger.warning(reason)
            return super().execute_managed_notebook(nb_man, *args, **options)
        options |= {"kernel_manager_class": WarmKernelManager, "shutdown_kernel": "immediate"}
        target, nb_man.output_path = nb_man.output_path, None
        try:
            return super().execute_managed_notebook(nb_man, *args, **options)
        except BaseException:
            # papermill itself saves what came to its end, with an error in a cell too.
            nb_man.output_path = target
            raise


papermill_engines.register(NAME, WarmEngine)
