"""Person by person: people on lattices and networks, states as arrays, addressed randomness."""

from contention.individuals.classic import Classic, Published
from contention.individuals.compiling import kernel
from contention.individuals.model import Address, Model, Observable, Parameter, Variant
from contention.individuals.registry import find, names
from contention.individuals.running import Run, run
from contention.individuals.settings import Change

__all__ = [
    "Address",
    "Change",
    "Classic",
    "Model",
    "Observable",
    "Parameter",
    "Published",
    "Run",
    "Variant",
    "find",
    "kernel",
    "names",
    "run",
]
