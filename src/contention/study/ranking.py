"""Rankings on disk: scores of a theory that are there, from the same inputs, are not made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.foundation.version import __version__
from contention.store import write_json
from contention.study.fits import make_fit
from contention.study.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contention.inference import Ranking
    from contention.inference.ranking.scores import Effort, Scores
    from contention.study.inputs import Inputs

FILE = "ranking.json"


def scores_path(directory: Path, theory: str) -> Path:
    """Return where the scores of a theory are kept."""
    return directory / f"scores-{theory}.json"


def make_ranking(
    directory: Path | None,
    inputs: Inputs,
    *,
    effort: Effort = "quick",
    seed: int = 1,
    threads: int = 0,
    progress: Progress = silent,
) -> Ranking:
    """Rank the theories of a case, or finish a ranking that was begun.

    Parameters
    ----------
    directory
        Where ``fit-THEORY.json``, ``scores-THEORY.json`` and ``ranking.json`` are kept; None
        keeps nothing, and fits from one starting point each.
    inputs
        A scenario, a record and two theories or more.
    effort
        ``quick`` or ``full``, see `contention.rank`.
    seed
        Seed of the starting points of fits.
    threads
        Theories scored at a time; 0 takes one for each core.
    progress
        Told of every fit and every step of the scores.

    Raises
    ------
    ContentionError
        As `contention.rank`.
    """
    from contention.inference import rank

    stamps = {
        model.theory.name: {
            "inputs": dict(sorted(inputs.hashes(model.theory.name).items())),
            "effort": effort,
            "seed": seed,
            "version": __version__,
        }
        for model in inputs.models
    }
    known: dict[str, Scores] = {}
    starts: dict[str, NDArray[Any]] = {}
    if directory is not None:
        known = _known(directory, stamps)
        for model in inputs.models:
            name = model.theory.name
            if name not in known:
                hashes = inputs.hashes(name)
                fitted = make_fit(
                    directory, model, inputs.record, seed=seed, inputs=hashes, progress=progress
                )
                starts[name] = fitted.values(model)

    def keep(scores: Scores) -> None:
        if directory is not None:
            document = {"made_from": stamps[scores.theory], **scores.to_dict()}
            write_json(scores_path(directory, scores.theory), document)

    ranking = rank(
        inputs.models,
        inputs.record,
        starts=starts,
        effort=effort,
        known=known,
        keep=keep,
        threads=threads,
        progress=progress,
    )
    if directory is not None:
        write_json(directory / FILE, document_of(ranking))
    return ranking


def document_of(ranking: Ranking) -> dict[str, Any]:
    """Return a ranking as ``ranking.json`` and ``--json`` hold it."""
    return {
        "theories": ranking.theories.to_dicts(),
        "words": list(ranking.words),
        "pairs": ranking.pairs.to_dicts(),
        "settings": ranking.settings.to_dicts(),
        "blocks": [
            {**row, "first": str(row["first"]), "last": str(row["last"])}
            for row in ranking.blocks.to_dicts()
        ],
        "ablation": ranking.ablation.to_dicts(),
        "effort": ranking.effort,
        "seconds": round(ranking.seconds, 3),
    }


def _known(directory: Path, stamps: Mapping[str, dict[str, Any]]) -> dict[str, Scores]:
    """Return the scores that are there and were made from the same inputs and settings."""
    from contention.inference.ranking.scores import Scores

    found: dict[str, Scores] = {}
    for theory, stamp in stamps.items():
        try:
            text = scores_path(directory, theory).read_text(encoding="utf-8")
            document: Any = json.loads(text)
            if document.pop("made_from") == stamp:
                found[theory] = Scores.from_dict(document)
        except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
            continue  # not there, or cut short: made again
    return found
