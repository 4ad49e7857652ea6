"""Examples in docstrings run."""

from __future__ import annotations

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

from contention import individuals

MODULES = [m.name for m in iter_modules(individuals.__path__) if not m.ispkg]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(import_module(f"contention.individuals.{name}")).failed == 0


def test_there_are_examples() -> None:
    found = (import_module(f"contention.individuals.{name}") for name in MODULES)
    assert sum(doctest.testmod(module).attempted for module in found) >= 12
