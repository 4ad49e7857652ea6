"""Load a record, a scenario or a theory by its name in the catalogue or by its path."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contention.catalogue.index import DATA, resolve

if TYPE_CHECKING:
    import polars as pl

    from contention.record import Record
    from contention.scenario import Scenario
    from contention.theory import Theory


def load_record(source: str | Path, *, strict: bool = False) -> Record:
    """Load a record of events.

    Parameters
    ----------
    source
        A name in the catalogue, or the path of a CSV or Parquet file.
    strict
        Refuse a record with any bad row. By default the good rows are kept and the bad ones
        listed in ``problems``.

    Returns
    -------
    Record
        With ``events``, ``set_aside`` and ``problems``.

    Raises
    ------
    ContentionError
        F002 for an unknown name; F and R codes for a file that cannot be read or checked.
    """
    from contention import record

    return record.load(resolve("record", source), strict=strict)


def load_scenario(source: str | Path) -> Scenario:
    """Load a scenario.

    Parameters
    ----------
    source
        A name in the catalogue, or the path of a YAML file.

    Raises
    ------
    ContentionError
        F002 for an unknown name; F and S codes for documents with problems, all at once.
    """
    from contention import scenario

    return scenario.load(resolve("scenario", source))


def load_theory(source: str | Path) -> Theory:
    """Load a theory.

    Parameters
    ----------
    source
        A name in the catalogue, or the path of a YAML file.

    Raises
    ------
    ContentionError
        F002 for an unknown name; F and T codes for documents with problems, all at once.
    """
    from contention import theory

    return theory.load(resolve("theory", source))


def load_counts(record: str) -> pl.DataFrame | None:
    """Load the totals that aggregate rows of a shipped record state.

    Parameters
    ----------
    record
        A name in the catalogue.

    Returns
    -------
    polars.DataFrame or None
        As `contention.inference.detection.recorded_shares` takes it; None where none ships.
    """
    import polars as pl

    path = DATA / "counts" / f"{record}.csv"
    return pl.read_csv(path) if path.is_file() else None
