"""Revolution and repression: the closed form, the regimes, and the people whose limit it is."""

from __future__ import annotations

import numpy as np
import pytest

from contention.individuals import run
from contention.individuals.police_state import RALLY, path, regime
from tests.individuals.refusals import codes

CASES = {
    "failed state": (0.3, 0.5, 1.0, 1.0),
    "unstable police state": (0.8, 0.5, 3.0, 1.0),
    "meta-stable state": (0.8, 0.5, 1.0, 3.0),
    "stable police state": (0.2, 0.9, 1.0, 9.0),
}
NAMES = ("alpha", "beta", "join_rate", "disperse_rate")


def case(name: str) -> dict[str, float]:
    return dict(zip(NAMES, CASES[name], strict=True))


def stepped(times: np.ndarray, start: float, law: dict[str, float], h: float = 2e-4) -> np.ndarray:
    """Follow the equation in very small steps."""
    r, found, at = start, [], 0.0
    for time in times:
        while at < time - 1e-12:
            joining = law["join_rate"] * (r > 1 - law["alpha"]) * (1 - r)
            r += h * (joining - law["disperse_rate"] * (r < law["beta"]) * r)
            at += h
        found.append(r)
    return np.array(found)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("start", [0.1, 0.45, 0.75])
def test_the_closed_form_solves_the_equation(name: str, start: float) -> None:
    times = np.linspace(0.2, 3.0, 8)
    found = path(times, start=start, **case(name))
    assert found == pytest.approx(stepped(times, start, case(name)), abs=2e-3)


def test_the_stretches_are_the_exponentials_of_the_notes() -> None:
    times = np.array([0.0, 0.5, 2.0])
    decay = path(times, start=0.15, **case("meta-stable state"))
    assert decay == pytest.approx(0.15 * np.exp(-3.0 * times), rel=1e-12)
    growth = path(times, start=0.6, **case("meta-stable state"))
    assert growth == pytest.approx(1.0 - 0.4 * np.exp(-times), rel=1e-12)
    rest = path(times, start=0.4, **case("meta-stable state"))
    assert rest == pytest.approx(0.25 + 0.15 * np.exp(-4.0 * times), rel=1e-12)
    assert (path(times, start=0.6, **case("failed state")) == 0.6).all()


@pytest.mark.parametrize("name", CASES)
def test_regimes_are_what_paths_come_to(name: str) -> None:
    state = regime(**case(name))
    assert state.regime == name
    starts = np.linspace(0.0, 1.0, 201)
    ends = np.array([path(np.array([200.0]), start=s, **case(name))[0] for s in starts])
    if state.neutral is None:
        found = sorted({round(float(end), 6) for end in ends})
        assert found == pytest.approx(sorted(state.attractors), abs=1e-6)
        turns = starts[1:][np.abs(np.diff(ends)) > 1e-3]
        assert turns == pytest.approx(sorted(state.separatrices), abs=0.006)
    else:
        low, high = state.neutral
        still = np.abs(ends - starts) < 1e-9
        inside = (starts > low + 1e-9) & (starts < high - 1e-9)
        assert still[inside].all()
        # Besides 0 and 1, and perhaps the edges.
        assert 2 <= still.sum() - inside.sum() <= 4


@pytest.mark.parametrize("name", CASES)
def test_people_come_near_as_they_grow_many(name: str) -> None:
    times = 0.01 * np.arange(1, 301)

    def gap(people: int) -> float:
        settings = {"people": people, "start": 0.35, "step": 0.01, **case(name)}
        seen = run(RALLY, steps=300, settings=settings, seed=2).data["protesting"].to_numpy()[0]
        return float(np.abs(seen / people - path(times, start=0.35, **case(name))).max())

    assert gap(100_000) < 0.012


def test_few_people_leave_a_state_that_many_keep() -> None:
    """Thirty people all go home or all win by chance, sooner or later; the equation never does."""
    settings = {"start": 0.25, "step": 0.05, **case("meta-stable state")}
    few = run(RALLY, steps=400, worlds=50, settings={"people": 30, **settings}, seed=1)
    many = run(RALLY, steps=400, settings={"people": 20_000, **settings}, seed=1)
    assert set(few.data["protesting"].to_numpy()[:, -1].tolist()) <= {0.0, 30.0}
    assert float(many.data["protesting"][0, -1]) / 20_000 == pytest.approx(0.25, abs=0.02)


def test_people_do_not_depend_on_threads() -> None:
    asked = {"steps": 50, "worlds": 5, "settings": {"people": 1_000, "start": 0.3}, "seed": 8}
    one = run(RALLY, threads=1, **asked).data["protesting"].to_numpy()
    assert (run(RALLY, threads=4, **asked).data["protesting"].to_numpy() == one).all()


def test_refusals() -> None:
    for name, value in (("alpha", 0.0), ("beta", 1.0), ("join_rate", 0.0), ("disperse_rate", -1.0)):
        law = case("failed state") | {name: value}
        assert codes(lambda law=law: regime(**law)) == ("P051",)
    assert codes(lambda: path(np.ones(1), start=1.5, **case("failed state"))) == ("P051",)
    assert codes(lambda: run(RALLY, steps=1, settings={"people": 0})) == ("P004",)
    assert codes(lambda: run(RALLY, steps=1, settings={"start": 1.5})) == ("P004",)
    assert codes(lambda: run(RALLY, steps=0)) == ("P008",)
