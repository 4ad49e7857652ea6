"""What a table of timings means nothing without: the machine and the versions."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

LIBRARIES = ("numba", "numpy", "polars", "scipy")


def machine_facts() -> dict[str, str]:
    """Return processor, cores, load, Python and library versions; nothing that names the host."""
    return {
        "processor": _processor(),
        "cores": str(
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        ),
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    } | {name: version(name) for name in LIBRARIES}


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
