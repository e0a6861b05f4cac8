"""Two runs never write to one root at the same time."""

import os
import subprocess
import sys

import pytest

from batt.errors import Locked
from batt.lock import locked
from batt.paths import Root


def test_a_root_held_by_a_living_process_is_refused(tmp_path):
    root = Root(tmp_path)
    (root.processed("lock")).parent.mkdir(parents=True)
    (root.processed("lock")).write_text(str(os.getppid()))
    with pytest.raises(Locked, match=str(os.getppid())), locked(root):
        pass


def test_a_lock_left_by_a_dead_process_is_taken_over_and_given_back(tmp_path):
    root = Root(tmp_path)
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True
    )
    root.processed("lock").parent.mkdir(parents=True)
    root.processed("lock").write_text(ended.stdout)
    with locked(root):
        assert root.processed("lock").read_text() == str(os.getpid())
    assert not root.processed("lock").exists()
