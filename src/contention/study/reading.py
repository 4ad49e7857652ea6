"""A study as a directory holds it, for notebooks, for the report and for the command line."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.foundation.errors import ContentionError, Problem
from contention.study.fits import StoredFit, fit_path, read_fit
from contention.study.identity import read_manifest
from contention.study.summary import Row, summarise
from contention.study.whatif import what_if_path
from contention.study.worlds import StoredWorlds, read_worlds

if TYPE_CHECKING:
    import polars as pl


def worlds_path(directory: Path, theory: str) -> Path:
    """Return the folder of a theory's worlds."""
    return directory / f"worlds-{theory}"


def patterns_path(directory: Path, theory: str) -> Path:
    """Return the file in which a theory's worlds are set against the record."""
    return directory / f"patterns-{theory}.json"


@dataclass(frozen=True)
class Study:
    """A finished study.

    Parameters
    ----------
    path
        Its directory.
    manifest
        Versions, hashes of every input, seed and command.
    """

    path: Path
    manifest: dict[str, Any]

    @property
    def case(self) -> str:
        """Name of the case."""
        return str(self.manifest["case"])

    @property
    def theories(self) -> tuple[str, ...]:
        """Names of the theories."""
        return tuple(self.manifest["theories"])

    @property
    def report(self) -> Path:
        """Path of the page that `contention.report.write_report` makes."""
        return self.path / "report.html"

    @cached_property
    def audit(self) -> dict[str, Any]:
        """What the record gave, and what was set aside and why."""
        return read_json(self.path / "audit.json")

    def fit(self, theory: str) -> StoredFit:
        """Return the fit of a theory."""
        return read_fit(fit_path(self.path, self._known(theory)))

    def worlds(self, theory: str) -> StoredWorlds:
        """Return the worlds of a theory."""
        return read_worlds(worlds_path(self.path, self._known(theory)))

    def comparison(self, theory: str) -> dict[str, Any]:
        """Return how the worlds of a theory compare with the record, as its file holds it."""
        return read_json(patterns_path(self.path, self._known(theory)))

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What each step took: ``step``, ``budget`` and ``seconds``."""
        return list(self.manifest.get("steps", []))

    @cached_property
    def claims(self) -> dict[str, Any] | None:
        """Verdicts on the claims, as ``claims.json`` holds them; None if they were left out."""
        return _optional(self.path / "claims.json")

    @cached_property
    def ranking(self) -> dict[str, Any] | None:
        """Theories in order, as ``ranking.json`` holds them; None if they were not compared."""
        return _optional(self.path / "ranking.json")

    @cached_property
    def what_ifs(self) -> dict[str, Any] | None:
        """What-ifs of the first theory; None if they were left out."""
        return _optional(what_if_path(self.path, self.theories[0]))

    @cached_property
    def validity(self) -> dict[str, Any] | None:
        """Checks of the method, as ``validity.json`` holds them; None if they were left out."""
        return _optional(self.path / "validity.json")

    @cached_property
    def record(self) -> pl.DataFrame:
        """The events that were used."""
        import polars as pl

        return pl.read_parquet(self.path / "record.parquet").filter(pl.col("role") == "event")

    def patterns(self, theory: str) -> pl.DataFrame:
        """Return the patterns of a theory: record, low, median, high, inside."""
        import polars as pl

        return pl.DataFrame(self.comparison(theory)["patterns"], infer_schema_length=None)

    def summary(self) -> list[Row]:
        """Return one row a theory: what a reader wants to know first."""
        return [
            summarise(self.fit(name), self.worlds(name), self.comparison(name))
            for name in self.theories
        ]

    def _known(self, theory: str) -> str:
        from contention.study.settings import suggest

        if theory not in self.theories:
            raise ContentionError(
                Problem(
                    "U012",
                    f"the theory {theory!r}",
                    "a theory of this study",
                    str(self.path),
                    suggest(theory, self.theories),
                )
            )
        return theory

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row.cells())}</tr>"
            for row in self.summary()
        )
        heads = "".join(f"<th>{escape(head)}</th>" for head in Row.HEADS)
        return (
            f"<p>Study of {escape(self.case)}, {self.manifest['worlds']} worlds a theory</p>"
            f"<table><tr>{heads}</tr>{rows}</table>"
        )


def load(path: str | Path) -> Study:
    """Open a finished study.

    Parameters
    ----------
    path
        The directory that ``contention study`` made.

    Raises
    ------
    ContentionError
        U012: there is no study, or it was not finished.
    """
    directory = Path(path)
    manifest = read_manifest(directory)
    if manifest is None or "theories" not in manifest:
        found, hint = "no study", "make one with contention study, or name its directory"
    elif manifest.get("status") != "complete":
        found, hint = "a study that was not finished", "run the same contention study once more"
    else:
        return Study(directory, manifest)
    raise ContentionError(Problem("U012", found, "a finished study", str(directory), hint))


def _optional(path: Path) -> dict[str, Any] | None:
    return read_json(path) if path.is_file() else None


def read_json(path: Path) -> dict[str, Any]:
    """Read a file of results.

    Raises
    ------
    ContentionError
        U012: it is gone or cannot be read.
    """
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        raise ContentionError(
            Problem(
                "U012",
                "no readable file of results",
                "a file of a finished study",
                str(path),
                "run the same contention study once more",
            )
        ) from None
    return document
