"""Fits on disk: a fit that is there and was made from the same inputs is not made again."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, cast

from contention.foundation.errors import ContentionError, Problem
from contention.foundation.version import __version__
from contention.store import write_json
from contention.study.modes import modes_path, read_modes, write_modes
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from contention.engine import Model
    from contention.inference import Fit
    from contention.record import Record
    from contention.theory import Theory

STARTS = 3
"""Starting points of a fit: one start can end on a lesser hill."""


@dataclass(frozen=True)
class StoredFit:
    """A fit as ``fit-THEORY.json`` holds it.

    Parameters
    ----------
    path
        The file.
    theory
        Name of the theory.
    log_likelihood, log_posterior
        At the mode.
    parameters
        One dictionary a parameter: ``name``, ``mode``, ``se``, ``low``, ``high`` and what the
        theory says of it.
    made_from
        Hashes of the inputs, the seed and the version.
    seconds
        What the fit took when it was made.
    starts
        Log posterior that each start reached.
    fitted
        The fit itself, where it was just made.
    """

    path: Path
    theory: str
    log_likelihood: float
    log_posterior: float
    parameters: tuple[dict[str, Any], ...]
    made_from: dict[str, Any]
    seconds: float
    starts: tuple[float, ...] = ()
    fitted: Fit | None = field(default=None, repr=False, compare=False)

    def table(self) -> pl.DataFrame:
        """Return the parameters as a table."""
        import polars as pl

        return pl.DataFrame(list(self.parameters), infer_schema_length=None)

    def _repr_html_(self) -> str:
        table: str = self.table()._repr_html_()  # pyright: ignore[reportPrivateUsage]
        return f"<p>Fit of {self.theory}: log posterior {self.log_posterior:,.1f}</p>{table}"

    def whole(self, model: Model) -> Fit:
        """Return the fit with its modes, as `contention.fit` returned it.

        Raises
        ------
        ContentionError
            U010: the model has other parameters, or the modes are not kept beside the fit.
        """
        import numpy as np

        from contention.inference import Fit

        values, path = self.values(model), modes_path(self.path.parent, self.theory)
        if self.fitted is not None:
            return replace(self.fitted, model=model)
        if not path.is_file():
            found, hint = "a fit without its modes", "fit the theory again"
            raise ContentionError(
                Problem("U010", found, f"the file {path.name} beside it", str(self.path), hint)
            )
        rows = {str(row["name"]): row for row in self.parameters}

        def column(key: str) -> NDArray[Any]:
            found = [rows[name][key] for name in model.names]
            return np.array([math.nan if each is None else each for each in found])

        first, *others = read_modes(path, model.names)
        return Fit(
            model=model,
            theory=self.theory,
            names=model.names,
            mode=values,
            se=column("se"),
            low=column("low"),
            high=column("high"),
            free=first.free,
            covariance=first.covariance,
            log_likelihood=self.log_likelihood,
            log_posterior=self.log_posterior,
            starts=self.starts,
            on_prior=column("rests_on_prior").astype(bool),
            rows=column("informative_rows").astype(np.int64),
            others=tuple(others),
        )

    def values(self, model: Model) -> NDArray[Any]:
        """Return the mode in the order of the model's parameters.

        Raises
        ------
        ContentionError
            U010: the model has other parameters.
        """
        import numpy as np

        modes = {str(row["name"]): float(row["mode"]) for row in self.parameters}
        names = model.names
        if set(names) != modes.keys():
            odd = sorted(set(names) ^ modes.keys())
            raise ContentionError(
                Problem(
                    "U010",
                    f"a fit with other parameters, such as {odd[0]}",
                    f"the {len(names)} parameters of {model.theory.name}",
                    str(self.path),
                    "fit the theory again",
                )
            )
        return np.array([modes[name] for name in names], dtype=np.float64)


def fit_path(directory: Path, theory: str) -> Path:
    """Return where the fit of a theory is kept."""
    return directory / f"fit-{theory}.json"


def make_fit(
    directory: Path | None,
    model: Model,
    record: Record,
    *,
    seed: int,
    inputs: dict[str, str],
    progress: Progress = silent,
) -> StoredFit:
    """Fit a theory to a record, or read the fit that is there and was made from the same inputs.

    Parameters
    ----------
    directory
        Where ``fit-THEORY.json`` is kept; None keeps nothing.
    model
        A theory bound to the scenario of the record.
    record
        What happened.
    seed
        Seed of the starting points.
    inputs
        Name -> hash of what the model and the record were made from.
    progress
        Told of every start.
    """
    theory = str(model.theory.name)
    path = fit_path(directory or Path(), theory)
    made_from = {"inputs": dict(sorted(inputs.items())), "seed": seed, "version": __version__}
    there = directory is not None and modes_path(directory, theory).is_file()
    if there and path.is_file():
        old = read_fit(path)
        if old.made_from == made_from:
            return old
    from contention.inference import fit

    began = perf_counter()
    stage = f"fit of {theory}"
    done = 0

    def tell(_line: str) -> None:
        nonlocal done
        done += 1
        progress(stage, done, STARTS + 1)

    progress(stage, 0, STARTS + 1)
    fitted = fit(model, record, starts=STARTS, seed=seed, progress=tell)
    progress(stage, STARTS + 1, STARTS + 1)  # the errors around the mode are the last step
    document = _document(fitted, model, made_from, perf_counter() - began)
    if directory is not None:
        # The fit last: where it is, its modes are too, and no others.
        path.unlink(missing_ok=True)
        write_modes(modes_path(directory, theory), fitted)
        write_json(path, document)
    return replace(_stored(path, document), fitted=fitted)


def read_fit(path: Path) -> StoredFit:
    """Read a fit.

    Raises
    ------
    ContentionError
        U010: there is no fit in the file.
    """
    try:
        document: Any = json.loads(path.read_text(encoding="utf-8"))
        return _stored(path, document)
    except FileNotFoundError:
        found = "no file"
    except (ValueError, KeyError, TypeError):
        found = "a file that holds no fit"
    raise ContentionError(
        Problem(
            "U010",
            found,
            "a fit as contention fit -o DIR writes it",
            str(path),
            "make it with contention fit",
        )
    )


def _document(
    fitted: Fit, model: Model, made_from: dict[str, Any], seconds: float
) -> dict[str, Any]:
    theory, rows = model.theory, fitted.table().rename({"rows": "informative_rows"}).to_dicts()
    return {
        "theory": theory.name,
        "title": theory.title,
        "log_likelihood": float(fitted.log_likelihood),
        "log_posterior": float(fitted.log_posterior),
        "starts": [float(reached) for reached in fitted.starts],
        "parameters": [
            {key: _finite(value) for key, value in row.items()}
            | {"prior": asdict(info.prior), "group": _label(theory, info.name)}
            for row, info in zip(rows, model.parameters, strict=True)
        ],
        "made_from": made_from,
        "seconds": round(seconds, 3),
    }


def _stored(path: Path, document: dict[str, Any]) -> StoredFit:
    return StoredFit(
        path=path,
        theory=str(document["theory"]),
        log_likelihood=float(document["log_likelihood"]),
        log_posterior=float(document["log_posterior"]),
        parameters=tuple(cast("list[dict[str, Any]]", document["parameters"])),
        made_from=dict(document["made_from"]),
        seconds=float(document["seconds"]),
        starts=tuple(float(reached) for reached in document.get("starts", [])),
    )


def _label(theory: Theory, name: str) -> str:
    """Return the plain-language label of a parameter, also of ``name[country]``, ``name@act``."""
    family = name.partition("@")[0].partition("[")[0]
    return theory.labels.get(name) or theory.labels.get(family, "")


def _finite(value: Any) -> Any:
    """Return None for numbers that JSON cannot write, such as the error of a flat direction."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
