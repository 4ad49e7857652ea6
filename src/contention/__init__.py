"""Theories of protest and uprising as data: fit them to a record, simulate worlds from them.

Every name here is loaded when it is first used, so ``import contention`` itself reads only the
standard library.

Examples
--------
>>> import contention as ct
>>> theory = ct.load_theory("political-revolution")
>>> scenario = ct.load_scenario("eastern-bloc-1953")
>>> model = ct.bind(theory, scenario)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.version import __version__

if TYPE_CHECKING:
    from contention.catalogue.loaders import load_record, load_scenario, load_theory
    from contention.engine import Model, Worlds, bind, simulate
    from contention.inference import Comparison, Fit, compare, fit
    from contention.record import Record
    from contention.record.importers import Import, import_events
    from contention.report import write_report
    from contention.scenario import Scenario
    from contention.study import load as load_study
    from contention.study import make_case, run_study
    from contention.study.from_record import scenario_from_record
    from contention.theory import Theory

__all__ = [
    "Comparison",
    "ContentionError",
    "Fit",
    "Import",
    "Model",
    "Problem",
    "Record",
    "Scenario",
    "Theory",
    "Worlds",
    "__version__",
    "bind",
    "compare",
    "fit",
    "import_events",
    "load_record",
    "load_scenario",
    "load_study",
    "load_theory",
    "make_case",
    "run_study",
    "scenario_from_record",
    "simulate",
    "write_report",
]

# Names that are called otherwise at home.
_OTHERWISE = {"load_study": "load"}

_HOMES = {
    "Comparison": "contention.inference",
    "Fit": "contention.inference",
    "Import": "contention.record.importers",
    "Model": "contention.engine",
    "Record": "contention.record",
    "Scenario": "contention.scenario",
    "Theory": "contention.theory",
    "Worlds": "contention.engine",
    "bind": "contention.engine",
    "compare": "contention.inference",
    "fit": "contention.inference",
    "import_events": "contention.record.importers",
    "load_record": "contention.catalogue.loaders",
    "load_scenario": "contention.catalogue.loaders",
    "load_study": "contention.study",
    "load_theory": "contention.catalogue.loaders",
    "make_case": "contention.study",
    "run_study": "contention.study",
    "scenario_from_record": "contention.study.from_record",
    "simulate": "contention.engine",
    "write_report": "contention.report",
}


def __getattr__(name: str) -> object:
    """Load a name from its layer on first use (PEP 562)."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'contention' has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(import_module(home), _OTHERWISE.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)
