"""An epidemic on a network without memory: permutations, a plain twin, known ends, threads."""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.stats import chisquare

from contention.individuals import Address, Change, run
from contention.individuals.epidemic import (
    DAY,
    EPIDEMIC,
    NETWORK,
    fixed_attack_share,
    fresh_attack_share,
    transmissibility,
)
from contention.individuals.kernels import shuffle
from contention.individuals.settings import resolve
from tests.individuals.refusals import codes
from tests.reference.philox import philox, u32

LAW = {"transmit_prob": 0.1, "recover_prob": 0.1}


def keys_of(seed: int, permutations: int = 2, day: int = 0, draw: int = 0) -> np.ndarray:
    keys = np.empty((permutations, shuffle.ROUNDS), dtype=np.uint64)
    shuffle.fill_keys(keys, seed, draw, 0, day, NETWORK)
    return keys


@pytest.mark.parametrize("people", [2, 3, 10, 1000, 4096, 5003])
def test_a_permutation_reaches_everybody_once_and_back(people: int) -> None:
    keys = keys_of(1)
    bits = (people - 1).bit_length() // 2
    images = np.array([shuffle.image(i, people, bits, keys[0]) for i in range(people)])
    assert sorted(images.tolist()) == list(range(people))
    assert all(shuffle.origin(images[i], people, bits, keys[0]) == i for i in range(people))


def test_permutations_look_random() -> None:
    """Where a person goes is even over permutations, and two neighbours part ways."""
    people, tries = 20, 4_000
    seen = np.zeros((people, people))
    gaps = np.zeros(people)
    for seed in range(tries):
        keys = keys_of(seed, 1)
        a, b = (int(shuffle.image(i, people, 2, keys[0])) for i in (7, 8))
        seen[7, a] += 1
        gaps[(b - a) % people] += 1
    assert chisquare(seen[7]).pvalue > 1e-4
    assert gaps[0] == 0
    assert chisquare(gaps[1:]).pvalue > 1e-4


def contacts(people: int, keys: np.ndarray) -> list[list[int]]:
    bits = (people - 1).bit_length() // 2
    return [
        [int(shuffle.contact(i, k, people, bits, keys)) for k in range(2 * len(keys))]
        for i in range(people)
    ]


def test_contacts_are_mutual() -> None:
    met = contacts(500, keys_of(3))
    ties = np.zeros((500, 500), dtype=int)
    for i, mine in enumerate(met):
        for j in mine:
            ties[i, j] += 1
    assert (ties == ties.T).all()
    assert (ties.sum(axis=1) == 4).all()


@pytest.mark.parametrize("network", ["fixed", "fresh"])
def test_every_day_is_as_its_twin(network: str) -> None:
    """The same draws, person by person in plain Python."""
    people, seed, days = 400, 9, 40
    settings = {"people": people, "infected": 8, "transmit_prob": 0.15, "recover_prob": 0.2}
    data = run(EPIDEMIC, steps=days, variant=network, settings=settings, seed=seed).data
    values = resolve(EPIDEMIC, variant=network, settings=settings)
    status = EPIDEMIC.begin(values, Address(seed, 0)).status.copy()
    met = contacts(people, keys_of(seed))
    for day in range(days):
        if network == "fresh":
            met = contacts(people, keys_of(seed, day=day, draw=1))
        ill = np.flatnonzero(status == 1)
        new = set()
        for i in ill:
            words = philox(seed, 1, 0, day, DAY, int(i))
            for k in range(4):
                if u32(words[k]) < 0.15 and status[met[i][k]] == 0:
                    new.add(met[i][k])
            if u32(philox(seed, 0, 0, day, DAY, int(i))[0]) < 0.2:
                status[i] = 2
        for j in new:
            status[j] = 1
        counted = [int((status == s).sum()) for s in range(3)] + [len(new)]
        seen = [int(data[name][0, day]) for name in data.data_vars]
        assert seen == counted
    assert int(data["recovered"][0, -1]) > 100


@pytest.mark.parametrize("law", [LAW, {"transmit_prob": 0.3, "recover_prob": 0.5}])
def test_the_end_is_that_of_theory(law: dict[str, float]) -> None:
    people = 200_000
    settings = {"people": people, "infected": 200, **law}

    def share(variant: str) -> float:
        data = run(EPIDEMIC, steps=600, variant=variant, settings=settings, seed=4).data
        assert int(data["infectious"][0, -1]) == 0
        return 1.0 - float(data["susceptible"][0, -1]) / people

    assert share("fixed") == pytest.approx(fixed_attack_share(contacts=4, **law), abs=0.005)
    asked = {"contacts": 4, "people": people, "infected": 200, **law}
    assert share("fresh") == pytest.approx(fresh_attack_share(**asked), abs=0.003)


