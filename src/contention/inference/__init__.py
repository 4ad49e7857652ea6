"""What the record says: fits, worlds set against the record, and what-ifs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .draws import Posterior
    from .evidence import Evidence
    from .fitting import Fit, fit
    from .patterns import Comparison, compare
    from .ranking.order import Ranking
    from .ranking.rank import rank
    from .stability import stable_draws
    from .sweeps import Sweep, sweep
    from .whatif import WhatIf, what_if

# The verbs `evidence` and `posterior` stand in modules of those or other names: see `contention`.
__all__ = [
    "Comparison",
    "Evidence",
    "Fit",
    "Posterior",
    "Ranking",
    "Sweep",
    "WhatIf",
    "compare",
    "fit",
    "rank",
    "stable_draws",
    "sweep",
    "what_if",
]

_HOMES = {
    "Comparison": "patterns",
    "Evidence": "evidence",
    "Fit": "fitting",
    "Posterior": "draws",
    "Ranking": "ranking.order",
    "Sweep": "sweeps",
    "WhatIf": "whatif",
    "compare": "patterns",
    "fit": "fitting",
    "rank": "ranking.rank",
    "stable_draws": "stability",
    "sweep": "sweeps",
    "what_if": "whatif",
}


def __getattr__(name: str) -> object:
    """Import the names of this layer when they are first used."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
