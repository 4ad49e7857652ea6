"""The Epstein example of the package Mesa; stands alone, and runs with Mesa's Python.

Reads JSON: the arguments of ``EpsteinCivilViolence``, ``seeds``, ``steps``, whether to ``collect``
data in every step as the example does, and a ``file`` for the series, or null. Prints agent-steps
per CPU-second, the peak memory, and writes active and arrested citizens by seed and step.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time

import numpy as np
from mesa.examples.advanced.epstein_civil_violence.agents import CitizenState
from mesa.examples.advanced.epstein_civil_violence.model import EpsteinCivilViolence


def main() -> None:
    """Run the example for every seed."""
    asked = json.load(sys.stdin)
    series = np.zeros((len(asked["seeds"]), asked["steps"], 2))
    speeds: list[float] = []
    for row, seed in enumerate(asked["seeds"]):
        model = EpsteinCivilViolence(**asked["arguments"], max_iters=10**9, seed=seed)
        begun = time.process_time()
        for step in range(asked["steps"]):
            if asked["collect"]:
                model.step()
            else:
                model.agents.shuffle_do("step")
                model._update_counts()
            series[row, step] = [
                getattr(model, state.name) for state in (CitizenState.ACTIVE, CitizenState.ARRESTED)
            ]
        taken = time.process_time() - begun
        speeds.append(len(model.agents) * asked["steps"] / taken)
        if asked["file"]:
            np.save(asked["file"], series[: row + 1])
            print(f"seed {seed}: {speeds[-1]:,.0f} agent-steps/s", file=sys.stderr, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
    active = float(series[:, :, 0].mean())
    print(json.dumps({"speed": statistics.median(speeds), "peak_gb": peak, "active": active}))


if __name__ == "__main__":
    main()
