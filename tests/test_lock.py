"""Two runs never write to one root at the same time, and a killed one leaves no lock."""

import json
import os
import signal
import socket
import subprocess
import sys

import pytest

from batt.errors import Locked
from batt.lock import locked
from batt.paths import Root

HOLD = (
    "import sys, time\nfrom batt.lock import locked\nfrom batt.paths import Root\n"
    "with locked(Root(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(600)\n"
)


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the root."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_root_held_by_a_living_process_is_refused_and_told_by_whom(holder, tmp_path):
    told = f"process {holder.pid} on {socket.gethostname()} since 20"
    with pytest.raises(Locked, match=told), locked(Root(tmp_path)):
        pass


def test_a_root_held_by_this_process_is_refused_too(tmp_path):
    with (
        locked(Root(tmp_path)),
        pytest.raises(Locked, match=f"process {os.getpid()}"),
        locked(Root(tmp_path)),
    ):
        pass


def test_a_killed_process_leaves_no_lock_and_what_it_had_begun_is_removed(holder, tmp_path):
    root = Root(tmp_path)
    begun = root.processed("clean") / ".2015.new" / "spells.parquet"
    begun.parent.mkdir(parents=True)
    begun.write_text("half of it")
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with locked(root):
        told = json.loads(root.processed("lock.json").read_text())
        assert told["process"] == os.getpid()
        assert not begun.parent.exists()
    assert not root.processed("lock.json").exists()


def test_the_root_is_given_back_after_a_failure(tmp_path):
    with pytest.raises(ValueError, match="mine"), locked(Root(tmp_path)):
        raise ValueError("mine")
    with locked(Root(tmp_path)):
        pass
