"""Errors a user can act on: what was found, what was expected, where, and a hint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input.

    Parameters
    ----------
    code
        Stable code such as ``T012``; ``contention explain CODE`` opens its page.
    found
        What the input says.
    expected
        What it should say.
    where
        ``file:line:column`` for documents, ``file, row N, column C`` for tables, or a name.
    hint
        One sentence on how to mend it.
    """

    code: str
    found: str
    expected: str
    where: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """Return the problem as the lines a terminal shows."""
        place = f"{self.where}: " if self.where else ""
        lines = [f"{place}{self.code}: found {self.found}", f"  expected {self.expected}"]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class ContentionError(Exception):
    """A user's mistake or a refused request, with every problem found at once.

    Parameters
    ----------
    problems
        One or more problems, in the order of the input.
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        found = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.problems: tuple[Problem, ...] = found
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __iter__(self) -> Iterator[Problem]:
        """Iterate over the problems."""
        return iter(self.problems)

    def __reduce__(self) -> tuple[type[ContentionError], tuple[tuple[Problem, ...]]]:
        """Say how it is pickled: what is raised in another process comes back with its codes."""
        return type(self), (self.problems,)

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the problems, in order."""
        return tuple(problem.code for problem in self.problems)