def test_more_contacts_than_four() -> None:
    settings = {"people": 100_000, "infected": 100, "contacts": 10, "transmit_prob": 0.03}
    data = run(EPIDEMIC, steps=500, settings={**settings, "recover_prob": 0.1}, seed=4).data
    expected = fixed_attack_share(contacts=10, transmit_prob=0.03, recover_prob=0.1)
    share = 1.0 - float(data["susceptible"][0, -1]) / 100_000
    assert share == pytest.approx(expected, abs=0.01)


def test_a_tie_transmits_as_often_as_the_series_says() -> None:
    days = np.arange(1, 5_000)
    lasting = 0.1 * 0.9 ** (days - 1)
    expected = 1.0 - (lasting * 0.9**days).sum()
    assert transmissibility(**LAW) == pytest.approx(expected, abs=1e-12)


def test_below_the_threshold_nothing_spreads() -> None:
    assert fixed_attack_share(contacts=4, transmit_prob=0.04, recover_prob=0.1) == 0.0
    settings = {"people": 100_000, "infected": 100, "transmit_prob": 0.03, "recover_prob": 0.1}
    data = run(EPIDEMIC, steps=300, settings=settings, seed=1).data
    assert 1.0 - float(data["susceptible"][0, -1]) / 100_000 < 0.01


def test_threads_within_a_world_change_nothing() -> None:
    """Enough infectious people for many parts, on one, two and five threads."""
    settings = {"people": 1_000_000, "infected": 200_000, **LAW}

    def counts(threads: int) -> np.ndarray:
        asked = {**settings, "threads": threads}
        return run(EPIDEMIC, steps=15, settings=asked, seed=2).data.to_array().to_numpy()

    one = counts(1)
    assert (counts(2) == one).all()
    assert (counts(5) == one).all()


def test_transmission_may_change_while_it_runs() -> None:
    settings = {"people": 50_000, "infected": 50, "transmit_prob": 0.3, "recover_prob": 0.1}
    change = Change("transmit_prob", 0.0, start=10)
    data = run(EPIDEMIC, steps=40, settings=settings, changes=[change], seed=1).data
    new = data["infections"].to_numpy()[0]
    assert new[9] > 0
    assert (new[10:] == 0).all()


def test_a_quiet_year_costs_nothing() -> None:
    """Cost follows the infectious: a year without any takes as long with ten times the people."""

    def seconds(people: int, transmit: float) -> float:
        settings = {"people": people, "infected": 1, "transmit_prob": transmit, "recover_prob": 1.0}
        state = EPIDEMIC.begin(resolve(EPIDEMIC, settings=settings), Address(1, 0))
        live = np.full((365, 1), transmit)
        begun = time.process_time()
        EPIDEMIC.walk(state, live, 1, 0, 0, np.zeros((365, 4)))
        return time.process_time() - begun

    seconds(1_000, 0.0)
    assert seconds(20_000_000, 0.0) < 0.05


def test_a_person_takes_five_bytes() -> None:
    state = EPIDEMIC.begin(resolve(EPIDEMIC, settings={"people": 100_000}), Address(1, 0))
    assert (state.status.nbytes + state.order.nbytes) / 100_000 == 5.0


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"people": 0}, "P004"),
        ({"contacts": 0}, "P053"),
        ({"contacts": 3}, "P055"),
        ({"contacts": -2}, "P004"),
        ({"transmit_prob": 1.5}, "P004"),
        ({"recover_prob": -0.1}, "P004"),
        ({"people": 10, "infected": 11}, "P050"),
        ({"network": "small"}, "P005"),
    ],
)
def test_refusals(settings: dict[str, float], code: str) -> None:
    assert codes(lambda: run(EPIDEMIC, steps=1, settings=settings)) == (code,)


def test_refusals_of_equations() -> None:
    assert codes(lambda: fixed_attack_share(contacts=0, **LAW)) == ("P053",)
    assert codes(lambda: transmissibility(transmit_prob=1.1, recover_prob=0.1)) == ("P052",)
    assert codes(lambda: transmissibility(transmit_prob=0.1, recover_prob=0.0)) == ("P051",)
