"""A forked kernel does what an ordinary one does, knows nothing of another, and leaves nothing behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batt import warm_kernels
from batt.errors import BattError
from batt.execute import run_notebook
from batt.paths import project_folder
from batt.reports.export import export_notebook

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="WARM KERNELS NOT TESTED: processes cannot be forked here"
)


@pytest.fixture(scope="module")
def files(load_module):
    return load_module(__file__, "notebook_files")


@pytest.fixture(autouse=True)
def _source_that_rests(monkeypatch):
    """Somebody may be editing the package while the tests run: one server for all of them will do."""
    monkeypatch.setattr(warm_kernels, "newest_source", lambda: 0)


@pytest.fixture
def run(files, tmp_path):
    """Run cells in a kernel of their own; returns what they printed."""

    def run_cells(*sources):
        executed = tmp_path / "executed.ipynb"
        run_notebook(
            files.write_notebook(tmp_path / "some.ipynb", "x: int = 0", *sources), executed, {"x": 1}
        )
        return files.printed(executed)

    return run_cells


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(is_so, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.05)
    return False


def children_of_the_server():
    process = warm_kernels.server().process.pid
    return Path(f"/proc/{process}/task/{process}/children").read_text().split()


CELLS = (
    "import os, sys\nprint(os.getcwd(), sys.path, sys.argv[0].split('/')[-1].removesuffix('.py'))",
    "print({name: os.environ.get(name) for name in ('PYTHONHASHSEED', 'MPLBACKEND', 'HOME', 'TZ')})",
    "print(__name__, sorted(name for name in globals() if name[0] != '_'), 'papermill' in sys.modules)",
    "import pandas as pd\npd.DataFrame({'a': [1.5, 2.0]})",
    "import io, matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 2])\nfigure",
    # Without the place that a warning names, which holds the number of the process.
    "import warnings\nwarnings.showwarning = lambda message, *rest: print(message)\nwarnings.warn('seen')",
    "print(hash('a word'), sorted({'b', 'a'}), len({str(number) for number in range(9)}))",
    "import signal; print(signal.getsignal(signal.SIGCHLD), os.getpgid(0) == os.getpid())",
)


def test_a_forked_kernel_shows_what_an_ordinary_one_shows(files, tmp_path, monkeypatch):
    source = files.write_notebook(tmp_path / "n.ipynb", "x: int = 0", *CELLS)
    run_notebook(source, tmp_path / "warm.ipynb", {"x": 1})
    monkeypatch.setenv("BATT_COLD_KERNELS", "1")
    run_notebook(source, tmp_path / "cold.ipynb", {"x": 1})
    warm, cold = files.outputs(tmp_path / "warm.ipynb"), files.outputs(tmp_path / "cold.ipynb")
    for shown, expected in zip(warm, cold, strict=True):
        assert shown == expected


def test_a_page_is_the_same_to_the_byte(reported_demo, tmp_path, monkeypatch):
    source = project_folder() / "notebooks" / "reports" / "data_quality.ipynb"
    parameters = {"root": str(reported_demo.path), "year": 2015, "lang": "nb"}
    run_notebook(source, tmp_path / "warm.ipynb", parameters)
    monkeypatch.setenv("BATT_COLD_KERNELS", "1")
    run_notebook(source, tmp_path / "cold.ipynb", parameters)
    assert export_notebook(tmp_path / "warm.ipynb") == export_notebook(tmp_path / "cold.ipynb")


def test_nothing_of_one_notebook_reaches_the_next(run):
    ask = (
        "import os, pandas as pd, numpy as np, matplotlib as mpl, batt.paths\n"
        "print(pd.get_option('display.precision'), mpl.rcParams['font.size'],"
        " hasattr(batt.paths, 'mine'), os.environ.get('MINE'))"
    )
    change = (
        "pd.set_option('display.precision', 1); mpl.rcParams['font.size'] = 33;"
        " batt.paths.mine = 1; os.environ['MINE'] = '1'"
    )
    before = run(ask, change)
    assert run(ask) == before


def test_draws_without_a_seed_differ_between_notebooks(run):
    draw = "import numpy as np, random\nprint(np.random.rand(), random.random())"
    first, second = run(draw).split(), run(draw).split()
    assert first[0] != second[0] and first[1] != second[1]


def test_no_process_descriptor_or_folder_is_left_behind(run):
    run("1")
    before = len(list(Path("/proc/self/fd").iterdir()))
    start = "import subprocess; print(subprocess.Popen(['sleep', '600']).pid)"
    started = [int(run(start)) for _ in range(5)]
    assert wait_until(lambda: not any(is_alive(process) for process in started))
    assert len(list(Path("/proc/self/fd").iterdir())) == before
    assert children_of_the_server() == []
    assert [entry.name for entry in warm_kernels.server().folder.iterdir()] == ["server"]


def test_a_kernel_that_is_killed_is_told_of_and_its_notebook_kept(run, tmp_path):
    with pytest.raises(BattError, match="memory"):
        run("print('this far')", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert "this far" in (tmp_path / "executed.ipynb").read_text()


def test_changed_source_is_imported_anew(run, monkeypatch):
    run("1")
    first = warm_kernels.server().process.pid
    monkeypatch.setattr(warm_kernels, "newest_source", lambda: 1)
    assert run("print('again')") == "again\n"
    assert warm_kernels.server().process.pid != first
    assert not is_alive(first)


def test_a_server_in_use_is_not_replaced(monkeypatch):
    server = warm_kernels.server()
    folder = server.take_folder()
    monkeypatch.setattr(warm_kernels, "newest_source", lambda: 2)
    warm_kernels.refresh()
    assert warm_kernels.server() is server
    server.give_back(folder)


def test_papermill_finds_the_engine_by_its_name_and_figures_show(files, tmp_path, monkeypatch):
    draw = "import matplotlib.pyplot as plt\nplt.plot([1, 2]);"
    files.write_notebook(
        tmp_path / "n.ipynb", "x: int = 0", "import sys; print('pandas' in sys.modules)", draw
    )
    monkeypatch.delenv("MPLBACKEND", raising=False)
    papermill = Path(sys.executable).with_name("papermill")
    subprocess.run(
        [papermill, "--engine", "batt", "n.ipynb", "out.ipynb"], cwd=tmp_path, check=True, capture_output=True
    )
    assert files.printed(tmp_path / "out.ipynb") == "True\n"
    assert "image/png" in (tmp_path / "out.ipynb").read_text()


def test_the_engine_falls_back_to_an_ordinary_kernel_and_says_so(files, tmp_path, monkeypatch, caplog):
    import papermill

    monkeypatch.setenv("BATT_COLD_KERNELS", "1")
    source = files.write_notebook(
        tmp_path / "n.ipynb", "x: int = 0", "import sys; print('pandas' in sys.modules)"
    )
    papermill.execute_notebook(source, tmp_path / "out.ipynb", engine_name="batt", progress_bar=False)
    assert files.printed(tmp_path / "out.ipynb") == "False\n"
    assert warm_kernels.why_cold() in caplog.messages


def as_in_a_terminal():
    """Take an interrupt as a program of a terminal does; what a shell begins in the background ignores it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_server_and_kernels_die_with_the_process_that_runs_notebooks(how, files, tmp_path):
    waiting = files.write_notebook(
        tmp_path / "n.ipynb",
        "x: int = 0",
        "import os, time\nfrom pathlib import Path\n"
        f"Path({str(tmp_path / 'kernel')!r}).write_text(str(os.getpid()))\ntime.sleep(600)",
    )
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom batt.execute import run_notebook\n"
        "run_notebook(Path(sys.argv[1]), Path(sys.argv[2]), {})\n"
    )
    runner = subprocess.Popen(
        [sys.executable, script, waiting, tmp_path / "out.ipynb"],
        stderr=subprocess.DEVNULL,
        preexec_fn=as_in_a_terminal,
    )
    try:
        assert wait_until(lambda: (tmp_path / "kernel").exists() and (tmp_path / "kernel").read_text(), 120)
        kernel = int((tmp_path / "kernel").read_text())
        server = int(Path(f"/proc/{kernel}/stat").read_text().rpartition(")")[2].split()[1])
        folder = Path(Path(f"/proc/{server}/cmdline").read_text().split("\0")[-2])
        assert folder.is_dir()
        runner.send_signal(how)
        runner.wait(timeout=60)
        assert wait_until(lambda: not is_alive(kernel) and not is_alive(server))
        assert wait_until(lambda: not folder.exists())
    finally:
        runner.kill()
