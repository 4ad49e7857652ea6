"""Rebellion again, slowly: people as objects, sight by distance, no bits, no tables.

It reads the same random words as the kernels, so that the two must agree person by person. Where
one of several cells or people is drawn the kernels' order is stated here by a formula.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.reference.philox import name_hash, philox, u32, u53

QUIET, ACTIVE, AWAY, COP = "quiet", "active", "away", "cop"


@dataclass(eq=False)
class Person:
    number: int
    cop: bool
    hardship: float = 0.0
    aversion: float = 0.0
    state: str = QUIET
    place: tuple[int, int] = (0, 0)
    back: float = 0.0  # the first step of new turns
    group: int = 0
    dies: int = 0


@dataclass
class SlowRebellion:
    """A world of `contention.individuals.rebellion`, one person an object."""

    settings: Mapping[str, float | str]
    seed: int
    world: int
    people: list[Person] = field(default_factory=list)
    order: list[Person] = field(default_factory=list)
    doubles: list[Person] = field(default_factory=list)
    posts: list[Person] = field(default_factory=list)
    on_duty: int = 0
    calendar: dict[int, list[Person]] = field(default_factory=dict)
    arrests: int = 0
    family: str = "rebellion"
    settled: object = None

    def words(self, purpose: str, step: int, block: int) -> tuple[int, int, int, int]:
        return philox(self.seed, 0, self.world, step, name_hash(f"{self.family}:{purpose}"), block)

    def number(self, name: str) -> float:
        return float(self.settings[name])

    @property
    def width(self) -> int:
        return int(self.settings["width"])

    @property
    def height(self) -> int:
        return int(self.settings["height"])

    # --- the beginning ---------------------------------------------------------------------------

    def begin(self) -> None:
        citizens, cops = self.head_counts()
        cells = list(range(self.width * self.height))
        for k in range(citizens + cops):
            word = self.words("place", 0, k)[0]
            other = k + below(word, len(cells) - k)
            cells[k], cells[other] = cells[other], cells[k]
        for k in range(citizens + cops):
            person = Person(k, cop=k >= citizens)
            person.place = cells[k] % self.width, cells[k] // self.width
            person.state = COP if person.cop else QUIET
            if not person.cop:
                w = self.words("person", 0, k)
                person.hardship, person.aversion = u53(w[0], w[1]), u53(w[2], w[3])
            self.people.append(person)
        self.order = list(self.people)
        self.posts = [person for person in self.people if person.cop]
        self.on_duty = len(self.posts)

    def head_counts(self) -> tuple[int, int]:
        cells = self.width * self.height
        citizens, cops = self.number("citizen_density"), self.number("cop_density")
        if self.settings["fill"] == "counts":
            return round(citizens * cells), round(cops * cells)
        drawn = [u32(self.words("fill", 0, cell)[0]) for cell in range(cells)]
        return (
            sum(u < citizens for u in drawn),
            sum(citizens <= u < citizens + cops for u in drawn),
        )

    # --- a step ----------------------------------------------------------------------------------

    @property
    def citizens(self) -> list[Person]:
        return [person for person in self.people if not person.cop]

    def step(self, step: int, legitimacy: float, deployed: float) -> dict[str, float]:
        own_turn = self.settings["countdown"] == "own-turn"
        self.arrests = 0
        self.deploy(step, deployed)
        if own_turn:
            self.release(step, step)
        found = self.picture(legitimacy)
        if found != self.settled:
            self.turns(step, legitimacy)
            still = self.arrests == 0 and self.picture(legitimacy) == found
            self.settled = found if still and self.settings["movement"] == "nobody" else None
        away = [person for person in self.order if person.state == AWAY]
        self.order = [person for person in self.order if person.state != AWAY]
        for person in away:
            if not math.isinf(person.back):
                self.calendar.setdefault(int(person.back), []).insert(0, person)
        if not own_turn:
            self.release(step, step + 1)
        return {
            "active": sum(person.state == ACTIVE for person in self.citizens),
            "jailed": sum(person.state == AWAY for person in self.citizens),
            "quiet": sum(person.state == QUIET for person in self.citizens),
            "cops": self.on_duty,
            "arrests": self.arrests,
        }

    def picture(self, legitimacy: float) -> object:
        """Return all that turns depend on but their order.

        Where nobody moves and a round of turns changed nothing, another would not either, in
        whatever order; then none is drawn until something changes from outside.
        """
        people = [(p.number, p.state, p.place) for p in self.people]
        return legitimacy, people, {p.number for p in self.order}

    def deploy(self, step: int, share: float) -> None:
        target = math.floor(share * len(self.posts) + 0.5)
        while self.on_duty > target:
            k = below(self.words("withdrawn", step, self.on_duty)[0], self.on_duty)
            self.on_duty -= 1
            cop = self.posts[k]
            self.posts[k], self.posts[self.on_duty] = self.posts[self.on_duty], cop
            self.leave_plane(cop, COP)
            cop.state = AWAY
            self.order.remove(cop)
        while self.on_duty < target:
            word = self.words("called", step, self.on_duty)[0]
            k = self.on_duty + below(word, len(self.posts) - self.on_duty)
            cop = self.posts[k]
            if not self.enter(cop, COP, step):
                return
            self.posts[k], self.posts[self.on_duty] = self.posts[self.on_duty], cop
            self.on_duty += 1

    def enter(self, person: Person, state: str, step: int) -> bool:
        words = [
            word for b in range(16) for word in self.words("return", step, 16 * person.number + b)
        ]
        taken = {other.place for other in self.people if self.takes(other)}
        for word in words[:60]:
            cell = below(word, self.width * self.height)
            place = cell % self.width, cell // self.width
            if place not in taken:
                break
        else:
            cells = [(x, y) for y in range(self.height) for x in range(self.width)]
            free = [cell for cell in cells if cell not in taken]
            if not free:
                return False
            place = free[below(words[60], len(free))]
        person.place = place
        person.state = QUIET
        if state == COP:
            self.join_plane(person, COP)
            person.state = COP
        self.order.append(person)
        return True

    def release(self, step: int, due: int) -> None:
        for person in self.calendar.pop(due, []):
            if self.settings["jail"] == "leaves":
                if not self.enter(person, QUIET, step):
                    self.calendar.setdefault(due + 1, []).insert(0, person)
            else:
                person.state = QUIET
                self.order.append(person)

    # --- turns -----------------------------------------------------------------------------------

    def turns(self, step: int, legitimacy: float) -> None:
        count = len(self.order)
        moves_of = {"everybody": (True, True), "cops": (False, True), "nobody": (False, False)}
        citizens_move, cops_move = moves_of[str(self.settings["movement"])]
        # The kernels shuffle ahead of the turns, which changes nothing: turns keep the order.
        for turn in range(count):
            words = [word for b in range(3) for word in self.words("turn", step, 3 * turn + b)]
            other = turn + below(words[0], count - turn)
            self.order[turn], self.order[other] = self.order[other], self.order[turn]
            person = self.order[turn]
            if person.state == AWAY and not self.sit(person, step):
                continue
            moves = cops_move if person.cop else citizens_move
            act_first = self.settings["order"] == "act-then-move"
            if moves and not act_first:
                self.move(person, step, turn, words)
            if person.cop:
                self.arrest(person, step, words)
            else:
                self.decide(person, legitimacy)
                self.after_decision(person, words)
            if moves and act_first:
                self.move(person, step, turn, words)

    def after_decision(self, person: Person, words: list[int]) -> None:
        """Do what model II adds."""

    def sit(self, person: Person, step: int) -> bool:
        if self.settings["countdown"] != "own-turn":
            return False
        person.back -= 1  # its own turn of this step counts
        if person.back == step:
            person.state = QUIET
            return True
        return False

    def takes(self, person: Person) -> bool:
        if person.state == AWAY:
            return not person.cop and self.settings["jail"] == "stays"
        return True

    def sight(self, person: Person) -> list[tuple[int, int]]:
        """Return the cells in sight, the own one too, as steps."""
        vision = self.number("cop_vision" if person.cop else "citizen_vision")
        far = math.floor(vision)
        steps = [(dx, dy) for dy in range(-far, far + 1) for dx in range(-far, far + 1)]
        shape = self.settings["sight"]
        if shape == "disc":
            return [(dx, dy) for dx, dy in steps if math.hypot(dx, dy) <= vision]
        if shape == "diamond":
            return [(dx, dy) for dx, dy in steps if abs(dx) + abs(dy) <= vision]
        return steps

    def beside(self, person: Person, step: tuple[int, int]) -> tuple[int, int]:
        x, y = person.place
        return (x + step[0]) % self.width, (y + step[1]) % self.height

    def move(self, person: Person, step: int, turn: int, words: list[int]) -> None:
        taken = {other.place for other in self.people if self.takes(other)}
        around = [self.beside(person, there) for there in self.sight(person) if there != (0, 0)]
        for word in words[4:12]:
            if (place := around[below(word, len(around))]) not in taken:
                return self.relocate(person, place)
        for b in range(4):
            for word in self.words("again", step, 4 * turn + b):
                if (place := around[below(word, len(around))]) not in taken:
                    return self.relocate(person, place)
        free = [place for place in around if place not in taken]
        if free:
            self.relocate(person, free[below(words[3], len(free))])
        return None

    def relocate(self, person: Person, place: tuple[int, int]) -> None:
        if person.state == QUIET:
            person.place = place
            return
        self.leave_plane(person, person.state)
        person.place = place
        self.join_plane(person, person.state)

    def shown(self, person: Person, state: str) -> bool:
        return person.state == state and person not in self.doubles

    def join_plane(self, person: Person, state: str) -> None:
        """Second ones on a cell are drawn last, in the order in which they came."""
        others = [o for o in self.people if o is not person and o.place == person.place]
        if any(other.state == state for other in others):
            self.doubles.append(person)

    def leave_plane(self, person: Person, state: str) -> None:
        if person in self.doubles:
            self.doubles.remove(person)
            return
        for other in self.doubles:
            if other.place == person.place and other.state == state:
                self.doubles.remove(other)
                return

    def in_sight(self, person: Person, state: str) -> list[Person]:
        places = {self.beside(person, step) for step in self.sight(person)}
        return [o for o in self.people if o.state == state and o.place in places]

    def decide(self, person: Person, legitimacy: float) -> None:
        cops = len(self.in_sight(person, COP))
        actives = len([o for o in self.in_sight(person, ACTIVE) if o is not person]) + 1
        if person.state == ACTIVE and self.settings["counted"] == "twice":
            actives += 1
        ratio = cops / actives
        if self.settings["ratio"] == "floor":
            ratio = math.floor(ratio)
        elif self.settings["ratio"] == "round":
            ratio = round(ratio)
        risk = 1.0 - math.exp(-self.number("constant") * ratio)
        net = person.hardship * (1.0 - legitimacy) - person.aversion * risk
        wanted = ACTIVE if net > self.number("threshold") else QUIET
        if wanted == person.state:
            return
        if wanted == ACTIVE:
            self.join_plane(person, ACTIVE)
        else:
            self.leave_plane(person, ACTIVE)
        person.state = wanted

    def arrest(self, cop: Person, step: int, words: list[int]) -> None:
        seen = self.in_sight(cop, ACTIVE)
        if not seen:
            return
        first = sorted((o for o in seen if o not in self.doubles), key=lambda o: self.rank(cop, o))
        listed = first + [o for o in self.doubles if o in seen]
        suspect = listed[below(words[1], len(listed))]
        self.leave_plane(suspect, ACTIVE)
        self.arrests += 1
        self.sentence(suspect, step, words[2])
        if self.settings["arrest"] == "on-the-spot" and suspect.place != cop.place:
            self.relocate(cop, suspect.place)

    def rank(self, person: Person, other: Person) -> tuple[int, int, int, int]:
        """Return where a cell stands in the order of the kernels: tiles of eight by eight."""
        sight = math.floor(max(self.number("citizen_vision"), self.number("cop_vision")))
        x, y = person.place
        dx = (other.place[0] - x + sight) % self.width + x % 8
        dy = (other.place[1] - y + sight) % self.height + y % 8
        return dy // 8, dx // 8, dy % 8, dx % 8

    def sentence(self, suspect: Person, step: int, word: int) -> None:
        longest = self.number("longest_sentence")
        kind = self.settings["sentence"]
        own_turn = self.settings["countdown"] == "own-turn"
        if math.isinf(longest):
            length = math.inf
        elif kind == "one-to-longest":
            length = 1 + below(word, int(longest))
        else:
            length = below(word, int(longest) + (kind == "zero-to-longest"))
        suspect.state = QUIET if length == 0 and not own_turn else AWAY
        suspect.back = step + length + own_turn


def below(word: int, bound: int) -> int:
    return word * bound >> 32
