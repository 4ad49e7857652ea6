"""Other libraries, measured in the same run where they are installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent


def call_peer(
    script: str, arguments: Mapping[str, object], *, variable: str, package: str
) -> dict[str, float] | None:
    """Return what a script prints as its last line when a Python with a peer runs it.

    Parameters
    ----------
    script
        A file of this folder that stands alone; it reads JSON on stdin and prints JSON.
    arguments
        What it reads.
    variable
        Environment variable that names the Python, such as ``STARSIM_PYTHON``; without it this
        Python is asked. So a peer may live in an environment of its own.
    package
        What that Python must be able to import.

    Returns
    -------
    dict or None
        None if the package cannot be imported there.

    Raises
    ------
    RuntimeError
        If the script fails.
    """
    python = os.environ.get(variable, sys.executable)
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    there = subprocess.run(
        [
            python,
            "-c",
            f"import importlib.util as u; raise SystemExit(not u.find_spec('{package}'))",
        ],
        env=clean,
        check=False,
    )
    if there.returncode:
        return None
    done = subprocess.run(
        [python, str(HERE / script)],
        input=json.dumps(dict(arguments)),
        capture_output=True,
        text=True,
        env=clean,
        check=False,
    )
    if done.returncode:
        message = f"{script} ended with status {done.returncode}:\n{done.stderr}"
        raise RuntimeError(message)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found
