"""Why worlds touch fewer towns than the record: placing turned off, part by part.

    python verification/places_touched.py [--worlds 200]

Fits political-revolution to the record of the Eastern bloc and draws worlds at the mode: as
fitted, without what draws onsets to places (memory of the place, its neighbours, demands won
there), with half the pull of population, and with towns and countryside by chance. Prints the
share of the scenario's towns that each touches.
"""

from __future__ import annotations

import argparse

import contention as ct

CASE = "eastern-bloc-1953"
THEORY = "political-revolution"
MEMORY = ("local", "neighbours", "local_gain")
VARIANTS: dict[str, dict[str, float]] = {
    "as fitted": {},
    "half the pull of population": {"size_pull": 0.5},
    "no memory of places": dict.fromkeys(MEMORY, 0.0),
    "by chance": dict.fromkeys((*MEMORY, "size_pull", "status_pull"), 0.0),
}


def main() -> None:
    """Print one line a variant."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--worlds", type=int, default=200)
    asked = parser.parse_args()
    scenario, record = ct.load_scenario(CASE), ct.load_record(CASE)
    model = ct.bind(ct.load_theory(THEORY), scenario)
    fitted = ct.fit(model, record)
    towns = scenario.places.kind.count("town")
    for name, factors in VARIANTS.items():
        values = fitted.mode.copy()
        for parameter, factor in factors.items():
            values[model.names.index(parameter)] *= factor
        worlds = ct.simulate(model, values, worlds=asked.worlds, seed=1, end_runaways=True)
        found = ct.compare(worlds, record, towns=towns).to_json()
        row = next(x for x in found["patterns"] if x["pattern"] == "towns_touched_share")
        print(
            f"{name:28} record {row['record']:.2f}, worlds {row['median']:.2f} "
            f"({row['low']:.2f} to {row['high']:.2f})"
        )


if __name__ == "__main__":
    main()
