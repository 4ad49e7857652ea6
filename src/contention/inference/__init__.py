"""What the record says: fits, and worlds set against the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .draws import Posterior
    from .evidence import Evidence
    from .fitting import Fit, fit
    from .patterns import Comparison, compare
    from .ranking.order import Ranking
    from .ranking.rank import rank

# The verbs `evidence` and `posterior` stand in modules of those or other names: see `contention`.
__all__ = ["Comparison", "Evidence", "Fit", "Posterior", "Ranking", "compare", "fit", "rank"]

_HOMES = {
    "Comparison": "patterns",
    "Evidence": "evidence",
    "Fit": "fitting",
    "Posterior": "draws",
    "Ranking": "ranking.order",
    "compare": "patterns",
    "fit": "fitting",
    "rank": "ranking.rank",
}


def __getattr__(name: str) -> object:
    """Import the names of this layer when they are first used."""
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
