"""An epidemic on a random network: speed and memory, beside Starsim where it is installed."""

from __future__ import annotations

import statistics
import time

from .child import call_in_child, peak_memory_gb
from .peers import call_peer
from .row import Row

LAW = {"contacts": 4, "transmit_prob": 0.1, "recover_prob": 0.1}
YEAR = 365
KINDS = {"fresh": "new contacts daily", "fixed": "fixed contacts"}
MANY = 100_000_000


def measure(*, quick: bool) -> list[Row]:
    """Run a year of an epidemic, small beside a peer and large alone."""
    people, repeats = (20_000, 1) if quick else (1_000_000, 5)
    rows: list[Row] = []
    for kind, words in KINDS.items():
        rows += _beside_peer(kind, words, people=people, repeats=repeats, quick=quick)
    return [*rows, *_large(100_000 if quick else MANY), *_quiet(100_000 if quick else MANY)]


def _beside_peer(kind: str, words: str, *, people: int, repeats: int, quick: bool) -> list[Row]:
    asked = {"people": people, "days": YEAR, "network": kind, "infected": people // 10_000, **LAW}
    ours = call_in_child("benchmarks.networks", "epidemics", {**asked, "repeats": repeats})
    steps = people * YEAR / 1e6
    note = f"{people:,} people, 365 days, {100 * ours['share']:.1f} % infected"
    rows = [
        Row(f"SIR, {words}", steps / ours["cpu"], "M/CPU-s", note=f"agent-steps; {note}"),
        Row("its peak memory", ours["peak_gb"], "GB"),
    ]
    if quick:
        return rows
    peer = call_peer(
        "starsim_epidemic.py",
        {**asked, "repeats": repeats},
        variable="STARSIM_PYTHON",
        package="starsim",
    )
    if peer is None:
        return rows
    note = f"the same law; {100 * peer['share']:.1f} % infected"
    return [
        *rows,
        Row("the same in Starsim", steps / peer["cpu"], "M/CPU-s", note=note),
        Row("its peak memory", peer["peak_gb"], "GB"),
        Row("times Starsim", peer["cpu"] / ours["cpu"], "", 15.0, "least"),
    ]


def _large(people: int) -> list[Row]:
    asked = {
        "people": people,
        "days": YEAR,
        "network": "fixed",
        "infected": people // 10_000,
        **LAW,
        "repeats": 1,
        "threads": 0,
    }
    found = call_in_child("benchmarks.networks", "epidemics", asked)
    note = f"365 days on all cores; {100 * found['share']:.1f} % infected"
    return [
        Row(f"SIR, {people:,} people", found["wall"], "s", note=note),
        Row("its CPU time", found["cpu"], "s"),
        Row("its peak memory", found["peak_gb"], "GB", 16.0),
    ]


def _quiet(people: int) -> list[Row]:
    asked = {
        "people": people,
        "days": YEAR,
        "network": "fixed",
        "infected": 10,
        **LAW,
        "transmit_prob": 0.0,
        "repeats": 1,
        "threads": 0,
    }
    found = call_in_child("benchmarks.networks", "epidemics", asked)
    note = "ten infectious who infect nobody: what making the people takes"
    return [Row("the same year, quiet", found["wall"], "s", note=note)]


def epidemics(
    people: int,
    days: int,
    network: str,
    infected: int,
    contacts: int,
    transmit_prob: float,
    recover_prob: float,
    repeats: int,
    threads: int = 1,
) -> dict[str, float]:
    """Return the medians of what epidemics take, making the people included."""
    from contention.individuals.epidemic import EPIDEMIC
    from contention.individuals.running import run

    def once(size: int, seed: int) -> float:
        settings = {
            "people": size,
            "contacts": contacts,
            "infected": min(infected, size),
            "transmit_prob": transmit_prob,
            "recover_prob": recover_prob,
            "threads": threads,
        }
        found = run(EPIDEMIC, steps=days, variant=network, settings=settings, seed=seed)
        return 1.0 - float(found.data["susceptible"].to_numpy()[0, -1]) / size

    once(1_000, 0)  # compiles
    cpu: list[float] = []
    wall: list[float] = []
    shares: list[float] = []
    for repeat in range(repeats):
        begun = time.perf_counter(), time.process_time()
        shares.append(once(people, 1 + repeat))
        wall.append(time.perf_counter() - begun[0])
        cpu.append(time.process_time() - begun[1])
    return {
        "cpu": statistics.median(cpu),
        "wall": statistics.median(wall),
        "share": statistics.median(shares),
        "peak_gb": peak_memory_gb(),
    }
