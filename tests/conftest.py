"""What several folders of tests share."""

import importlib.util
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import settings

import batt.clean
import batt.indicators
from batt.paths import Root

# Drawn examples are the same on every run, and a busy machine is no failure.
settings.register_profile("batt", deadline=None, derandomize=True)
settings.load_profile("batt")


def load_beside(folder: str, name: str) -> ModuleType:
    """Load a module that lies among the tests, which are no package (an installed one has their name)."""
    known = f"_tests_{name}"
    if known not in sys.modules:
        spec = importlib.util.spec_from_file_location(known, Path(folder) / f"{name}.py")
        assert spec is not None and spec.loader is not None
        sys.modules[known] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[known])
    return sys.modules[known]


checks = load_beside(str(Path(__file__).parent), "browser")


@pytest.fixture(scope="session")
def load_module() -> Any:
    """Load a module of helpers that lies beside a test: ``load_module(__file__, "sample")``."""
    return lambda beside, name: load_beside(str(Path(beside).parent), name)


@pytest.fixture(scope="session")
def hierarchy() -> ModuleType:
    """The module that invents indicator tables: for the tests of protection, roles and attack."""
    return load_beside(str(Path(__file__).parent / "protection"), "hierarchy")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real browser, for looking at pages (see browser.py). Skips, loudly, where there is none."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="PAGES NOT LOOKED AT: playwright is missing"
    )
    with playwright.sync_playwright() as driver:
        known = {"executable_path": str(checks.CHROMIUM)} if checks.CHROMIUM.exists() else {}
        try:
            chromium = driver.chromium.launch(args=list(checks.ARGUMENTS), **known)
        except playwright.Error as error:
            pytest.skip(f"PAGES NOT LOOKED AT: no browser could be started ({str(error).splitlines()[0]})")
        yield checks.Browser(chromium)
        chromium.close()


@pytest.fixture(params=checks.SCREENS, ids=lambda screen: screen.name)
def screen(request: pytest.FixtureRequest) -> Any:
    """Each size and medium in which a page must be readable: desktop, phone, paper."""
    return request.param


@pytest.fixture
def desktop() -> Any:
    return checks.DESKTOP


@pytest.fixture(scope="session")
def reported_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Root:
    """A small invented nation on which the main job was run: reports and all.

    Made once, by the worker that first needs it; each has a copy of its own, to which it may add.
    """
    if worker_id == "master":
        return _report(tmp_path_factory.mktemp("demo"))
    shared = tmp_path_factory.getbasetemp().parent / "demo"
    done = shared.with_suffix(".done")
    try:
        shared.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.5)
    else:
        try:
            _report(shared)
        finally:
            done.touch()
    return Root(shutil.copytree(shared, tmp_path_factory.mktemp("demo") / "root"))


def _report(folder: Path) -> Root:
    from batt.pipeline import Run, run
    from batt.simulate import simulate

    root = Root(folder)
    simulate(root, providers=12, participants=1200, years=(2014, 2015))
    run(Run(root, 2015))
    return root


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Root:
    """The hand-made files, cleaned, with the indicators of 2015. Nothing of it may be changed."""
    folder = tmp_path_factory.mktemp("computed") / "root"
    shutil.copytree(Path(__file__).parent / "survey", folder)
    place = Root(folder)
    batt.clean.run(place, 2015)
    batt.indicators.run(place, 2015)
    return place
