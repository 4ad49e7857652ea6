"""What-ifs of a study: every lever of a theory, pulled alone, and one swept over its size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.foundation.counting import counted
from contention.foundation.crew import share_out
from contention.foundation.errors import ContentionError
from contention.study.effort import Effort
from contention.study.keeping import keep, stamp
from contention.study.progress import Progress, silent
from contention.study.whatif import WhatIfs, file_of, what_if_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from contention.engine import Model
    from contention.inference import Fit
    from contention.record import Record
    from contention.study.inputs import Inputs

TOGETHER = "all_seven"
"""The lever that pulls others together; it is swept also in the short form."""

EMPTY: dict[str, Any] = {"what_ifs": [], "sweeps": []}
"""What is kept if no lever can be pulled."""


def make_what_ifs(
    directory: Path,
    inputs: Inputs,
    fit: Fit,
    effort: Effort,
    *,
    seed: int,
    threads: int = 0,
    progress: Progress = silent,
) -> dict[str, Any] | None:
    """Pull every lever of a theory, one what-if each; None where it has no lever.

    In the short form only one lever is swept: the one that pulls others together, or the first
    that has a size. The long form sweeps every lever that has one.
    """
    levers = fit.model.theory.levers
    if not levers:
        return None

    def make() -> dict[str, Any]:
        from contention.theory.sizing import size_of

        sized = [lever.name for lever in levers if size_of(lever) is not None]
        chosen = [name for name in sized if name == TOGETHER] or sized[:1]
        swept = sized if effort.length == "full" else chosen
        # sweeps first: they take longest
        asked = [("sweep", name) for name in swept] + [("pull", lever.name) for lever in levers]
        shared = fit.model, fit.mode, inputs.record, effort.pairs, seed
        hear = counted(progress, "what-ifs", len(asked))
        progress("what-ifs", 0, len(asked))
        told = share_out(_imagine, shared, asked, workers=threads, hear=hear)
        made = dict(zip(asked, told, strict=True))
        found: list[WhatIfs] = []
        refused: list[dict[str, str]] = []
        for lever in levers:
            one, sweep = made["pull", lever.name], made.get(("sweep", lever.name))
            if isinstance(one, str):
                # A lever whose day lies outside the calendar must not end a whole study.
                refused.append({"lever": lever.name, "why": one})
            else:
                found.append(WhatIfs(one, () if sweep is None else (sweep,), None))
        return {**(file_of(found) if found else EMPTY), "refused": refused}

    made_from = stamp(
        inputs.hashes(fit.theory), seed=seed, pairs=effort.pairs, length=effort.length
    )
    return keep(what_if_path(directory, fit.theory), made_from, make)


def _imagine(
    shared: tuple[Model, NDArray[Any], Record, int, int],
    asked: tuple[str, str],
    tell: Callable[[int], None],
) -> Any:
    """Pull a lever, or sweep over its size; return why where it cannot be pulled."""
    from contention.inference.sweeps import sweep
    from contention.inference.whatif import what_if

    model, values, record, pairs, seed = shared
    what, lever = asked
    common: dict[str, Any] = {"worlds": pairs, "seed": seed, "threads": 1}
    try:
        if what == "sweep":
            return sweep(model, values, record, lever=lever, **common)
        return what_if(model, values, record, levers=[lever], **common)
    except ContentionError as mistake:
        return None if what == "sweep" else mistake.problems[0].found
    finally:
        tell(1)
