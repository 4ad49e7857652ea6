"""A whole analysis on disk: audit, fits, worlds and their comparison with the record.

`contention.report` and the command line stand above this layer and only read what it leaves.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contention.study.case import Case, make_case
    from contention.study.fits import StoredFit, make_fit, read_fit
    from contention.study.inputs import Inputs, load_inputs
    from contention.study.ranking import make_ranking
    from contention.study.reading import Study, load
    from contention.study.run import Plan, run_study
    from contention.study.worlds import Request, StoredWorlds, make_worlds, read_worlds

_HOMES = {
    "Case": "case",
    "Inputs": "inputs",
    "Plan": "run",
    "Request": "worlds",
    "StoredFit": "fits",
    "StoredWorlds": "worlds",
    "Study": "reading",
    "load": "reading",
    "load_inputs": "inputs",
    "make_case": "case",
    "make_fit": "fits",
    "make_ranking": "ranking",
    "make_worlds": "worlds",
    "read_fit": "fits",
    "read_worlds": "worlds",
    "run_study": "run",
}

__all__ = [
    "Case",
    "Inputs",
    "Plan",
    "Request",
    "StoredFit",
    "StoredWorlds",
    "Study",
    "load",
    "load_inputs",
    "make_case",
    "make_fit",
    "make_ranking",
    "make_worlds",
    "read_fit",
    "read_worlds",
    "run_study",
]


def __getattr__(name: str) -> object:
    """Load a name from its module on first use (PEP 562)."""
    if name not in _HOMES:
        message = f"module 'contention.study' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(import_module(f"contention.study.{_HOMES[name]}"), name)
