"""Equal last digits on every processor: the numerical libraries are told which instructions to use.

Left to themselves they look at the processor they run on and add up in another order on another one; the same
rows would then give other last digits on the auditor's machine. What is chosen here every x86 processor since
about 2015 has. On other kinds of processor nothing is chosen.
"""

import platform
from pathlib import Path

_X86 = {"x86_64", "AMD64"}
_NEEDED = {"avx2", "fma"}


def settings(machine: str | None = None, cpuinfo: Path = Path("/proc/cpuinfo")) -> dict[str, str]:
    """Return the environment in which numbers come out the same to the last digit.

    Parameters
    ----------
    machine
        Kind of processor as `platform.machine` names it; this one's by default.
    cpuinfo
        Where the system lists what the processor can do. Where it does not, nothing is chosen, since a
        library that is told to use what is not there ends the process.
    """
    if (machine or platform.machine()) not in _X86 or not cpuinfo.exists():
        return {}
    if not _NEEDED.issubset(cpuinfo.read_text(encoding="utf-8", errors="replace").split()):
        return {}
    return {
        # The products and decompositions of matrices (OpenBLAS, in numpy and scipy alike).
        "OPENBLAS_CORETYPE": "Haswell",
        # numpy's own functions, like exp and log. What the processor has not got is passed over.
        "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    }
