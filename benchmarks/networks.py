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
THEIRS = ("RandomNet", "RandomExactNet")
"""Starsim's random networks; the first run times both, and the faster is taken."""
EXACT = "RandomExactNet"
MANY = 100_000_000


def measure(*, quick: bool) -> list[Row]:
    """Run a year of an epidemic, small beside a peer and large alone."""
    people, repeats = (20_000, 1) if quick else (1_000_000, 5)
    rows: list[Row] = []
    for kind, words in KINDS.items():
        rows += _beside_peer(kind, words, people=people, repeats=repeats, quick=quick)
    return [*rows, *_large(100_000 if quick else MANY), *_quiet(100_000 if quick else MANY)]


def _beside_peer(kind: str, words: str, *, people: int, repeats: int, quick: bool) -> list[Row]:
    """Run ours and the peer in turn, so that what slows the machine for a while slows both."""
    asked = {"people": people, "days": YEAR, "network": kind, "infected": people // 10_000, **LAW}
    ours: list[dict[str, float]] = []
    peers: list[dict[str, float]] = []
    faster = ""
    for seed in range(1, repeats + 1):
        mine = {**asked, "repeats": 1, "seed": seed}
        ours.append(call_in_child("benchmarks.networks", "epidemics", mine))
        theirs = {**asked, "seed": seed, "kinds": [faster] if faster else list(THEIRS)}
        peer = None if quick else call_peer(
            "starsim_epidemic.py", theirs, variable="STARSIM_PYTHON", package="starsim"
        )  # fmt: skip
        if peer is not None:
            peers.append(peer)
            faster = faster or min(THEIRS, key=lambda name: peers[0][f"{name} cpu"])
    steps = people * YEAR / 1e6
    cpu, share, peak = (_median(ours, key) for key in ("cpu", "share", "peak_gb"))
    note = f"agent-steps; {people:,} people, 365 days, {100 * share:.1f} % infected"
    rows = [
        Row(f"SIR, {words}", steps / cpu, "M/CPU-s", note=note),
        Row("its peak memory", peak, "GB"),
    ]
    if not peers:
        return rows
    exact = 100 * peers[0][f"{EXACT} share"]
    their_cpu, their_share = (_median(peers, f"{faster} {key}") for key in ("cpu", "share"))
    note = (
        f"{faster}, {100 * their_share:.1f} % infected; {EXACT}, slower or as fast: {exact:.1f} %"
    )
    times = [other[f"{faster} cpu"] / mine["cpu"] for mine, other in zip(ours, peers, strict=True)]
    pairs = f"median of {len(times)} pairs of runs, {min(times):.1f} to {max(times):.1f}"
    return [
        *rows,
        Row("the same in Starsim", steps / their_cpu, "M/CPU-s", note=note),
        Row("its peak memory", _median(peers[1:] or peers, "peak_gb"), "GB"),
        Row("times Starsim", statistics.median(times), "", 15.0, "least", note=pairs),
    ]


def _median(found: list[dict[str, float]], key: str) -> float:
    return statistics.median(run[key] for run in found)


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
    seed: int = 1,
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
        shares.append(once(people, seed + repeat))
        wall.append(time.perf_counter() - begun[0])
        cpu.append(time.process_time() - begun[1])
    return {
        "cpu": statistics.median(cpu),
        "wall": statistics.median(wall),
        "share": statistics.median(shares),
        "peak_gb": peak_memory_gb(),
    }
