"""One thread for linear algebra, so that all cores are left to worlds, fits and chains."""

from __future__ import annotations

import os

LIBRARIES = (
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def keep_linear_algebra_to_one_thread() -> None:
    """Ask the libraries under NumPy for one thread each, unless the user asked for some number.

    Matrices here have a hundred rows. Threads for them cost more than they save, and wait
    spinning on the cores that other threads work on. Libraries read the number when they load,
    so this has to come before NumPy is imported; later it does nothing.
    """
    for name in LIBRARIES:
        os.environ.setdefault(name, "1")
