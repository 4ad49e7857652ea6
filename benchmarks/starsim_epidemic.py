"""The epidemic of the benchmark `networks` in Starsim; stands alone, and runs with its Python.

Equal definitions: steps of a day, a contact infects with a probability a day, people infect on one
day at least and recover with a probability a day, four contacts. ``RandomExactNet`` pairs people
as contention's network does; the contacts of ``RandomNet`` vary in number.
"""

from __future__ import annotations

import json
import math
import sys
import time
from pathlib import Path

import starsim as ss


class Epidemic(ss.SIR):
    """Starsim's epidemic with infections that last one day at least."""

    def set_progression(self, uids: ss.uids) -> None:
        """Schedule recovery a day later: a day counts if it ends after the step on which it began.

        Exponential times, cut to whole days and one more, are geometric from one on.
        """
        super().set_progression(uids)
        self.ti_recovered[uids] += 1


def simulation(asked: dict, network: type, seed: int) -> ss.Sim:
    """Return a simulation, ready to run."""
    return ss.Sim(
        n_agents=asked["people"],
        dt=ss.days(1),
        start=ss.date("2020-01-01"),
        dur=ss.days(asked["days"]),
        rand_seed=seed,
        verbose=0,
        networks=network(
            n_contacts=ss.constant(asked["contacts"]), dynamic=asked["network"] == "fresh"
        ),
        diseases=Epidemic(
            beta=ss.probperday(asked["transmit_prob"]),
            init_prev=ss.bernoulli(p=asked["infected"] / asked["people"]),
            dur_inf=ss.expon(scale=ss.days(-1 / math.log1p(-asked["recover_prob"]))),
            p_death=ss.bernoulli(p=0),
        ),
    )


def peak_memory_gb() -> float:
    """Return the peak memory of this process; that of its parent would count in ``ru_maxrss``."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(peak) * 1024 / 1e9


def main() -> None:
    """Run a simulation on each network and print CPU-seconds, without making the people."""
    asked = json.load(sys.stdin)
    found: dict[str, float] = {}
    for name in asked["kinds"]:
        network = getattr(ss, name)
        simulation({**asked, "people": 10_000, "infected": 10}, network, 0).run()  # compiles
        made = simulation(asked, network, asked["seed"])
        made.init()
        begun = time.process_time()
        made.run()
        found[f"{name} cpu"] = time.process_time() - begun
        left = float(made.results.epidemic.n_susceptible[-1])
        found[f"{name} share"] = 1.0 - left / asked["people"]
    print(json.dumps({**found, "peak_gb": peak_memory_gb()}))


if __name__ == "__main__":
    main()
