"""The one-page report of a study directory, made without the network and read without it.

`write_report` reads the files of a study and writes ``report.html`` beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contention.report.page import write_report

__all__ = ["write_report"]


def __getattr__(name: str) -> object:
    """Load `write_report` on first use (PEP 562), so that polars is not read early."""
    if name != "write_report":
        message = f"module 'contention.report' has no attribute {name!r}"
        raise AttributeError(message)
    from contention.report.page import write_report

    globals()[name] = write_report
    return write_report
