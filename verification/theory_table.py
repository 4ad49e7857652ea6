"""Print the table of mechanisms of a shipped theory, with the rows that inform each of them.

    python verification/theory_table.py political-revolution

A mechanism is informed by the acts (or traits) it works on and by the acts (or traits) it
listens to. Its number of rows is the smaller of the two: a response to interventions cannot be
known better than interventions are. Below 15 rows it rests on its prior.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from contention.theory import load
from contention.theory.model import Act, Prior, Term, Theory

DATA = Path(str(files("contention.catalogue") / "data"))
FEW = 15

Row = dict[str, str]


def theory(name: str) -> Theory:
    """Return a shipped theory."""
    return load(DATA / "theories" / f"{name}.yaml")


def event_rows() -> list[Row]:
    """Return the rows of role ``event`` of the shipped record."""
    found = [path for path in (DATA / "records").rglob("*.csv") if "eastern-bloc-1953" in str(path)]
    with found[0].open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["role"] == "event"]


def is_act(act: Act, row: Row) -> bool:
    """Return whether the selector of ``act`` claims ``row``."""
    actors, demands = set(row["actor"].split(";")), set(row["demands"].split(";"))
    of = act.record
    return (
        row["form"] in of.form
        and (not of.actor or bool(actors & set(of.actor)))
        and not actors & set(of.not_actor)
        and (not of.demands or bool(demands & set(of.demands)))
    )


def counts(model: Theory, rows: Iterable[Row]) -> dict[str, int]:
    """Return the number of rows of each act and of each trait."""
    kept = list(rows)
    total = {act.name: sum(is_act(act, row) for row in kept) for act in model.acts}
    acts = {act.name: act for act in model.acts}
    for trait in model.traits:
        total[trait.name] = sum(
            any(is_act(acts[name], row) for name in trait.of)
            and trait.value in row[trait.column].split(";")
            for row in kept
        )
    return total


def listened(model: Theory, signal: str, total: dict[str, int]) -> int | None:
    """Return the rows a signal is made of; None where it is made of no rows."""
    found = next((one for one in model.signals if one.name == signal), None)
    if found is None:  # population or a covariate of places
        return None
    if found.kind == "acts":
        return sum(total[name] for name in found.sources)
    if found.kind == "product":
        parts = [listened(model, name, total) for name in found.sources]
        return min((part for part in parts if part is not None), default=None)
    if found.kind == "stock":
        filling = (
            total[act.name]
            for act in model.acts
            if any(move.target in found.sources for move in act.moves)
        )
        return sum(filling)
    return None


def informing(model: Theory, rows: Iterable[Row]) -> dict[str, int]:
    """Return the number of rows that inform each coefficient of a mechanism."""
    total = counts(model, rows)
    worked: dict[str, int] = {}
    heard: dict[str, int | None] = {}

    def note(terms: Iterable[Term], size: int) -> None:
        for term in terms:
            for name in term.coefficient:
                if isinstance(name, str) and term.signal:
                    worked[name] = worked.get(name, 0) + size
                    part = listened(model, term.signal, total)
                    if part is not None:
                        heard[name] = max(heard.get(name) or 0, part)

    for act in model.acts:
        note((*act.rate, *act.place), total[act.name])
    for trait in model.traits:
        note(trait.odds, total[trait.name])
    return {name: min(size, heard.get(name, size) or 0) for name, size in worked.items()}


def prior_text(prior: Prior) -> str:
    """Return a prior as the document writes it."""
    numbers = f"{prior.a:g}, {prior.b:g}" if prior.b else f"{prior.a:g}"
    return f"{prior.family}({numbers})"


def expected(model: Theory) -> dict[str, str]:
    """Return the sign the claims of a theory give to parameters."""
    signs: dict[str, str] = {}
    for claim in model.claims:
        details = dict(claim.details)
        if claim.kind == "sign":
            signs[str(details["parameter"])] = str(details["is"])
    return signs


def table(model: Theory, rows: Iterable[Row]) -> list[str]:
    """Return the table of mechanisms as lines of Markdown."""
    found, signs = informing(model, rows), expected(model)
    lines = [
        "| parameter | in words | pamphlet | prior | rows |",
        "|---|---|---|---|---|",
    ]
    for one in model.parameters:
        if one.block != "mechanism":
            continue
        size = found.get(one.name)
        stated = "shape" if size is None else str(size)
        if size is not None and size < FEW:
            stated += ", rests on its prior"
        lines.append(
            f"| `{one.name}` | {one.of} | {signs.get(one.name, '-')} "
            f"| {prior_text(one.prior)} | {stated} |"
        )
    return lines


def main() -> int:
    """Print the table of the named theory."""
    name = sys.argv[1] if len(sys.argv) > 1 else "political-revolution"
    print("\n".join(table(theory(name), event_rows())))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
