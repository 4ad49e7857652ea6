"""Social tension and rioting on a line: Berestycki, Nadal and Rodriguez 2015.

With u the activity and v the tension:
``u_t = D u_xx + r(v) G(u) - omega (u - u_b)`` and
``v_t = D_v v_xx + shocks - theta (h(u) v - v_b)``, where ``r(v) = 1 / (1 + exp(-beta (v - a)))``,
``G(u) = Gamma u (1 - u)`` and ``h(u) = (1 + u)^-p``. With p > 0 activity keeps tension up (tension
enhancing), with p < 0 it wears it down (tension inhibiting).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from contention.individuals.inputs import in_range, positive

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Society:
    """Parameters; times in days, lengths in km.

    Attributes
    ----------
    spread
        D, km^2/day.
    tension_spread
        D_v, km^2/day.
    growth_rate
        Gamma, 1/day.
    calming_rate
        omega, 1/day.
    background
        u_b.
    easing_rate
        theta, 1/day.
    resting_tension
        v_b.
    turning_point, steepness
        a and beta of r.
    feedback
        p.
    """

    spread: float = 1.0
    tension_spread: float = 0.0
    growth_rate: float = 1.0
    calming_rate: float = 0.3
    background: float = 0.0
    easing_rate: float = 0.01
    resting_tension: float = 0.5
    turning_point: float = 1.0
    steepness: float = 4.0
    feedback: float = 0.0

    def check(self) -> None:
        """Refuse parameters outside of their ranges (P051)."""
        for name in ("spread", "tension_spread", "background", "easing_rate"):
            in_range(name, getattr(self, name), low=0.0)
        for name in ("growth_rate", "calming_rate", "steepness"):
            positive(name, getattr(self, name))

    def readiness(self, tension: Floats | float) -> Floats:
        """Return r(v)."""
        v = np.asarray(tension, dtype=np.float64)
        return 1.0 / (1.0 + np.exp(-self.steepness * (v - self.turning_point)))


def critical_shock(society: Society) -> float:
    """Return the least shock to a society at rest after which activity grows.

    Little activity grows iff ``r(v) Gamma > omega``, so the tension must pass
    ``a - log(Gamma / omega - 1) / beta``.

    Raises
    ------
    ContentionError
        P051: growth that never beats calming has no such shock.
    """
    society.check()
    in_range(
        "calming_rate", society.calming_rate, low=0.0, high=society.growth_rate, open_high=True
    )
    odds = society.growth_rate / society.calming_rate - 1.0
    needed = society.turning_point - np.log(odds) / society.steepness
    return float(needed - society.resting_tension)


def front_speed(society: Society, *, tension: float) -> float:
    """Return the speed in km/day of a riot that spreads where the tension is held: KPP.

    ``2 sqrt(D (r(v) G'(0) - omega))``; 0 where little activity does not grow.
    """
    society.check()
    growth = float(society.readiness(tension)) * society.growth_rate - society.calming_rate
    return 2.0 * float(np.sqrt(society.spread * max(growth, 0.0)))


def burst(society: Society, *, shock: float, first: float = 1e-4, days: float = 60.0) -> Floats:
    """Return activity at one place after a shock to its tension on day 0, a value each step.

    Parameters
    ----------
    society
        Parameters.
    shock
        Added to the resting tension.
    first
        Activity on day 0, on top of the background.
    days
        Length; steps are of 1/100 day.
    """
    society.check()
    positive("days", days)
    h = 0.01
    u, v = society.background + first, society.resting_tension + shock
    found = np.empty(round(days / h) + 1)
    found[0] = u
    for step in range(1, found.size):
        for_u, for_v = _slopes(society, np.array(u), np.array(v))
        half_u, half_v = u + 0.5 * h * float(for_u), v + 0.5 * h * float(for_v)
        for_u, for_v = _slopes(society, np.array(half_u), np.array(half_v))
        u, v = u + h * float(for_u), v + h * float(for_v)
        found[step] = u
    return found


@dataclass(frozen=True)
class Front:
    """A spreading riot: where activity is above half of its height, by day."""

    days: Floats
    place: Floats
    profile: Floats


def front(society: Society, *, tension: float, days: int, cell_km: float = 0.2) -> Front:
    """Return the front of a riot that starts at one end of a line, with the tension held.

    Raises
    ------
    ContentionError
        P051: nothing spreads at this tension.
    """
    speed = front_speed(society, tension=tension)
    positive("front speed", speed)
    in_range("days", days, low=2)
    cells = int((speed * days + 40.0) / cell_km)
    step = 0.2 * cell_km**2 / society.spread
    readiness = float(society.readiness(tension)) * society.growth_rate
    half = 0.5 * (1.0 - society.calming_rate / readiness)
    u = np.zeros(cells)
    u[: int(5.0 / cell_km)] = 2.0 * half
    at = np.empty(days + 1)
    at[0] = _crossing(u, half, cell_km)
    for day in range(1, days + 1):
        for _ in range(count := round(1.0 / step)):
            bend = np.zeros(cells)
            bend[1:-1] = u[2:] - 2.0 * u[1:-1] + u[:-2]
            bend[0] = u[1] - u[0]
            move = society.spread / cell_km**2 * bend
            u = u + (move + readiness * u * (1.0 - u) - society.calming_rate * u) / count
        at[day] = _crossing(u, half, cell_km)
    return Front(np.arange(days + 1.0), at, u)


def _crossing(u: Floats, half: float, cell_km: float) -> float:
    last = int(np.flatnonzero(u >= half)[-1])
    return cell_km * (last + (u[last] - half) / (u[last] - u[last + 1]))


def _slopes(society: Society, u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Return the change of activity and of tension at a place without neighbours."""
    grow = society.readiness(v) * society.growth_rate * u * (1.0 - u)
    ease = (1.0 + u) ** -society.feedback * v - society.resting_tension
    return grow - society.calming_rate * (u - society.background), -society.easing_rate * ease
