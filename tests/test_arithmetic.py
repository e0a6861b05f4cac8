"""The processor that a kernel runs on does not show in its numbers."""

from pathlib import Path

import pytest

from batt import arithmetic
from batt.warm_kernels import KERNEL_ENVIRONMENT


@pytest.fixture
def cpuinfo(tmp_path: Path) -> Path:
    file = tmp_path / "cpuinfo"
    file.write_text("flags\t\t: fpu sse4_2 fma avx avx2 avx512f\n")
    return file


def test_every_x86_processor_adds_up_as_one_of_2015_does(cpuinfo):
    chosen = arithmetic.settings("x86_64", cpuinfo)
    assert chosen["OPENBLAS_CORETYPE"] == "Haswell"
    assert "X86_V4" in chosen["NPY_DISABLE_CPU_FEATURES"]


def test_a_processor_that_lacks_the_instructions_is_left_alone(cpuinfo):
    cpuinfo.write_text("flags\t\t: fpu sse4_2 avx\n")
    assert arithmetic.settings("x86_64", cpuinfo) == {}


def test_another_kind_of_processor_is_left_alone(cpuinfo):
    assert arithmetic.settings("aarch64", cpuinfo) == {}


def test_a_system_that_does_not_tell_its_processor_is_left_alone(tmp_path):
    assert arithmetic.settings("x86_64", tmp_path / "none") == {}


def test_kernels_are_given_the_settings():
    assert arithmetic.settings().items() <= KERNEL_ENVIRONMENT.items()
