"""Run a function in a fresh Python, to see its memory and its start from nothing."""

from __future__ import annotations

import importlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def call_in_child(
    module: str,
    function: str,
    arguments: Mapping[str, object],
    *,
    variables: Mapping[str, str] = {},
) -> dict[str, float]:
    """Return what a function of a benchmark returns when a new process calls it.

    Parameters
    ----------
    module, function
        A function that returns numbers by name.
    arguments
        Its keyword arguments, as far as JSON can carry them.
    variables
        Environment variables of the new process, on top of those of this one.

    Raises
    ------
    RuntimeError
        If the process fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", module, function],
        input=json.dumps(dict(arguments)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment() | dict(variables),
        check=False,
    )
    if done.returncode != 0:
        message = f"{module}.{function} ended with status {done.returncode}:\n{done.stderr}"
        raise RuntimeError(message)
    # a benchmark may print; its result is the last line
    result: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return result


def environment() -> dict[str, str]:
    """Return the environment with the modules that this process can import."""
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def peak_memory_gb() -> float:
    """Return the peak memory of this process in GB (1e9 bytes).

    Linux counts the parent's peak in ``ru_maxrss`` of a child; ``VmHWM`` is the process's own.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e9
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e9 if sys.platform == "darwin" else peak * 1024 / 1e9


def main() -> None:
    """Call the function that the command line names with the arguments on stdin."""
    module, function = sys.argv[1:3]
    arguments = json.load(sys.stdin)
    result = getattr(importlib.import_module(module), function)(**arguments)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
