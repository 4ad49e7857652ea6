"""Violence between two groups again, slowly: `slow_rebellion` with killing, births and deaths."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.individuals.slow_rebellion import (
    ACTIVE,
    AWAY,
    QUIET,
    Person,
    SlowRebellion,
    below,
)
from tests.reference.philox import u32


@dataclass
class SlowGroups(SlowRebellion):
    """A world of `contention.individuals.communal_violence`."""

    family: str = "communal-violence"
    spare: list[int] = field(default_factory=list)
    killed: int = 0

    def begin(self) -> None:
        super().begin()
        rows = 2 * self.width * self.height
        for k, person in enumerate(self.citizens):
            w = self.words("group", 0, k)
            person.group, person.dies = below(w[0], 2), below(w[1], self.longest_life)
        for k, cop in enumerate(self.posts):
            cop.number = rows + k
        self.spare = list(range(rows - 1, len(self.citizens) - 1, -1))

    @property
    def longest_life(self) -> int:
        return int(self.settings["longest_life"])

    def group_step(self, step: int, legitimacy: float, deployed: float) -> dict[str, float]:
        self.killed = 0
        self.step(step, legitimacy, deployed)
        present = [person for person in self.order if not person.cop]
        for person in present:
            self.clone(person, step)
        jailed = [person for person in self.citizens if person.state == AWAY]
        for person in present:
            if person.dies <= step:
                self.remove(person)
        for due in sorted(self.calendar, key=lambda due: due % self.ring):
            for person in list(self.calendar[due]):
                if person.dies <= step and person in jailed:
                    self.calendar[due].remove(person)
                    self.remove(person)
        self.order = [person for person in self.order if person in self.people]
        return {
            "blue": sum(person.group == 0 for person in self.citizens),
            "green": sum(person.group == 1 for person in self.citizens),
            "active": sum(person.state == ACTIVE for person in self.citizens),
            "jailed": sum(person.state == AWAY for person in self.citizens),
            "cops": self.on_duty,
            "killed": self.killed,
        }

    @property
    def ring(self) -> int:
        return int(self.settings["longest_sentence"]) + 2

    def after_decision(self, person: Person, words: list[int]) -> None:
        if person.state != ACTIVE:
            return
        places = {self.beside(person, step) for step in self.sight(person)}
        others = [
            other
            for other in self.citizens
            if other.group != person.group and other.state != AWAY and other.place in places
        ]
        if others:
            others.sort(key=lambda other: self.rank(person, other))
            self.killed += 1
            self.remove(others[below(words[1], len(others))])

    def remove(self, person: Person) -> None:
        """Take a citizen out of the world; the order of turns skips who is away."""
        person.state = "gone"
        self.people.remove(person)
        if person in self.order:
            person.state = AWAY
            person.back = float("inf")
        self.spare.append(person.number)

    def clone(self, parent: Person, step: int) -> None:
        w = self.words("clone", step, parent.number)
        if u32(w[0]) >= self.number("clone_prob"):
            return
        taken = {other.place for other in self.people if self.takes(other)}
        around = [self.beside(parent, (dx, dy)) for dy in (-1, 0, 1) for dx in (-1, 0, 1)]
        free = [place for place in around if place not in taken]
        if not free:
            return
        child = Person(self.spare.pop(), cop=False, state=QUIET)
        child.place = free[below(w[1], len(free))]
        child.group, child.hardship = parent.group, parent.hardship
        child.aversion = u32(w[2])
        child.dies = step + 1 + below(w[3], self.longest_life)
        self.people.append(child)
        self.order.append(child)
