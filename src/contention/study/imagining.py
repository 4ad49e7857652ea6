"""What-ifs of a study: every lever of a theory, pulled alone, and one swept over its size."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from contention.foundation.errors import ContentionError
from contention.study.effort import Effort
from contention.study.keeping import keep, stamp
from contention.study.progress import Progress, silent
from contention.study.whatif import WhatIfs, file_of, what_if_path

if TYPE_CHECKING:
    from contention.inference import Fit
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
        from contention.inference.sweeps import sweep
        from contention.inference.whatif import what_if
        from contention.theory.sizing import size_of

        sized = [lever.name for lever in levers if size_of(lever) is not None]
        chosen = [name for name in sized if name == TOGETHER] or sized[:1]
        swept = sized if effort.length == "full" else chosen
        common: dict[str, Any] = {"worlds": effort.pairs, "seed": seed, "threads": threads}
        found: list[WhatIfs] = []
        refused: list[dict[str, str]] = []
        for done, lever in enumerate(levers):
            progress("what-ifs", done, len(levers))
            name = lever.name
            try:
                one = what_if(fit.model, fit.mode, inputs.record, levers=[name], **common)
            except ContentionError as mistake:
                # A lever whose day lies outside the calendar must not end a whole study.
                refused.append({"lever": name, "why": mistake.problems[0].found})
                continue
            sweeps = (
                (sweep(fit.model, fit.mode, inputs.record, lever=name, **common),)
                if name in swept
                else ()
            )
            found.append(WhatIfs(one, sweeps, None))
        progress("what-ifs", len(levers), len(levers))
        return {**(file_of(found) if found else EMPTY), "refused": refused}

    made_from = stamp(
        inputs.hashes(fit.theory), seed=seed, pairs=effort.pairs, length=effort.length
    )
    return keep(what_if_path(directory, fit.theory), made_from, make)
