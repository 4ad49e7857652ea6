"""Reads a theory with the files it includes and merges them, section by section.

Included files come first, in the order they are named, then the file itself: that is the
document order in which acts of a phase take place.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from contention.foundation.errors import ContentionError, Problem
from contention.theory.additions import fold_adds, signal_of
from contention.theory.document import ActPart, TheoryDocument
from contention.theory.draft import Draft, Entry, TermEntry
from contention.theory.fields import NAME
from contention.theory.model import Sum
from contention.theory.structure import Structure, read_structure

SECTIONS = (
    *("parameters", "signals", "stocks", "episodes", "acts", "flows", "traits", "levers"),
    "claims",
)
DEFAULT_PHASES = ("crowd", "state")
_RESERVED = {
    "parameters": {"today", "yesterday", "lasting"},
    "signals": {"base", "population"},
    "episodes": {"base", "population", "zeta", "far", "at_most"},
}
_SHARED_SPACES = (("acts", "traits", "act_groups"), ("signals", "episodes"))


def gather(path: Path) -> tuple[Draft, list[Structure]]:
    """Return the merged draft of a theory, and its files in document order.

    Parameters
    ----------
    path
        The theory document.

    Raises
    ------
    ContentionError
        F1xx, if the theory itself is not a readable YAML mapping.
    """
    files = _Files()
    files.visit(path, (), included=False)
    main = files.read[-1]
    draft = Draft(main.source, problems=files.problems, complete=not files.failed)
    for structure in files.read:
        draft.problems.extend(structure.problems)
        draft.complete = draft.complete and not structure.broken
        _merge(draft, structure)
    _header(draft, main)
    if not files.failed:
        for structure in files.read:
            fold_adds(draft, structure)
    else:
        draft.names.clear()
    return draft, files.read


class _Files:
    """The files of a theory, each read once, included ones before the one that includes them."""

    def __init__(self) -> None:
        self.read: list[Structure] = []
        self.problems: list[Problem] = []
        self.done: set[Path] = set()
        self.failed = False

    def visit(self, path: Path, above: tuple[Path, ...], *, included: bool) -> None:
        structure = read_structure(path, included=included)
        self.done.add(path.resolve())
        for index, name in enumerate(structure.parsed.include):
            where = structure.source.where(("include", index))
            self._include(path, name, where, (*above, path.resolve()))
        # A broken list of includes hides names, so nothing can be said about names at all.
        self.failed = self.failed or ("include",) in structure.broken
        self.read.append(structure)

    def _include(self, path: Path, name: str, where: str, above: tuple[Path, ...]) -> None:
        file = path.parent / name
        expected = "a file beside this one"
        if Path(name).name != name:
            hint = "write the file name alone, without a folder"
            self._refuse(Problem("T007", name, expected, where, hint))
        elif not file.is_file():
            self._refuse(Problem("T007", f"{name}, which does not exist", expected, where))
        elif file.resolve() in above:
            found = f"{name}, which includes itself"
            self._refuse(Problem("T007", found, "includes without a circle", where))
        elif file.resolve() not in self.done:
            try:
                self.visit(file, above, included=True)
            except ContentionError as error:
                for problem in error:
                    self._refuse(problem)

    def _refuse(self, problem: Problem) -> None:
        self.problems.append(problem)
        self.failed = True


def _header(draft: Draft, main: Structure) -> None:
    parsed = main.parsed
    if isinstance(parsed, TheoryDocument):
        draft.name, draft.title = parsed.theory, parsed.title
    draft.says = parsed.says
    draft.phases = draft.phases or list(DEFAULT_PHASES)
    for section in (*SECTIONS, "act_groups"):
        draft.names.setdefault(section, set())


def _merge(draft: Draft, structure: Structure) -> None:
    parsed, source = structure.parsed, structure.source
    draft.cites.extend(c for c in parsed.cites if c not in draft.cites)
    if parsed.phases:
        if draft.phases:
            draft.add(
                "T008",
                "phases a second time",
                "phases in one file only",
                source.where(("phases",), of="key"),
                "remove them here or in the included file",
            )
        else:
            draft.phases = parsed.phases
            for index, phase in enumerate(parsed.phases):
                _check_name(draft, phase, "phases", source.where(("phases", index)))
    draft.labels.update(parsed.groups)
    for section in SECTIONS:
        entries = cast(dict[str, Entry[Any]], getattr(draft, section))
        _merge_section(draft, structure, section, getattr(parsed, section), entries)
    _merge_section(draft, structure, "act_groups", parsed.act_groups, draft.groups)
    for index, part in zip(structure.shock_indices, parsed.shocks, strict=True):
        draft.shocks.append(Entry(f"shocks[{index}]", part, source, ("shocks", index)))


def _merge_section(
    draft: Draft,
    structure: Structure,
    section: str,
    parts: Mapping[str, Any],
    entries: dict[str, Entry[Any]],
) -> None:
    names = draft.names.setdefault(section, set())
    written = structure.source.data.get(section)
    if not isinstance(written, dict):
        return
    space = next((names for names in _SHARED_SPACES if section in names), (section,))
    for name in cast(dict[str, Any], written):
        where = structure.source.where((section, name), of="key")
        if not _check_name(draft, name, section, where):
            # Known, so that its uses are no second fault, but without a meaning.
            names.add(name)
            continue
        other = next((s for s in space if name in draft.names.get(s, set())), None)
        if other is not None:
            found = f"{name}, which {other} already has"
            draft.add("T008", found, "a name of its own", where, "rename one of the two")
            continue
        names.add(name)
        if name in parts:
            entry = Entry(name, parts[name], structure.source, (section, name))
            entries[name] = entry
            _own_terms(draft, section, entry)


def _check_name(draft: Draft, name: str, section: str, where: str) -> bool:
    """Note a name that breaks the pattern; return False if it has another meaning."""
    if section == "claims":
        if not name.isascii() or not name.replace("_", "").replace("-", "").isalnum():
            draft.add("T005", name, "letters, digits, - and _", where, "as in S008")
    elif NAME.fullmatch(name) is None:
        expected = "lower-case letters, digits and _, from a letter on"
        draft.add("T005", name, expected, where, "as in police_fire")
    elif name in _RESERVED.get(section, ()):
        draft.add("T006", name, "a name the format does not use itself", where, "rename it")
        return False
    return True


def _own_terms(draft: Draft, section: str, entry: Entry[Any]) -> None:
    if section == "acts":
        part: ActPart = entry.part
        key = "rate" if part.rate is not None else "ignite"
        draft.rates[entry.name] = _terms(entry, key, part.rate or part.ignite or {})
        draft.places[entry.name] = _terms(entry, "place", part.place or {})
        if part.place is None and part.level == "place":
            # The default of the format: onsets fall on people, wherever they live.
            loc = (*entry.loc, "place")
            draft.places[entry.name] = [TermEntry("population", (1.0,), entry.source, loc)]
    elif section == "traits":
        draft.odds[entry.name] = _terms(entry, "odds", entry.part.odds)
    elif section == "episodes":
        draft.entering[entry.name] = _terms(entry, "enter", entry.part.enter)
        draft.leaving[entry.name] = _terms(entry, "leave", entry.part.leave)
    elif section == "flows":
        draft.outflows[entry.name] = _terms(entry, "rate", entry.part.rate)


def _terms(entry: Entry[Any], key: str, terms: Mapping[str, Sum]) -> list[TermEntry]:
    return [
        TermEntry(signal_of(name), sum_, entry.source, (*entry.loc, key, name))
        for name, sum_ in terms.items()
    ]
