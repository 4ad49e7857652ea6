"""Small records for tests of claims."""

from __future__ import annotations

from tests.record.conftest import make_csv

__all__ = ["make_csv"]
