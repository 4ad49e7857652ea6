"""The command line keeps linear algebra to one thread, unless the user says otherwise."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = (
    "import sys; from contention.cli import main\n"
    "try:\n    main(['list', 'theories'])\n"
    "except SystemExit: pass\n"
    "import os; print(os.environ['OPENBLAS_NUM_THREADS'], file=sys.stderr)"
)


@pytest.mark.parametrize(("asked", "used"), [(None, "1"), ("3", "3")])
def test_linear_algebra_has_one_thread_unless_asked(asked: str | None, used: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    if asked is not None:
        environment["OPENBLAS_NUM_THREADS"] = asked
    ran = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stderr.split()[-1] == used


def test_numpy_is_not_there_before() -> None:
    code = "import sys, contention.cli; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
