"""The classics that ship, found by their files."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from contention.foundation.errors import ContentionError, Problem
from contention.individuals import classics
from contention.individuals.classic import Classic


@cache
def names() -> tuple[str, ...]:
    """Return the names of all classics, sorted."""
    return tuple(sorted(m.name.replace("_", "-") for m in iter_modules(classics.__path__)))


@cache
def find(name: str) -> Classic:
    """Return a classic by its name; the year may be left out where that is enough.

    Raises
    ------
    ContentionError
        P001: no classic of this name.
    """
    same = [known for known in names() if known.rpartition("-")[0] == name]
    if name not in names() and len(same) == 1:
        return find(same[0])
    if name not in names():
        near = get_close_matches(name, names(), n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "contention list classics"
        raise ContentionError(Problem("P001", f"the classic {name!r}", "a classic", hint=hint))
    module = import_module(f"{classics.__name__}.{name.replace('-', '_')}")
    classic: Classic = module.CLASSIC
    return classic
