"""Reads a theory document and checks it whole."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from contention.foundation.errors import ContentionError, Problem
from contention.theory.checks.acts import check_acts
from contention.theory.checks.claims import check_claims
from contention.theory.checks.episodes import check_episodes, check_unused_episodes
from contention.theory.checks.levers import check_levers
from contention.theory.checks.parameters import check_parameters, check_unused_parameters
from contention.theory.checks.signals import check_signals, check_unused_signals
from contention.theory.checks.terms import check_terms
from contention.theory.draft import Draft
from contention.theory.gather import gather
from contention.theory.machine import digest_of
from contention.theory.model import Theory
from contention.theory.resolve import resolve
from contention.theory.structure import Structure

_HIDES_USES = ("T005", "T006", "T008", "T03", "T062", "T064")
"""Codes after which a name may look unused only because another one is wrong."""


def load(path: str | Path) -> Theory:
    """Read, check and resolve a theory document.

    Parameters
    ----------
    path
        The YAML document. Files it includes lie beside it.

    Returns
    -------
    Theory
        The resolved theory: nothing is left to defaults, and ``digest`` is the SHA-256 of its
        machine form.

    Raises
    ------
    ContentionError
        Every fault of the document and its includes at once, in the order of the lines.
    """
    draft, files = gather(Path(path))
    if draft.names:
        _check(draft)
    if draft.problems:
        raise ContentionError(_in_order(draft.problems, files))
    theory = resolve(draft)
    return dataclasses.replace(theory, digest=digest_of(theory))


def _check(draft: Draft) -> None:
    check_parameters(draft)
    check_signals(draft)
    check_terms(draft)
    check_acts(draft)
    check_episodes(draft)
    check_levers(draft)
    check_claims(draft)
    hidden = any(problem.code.startswith(_HIDES_USES) for problem in draft.problems)
    if draft.complete and not hidden:
        check_unused_parameters(draft)
        check_unused_signals(draft)
        check_unused_episodes(draft)


def _in_order(problems: list[Problem], files: list[Structure]) -> list[Problem]:
    """Sort problems by file, line and column; the theory itself comes first."""
    order = {str(s.source.path): index for index, s in enumerate([files[-1], *files[:-1]])}

    def key(problem: Problem) -> tuple[int, int, int]:
        name, line, column = problem.where.rsplit(":", 2)
        return order.get(name, len(order)), int(line), int(column)

    return [_with_hint(problem) for problem in sorted(dict.fromkeys(problems), key=key)]


def _with_hint(problem: Problem) -> Problem:
    """Point to the page of the code where nothing closer can be said."""
    hint = problem.hint or f"contention explain {problem.code} says more"
    return dataclasses.replace(problem, hint=hint)
