"""Records: what happened, as a table of events.

`load` reads a file, `from_frame` a polars table, `town_days` measures popular contention, and
`write_record` and `write_events` save the canonical form.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contention.record.audit import Audit
    from contention.record.contention import popular, town_days
    from contention.record.model import Record
    from contention.record.own_words import load_vocabulary
    from contention.record.reader import from_frame, load
    from contention.record.schema import COLUMNS, SCHEMA, Column
    from contention.record.vocabulary import VOCABULARY, Vocabulary, Word
    from contention.record.write import write_events, write_record

__all__ = [
    "COLUMNS",
    "SCHEMA",
    "VOCABULARY",
    "Audit",
    "Column",
    "Record",
    "Vocabulary",
    "Word",
    "from_frame",
    "load",
    "load_vocabulary",
    "popular",
    "town_days",
    "write_events",
    "write_record",
]

_HOMES = {
    "COLUMNS": "schema",
    "SCHEMA": "schema",
    "VOCABULARY": "vocabulary",
    "Audit": "audit",
    "Column": "schema",
    "Record": "model",
    "Vocabulary": "vocabulary",
    "Word": "vocabulary",
    "from_frame": "reader",
    "load": "reader",
    "load_vocabulary": "own_words",
    "popular": "contention",
    "town_days": "contention",
    "write_events": "write",
    "write_record": "write",
}


def __getattr__(name: str) -> object:
    """Load a name from its module on first use (PEP 562), so that polars is not read early."""
    home = _HOMES.get(name)
    if home is None:
        message = f"module 'contention.record' has no attribute {name!r}"
        raise AttributeError(message)
    value: object = getattr(import_module(f"contention.record.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, loaded or not."""
    return sorted(__all__)
