"""Whether our rules are those of the Epstein example of Mesa, turn by turn.

    PYTHONPATH=. /path/to/python verification/epstein_mesa_lockstep.py

The Python must have Mesa 3.3; ours need not be installed there. Two-sample tests of worlds
(`epstein_mesa.py`) leave chance in the answer. Here none is left: the slow engine of the tests,
which the kernels equal person by person, plays a world, and the example plays the same one. Its
people are put where ours are, take turns in our order, and where the example draws at random it is
told what ours drew: the cell to move to, whom to arrest, the sentence. For every draw the script
asserts that the example chooses among the same cells, people and sentences as ours, and after
every step that all people are in the same state and place.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mesa.examples.advanced.epstein_civil_violence.agents import Citizen, CitizenState, Cop
from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence

from tests.individuals.slow_rebellion import ACTIVE, AWAY, QUIET, Person, SlowRebellion

RULES = {
    "ratio": "round", "order": "act-then-move", "jail": "stays", "sentence": "zero-to-longest",
    "countdown": "own-turn", "sight": "diamond", "fill": "cells", "movement": "everybody",
    "counted": "once", "arrest": "from-afar", "threshold": 0.1, "constant": 2.3,
    "citizen_vision": 7, "cop_vision": 7, "citizen_density": 0.7,
}  # fmt: skip
MESA = {"cop_density": 0.074, "legitimacy": 0.8, "longest_sentence": 1000}
NETLOGO = {"cop_density": 0.04, "legitimacy": 0.82, "longest_sentence": 30}
CASES: tuple[tuple[str, dict[str, float], int, int], ...] = (
    ("Mesa's parameters, 40 by 40", MESA, 40, 40),
    ("NetLogo's parameters, 40 by 40", NETLOGO, 40, 40),
    ("few cops, short sentences, 24 by 24",
     {"cop_density": 0.02, "legitimacy": 0.7, "longest_sentence": 6}, 24, 120),
)  # fmt: skip
"""A name, parameters, width and height, steps."""

STATES = {
    QUIET: CitizenState.QUIET, ACTIVE: CitizenState.ACTIVE, AWAY: CitizenState.ARRESTED,
}  # fmt: skip


@dataclass
class Recorded(SlowRebellion):
    """The slow engine, with a record of what was drawn in a step, and out of what."""

    taken: list[Person] = field(default_factory=list)
    moves: dict[int, tuple[set[tuple[int, int]], tuple[int, int]]] = field(default_factory=dict)
    arrested: dict[int, tuple[set[int], int, int]] = field(default_factory=dict)

    def turns(self, step: int, legitimacy: float) -> None:
        """Take all turns; they keep the order."""
        self.moves.clear()
        self.arrested.clear()
        super().turns(step, legitimacy)
        self.taken = list(self.order)

    def move(self, person: Person, step: int, turn: int, words: list[int]) -> None:
        """Move, and note the free cells in sight and the chosen one."""
        occupied = {other.place for other in self.people if self.takes(other)}
        free = {self.beside(person, there) for there in self.sight(person)} - occupied
        before = person.place
        super().move(person, step, turn, words)
        if person.place != before:
            self.moves[person.number] = free, person.place

    def arrest(self, cop: Person, step: int, words: list[int]) -> None:
        """Arrest, and note the actives in sight, the chosen one and the sentence."""
        seen = {person.number: person for person in self.in_sight(cop, ACTIVE)}
        super().arrest(cop, step, words)
        for number, person in seen.items():
            if person.state != ACTIVE:
                self.arrested[cop.number] = set(seen), number, int(person.back) - step - 1


class Told(random.Random):
    """Random numbers that are told: what the next calls return, and out of what."""

    def __init__(self) -> None:
        super().__init__()
        self.choices_told: list[tuple[set[Any], Any, Any]] = []
        self.sentence: tuple[int, int] = (0, 0)
        self.draws = 0

    def choice(self, seq: Sequence[Any]) -> Any:
        """Return what is told, out of the same set."""
        among, wanted, key = self.choices_told.pop(0)
        options = {key(option): option for option in seq}
        assert set(options) == among, (set(options) ^ among, wanted)
        assert len(options) == len(seq)
        self.draws += 1
        return options[wanted]

    def randint(self, a: int, b: int) -> int:
        """Return the sentence that is told."""
        length, longest = self.sentence
        assert (a, b) == (0, longest) and 0 <= length <= longest
        self.draws += 1
        return length


def played(settings: dict[str, Any], steps: int, seed: int) -> dict[str, int]:
    """Play a world twice, and return how much happened in it."""
    ours = Recorded(settings, seed=seed, world=0)
    ours.begin()
    told = Told()
    theirs = EpsteinCivilViolence(settings["width"], settings["height"], seed=1)
    for stranger in list(theirs.agents):
        stranger.remove()
    assert all(cell.is_empty for cell in theirs.grid.all_cells)
    agents: list[Any] = []
    for person in ours.people:
        if person.cop:
            agent = Cop(theirs, settings["cop_vision"], settings["longest_sentence"])
        else:
            agent = Citizen(
                theirs, settings["legitimacy"], settings["threshold"],
                settings["citizen_vision"], settings["constant"],
            )  # fmt: skip
            agent.hardship, agent.risk_aversion = person.hardship, person.aversion
            agent.grievance = agent.hardship * (1 - agent.regime_legitimacy)
        agent.move_to(theirs.grid[person.place])
        agents.append(agent)
    number = {agent: k for k, agent in enumerate(agents)}
    theirs.random = told
    found = {"people": len(agents), "steps": steps, "turns": 0, "arrests": 0, "most actives": 0}
    for step in range(steps):
        ours.step(step, settings["legitimacy"], 1.0)
        for person in ours.taken:
            k = person.number
            if k in ours.arrested:
                among, suspect, length = ours.arrested[k]
                told.choices_told.append((among, suspect, number.__getitem__))
                told.sentence = length, settings["longest_sentence"]
            if k in ours.moves:
                told.choices_told.append((*ours.moves[k], lambda cell: tuple(cell.coordinate)))
            agents[k].step()
            assert not told.choices_told, "the example did not draw where ours did"
        for k in set(range(len(agents))) - {person.number for person in ours.taken}:
            assert agents[k].jail_sentence > 0
            agents[k].step()  # counts a day in jail down
        for person, agent in zip(ours.people, agents, strict=True):
            assert tuple(agent.cell.coordinate) == person.place
            assert person.cop or agent.state == STATES[person.state], (step, person)
        found["turns"] += len(ours.taken)
        found["arrests"] += len(ours.arrested)
        actives = sum(person.state == ACTIVE for person in ours.people)
        found["most actives"] = max(found["most actives"], actives)
    found["draws"] = told.draws
    return found


def main() -> int:
    """Play all cases."""
    for name, parameters, side, steps in CASES:
        settings = {**RULES, **parameters, "width": side, "height": side}
        found = played(settings, steps, seed=5)
        print(f"{name}: the same;", ", ".join(f"{v:,} {k}" for k, v in found.items()), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
