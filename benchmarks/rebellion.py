"""Epstein's rebellion: speed and memory, beside the example of Mesa where it is installed."""

from __future__ import annotations

import statistics
import time

from .child import call_in_child, peak_memory_gb
from .peers import call_peer
from .row import Row

NETLOGO = {"cop_density": 0.04, "legitimacy": 0.82, "longest_sentence": 30}
"""Parameters of NetLogo's model, under which there are outbursts."""
THEIRS = {"cop_density": 0.04, "legitimacy": 0.82, "max_jail_term": 30}
"""The same in Mesa's words."""

SIZES = {40: (12_000, 200), 100: (2_000, 25), 200: (400, 8)}
"""By width: our steps, and Mesa's."""
SMALLEST = min(SIZES)
REPEATS = 5
MILLION = 1_163  # columns and rows of a torus with a million people
SMALL = 24


def measure(*, quick: bool) -> list[Row]:
    """Run the rebellion at three sizes beside a peer, at a million people, quiet and live."""
    rows: list[Row] = []
    for width, (steps, their_steps) in ({SMALL: (50, 5)} if quick else SIZES).items():
        rows += _beside_peer(width, steps, their_steps, quick=quick)
    return [*rows, *_million(60 if quick else MILLION, quick=quick), *_quiet(quick=quick)]


def _beside_peer(width: int, steps: int, their_steps: int, *, quick: bool) -> list[Row]:
    """Run ours and the peer in turn, so that what slows the machine for a while slows both."""
    ours: list[dict[str, float]] = []
    peers: dict[bool, list[dict[str, float]]] = {}
    for repeat in range(1 if quick else REPEATS):
        asked = {"width": width, "steps": steps, "repeats": 1, "seed": 1 + repeat}
        ours.append(call_in_child("benchmarks.rebellion", "rebellions", asked))
        for collect in () if quick else (True, False) if width == SMALLEST else (True,):
            peer = _peer(width, their_steps, 1 + repeat, collect=collect)
            if peer is not None:
                peers.setdefault(collect, []).append(peer)
    size = f"{width} x {width}"
    speed, peak = _medians(ours)
    note = f"agent-steps, Mesa's rules, NetLogo's parameters, {steps} steps"
    rows = [
        Row(f"rebellion, {size}", speed / 1e6, "M/CPU-s", note=note),
        Row("its peak memory", peak, "GB"),
    ]
    for collect, found in peers.items():
        words = "as it is" if collect else "without its collection of data"
        note = f"Mesa's example, {words}, {their_steps} steps"
        speed, peak = _medians(found)
        rows.append(Row(f"Mesa, {size}", speed / 1e6, "M/CPU-s", note=note))
        times = [mine["speed"] / other["speed"] for mine, other in zip(ours, found, strict=True)]
        note = f"median of {len(times)} pairs of runs, {min(times):,.0f} to {max(times):,.0f}"
        if collect:
            rows.append(Row("its peak memory", peak, "GB"))
            rows.append(Row("times Mesa", statistics.median(times), "", 1000.0, "least", note=note))
        else:
            rows.append(Row("times that", statistics.median(times), "", note=note))
    return rows


def _peer(width: int, steps: int, seed: int, *, collect: bool) -> dict[str, float] | None:
    asked = {
        "arguments": {"width": width, "height": width, **THEIRS},
        "seeds": [seed],
        "steps": steps,
        "file": None,
        "collect": collect,
    }
    return call_peer("mesa_epstein.py", asked, variable="MESA_PYTHON", package="mesa")


def _medians(found: list[dict[str, float]]) -> tuple[float, float]:
    """Return the medians of speed and of peak memory."""
    speed, peak = ([run[key] for run in found] for key in ("speed", "peak_gb"))
    return statistics.median(speed), statistics.median(peak)


def _million(width: int, *, quick: bool) -> list[Row]:
    asked = {"width": width, "steps": 2 if quick else 10, "repeats": 1 if quick else REPEATS}
    found = call_in_child("benchmarks.rebellion", "rebellions", asked)
    size = f"{found['people']:,.0f} people"
    speed, space = (None, None) if quick else (5.0, 64.0)
    return [
        Row(f"rebellion, {size}", found["speed"] / 1e6, "M/CPU-s", speed, "least"),
        Row("its arrays", found["bytes"], "bytes each", space),
        Row("its peak memory", found["peak_gb"], "GB"),
    ]


def _quiet(*, quick: bool) -> list[Row]:
    rows: list[Row] = []
    cases = {
        "live": (NETLOGO, "outbursts, a fifth in jail"),
        "quiet": ({**NETLOGO, "legitimacy": 0.95}, "nobody ever rebels; all move"),
        "most in jail": (
            {"cop_density": 0.1, "legitimacy": 0.0, "longest_sentence": 1_000_000},
            "everybody who rebels is locked up for good",
        ),
        "quiet, unmoved": (
            {**NETLOGO, "legitimacy": 0.95, "movement": "nobody"},
            "nobody moves and no state can change: no turns",
        ),
    }
    for words, (settings, note) in cases.items():
        asked = {
            "width": SMALL if quick else 100,
            "steps": 50 if quick else 500,
            "repeats": 1 if quick else REPEATS,
            "settings": settings,
        }
        found = call_in_child("benchmarks.rebellion", "rebellions", asked)
        note = f"{note}; {100 * found['at_large']:.0f} % of people at large"
        rows += [
            Row(f"a step, {words}", found["step_us"], "CPU-us", note=note),
            Row("a person at large", found["step_us"] / found["turns"] * 1e3, "CPU-ns"),
        ]
    return rows


def rebellions(
    width: int,
    steps: int,
    repeats: int,
    settings: dict[str, float | str] | None = None,
    seed: int = 1,
) -> dict[str, float]:
    """Return the medians of what rebellions take, making the people included."""
    from contention.individuals.model import Address
    from contention.individuals.rebellion import REBELLION
    from contention.individuals.running import run
    from contention.individuals.settings import resolve

    chosen = {"width": width, "height": width, **(NETLOGO if settings is None else settings)}

    def once(seed: int, count: int) -> tuple[float, float, float]:
        begun = time.process_time()
        found = run(
            REBELLION, steps=count, variant="mesa", settings=chosen, seed=seed, threads=1
        ).data
        taken = time.process_time() - begun
        jailed, people = float(found["jailed"].mean()), REBELLION.people(resolved)
        return people * count / taken, people - jailed, taken / count

    resolved = resolve(REBELLION, variant="mesa", settings=chosen)
    once(0, 2)  # compiles
    speeds, turns, seconds = zip(*(once(seed + k, steps) for k in range(repeats)), strict=True)
    state = REBELLION.begin(resolved, Address(1, 0))
    people = REBELLION.people(resolved)
    return {
        "speed": statistics.median(speeds),
        "people": people,
        "turns": statistics.median(turns),
        "at_large": statistics.median(turns) / people,
        "step_us": statistics.median(seconds) * 1e6,
        "bytes": sum(array.nbytes for array in state.arrays) / people,  # type: ignore[attr-defined]
        "peak_gb": peak_memory_gb(),
    }
