"""Committed minorities: kernels against plain twins, critical shares against brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import binom

from contention.individuals import run
from contention.individuals.conventions import CONVENTIONS, critical_share, settled_share
from contention.individuals.naming import NAMING, drift, holding, resting_old
from contention.individuals.naming import critical_share as critical_naming
from tests.individuals.refusals import codes
from tests.reference.philox import name_hash, philox, u32


def pair(people: int, seed: int, world: int, step: int, turn: int, purpose: str) -> tuple:
    """Return who speaks to whom, and the uniform number that is left."""
    w0, w1, w2, _ = philox(seed, turn, world, step, name_hash(purpose), 0)
    speaker, hearer = int(u32(w0) * people), int(u32(w1) * (people - 1))
    return speaker, hearer + (hearer >= speaker), u32(w2)


def twin_of_conventions(people: int, committed: int, steps: int, seed: int) -> list[int]:
    heard = [[0] * 12 for _ in range(people)]
    adopted = []
    for step in range(steps):
        for turn in range(people):
            speaker, hearer, coin = pair(people, seed, 0, step, turn, "conventions:turn")
            news = sum(heard[speaker])
            play = int(speaker < committed or news > 6 or (news == 6 and coin < 0.5))
            if hearer >= committed:
                heard[hearer] = [*heard[hearer][1:], play]
        adopted.append(sum(sum(heard[i]) > 6 for i in range(committed, people)))
    return adopted


def test_conventions_are_as_their_twin() -> None:
    settings = {"people": 30, "committed_share": 0.27}
    found = run(CONVENTIONS, steps=60, settings=settings, seed=5).data["adopted"].to_numpy()[0]
    assert found.tolist() == twin_of_conventions(30, 8, 60, 5)
    assert found[-1] > 0


def twin_of_naming(people: int, committed: int, steps: int, seed: int) -> list[tuple[int, int]]:
    known = [{"new"} if i < committed else {"old"} for i in range(people)]
    seen = []
    for step in range(steps):
        for turn in range(people):
            speaker, hearer, coin = pair(people, seed, 0, step, turn, "naming:turn")
            words = known[speaker]
            word = ("new" if coin < 0.5 else "old") if len(words) == 2 else next(iter(words))
            if word in known[hearer]:
                for person in (speaker, hearer):
                    if person >= committed:
                        known[person] = {word}
            elif hearer >= committed:
                known[hearer] = {"new", "old"}
        free = known[committed:]
        seen.append((sum(k == {"new"} for k in free), sum(k == {"old"} for k in free)))
    return seen


def test_naming_is_as_its_twin() -> None:
    settings = {"people": 40, "committed_share": 0.15}
    data = run(NAMING, steps=40, settings=settings, seed=6).data
    found = list(zip(data["new"].to_numpy()[0], data["old"].to_numpy()[0], strict=True))
    assert found == twin_of_naming(40, 6, 40, 6)
    assert found[-1] == (34, 0)


def brute_settled(committed: float, at_tie: float) -> float:
    x = committed
    for _ in range(30_000):
        x = committed + (1 - committed) * (binom.sf(6, 12, x) + at_tie * binom.pmf(6, 12, x))
    return float(x)


def test_the_critical_share_of_conventions_parts_two_ends() -> None:
    critical = critical_share(12)
    assert critical == pytest.approx(0.24191, abs=5e-6)
    assert brute_settled(critical - 1e-4, 0.5) < 0.4
    assert brute_settled(critical + 1e-4, 0.5) > 0.9
    assert settled_share(0.2) == pytest.approx(brute_settled(0.2, 0.5), abs=1e-9)


def test_ties_to_the_new_lower_it() -> None:
    critical = critical_share(12, ties_new=True)
    assert critical == pytest.approx(0.21005, abs=5e-6)
    assert brute_settled(critical - 1e-4, 1.0) < 0.4
    assert brute_settled(critical + 1e-4, 1.0) > 0.9


def test_an_odd_memory_has_no_ties() -> None:
    assert critical_share(11) == pytest.approx(critical_share(11, ties_new=True), abs=1e-12)


def test_success_of_small_groups() -> None:
    """The shares of an earlier simulation, within four standard errors of 200 groups."""

    def success(people: int, per_cent: int) -> float:
        committed = round(per_cent * people / 100)
        settings = {"people": people, "committed_share": committed / people}
        found = run(CONVENTIONS, steps=100, worlds=200, settings=settings, seed=3)
        return float((found.data["adopted"][:, -1] > 0.5 * (people - committed)).mean())

    for people, per_cent, share in (
        (100, 22, 0.01),
        (100, 26, 0.95),
        (24, 20, 0.07),
        (24, 28, 1.0),
    ):
        assert success(people, per_cent) == pytest.approx(share, abs=0.09)
    assert 0.6 < success(24, 24) < 0.85


def test_the_critical_share_of_naming_parts_two_ends() -> None:
    critical = critical_naming()
    assert critical == pytest.approx(0.09789, abs=5e-6)
    assert resting_old(critical - 5e-4) > 0.6
    assert resting_old(critical + 5e-4) < 1e-6


def test_what_holds_a_share_is_at_rest() -> None:
    for both in (0.01, 0.05, 0.1):
        p = holding(both)
        old = 0.5 * (1 - 2 * both + np.sqrt(1 - 4 * both))
        assert drift(1 - p - old - both, old, committed_share=p) == pytest.approx((0, 0), abs=1e-12)


def test_many_people_follow_the_mean_field() -> None:
    settings = {"people": 100_000, "committed_share": 0.08}
    old = run(NAMING, steps=60, settings=settings, seed=1).data["old"].to_numpy()[0] / 1e5

    def change(_: float, y: np.ndarray) -> tuple[float, float]:
        return drift(y[0], y[1], committed_share=0.08)

    path = solve_ivp(change, (0, 60), (0.0, 0.92), t_eval=np.arange(1, 61), rtol=1e-8)
    assert np.abs(old - path.y[1]).max() < 0.01


@pytest.mark.parametrize("model", [CONVENTIONS, NAMING], ids=lambda m: m.name)
@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"people": 0}, "P004"),
        ({"people": 1}, "P004"),
        ({"committed_share": 1.1}, "P004"),
        ({"committed_share": 1.0}, "P054"),
        ({"people": 10, "committed_share": 0.99}, "P054"),
    ],
)
def test_refusals(model: object, settings: dict[str, float], code: str) -> None:
    assert codes(lambda: run(model, steps=1, settings=settings)) == (code,)


def test_refusals_of_equations() -> None:
    assert codes(lambda: settled_share(-0.1)) == ("P052",)
    assert codes(lambda: critical_share(0)) == ("P051",)
    assert codes(lambda: resting_old(1.5)) == ("P052",)
    assert codes(lambda: holding(0.3)) == ("P051",)
