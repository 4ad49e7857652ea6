"""What stands where in the arrays of the streets, and the numbers of states and rules."""

from __future__ import annotations

QUIET, ACTIVE, AWAY, COP = 0, 1, 2, 3
"""States; away is a citizen in jail or a cop off duty."""

ACTIVE_PLANE, COP_PLANE, GROUP_PLANE = 0, 1, 2
"""Planes: cells with an active citizen, with a cop, and with a citizen of either group."""

DOUBLES, ON_STREET, ACTIVES, JAILED, ON_DUTY, ARRESTS, CITIZENS, SETTLED = range(8)
BLUE, GREEN, SPARE = range(8, 11)
"""Places in ``s.numbers``; of groups those of each, jailed ones too, and rows to spare.

Settled is 1 if turns of all changed nothing, nobody moves, and nothing came from outside since:
turns would change nothing again.
"""

LEGITIMACY, THRESHOLD, CONSTANT, HARDSHIP_FREE, AVERSION_FREE = range(5)
"""Places in ``s.reals``."""

RATIO, DECIDES_FIRST, CITIZENS_MOVE, COPS_MOVE, COUNTED_TWICE, JAIL, TERM, OWN_TURN, STEPS = range(
    9
)
"""Places in ``s.rules``."""

EXACT, FLOOR, ROUND = range(3)
STAYS, PASSED, LEAVES = range(3)

AGAIN, PERSON, PLACE, TURN, RETURN, CALLED, WITHDRAWN, CLONE = range(8)
"""Places in ``s.purposes``: what random numbers are for."""

FOR_EVER = 2**31 - 1
"""A sentence without end."""
