"""Importers: exports of event data sets become records.

`import_events` reads files; `contention.record.importers.sources.SOURCES` lists the sources.
"""

from __future__ import annotations

from contention.record.importers.importing import import_events
from contention.record.importers.outcome import Import

__all__ = ["Import", "import_events"]
